/** Money of invoices: asked of the customer, and set against them once it came in. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { Gate, Wanted } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import { addDays, type LocalDate } from '../../kernel/instant.ts';
import { formatMoney, type Money } from '../../kernel/money.ts';
import type { Billing } from './billing.ts';
import { settle } from './disputes.ts';
import { creditedBefore, creditedOf } from './equations.ts';
import type { Ground } from './ground.ts';
import type { OrderView } from './order-view.ts';
import { ledgerOf, type OrderToCashPolicy } from './policy.ts';
import { R } from './registers.ts';
import { isFreeOfCharge } from './replacement.ts';
import { standingFor, successions } from './succession.ts';

const NO_GATES: readonly Gate[] = [];

/** Tell the payment provider what the ledger says is due. */
export function paymentRequest({ view, policy }: Ground, billing: Billing): Wanted | undefined {
  if (billing.invoice === undefined) return undefined;
  const { invoice: number, gross: billed, postingDate } = billing.invoice.value;
  const { shipment } = billing.shipment.value;
  // What a credit memo settled is no longer due; a customer who owes nothing is asked for nothing.
  const settledMinor = creditedOf(view, number) + paidOver(view, number);
  const gross: Money = { ...billed, amountMinor: billed.amountMinor - settledMinor };
  const isFree = view.replaces !== undefined && isFreeOfCharge(view.replaces.value);
  const owesNothing = isFree || billed.amountMinor > 0n;
  if (gross.amountMinor <= 0n && owesNothing) return undefined;
  const invoice = { invoice: number, shipment, postingDate };
  return requestOf(view, policy, invoice, gross, billing.invoice.disputed);
}

function requestOf(
  { order: { value: order }, terms }: OrderView,
  policy: OrderToCashPolicy,
  billed: { readonly invoice: string; readonly shipment: string; readonly postingDate: LocalDate },
  amount: Money,
  disputed: boolean,
): Wanted {
  const { invoice, shipment, postingDate } = billed;
  return {
    id: `request-payment:${invoice}`,
    type: COMMANDS.requestPayment.type,
    system: policy.systems.payment,
    fingerprint: formatMoney(amount),
    gates: NO_GATES,
    disputed,
    exposure: amount,
    content: () => ({
      salesOrder: order.salesOrder,
      shipment,
      invoice,
      customer: order.customer,
      amount,
      dueDate: addDays(postingDate, terms.netDays),
      method: terms.payment,
    }),
  };
}

/** What was paid for an invoice that was taken back, and settles the one that was billed anew. */
function paidOver({ state }: OrderView, invoice: string): bigint {
  return registers(state, R.applied)
    .map((known) => settle(state, known, R.applied.type).value)
    .filter((applied) => {
      const paid = register(state, R.payment, applied.payment)?.contents[0].value;
      return applied.invoice === invoice && paid !== undefined && paid.invoice !== invoice;
    })
    .reduce((sum, { applied }) => sum + applied.amountMinor, 0n);
}

/** Requests that were paid in full stand as they were, whatever was billed anew: money came in for them. */
export function paidRequests({ view, policy }: Ground): readonly Wanted[] {
  return successions(view.state).flatMap(([{ invoice, shipment, gross, postingDate }]) => {
    const amountMinor = gross.amountMinor - creditedBefore(view, invoice);
    const received = registers(view.state, R.payment)
      .map((known) => settle(view.state, known, R.payment.type).value)
      .filter((one) => one.invoice === invoice)
      .reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
    if (received < amountMinor || amountMinor <= 0n) return [];
    return [requestOf(view, policy, { invoice, shipment, postingDate }, { ...gross, amountMinor }, false)];
  });
}

/** Settle invoices with the money that came in for them. */
export function applications({ view, policy }: Ground): Wanted[] {
  return registers(view.state, R.payment).map((known) => {
    const { value, disputed } = settle(view.state, known, R.payment.type);
    return {
      id: `apply-payment:${value.payment}`,
      type: COMMANDS.applyPayment.type,
      system: ledgerOf(policy),
      fingerprint: `${value.invoice} ${formatMoney(value.amount)}`,
      gates: NO_GATES,
      disputed,
      exposure: value.amount,
      content: () => ({
        salesOrder: view.order.value.salesOrder,
        payment: value.payment,
        // Who pays what was billed wrongly has paid what was billed anew.
        invoice: standingFor(view.state, value.invoice)?.invoice ?? value.invoice,
        amount: value.amount,
      }),
    };
  });
}
