import type { Fact } from '../engine/fact.ts';
import type { WorkflowDefinition } from '../engine/definition.ts';
import type { Issue } from '../engine/diff.ts';
import { RULES, type Rules, type Step } from '../engine/step.ts';

/** The parts of the product that a simulation may replace by faulty ones, to see them caught. */
export interface Variant {
  readonly rules: Rules;
  readonly definition: WorkflowDefinition;
  /** Idempotency key of a command. */
  keyOf(salesOrder: string, issue: Issue): string;
  /** How the doubt about a command is settled. */
  readonly doubt: 'proved' | 'retried-blindly' | 'absent-at-once' | 'absent-at-once-with-key';
  /** What a connector makes of a fact, before it is stored. */
  read(fact: Fact, last: Step | null): Fact;
}

/** The product as it is. */
export const faithful = (definition: WorkflowDefinition): Variant => ({
  rules: RULES,
  definition,
  keyOf: (salesOrder, issue) => `${salesOrder}/${issue.id}#${issue.generation}`,
  doubt: 'proved',
  read: (fact) => fact,
});
