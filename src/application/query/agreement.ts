/** Whether all systems agree, and what is at stake where they do not. */
import { HTTP_LIMITS } from '../../contract/limits.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { Workflow } from '../ports/workflow.ts';
import { verdictsOf } from './explain.ts';
import { moneyFigure } from './figures.ts';
import { readInstance } from './instance-reading.ts';
import type { EntityScope, Reads } from './reads.ts';

/** Instances that an unequal equation names as examples. */
const EXAMPLES_MAX = 5;

interface Unequal {
  readonly name: string;
  readonly odd: string;
  readonly verdict: 'in-transit' | 'broken';
  count: number;
  readonly atStake: Map<string, bigint>;
  readonly examples: string[];
}

export type AgreementAnswer = Awaited<ReturnType<typeof agreementOf>>;

export async function agreementOf(
  reads: Reads,
  workflows: ReadonlyMap<string, Workflow>,
  lagMs: number,
  entities: EntityScope,
  now: Instant,
) {
  const [counts, unequal] = await Promise.all([
    reads.agreement(entities),
    unequalEquations(reads, workflows, lagMs, entities, now),
  ]);
  const { equationsChecked: checked, equationsInTransit: inTransit, equationsBroken: broken } = counts;
  const moneyList = (amounts: Iterable<readonly [string, bigint]>) =>
    [...amounts].flatMap(([currency, minor]) => moneyFigure(minor, currency) ?? []);
  return {
    at: formatInstant(now),
    entity: entities?.length === 1 ? entities[0]! : null,
    rules: [...workflows.values()].map(({ definition }) => definition.version).join(' '),
    equations: {
      checked,
      holds: checked - inTransit - broken,
      inTransit,
      broken,
      atStake: moneyList(counts.atStake.map(({ currency, minor }) => [currency, minor] as const)),
      unequal: unequal.list.map(({ atStake, ...rest }) => ({ ...rest, atStake: moneyList(atStake) })),
      complete: unequal.complete,
    },
    salesOrders: counts.lifecycles,
    commands: counts.commands,
    cases: { opened: counts.casesOpened, open: counts.casesOpen, byKind: counts.casesByKind },
    facts: {
      recorded: counts.factsRecorded,
      duplicatesSuppressed: counts.repetitions,
      conflicts: counts.conflicts,
      waiting: counts.waiting,
      quarantined: counts.quarantined,
    },
    silentLoss: counts.losses.map((loss) => ({
      ...loss,
      lastSeenAt: formatInstant(loss.lastSeenAt),
    })),
  };
}

/** Judges the instances that are known to be unequal, and sums up by equation and odd system. */
async function unequalEquations(
  reads: Reads,
  workflows: ReadonlyMap<string, Workflow>,
  lagMs: number,
  entities: EntityScope,
  now: Instant,
): Promise<{ readonly list: readonly Unequal[]; readonly complete: boolean }> {
  const max = HTTP_LIMITS.instancesExaminedMax;
  const keys = await reads.unequalInstances(entities, max + 1);
  const found = new Map<string, Unequal>();
  for (const key of keys.slice(0, max)) {
    const reading = await readInstance(reads, workflows, key, { at: now, reading: 'known' });
    if (reading === null) continue;
    for (const { equation, verdict } of verdictsOf(reading, lagMs)) {
      if (verdict === 'holds') continue;
      const { name, odd, atStake } = equation;
      const sum = entered(found, name, odd, verdict);
      sum.count += 1;
      if (atStake !== null) {
        sum.atStake.set(atStake.currency, (sum.atStake.get(atStake.currency) ?? 0n) + atStake.amountMinor);
      }
      if (sum.examples.length < EXAMPLES_MAX && !sum.examples.includes(key)) sum.examples.push(key);
    }
  }
  return { list: [...found.values()], complete: keys.length <= max };
}

function entered(
  found: Map<string, Unequal>,
  name: string,
  odd: string,
  verdict: Unequal['verdict'],
): Unequal {
  const id = `${name}|${odd}|${verdict}`;
  const known = found.get(id);
  if (known !== undefined) return known;
  const sum: Unequal = { name, odd, verdict, count: 0, atStake: new Map(), examples: [] };
  found.set(id, sum);
  return sum;
}
