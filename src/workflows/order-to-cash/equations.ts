import { lineTotal, type Money } from '../../kernel/money.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { Decisions, Equation, Term } from '../../engine/judgement.ts';
import { registers } from '../../engine/state.ts';
import { accepts } from '../decisions.ts';
import { isDifferenceAccepted, type Billing } from './billing.ts';
import { settle } from './disputes.ts';
import { isAnswered } from './instruction.ts';
import { rebilledMinor } from './dispute-reports.ts';
import type { LineView, OrderView } from './order-view.ts';
import type { OrderMoney } from './lifecycle.ts';
import { ledgerOf, type OrderToCashPolicy } from './policy.ts';
import { R } from './registers.ts';

const term = (name: string, value: bigint, system: string): Term => ({ name, value, system });

/** Proof of agreement, line by line and document by document, each term from its owner. */
export function equationsOf(
  view: OrderView,
  policy: OrderToCashPolicy,
  billings: readonly Billing[],
  money: OrderMoney,
  decisions: Decisions,
): readonly Equation[] {
  const equations: Equation[] = [];
  const invoiced = invoicedByLine(billings, decisions);
  for (const line of view.lines) {
    equations.push(orderedEquation(view, policy, line, decisions));
    equations.push(shippedEquation(view, policy, line, invoiced));
  }
  for (const billing of billings) {
    if (billing.invoice !== undefined) equations.push(invoiceEquation(view, policy, billing, decisions));
  }
  if (money.receivedMinor > 0n) equations.push(paidEquation(view, policy, money));
  return equations;
}

/** ordered = cancelled + closed short + to be released + open at the warehouse + shipped. */
function orderedEquation(
  view: OrderView,
  policy: OrderToCashPolicy,
  line: LineView,
  decisions: Decisions,
): Equation {
  const { wms, erp, allocation } = policy.systems;
  const isOver = line.overshipped > 0n && !accepts(decisions.get(line.overshipCase));
  const over = isOver ? line.overshipped : 0n;
  let told = 0n;
  for (const { site, release, undertaken, short } of line.buckets) {
    // What the warehouse has not answered yet is still to be released.
    const isTold = undertaken >= release || isAnswered(view, site);
    told += (isTold ? release : undertaken) - short;
  }
  const openAtWarehouse = line.undertaken - line.short - line.shipped;
  const ordered = line.effective - over + line.cancelled;
  const toRelease = line.toShip - told;
  const stated =
    line.cancelled + line.closedShort + toRelease + openAtWarehouse + line.shipped;
  return {
    id: `ordered:${line.line.line}`,
    name: 'ordered = cancelled + open + shipped',
    subject: `line ${line.line.line}`,
    unit: 'quantity',
    left: [term('ordered', ordered, view.order.source)],
    right: [
      term('cancelled', line.cancelled, erp),
      term('closed short', line.closedShort, wms),
      term('to be released', toRelease, allocation),
      term('open at the warehouse', openAtWarehouse, wms),
      term('shipped', line.shipped, wms),
    ],
    odd: wms,
    atStake: ordered === stated ? null : stakeOf(view, policy, line, line.toShip),
  };
}

/** What a quantity of a line is worth: reckoned only where the sides of an equation differ. */
function stakeOf(
  view: OrderView,
  policy: OrderToCashPolicy,
  { line }: LineView,
  quantity: Quantity,
): Money {
  const { currency } = view.order.value;
  return {
    amountMinor: lineTotal(quantity, line.unitPrice, currency, policy.rounding),
    currency,
  };
}

interface Invoiced {
  /** Billed by the ERP, for shipments with a standing invoice. */
  readonly billed: ReadonlyMap<number, bigint>;
  /** Shipped and not billed yet: billable, or held by a checkpoint. */
  readonly unbilled: ReadonlyMap<number, bigint>;
  /** Shipped less billed, where a person accepted the difference. */
  readonly accepted: ReadonlyMap<number, bigint>;
}

function invoicedByLine(billings: readonly Billing[], decisions: Decisions): Invoiced {
  const billed = new Map<number, bigint>();
  const unbilled = new Map<number, bigint>();
  const accepted = new Map<number, bigint>();
  for (const billing of billings) {
    const { invoice, surplus, shipment } = billing;
    if (invoice !== undefined && isDifferenceAccepted(billing, decisions)) {
      const add = (line: number, quantity: bigint): void =>
        void accepted.set(line, (accepted.get(line) ?? 0n) + quantity);
      for (const { line, quantity } of shipment.value.lines) add(line, quantity);
      for (const { line, quantity } of invoice.value.lines) add(line, -quantity);
    }
    const [sums, lines] =
      invoice === undefined ? [unbilled, shipment.value.lines] : [billed, invoice.value.lines];
    for (const { line, quantity } of lines) sums.set(line, (sums.get(line) ?? 0n) + quantity);
    for (const { value } of surplus) {
      for (const { line, quantity } of value.lines) {
        billed.set(line, (billed.get(line) ?? 0n) + quantity);
      }
    }
  }
  return { billed, unbilled, accepted };
}

/** shipped = invoiced + billable or held. */
function shippedEquation(
  view: OrderView,
  policy: OrderToCashPolicy,
  line: LineView,
  invoiced: Invoiced,
): Equation {
  const { wms } = policy.systems;
  const ledger = ledgerOf(policy);
  const number = line.line.line;
  const billed = invoiced.billed.get(number) ?? 0n;
  const unbilled = invoiced.unbilled.get(number) ?? 0n;
  const accepted = invoiced.accepted.get(number) ?? 0n;
  const delta = line.shipped - billed - unbilled - accepted;
  const size = (delta < 0n ? -delta : delta) as Quantity;
  return {
    id: `shipped:${number}`,
    name: 'shipped = invoiced + billable or held',
    subject: `line ${number}`,
    unit: 'quantity',
    left: [term('shipped', line.shipped, wms)],
    right: [
      term('invoiced', billed, ledger),
      term('billable or held', unbilled, wms),
      ...acceptedTerm(accepted),
    ],
    odd: ledger,
    atStake: delta === 0n ? null : stakeOf(view, policy, line, size),
  };
}

/** A difference that a person accepted is a term of its own: named, and theirs. */
const acceptedTerm = (difference: bigint): readonly Term[] =>
  difference === 0n ? [] : [term('difference accepted', difference, 'person')];

/** invoice gross = goods at the ordered price + freight + tax, less what a dispute had billed anew. */
function invoiceEquation(
  view: OrderView,
  policy: OrderToCashPolicy,
  billing: Billing,
  decisions: Decisions,
): Equation {
  const { carrier, tax, wms } = policy.systems;
  const ledger = ledgerOf(policy);
  const { gross, invoice } = billing.invoice!.value;
  const goods = billing.tax === undefined ? goodsAsBilled(billing) : billing.draft.netMinor;
  const freight = billing.freightMinor;
  const quoted = billing.tax === undefined ? billing.invoice!.value.tax.amountMinor : billing.taxMinor;
  const less = rebilledMinor(view, invoice);
  const accepted = isDifferenceAccepted(billing, decisions)
    ? gross.amountMinor - goods - freight - quoted + less
    : 0n;
  return {
    id: `invoice:${invoice}`,
    name: 'invoice = goods + freight + tax',
    subject: `invoice ${invoice}`,
    unit: 'money',
    left: [term('invoice', gross.amountMinor, ledger)],
    right: [
      term('goods', goods, wms),
      term('freight', freight, carrier),
      term('tax', quoted, tax),
      ...(less === 0n ? [] : [term('billed anew for less', -less, 'person')]),
      ...acceptedTerm(accepted),
    ],
    odd: ledger,
    atStake: gross,
  };
}

/** While tax for a restated shipment is not answered, the invoice is compared with itself. */
function goodsAsBilled(billing: Billing): bigint {
  const { gross, freight, tax } = billing.invoice!.value;
  return gross.amountMinor - freight.amountMinor - tax.amountMinor;
}

/** received = applied + unapplied. */
function paidEquation(view: OrderView, policy: OrderToCashPolicy, money: OrderMoney): Equation {
  const { payment } = policy.systems;
  const ledger = ledgerOf(policy);
  const { currency } = view.order.value;
  const { receivedMinor, appliedMinor, unappliedMinor } = money;
  return {
    id: 'paid',
    name: 'received = applied + unapplied',
    subject: 'payments',
    unit: 'money',
    left: [term('received', receivedMinor, payment)],
    right: [term('applied', appliedMinor, ledger), term('unapplied', unappliedMinor, ledger)],
    odd: ledger,
    atStake: { amountMinor: receivedMinor, currency },
  };
}

/** Money of an order as its systems state it. */
export function moneyOf(view: OrderView, billings: readonly Billing[]): OrderMoney {
  let invoicedGrossMinor = 0n;
  for (const { invoice, surplus } of billings) {
    invoicedGrossMinor += invoice?.value.gross.amountMinor ?? 0n;
    for (const { value } of surplus) invoicedGrossMinor += value.gross.amountMinor;
  }
  let receivedMinor = 0n;
  for (const known of registers(view.state, R.payment)) {
    receivedMinor += settle(view.state, known, R.payment.type).value.amount.amountMinor;
  }
  let [appliedMinor, unappliedMinor] = [0n, 0n];
  for (const known of registers(view.state, R.applied)) {
    const { applied, unapplied } = settle(view.state, known, R.applied.type).value;
    appliedMinor += applied.amountMinor;
    unappliedMinor += unapplied.amountMinor;
  }
  let [creditedMinor, creditAppliedMinor] = [0n, 0n];
  for (const { kind, lines, applied } of adjustmentsOf(view)) {
    const sign = kind === 'credit' ? 1n : -1n;
    creditAppliedMinor += sign * applied.amountMinor;
    for (const { net } of lines) creditedMinor += sign * net.amountMinor;
  }
  return {
    invoicedGrossMinor,
    receivedMinor,
    appliedMinor,
    unappliedMinor,
    creditedMinor,
    creditAppliedMinor,
  };
}

/** What credit memos, and their reversals, did to the invoices of the order. */
export const adjustmentsOf = (view: OrderView) =>
  registers(view.state, R.adjusted).map((known) => settle(view.state, known, R.adjusted.type).value);

/** Of an invoice, what credit memos settled instead of payments. */
export function creditedOf(view: OrderView, invoice: string): bigint {
  return appliedCredits(adjustmentsOf(view), invoice);
}

/** The same before it was billed anew: what went over to the new invoice had been settled on it. */
export const creditedBefore = (view: OrderView, invoice: string): bigint =>
  appliedCredits(adjustmentsOf(view).filter(({ moved }) => moved === undefined), invoice);

function appliedCredits(adjustments: ReturnType<typeof adjustmentsOf>, invoice: string): bigint {
  let applied = 0n;
  for (const adjusted of adjustments) {
    if (adjusted.invoice !== invoice) continue;
    applied += adjusted.kind === 'credit' ? adjusted.applied.amountMinor : -adjusted.applied.amountMinor;
  }
  return applied;
}
