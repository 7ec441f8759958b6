/** What a return wants of its systems. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { Gate, Wanted } from '../../engine/judgement.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Settled } from '../disputes.ts';
import { documentCommands } from './documents.ts';
import { memoFingerprint, type Assessment, type Memo, type PostedMemo } from './credits.ts';
import { isEarly, paidByChannel, payoutsOf } from './channel-refunds.ts';
import { excessGate } from './excess.ts';
import { authorizedGate, gate } from './gates.ts';
import type { ReturnToCreditPolicy } from './policy.ts';
import { faultReports } from './recovery.ts';
import { destinationOf } from './quality.ts';
import { replacementCommands } from './replacement.ts';
import type { LineView, Requested, ReturnView } from './return-view.ts';
import { messageOf } from './customer-message.ts';

/** Everything that the commands of one return are built from. */
export interface Ground {
  readonly view: ReturnView;
  readonly policy: ReturnToCreditPolicy;
  readonly entity: string;
  readonly rma: string;
  readonly assessments: readonly Assessment[];
  readonly lifecycle: string;
}

const NO_GATES: readonly Gate[] = [];

export function wantedCommands(ground: Ground): readonly Wanted[] {
  const { view, assessments } = ground;
  const { request } = view;
  const wanted: Wanted[] = [];
  if (request !== undefined) {
    wanted.push(authorization(ground, request));
    const expectation = expected(ground, request);
    if (expectation !== undefined) wanted.push(expectation);
    for (const assessment of assessments) {
      wanted.push(approval(ground, assessment, request.value));
      for (const memo of assessment.memos) {
        wanted.push(...memo.questions);
        if (memo.rejected || memo.credit.gross.amountMinor <= 0n) continue;
        wanted.push(creditMemo(ground, assessment, memo));
      }
    }
    const status = published(ground, request.value);
    if (status !== undefined) wanted.push(status);
  }
  for (const assessment of assessments) {
    const places = placement(ground, assessment);
    if (places !== undefined) wanted.push(places);
  }
  for (const { memos } of assessments) {
    for (const { posted } of memos) {
      const back = posted === undefined ? undefined : refund(ground, posted);
      if (back !== undefined) wanted.push(back);
    }
  }
  wanted.push(...replacementCommands(view, ground.rma), ...settlements(ground));
  wanted.push(...faultReports(view, ground.rma), ...documentCommands(ground));
  return wanted;
}

/** Ask the owner of the billed lines to hold what is to come back, and no more. */
function authorization({ view, policy, rma }: Ground, request: Settled<Requested>): Wanted {
  const { salesOrder, customer, requestedAt, resolution } = request.value;
  return {
    id: 'authorize-return',
    type: COMMANDS.authorizeReturn.type,
    system: policy.systems.entitlements,
    fingerprint: view.question,
    gates: [salesOrder === undefined ? NO_ORDER : ORDER_KNOWN],
    disputed: request.disputed,
    content: () => ({
      rma,
      of: view.question,
      ...(salesOrder === undefined ? {} : { salesOrder }),
      customer,
      requestedAt,
      resolution,
      lines: view.lines.map(({ asked, wanted }) => ({
        line: asked.line,
        item: asked.item,
        ...(asked.salesOrderLine === undefined ? {} : { salesOrderLine: asked.salesOrderLine }),
        ...(asked.lot === undefined ? {} : { lot: asked.lot }),
        reason: asked.reason,
        use: asked.use,
        quantity: wanted,
        ...(asked.refunded === undefined ? {} : { refunded: asked.refunded }),
        ...(asked.exchange === undefined ? {} : { exchange: asked.exchange }),
      })),
    }),
  };
}

const NO_ORDER = gate(
  'order-known',
  'blocked',
  'unmatched',
  'nobody knows with which order it was bought',
);
const ORDER_KNOWN = gate('order-known', 'cleared', 'known', 'the request names its sales order');

/** Tell the dock what may come back. */
function expected(
  { view, policy, entity, rma }: Ground,
  request: Settled<Requested>,
): Wanted | undefined {
  const { decision } = view;
  const site = request.value.site ?? policy.returnSites.get(entity);
  const authorized = decision?.authorized ?? null;
  if (decision === undefined || site === undefined || authorized === null) return undefined;
  const lines = view.lines.filter(({ comesBack }) => comesBack);
  if (lines.length === 0) return undefined;
  const quantityOf = ({ allowed, received }: LineView): Quantity =>
    view.ended !== null && received < allowed ? received : allowed;
  if (
    lines.every((line) => quantityOf(line) === 0n && line.received === 0n && view.ended === null)
  ) {
    return undefined;
  }
  const text = lines.map((line) => `${line.line}/${line.item}*${quantityOf(line)}`).join('|');
  const of = fingerprint(`${site}|${text}`);
  return {
    id: 'expect-return',
    type: COMMANDS.expectReturn.type,
    system: policy.systems.wms,
    fingerprint: of,
    gates: [authorizedGate(view)],
    disputed: decision.disputed || request.disputed,
    content: () => ({
      rma,
      of,
      site,
      customer: authorized.customer,
      lines: lines.map((line) => {
        const [first] = line.held;
        return {
          line: line.line,
          item: line.item,
          quantity: quantityOf(line),
          ...(first?.lot === undefined || line.held.length > 1 ? {} : { lot: first.lot }),
        };
      }),
    }),
  };
}

/** Ask what becomes of inspected goods, and what they are worth. */
function approval(
  { view, policy, rma }: Ground,
  assessment: Assessment,
  request: Requested,
): Wanted {
  const { inspection, parts, question, seen, disputed, stands } = assessment;
  const { decision } = view;
  const order = decision?.authorized?.salesOrder ?? request.salesOrder;
  return {
    id: `approve-credit:${inspection}`,
    type: COMMANDS.approveCredit.type,
    system: policy.systems.entitlements,
    fingerprint: question,
    gates: [
      order === undefined || decision === undefined
        ? gate('authorized', 'waiting', 'not-authorized', 'what may come back is not decided yet')
        : gate('authorized', 'cleared', 'decided', 'what may come back is decided', [
            decision.fact,
          ]),
      seen === undefined || seen.receipt !== undefined
        ? gate('received', 'cleared', 'received', 'the receipt is known')
        : gate(
            'received',
            'waiting',
            'no-receipt',
            `receipt ${seen.value.receipt} is not known yet`,
          ),
      // What may not come back must not take the credit of what may.
      excessGate(view.excess, parts),
    ],
    disputed,
    content: () => ({
      rma,
      of: question,
      inspection,
      salesOrder: order!,
      ...(seen?.receipt === undefined ? {} : { site: seen.receipt.value.site }),
      ...(stands ? { stands } : {}),
      parts: parts.map(({ part, line, item, quantity, lot, found }) => ({
        part,
        ...(line === undefined ? {} : { line }),
        item,
        quantity,
        ...(lot === undefined ? {} : { lot }),
        ...(found === undefined ? {} : { found }),
      })),
    }),
  };
}

/** Tell the warehouse where the inspected goods go. */
function placement({ view, policy, rma }: Ground, assessment: Assessment): Wanted | undefined {
  const { inspection, seen, approved, isAnswered } = assessment;
  if (seen?.receipt === undefined || approved === undefined) return undefined;
  const lines = approved.value.parts.flatMap((row) => {
    const { quantity } = row;
    const goods = seen.parts.find((known) => known.part === row.part);
    const to = destinationOf(row, goods);
    if (goods === undefined || to === undefined) return [];
    return [
      {
        // The warehouse knows the parts that its inspector saw.
        part: goods.seenAs,
        item: goods.item,
        quantity,
        ...(goods.lot === undefined ? {} : { lot: goods.lot }),
        to,
      },
    ];
  });
  if (lines.length === 0) return undefined;
  const of = fingerprint(
    lines.map((row) => `${row.part}/${row.item}*${row.quantity}>${row.to}`).join('|'),
  );
  return {
    id: `place-goods:${inspection}`,
    type: COMMANDS.placeReturnedGoods.type,
    system: policy.systems.wms,
    fingerprint: of,
    gates: [
      gate('decided', 'cleared', 'decided', 'a policy says where each part goes', [approved.fact]),
      authorizedGate(view),
      excessGate(view.excess, assessment.parts),
    ],
    disputed: assessment.disputed || !isAnswered,
    content: () => ({
      rma,
      of,
      inspection,
      receipt: seen.receipt!.value.receipt,
      site: seen.receipt!.value.site,
      lines,
    }),
  };
}

/** Post one credit memo, for what was received and inspected. */
function creditMemo({ view, policy, rma }: Ground, assessment: Assessment, memo: Memo): Wanted {
  const { credit, id, gates, postingDate } = memo;
  const { salesOrder } = assessment.approved!.value;
  return {
    id: `post-credit:${id}`,
    type: COMMANDS.postCreditMemo.type,
    system: policy.systems.ledger,
    fingerprint: memoFingerprint(memo),
    gates,
    // An answer is still missing for what is known now: what was posted is not compared with it.
    disputed: assessment.disputed || !assessment.isAnswered,
    exposure: credit.gross,
    content: () => {
      const { currency } = credit.gross;
      const taxMinor =
        credit.lines.reduce((sum, { tax }) => sum + tax.amountMinor, 0n) +
        credit.freightTax.amountMinor -
        credit.feeTax.amountMinor;
      return {
        rma,
        credit: id,
        salesOrder,
        invoice: credit.invoice,
        customer: view.decision?.authorized?.customer ?? view.request!.value.customer,
        postingDate,
        lines: credit.lines.map(({ line, salesOrderLine, item, quantity, net }) => ({
          line,
          salesOrderLine,
          item,
          quantity,
          net,
        })),
        freight: credit.freight,
        fee: credit.fee,
        tax: { amountMinor: taxMinor, currency },
        gross: credit.gross,
      };
    },
  };
}

/** Pay back what a credit memo leaves open, to a customer who pays in advance. */
function refund({ view, policy, rma }: Ground, posted: Settled<PostedMemo>): Wanted | undefined {
  const { creditMemo: number, invoice, salesOrder } = posted.value;
  const authorized = view.decision?.authorized;
  const { open: stated } = posted.value;
  const open = { ...stated, amountMinor: stated.amountMinor - paidByChannel(view, number) };
  if (open.amountMinor <= 0n || authorized?.terms !== 'prepaid') return undefined;
  return {
    id: `refund:${number}`,
    type: COMMANDS.refundPayment.type,
    system: policy.systems.payment,
    fingerprint: formatMoney(open),
    gates: NO_GATES,
    disputed: posted.disputed,
    exposure: open,
    content: () => ({
      rma,
      salesOrder,
      invoice,
      creditMemo: number,
      customer: authorized.customer,
      amount: open,
    }),
  };
}

/** Let the ledger know what was paid back. */
function settlements({ view, policy, rma }: Ground): Wanted[] {
  return payoutsOf(view).map(({ refund: number, creditMemo, amount, disputed }) => ({
    id: `settle-credit:${number}${isEarly(view.state, number) ? `:${creditMemo}` : ''}`,
    type: COMMANDS.settleCreditMemo.type,
    system: policy.systems.ledger,
    fingerprint: `${creditMemo} ${formatMoney(amount)}`,
    gates: NO_GATES,
    disputed,
    exposure: amount,
    content: () => ({ rma, creditMemo, refund: number, amount }),
  }));
}

/** Tell the customer's case what has become of the return. */
function published(
  { view, policy, rma, lifecycle }: Ground,
  request: Requested,
): Wanted | undefined {
  const { crm } = policy.systems;
  if (crm === undefined) return undefined;
  const message = messageOf(view, lifecycle);
  const salesOrder = view.decision?.authorized?.salesOrder ?? request.salesOrder;
  return {
    id: 'publish-return-status',
    type: COMMANDS.publishReturnStatus.type,
    system: crm,
    fingerprint: `${lifecycle} ${fingerprint(message)}`,
    gates: NO_GATES,
    content: () => ({
      rma,
      customer: request.customer,
      ...(salesOrder === undefined ? {} : { salesOrder }),
      lifecycle,
      message,
    }),
  };
}
