/** What the trading partner who asked for a return is told: what may come back, and what was credited. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { Gate, Wanted } from '../../engine/judgement.ts';
import { registers } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatMoney } from '../../kernel/money.ts';
import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';
import { askedAgain, takenBy, wasSent } from '../partner-documents.ts';
import { gate } from './gates.ts';
import { R, settle } from './registers.ts';
import type { LineView } from './return-view.ts';
import type { Ground } from './wanted.ts';

/** Documents for whoever asked by documents; nothing for anybody else. */
export function documentCommands(ground: Ground): readonly Wanted[] {
  const { view, policy } = ground;
  const system = view.request?.source;
  if (system === undefined) return NOTHING;
  const takes = takenBy(policy.documents, system);
  if (takes.size === 0) return NOTHING;
  const answer = returnAnswer(ground, system);
  const all = [...(answer === undefined ? [] : [answer]), ...creditDocuments(ground, system)];
  return all.filter(({ type }) => takes.has(type));
}

const NOTHING: readonly Wanted[] = [];

/** What of each line may come back: nothing is said while anybody has yet to look. */
function returnAnswer({ view, rma }: Ground, system: string): Wanted | undefined {
  const { decision, request } = view;
  if (decision === undefined || request === undefined) return undefined;
  const lines = view.lines.map((line) => {
    const refusals = decision.refusals.filter((one) => one.line === line.line);
    const reasons = [...new Set(refusals.map(({ reason }) => reason))].join('; ');
    const quantity = line.asked.quantity - line.allowed;
    const refused = (quantity > 0n ? quantity : 0n) as Quantity;
    return {
      line: line.line,
      item: line.item,
      authorized: line.allowed,
      refused,
      ...(refused === 0n || reasons === '' ? {} : { because: reasons }),
    };
  });
  const text = lines.map((row) =>
    [row.line, formatQuantity(row.authorized), formatQuantity(row.refused), row.because ?? ''].join('/'),
  );
  const { customer, customerReference, salesOrder } = request.value;
  const named = decision.authorized?.salesOrder ?? salesOrder;
  return {
    id: 'send-return-answer',
    type: COMMANDS.sendReturnAnswer.type,
    system,
    fingerprint: `${fingerprint(text.join('|'))}${askedAgain(view.state, R, `180:${rma}`)}`,
    gates: [decidedGate(view.lines, decision.of === view.question)],
    disputed: decision.disputed || request.disputed,
    content: () => ({
      rma,
      ...(customerReference === undefined ? {} : { customerReference }),
      customer,
      ...(named === undefined ? {} : { salesOrder: named }),
      decidedAt: decision.occurredAt,
      lines,
    }),
  };
}

function decidedGate(lines: readonly LineView[], isAnswered: boolean): Gate {
  if (!isAnswered) {
    return gate('decided', 'waiting', 'not-answered', 'what may come back is being decided again');
  }
  const open = lines.find(({ isReviewed }) => !isReviewed);
  return open === undefined
    ? gate('decided', 'cleared', 'decided', 'what may come back is decided')
    : gate('decided', 'waiting', 'review', `somebody has yet to look at line ${open.line}`);
}

/** Credit memos as the ledger posted them; one that it took back is only told to who has heard of it. */
function creditDocuments({ view }: Ground, system: string): readonly Wanted[] {
  const reversals = new Map(
    registers(view.state, R.reversed).map(({ contents: [{ value }] }) => [value.creditMemo, value.reversal]),
  );
  return registers(view.state, R.posted).flatMap((known): readonly Wanted[] => {
    const { value: posted, disputed } = settle(view.state, known, R.posted.type);
    const document = `credit:${posted.creditMemo}`;
    const reversal = reversals.get(posted.creditMemo);
    if (reversal !== undefined && !wasSent(view.state, R, document)) return [];
    const { rma, salesOrder, creditMemo, invoice, postingDate, lines, tax, gross } = posted;
    const amount = reversal === undefined ? formatMoney(gross) : `${formatMoney(gross)} back by ${reversal}`;
    return [
      {
        id: `send-credit-document:${creditMemo}`,
        type: COMMANDS.sendCreditDocument.type,
        system,
        fingerprint: `${amount}${askedAgain(view.state, R, document)}`,
        gates: [],
        disputed,
        exposure: gross,
        content: () => ({
          rma,
          salesOrder,
          customer: view.decision?.authorized?.customer ?? view.request!.value.customer,
          creditMemo,
          invoice,
          postingDate,
          lines,
          tax,
          gross,
          ...(reversal === undefined ? {} : { reversal }),
        }),
      },
    ];
  });
}
