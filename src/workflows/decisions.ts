/** What people and rules decided about the cases of an instance, as its own facts say it. */
import type { ContentOfFact, FACTS } from '../canonical/catalogue.ts';
import type { Decisions } from '../engine/judgement.ts';
import { registers, type RegisterType, type State } from '../engine/state.ts';

const NONE: Decisions = new Map();

/**
 * Verdicts by case id.
 * @param type the workflow's register of decided cases
 */
export function decisionsIn(
  state: State,
  type: RegisterType<ContentOfFact<typeof FACTS.caseDecided>>,
): Decisions {
  const decided = registers(state, type);
  if (decided.length === 0) return NONE;
  return new Map(decided.map(({ key, contents: [{ value }] }) => [key, value.verdict]));
}

/** Whether a person or a rule lets the condition stand. */
export const accepts = (verdict: string | undefined): boolean =>
  verdict === 'accept' || verdict === 'waive';
