import type { Deadline, ExceptionCase } from '../../engine/judgement.ts';
import { addWorkingTime, type WorkingCalendar } from '../../kernel/calendar.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { Money } from '../../kernel/money.ts';
import type { Assessment } from './credits.ts';
import { FINAL, inspectedOf } from './lifecycle.ts';
import type { ReturnMilestone, ReturnToCreditPolicy } from './policy.ts';
import { hasPassed, type ReturnView } from './return-view.ts';

const ROLE: Readonly<Record<ReturnMilestone, string>> = {
  authorization: 'service',
  inspection: 'quality',
  placement: 'warehouse',
  credit: 'finance',
};

export interface Lateness {
  readonly deadlines: readonly Deadline[];
  readonly cases: readonly ExceptionCase[];
}

/** What is due when, and a case for each milestone that is late. */
export function latenessOf(
  view: ReturnView,
  policy: ReturnToCreditPolicy,
  calendar: WorkingCalendar,
  assessments: readonly Assessment[],
  lifecycle: string,
): Lateness {
  const deadlines: Deadline[] = [];
  const cases: ExceptionCase[] = [];
  const due = (
    milestone: ReturnMilestone,
    from: Instant,
    of: string,
    exposure: Money | null,
  ): void => {
    const dueAt = addWorkingTime(calendar, from, policy.slaMs[milestone]);
    const id = of === '' ? milestone : `${milestone}:${of}`;
    if (!hasPassed(view.state, id, dueAt)) deadlines.push({ id, milestone, dueAt });
    else cases.push(lateCase(milestone, of, dueAt, exposure));
  };
  if (lifecycle === 'requested') due('authorization', view.request!.occurredAt, '', null);
  for (const { value, lines } of view.receipts) {
    const inspected = inspectedOf(view, value.receipt);
    if (lines.some(({ receiptLine, quantity }) => (inspected.get(receiptLine) ?? 0n) < quantity)) {
      due('inspection', value.receivedAt, value.receipt, null);
    }
  }
  for (const { approved, memos } of assessments) {
    for (const { id, posted, rejected, credit } of memos) {
      if (posted !== undefined || rejected || credit.gross.amountMinor <= 0n) continue;
      due('credit', approved!.occurredAt, id, credit.gross);
    }
  }
  if (lifecycle === 'inspected') {
    for (const { inspection, approved } of assessments) {
      if (approved !== undefined) due('placement', approved.occurredAt, inspection, null);
    }
  }
  const { arriveBy } = view;
  if (arriveBy !== null && view.ended === null && !FINAL.has(lifecycle)) {
    const isOpen = view.lines.some(
      ({ comesBack, allowed, received }) => comesBack && received < allowed,
    );
    // Its passing is a rule's business: the rest of the return lapses.
    if (isOpen) deadlines.push({ id: 'arrival', milestone: 'arrival', dueAt: arriveBy });
  }
  return { deadlines, cases };
}

const lateCase = (
  milestone: ReturnMilestone,
  of: string,
  dueAt: Instant,
  exposure: Money | null,
): ExceptionCase => ({
  id: `late:${milestone}${of === '' ? '' : `:${of}`}:${dueAt}`,
  kind: `late-${milestone}`,
  text: `${milestone}${of === '' ? '' : ` of ${of}`} was due at ${formatInstant(dueAt).slice(0, 16)}Z`,
  role: ROLE[milestone],
  exposure,
  playbook: 'See which checkpoint waits and who owes the answer; the case closes with it.',
});
