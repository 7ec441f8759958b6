/** That a dispute was decided against the customer: when, and why, as the fact says it that decided. */
import { register, registers, type State } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import { R } from './registers.ts';
import type { Disputed, DisputeView } from './workflow.ts';

/** Id of the case in which a person decides what no rule decides. */
export const DISPUTE_REVIEW = 'dispute-review';

/** The customer took all of it back: nothing is disputed any more. */
export const isWithdrawn = ({ amount }: Disputed): boolean => amount.amountMinor === 0n;

export interface Rejection {
  readonly decidedAt: Instant;
  readonly because: string;
}

/** `null`: it is not rejected, or there was nothing to reject. */
export function rejectionOf(state: State, view: DisputeView): Rejection | null {
  const { disputed, resolution, approval, asked, why } = view;
  if (isWithdrawn(disputed)) return null;
  if (resolution === 'reject') {
    const reviewed = register(state, R.decided, DISPUTE_REVIEW)?.contents[0];
    const byPolicy = asked.answer?.outputs['resolution'] === 'reject';
    const decided = byPolicy ? register(state, R.policy, asked.answer!.decision)?.contents[0] : reviewed;
    // What a rule says is a code of words; a person says it in his own.
    return decided === undefined
      ? null
      : { decidedAt: decided.occurredAt, because: byPolicy ? why.replaceAll('-', ' ') : why };
  }
  if (approval?.state !== 'rejected') return null;
  const refused = registers(state, R.approval)
    .map(({ contents }) => contents[0])
    .find(({ value }) => value.task === approval.task?.id && value.verdict === 'reject');
  return refused === undefined ? null : { decidedAt: refused.occurredAt, because: refused.value.reason };
}
