import type { Deadline } from '../../engine/judgement.ts';
import { register } from '../../engine/state.ts';
import { instantOfLocal } from '../../kernel/calendar.ts';
import { addDays, type Instant } from '../../kernel/instant.ts';
import { DEADLINES, hasPassed, zoneOf, type ClaimView } from './claim-view.ts';
import { R } from './registers.ts';

/** What is due: the claim before its last day is over, the supplier's answer, the settlement. */
export function claimDeadlines(view: ClaimView): readonly Deadline[] {
  const { state, scope, policy, traced, verdict, answered, settledMinor } = view;
  const filed = register(state, R.filed, scope.businessId)?.contents[0];
  const due: Deadline[] = [];
  const add = (id: string, milestone: string, dueAt: number): void => {
    if (!hasPassed(state, id)) due.push({ id, milestone, dueAt: dueAt as Instant });
  };
  if (filed === undefined) {
    const isOpen = verdict.what !== 'no-claim';
    if (traced?.terms === undefined || !isOpen) return due;
    // The last day counts as a whole, where the entity is.
    const end = instantOfLocal(zoneOf(policy, scope), `${addDays(traced.terms.claimBy, 1)}T00:00:00`);
    add(DEADLINES.warning, 'claim', end - policy.warnBeforeMs);
    add(DEADLINES.last, 'claim', end);
    return due;
  }
  if (answered === undefined) {
    add(DEADLINES.answer, 'supplier-answer', filed.occurredAt + policy.answerWithinMs);
  } else if (settledMinor < answered.amount.amountMinor) {
    const { occurredAt } = register(state, R.answered, scope.businessId)!.contents[0];
    add(DEADLINES.settlement, 'supplier-settlement', occurredAt + policy.settleWithinMs);
  }
  return due;
}
