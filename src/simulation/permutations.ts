import { evolve, emptyState, type State } from '../engine/state.ts';
import type { WorkflowDefinition } from '../engine/definition.ts';
import type { StockEffects } from '../domain/inventory/stock-effects.ts';
import type { Fact } from '../engine/fact.ts';
import type { Judgement } from '../engine/judgement.ts';
import type { Random } from '../kernel/random.ts';
import { textOf } from './contents.ts';
import { ENTITY } from './world.ts';

/** What law 1a compares, as text: everything that is judged, and what it means for stock. */
export function judgedText(judgement: Judgement, stock: StockEffects): string {
  const { wanted, cases, lifecycle, equations, deadlines, settled, totals } = judgement;
  const commands = wanted.map(({ id, fingerprint, gates, disputed }) => ({
    id,
    fingerprint,
    gates: gates.map(({ name, status, reason, facts }) => ({ name, status, reason, facts })),
    disputed: disputed === true,
  }));
  const decisions = [...judgement.decisions].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return textOf([commands, cases, lifecycle, equations, deadlines, settled, totals, decisions, stock]);
}

/**
 * Law 1a: the same facts in another order, some of them repeated, are judged the same.
 * @param judged what was judged when they came in their own order
 * @param evolveFact the rule under test
 */
export function agreesInAnyOrder(
  random: Random,
  definition: WorkflowDefinition,
  stockOf: (state: State) => StockEffects,
  salesOrder: string,
  facts: readonly Fact[],
  judged: string,
  evolveFact: typeof evolve = evolve,
): boolean {
  const repeated = facts.filter(() => random.chance(0.2));
  let state = emptyState(definition.registers);
  for (const fact of random.shuffle([...facts, ...repeated])) {
    state = evolveFact(definition.registers, state, fact).state;
  }
  const scope = { entity: ENTITY, businessId: salesOrder };
  return judgedText(definition.judge(state, scope), stockOf(state)) === judged;
}
