/** What an order's facts say of a charge that a customer disputes, and the charges that he keeps back. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { Wanted } from '../../engine/judgement.ts';
import { register, registers } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { addDays, parseInstant, type Instant, type LocalDate } from '../../kernel/instant.ts';
import { formatMoney, type Money } from '../../kernel/money.ts';
import type { Billing } from './billing.ts';
import { hasPassed } from './checkpoints.ts';
import { creditedOf } from './equations.ts';
import type { Ground } from './ground.ts';
import type { OrderView } from './order-view.ts';
import type { OrderToCashPolicy } from './policy.ts';
import { addedEvidence, disputeOf, reportsOf } from './dispute-reports.ts';
import { R } from './registers.ts';

type Disputed = ContentOfFact<typeof FACTS.chargeDisputed>;

/** Everything of a dispute that the order's own facts say. */
export type Charge = Pick<Disputed, 'salesOrder' | 'shipment' | 'invoice' | 'customer' | 'evidence'>;

/** The evidence of an invoice that stands, as it is known now; `null` if none of this number stands. */
export function chargeOf(view: OrderView, invoice: string): Charge | null {
  const { state } = view;
  const posted = registers(state, R.posted).map(({ contents: [stated] }) => stated);
  const own = posted.find(({ value }) => value.invoice === invoice);
  if (own === undefined || register(state, R.reversed, invoice) !== undefined) return null;
  const { shipment, gross, salesOrder } = own.value;
  const standing = posted.filter(
    ({ value }) =>
      value.shipment === shipment && register(state, R.reversed, value.invoice) === undefined,
  );
  const { value: order, fact } = view.order;
  const prices = view.registered?.value.lines ?? [];
  const agreed = new Map(prices.map(({ line, contractPrice }) => [line, contractPrice]));
  const shipped = view.shipments.find(({ value }) => value.shipment === shipment);
  const proof = register(state, R.proof, shipment)?.contents[0];
  const facts = [fact, view.registered?.fact, shipped?.fact, own.fact, proof?.fact];
  return {
    salesOrder,
    shipment,
    invoice,
    customer: order.customer,
    evidence: {
      ordered: order.lines.map(({ line, item, quantity, unitPrice }) => {
        const price = agreed.get(line);
        return { line, item, quantity, unitPrice, ...(price === undefined ? {} : { agreed: price }) };
      }),
      shipped: (shipped?.value.lines ?? []).map(({ line, item, quantity }) => ({ line, item, quantity })),
      billed: own.value.lines.map(({ line, item, quantity, net }) => ({ line, item, quantity, net })),
      gross,
      tax: own.value.tax,
      credited: { ...gross, amountMinor: grossCredited(view, invoice) },
      invoices: standing.length,
      ...(proof === undefined ? {} : { deliveredAt: proof.value.deliveredAt }),
      facts: facts.filter((name) => name !== undefined),
    },
  };
}

/** What was credited against an invoice, settled on it or not; reversals of credits count back. */
function grossCredited({ state }: OrderView, invoice: string): bigint {
  return registers(state, R.adjusted)
    .map(({ contents: [{ value }] }) => value)
    .filter((adjusted) => adjusted.invoice === invoice)
    .reduce((sum, { kind, gross }) => sum + (kind === 'credit' ? 1n : -1n) * gross.amountMinor, 0n);
}

/** Midnight of a date, UTC. */
export function startOfDay(date: LocalDate): Instant {
  const parsed = parseInstant(`${date}T00:00:00Z`);
  return parsed.ok ? parsed.value : (0 as Instant);
}

/** An invoice that is not settled in full. */
export interface OpenInvoice {
  readonly invoice: string;
  readonly gross: Money;
  readonly open: Money;
  readonly paid: Money;
  /** The payment that came last for it. */
  readonly lastPayment: string | undefined;
  /** When the grace of its payment is over. */
  readonly dueAt: Instant;
}

/** Invoices with what payments and credits left open of them. */
export function openInvoices(
  view: OrderView,
  policy: OrderToCashPolicy,
  billings: readonly Billing[],
): readonly OpenInvoice[] {
  const applied = registers(view.state, R.applied).map(({ contents: [{ value }] }) => value);
  return billings.flatMap(({ invoice }) => {
    if (invoice === undefined) return [];
    const { invoice: number, gross, postingDate } = invoice.value;
    const payments = applied.filter((one) => one.invoice === number);
    const paid = payments.reduce((sum, one) => sum + one.applied.amountMinor, 0n);
    const open = gross.amountMinor - paid - creditedOf(view, number);
    if (open <= 0n) return [];
    const dueOn = startOfDay(addDays(postingDate, view.terms.netDays + 1));
    return [
      {
        invoice: number,
        gross,
        open: { ...gross, amountMinor: open },
        paid: { ...gross, amountMinor: paid },
        lastPayment: payments.at(-1)?.payment,
        dueAt: (dueOn + policy.slaMs.payment) as Instant,
      },
    ];
  });
}

/** Number of the dispute that a short payment opens. */
export const shortPayDispute = ({ order }: OrderView, invoice: string, payment: string): string =>
  `DSP-${fingerprint(`${order.value.salesOrder}|${invoice}|${payment}`).toUpperCase()}`;

const ALL_BASIS_POINTS = 10_000n;
const NOTHING_TAKEN: ReadonlySet<string> = new Set();

/**
 * Opens a dispute for each invoice of which a customer paid a part and let the time for the rest go by.
 * Less than the tolerance is nobody's work: it stays on his account.
 * @param keptBackOf what the customer himself says that he keeps back of an invoice
 */
export function shortPayments(
  { view, policy, billings }: Ground,
  keptBackOf: (invoice: string) => bigint,
): Wanted[] {
  const tolerance = policy.shortPayToleranceBasisPoints;
  if (tolerance === undefined) return [];
  return openInvoices(view, policy, billings).flatMap((one) => {
    const { invoice, gross, paid, lastPayment, dueAt } = one;
    // What he said that he keeps back is disputed already.
    const amountMinor = one.open.amountMinor - keptBackOf(invoice);
    const open: Money = { ...one.open, amountMinor };
    const isSmall = open.amountMinor * ALL_BASIS_POINTS <= gross.amountMinor * tolerance;
    if (lastPayment === undefined || isSmall || !hasPassed(view, `payment:${invoice}`, dueAt)) return [];
    const dispute = shortPayDispute(view, invoice, lastPayment);
    const reports = reportsOf(view, invoice);
    const known = disputeOf(reports, dispute, null, NOTHING_TAKEN);
    const text = `Paid ${formatMoney(paid)} of ${formatMoney(gross)} ${gross.currency}, and no more.`;
    if (known !== undefined && known.dispute !== dispute) {
      if (known.state === 'settled') return [];
      return [
        addedEvidence(
          {
            dispute: known.dispute,
            kind: 'payment',
            reference: lastPayment,
            customer: view.order.value.customer,
            amount: open,
            classification: 'unknown',
            text,
            deducted: [],
            statedAt: dueAt,
          },
          formatMoney(open),
          view.order.disputed,
        ),
      ];
    }
    return [
      {
        id: `dispute-charge:${invoice}:${lastPayment}`,
        type: COMMANDS.disputeCharge.type,
        system: OWN_SYSTEM,
        // Whoever pays the rest later is told so by the dispute: what was opened is closed by people.
        fingerprint: 'opened',
        gates: [],
        disputed: view.order.disputed,
        exposure: open,
        content: () => ({
          ...chargeOf(view, invoice)!,
          dispute,
          revision: 1,
          kind: 'deduction',
          classification: 'unknown',
          amount: open,
          payment: lastPayment,
          text,
          openedBy: OWN_SYSTEM,
          openedAt: dueAt,
        }),
      },
    ];
  });
}
