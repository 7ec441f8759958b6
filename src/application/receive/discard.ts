import type { Clock } from '../../kernel/clock.ts';
import type { UpkeepStore } from '../ports/upkeep-store.ts';
import type { ConditionDesk } from '../watch/condition-desk.ts';
import { conflictCondition } from './ledger-conflict.ts';

/** What is needed of an entry to give it up. */
export interface QuarantinedEntry {
  readonly id: bigint;
  readonly entity: string | null;
  readonly source: string;
  readonly code: string;
  readonly businessKey: string | null;
}

export interface DiscardOptions {
  readonly store: Pick<UpkeepStore, 'discard'>;
  readonly conditions: Pick<ConditionDesk, 'observe'>;
  readonly clock: Clock;
}

/** Gives an entry up: it is kept, never let in, and what it asked for is answered. */
export async function discard(
  { store, conditions, clock }: DiscardOptions,
  entry: QuarantinedEntry,
  by: string,
): Promise<boolean> {
  if (!(await store.discard(entry.id, by, clock.now()))) return false;
  const { entity, source, businessKey } = entry;
  if (entry.code === 'ledger-conflict' && entity !== null && businessKey !== null) {
    await conditions.observe(conflictCondition({ entity, source, movement: businessKey }, false));
  }
  return true;
}
