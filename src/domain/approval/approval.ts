/**
 * Approvals: what people must say yes to before something leaves. Who began it may not approve it, one
 * person counts once, and a yes covers the amount that it named and no more.
 */
import type { Money } from '../../kernel/money.ts';

/** Something that waits for people. */
export interface ApprovalTask {
  /** Names the values that it covers: another amount is another task. */
  readonly id: string;
  /** What is approved, as the approval tables know it: `credit`, `write-off`. */
  readonly kind: string;
  /** One sentence for whoever decides. */
  readonly text: string;
  readonly amount: Money;
  /** Whose queue it is in. */
  readonly role: string;
  /** People who must approve. */
  readonly approvals: number;
  /** People who began it: their yes does not count. */
  readonly makers: readonly string[];
}

/** What one person said about a task. */
export interface ApprovalWord {
  readonly by: string;
  readonly verdict: 'approve' | 'reject';
  /** Amount up to which it holds. */
  readonly covers: Money;
}

export type ApprovalState = 'not-needed' | 'waiting' | 'approved' | 'rejected';

/** What the words about a task come to. One no is a no, whoever else says yes. */
export function approvalState(task: ApprovalTask, words: readonly ApprovalWord[]): ApprovalState {
  if (task.approvals === 0) return 'not-needed';
  const heard = words.filter(({ by }) => !task.makers.includes(by));
  if (heard.some(({ verdict }) => verdict === 'reject')) return 'rejected';
  const yes = new Set(heard.filter((word) => coversAll(word, task)).map(({ by }) => by));
  return yes.size >= task.approvals ? 'approved' : 'waiting';
}

/** A yes to another amount, or in another currency, says nothing about this one. */
const coversAll = ({ covers }: ApprovalWord, { amount }: ApprovalTask): boolean =>
  covers.currency === amount.currency && covers.amountMinor >= amount.amountMinor;

/** Why a person may not decide a task, or `null` if nothing in the task speaks against it. */
export function makerFault(task: ApprovalTask, by: string, words: readonly ApprovalWord[]): string | null {
  if (task.makers.includes(by)) return `${by} began it: another person must decide.`;
  if (words.some((word) => word.by === by)) return `${by} has decided it already.`;
  return null;
}
