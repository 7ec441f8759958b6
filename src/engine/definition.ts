import type { Judgement } from './judgement.ts';
import type { RegisterTypes, State } from './state.ts';

/**
 * What to do with a command that was done when its content would differ now.
 * - `case`: a person decides (the rule for money);
 * - `reissue`: undo it, then issue the next generation; where there is nothing to undo, just the
 *   next generation;
 * - `adjust`: the command says "set to X" and may be issued again;
 * - `ignore`: what was done stands.
 */
export type ChangeRule = 'case' | 'reissue' | 'adjust' | 'ignore';

/** How a done command that is no longer wanted is taken back. */
export type Inverse =
  | { readonly kind: 'none' }
  | { readonly kind: 'case' }
  | { readonly kind: 'command'; readonly type: string; content(original: unknown): unknown };

/** Rules of one command type. */
export interface CommandRule {
  readonly change: ChangeRule;
  readonly inverse: Inverse;
  /** Moves money: a closed gate over a changed content is a case at once. */
  readonly money: boolean;
  /** What a person does instead where the system refuses it, if there is a way. */
  readonly byHand?: string;
  /** Role that owns the cases which this command raises. */
  readonly role: string;
  /** Dispatch priority: smaller leaves first when a system's budget is short. */
  readonly priority: number;
}

/** Which instance is judged: its business entity and its business id (the sales order's number). */
export interface Scope {
  readonly entity: string;
  readonly businessId: string;
}

/** A workflow: the facts it gathers, how it judges them, and the rules of its commands. */
export interface WorkflowDefinition {
  readonly name: string;
  /** Changes with every change of `judge`; part of what a plan compares. */
  readonly version: string;
  readonly registers: RegisterTypes;
  readonly commands: Readonly<Record<string, CommandRule>>;
  /** Words and exposure of an open case may change while it holds: its row follows. */
  readonly restatesCases?: boolean;
  judge(state: State, scope: Scope): Judgement;
}
