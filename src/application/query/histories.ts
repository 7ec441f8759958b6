/**
 * The facts of long instances that were read lately. Whoever moves through the past of an order
 * asks for the same facts again and again; they are only ever added to, so the newer ones are all
 * that must be read.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { FactRow } from '../ports/store.ts';
import { RecentMap } from '../process/instance-cache.ts';
import type { Moment, Reads } from './reads.ts';

/** Instances whose facts are kept, and facts of one: together some 100 MB at the very most. */
const INSTANCES_MAX = 16;
const FACTS_MAX = 10_000;
/** A shorter history is read as quickly as it is looked up. */
const FACTS_MIN = 100;
/** Milliseconds until the facts are read anew, so that what was erased in them is gone here too. */
const KEPT_MS = 30_000;

interface History {
  readonly rows: readonly FactRow[];
  readonly readAt: Instant;
}

/** The same reads; `factsOf` remembers the facts of long instances for a short time. */
export function rememberingHistories(reads: Reads, clock: Clock): Reads {
  const histories = new RecentMap<string, History>(INSTANCES_MAX);
  const wholeOf = async (instance: string): Promise<readonly FactRow[]> => {
    const now = clock.now();
    const known = histories.get(instance);
    const isFresh = known !== undefined && now - known.readAt < KEPT_MS;
    const before = isFresh ? known : { rows: [], readAt: now };
    const newer = await reads.factsAfter(instance, before.rows.at(-1)?.instanceVersion ?? null);
    const rows = newer.length === 0 ? before.rows : [...before.rows, ...newer];
    if (rows.length >= FACTS_MIN && rows.length <= FACTS_MAX) {
      histories.set(instance, { rows, readAt: before.readAt });
    }
    return rows;
  };
  return {
    ...reads,
    factsOf: async (instance, upTo) => {
      const rows = await wholeOf(instance);
      return upTo === undefined ? rows : rows.filter((row) => isUpTo(row, upTo));
    },
  };
}

const isUpTo = ({ occurredAt, recordedAt }: FactRow, { at, reading }: Moment): boolean =>
  (reading === 'occurred' ? occurredAt : recordedAt) <= at;
