import type { StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { ApprovalTask } from '../../domain/approval/approval.ts';
import type { Scope, WorkflowDefinition } from '../../engine/definition.ts';
import type { State } from '../../engine/state.ts';

/**
 * A workflow as the application runs it: its definition, and what its state means for stock. The
 * batch compares `stockOf` before and after and writes the difference: a desired movement that
 * changed is reversed and made again, never edited.
 */
export interface Workflow {
  readonly definition: WorkflowDefinition;
  stockOf(state: State): StockEffects;
  /** What waits for approval, or was approved or rejected; absent: nothing ever does. */
  approvalsOf?(state: State, scope: Scope): readonly ApprovalTask[];
}
