/** Money that the order's channel paid back by itself: a return of the goods, or a case if there are none. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { ExceptionCase, Gate, Wanted } from '../../engine/judgement.ts';
import { registers } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatMoney, moneyText, type Money } from '../../kernel/money.ts';
import type { Billing } from './billing.ts';
import { chargeOf, type Charge } from './charges.ts';
import { gate } from './checkpoints.ts';
import { settle, type Settled } from './disputes.ts';
import type { Ground } from './ground.ts';
import type { OrderView } from './order-view.ts';
import { R } from './registers.ts';

type Stated = ContentOfFact<typeof FACTS.channelRefundStated>;
type Refunded = ContentOfFact<typeof COMMANDS.requestRefundedReturn>;

const refundsOf = ({ state }: OrderView): readonly Settled<Stated>[] =>
  registers(state, R.channelRefund).map((known) => settle(state, known, R.channelRefund.type));

/** Lines of goods that left: those that did not are cancelled by what the channel says of the order. */
const goodsOf = ({ lines }: Stated): Refunded['lines'] =>
  lines.flatMap(({ goods, line, item, quantity, reason }) =>
    goods === 'not-shipped'
      ? []
      : [{ line, item, quantity, reason, refunded: goods === 'back' ? 'goods-back' : 'goods-kept' }],
  );

/** Of each payment, what was not for goods that never left: they were never billed. */
function paymentsOf({ lines, payments }: Stated): Refunded['payments'] {
  let neverBilled = lines.reduce(
    (sum, { goods, amount }) => sum + (goods === 'not-shipped' ? amount.amountMinor : 0n),
    0n,
  );
  return payments.flatMap(({ payment: refund, amount }) => {
    const less = neverBilled < amount.amountMinor ? neverBilled : amount.amountMinor;
    neverBilled -= less;
    const amountMinor = amount.amountMinor - less;
    return amountMinor === 0n ? [] : [{ refund, amount: { ...amount, amountMinor } }];
  });
}

/** Has each refund that names billed goods become a return, once they are billed. */
export function refundedReturns({ view, billings, lifecycle }: Ground): readonly Wanted[] {
  return refundsOf(view).flatMap(({ value, disputed }): readonly Wanted[] => {
    const lines = goodsOf(value);
    if (lines.length === 0) return [];
    const payments = paymentsOf(value);
    const goods = lines.map((row) => `${row.line}/${row.item}*${row.quantity}${row.refunded}${row.reason}`);
    const money = payments.map(({ refund, amount }) => `${refund}=${formatMoney(amount)}`);
    return [
      {
        id: `request-return:${value.refund}`,
        type: COMMANDS.requestRefundedReturn.type,
        system: OWN_SYSTEM,
        fingerprint: fingerprint([...goods, ...money].join('|')),
        gates: [currencyGate(view, value), billedGate(lines, billings, lifecycle)],
        disputed: disputed || view.order.disputed,
        content: () => ({
          rma: value.refund,
          channel: 'shop',
          customer: view.order.value.customer,
          salesOrder: view.order.value.salesOrder,
          requestedAt: value.refundedAt,
          lines,
          payments,
        }),
      },
    ];
  });
}

/** After these nothing more of an order is billed. */
const BILLED: ReadonlySet<string> = new Set(['invoiced', 'closed', 'cancelled']);

/** What may come back is decided by what was billed: it must not be asked before. */
function billedGate(lines: Refunded['lines'], billings: readonly Billing[], lifecycle: string): Gate {
  const posted = billings.flatMap(({ invoice }) => invoice?.value.lines ?? []);
  const open = lines.find(({ line, quantity }) => {
    const billed = posted.reduce((sum, row) => sum + (row.line === line ? row.quantity : 0n), 0n);
    return billed < quantity;
  });
  return open === undefined || BILLED.has(lifecycle)
    ? gate('billed', 'cleared', 'billed', 'all that will be billed of it is billed')
    : gate('billed', 'waiting', 'not-billed', `line ${open.line} was refunded and is not billed so far`);
}

const isForeign = ({ order }: OrderView, { payments }: Stated): boolean =>
  payments.some(({ amount }) => amount.currency !== order.value.currency);

const currencyGate = (view: OrderView, stated: Stated): Gate =>
  isForeign(view, stated)
    ? gate('currency', 'blocked', 'wrong-currency', `the order is in ${view.order.value.currency}`)
    : gate('currency', 'cleared', 'currency', 'it was paid back in the currency of the order');

/** What was paid back and names no goods at all: each payment, and their sum. */
function moneyAlone(view: OrderView, stated: Stated) {
  if (isForeign(view, stated) || stated.lines.length > 0) return null;
  const payments = paymentsOf(stated);
  const amountMinor = payments.reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
  return amountMinor === 0n ? null : { payments, amountMinor };
}

/** The invoice that bills at least so much freight, its tax included. */
function billedFreight(view: OrderView, billings: readonly Billing[], amountMinor: bigint): Charge | null {
  const billing = billings.find(({ invoice, tax }) => {
    if (invoice === undefined) return false;
    const freightTax = tax?.value.freightTax.amountMinor ?? 0n;
    return invoice.value.freight.amountMinor + freightTax >= amountMinor;
  });
  return billing === undefined ? null : chargeOf(view, billing.invoice!.value.invoice);
}

/** Has money that the channel paid back for freight alone credited: as a dispute that is paid already. */
export function freightRefunds({ view, billings }: Ground): readonly Wanted[] {
  return refundsOf(view).flatMap(({ value, disputed, source, occurredAt }): readonly Wanted[] => {
    const alone = moneyAlone(view, value);
    const charge = alone === null ? null : billedFreight(view, billings, alone.amountMinor);
    if (alone === null || charge === null) return [];
    const amount: Money = { amountMinor: alone.amountMinor, currency: view.order.value.currency };
    const dispute = `DSP-${fingerprint(`${charge.salesOrder}|refund ${value.refund}`).toUpperCase()}`;
    return [
      {
        id: `dispute-freight:${value.refund}`,
        type: COMMANDS.disputeCharge.type,
        system: OWN_SYSTEM,
        fingerprint: formatMoney(amount),
        gates: [],
        disputed: disputed || view.order.disputed,
        exposure: amount,
        content: () => ({
          ...charge,
          dispute,
          revision: 1,
          kind: 'dispute',
          classification: 'freight',
          amount,
          customerReference: value.refund,
          refunded: alone.payments,
          text: `The channel paid ${moneyText(amount)} back by ${value.refund}, and for no goods: freight.`,
          openedBy: source,
          openedAt: occurredAt,
        }),
      },
    ];
  });
}

/** Money that neither goods nor freight explain, or that is not in the order's: finance looks at it. */
export function channelRefundCases(
  view: OrderView,
  billings: readonly Billing[],
): readonly ExceptionCase[] {
  return refundsOf(view).flatMap(({ value }): readonly ExceptionCase[] => {
    const [first] = value.payments;
    if (first === undefined) return [];
    const isOdd = isForeign(view, value);
    if (!isOdd && goodsOf(value).length > 0) return [];
    const alone = moneyAlone(view, value);
    if (alone !== null && billedFreight(view, billings, alone.amountMinor) !== null) return [];
    const left = isOdd ? value.payments : paymentsOf(value);
    const amountMinor = left.reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
    if (amountMinor === 0n) return [];
    const paid: Money = { ...first.amount, amountMinor };
    const kind = isOdd ? 'refund-currency' : 'refund-without-goods';
    const why = isOdd
      ? `the order is in ${view.order.value.currency}`
      : 'no goods that were billed are named for it, and no invoice bills so much freight';
    return [
      {
        id: `${kind}:${value.refund}:${formatMoney(paid)}${paid.currency}`,
        kind,
        text: `The channel paid ${moneyText(paid)} back by ${value.refund}, and ${why}`,
        role: 'finance',
        exposure: paid,
        playbook:
          'Press “Open a dispute” to credit what is right of it, or leave it as goodwill; then press ' +
          'Waive.',
      },
    ];
  });
}
