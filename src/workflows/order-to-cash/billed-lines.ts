/** What an order's invoices bill, line by line: the ground of every return and every credit. */
import type { BilledLine, BilledOrder } from '../../domain/returns/entitlement.ts';
import { register, registers, type State } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import { splitProRata } from '../../kernel/money.ts';
import type { TaxQuote, Posted } from './billing.ts';
import { settle, type Settled } from './disputes.ts';
import type { Shipment } from './order-view.ts';
import { R } from './registers.ts';
import { isFreeOfCharge, replacesOf } from './replacement.ts';
import { billedKey, succeedingLines } from './succession.ts';

/** Reads the invoices that stand; `null` while nobody has stated the order. */
export function billedOrderOf(state: State): BilledOrder | null {
  const newest = registers(state, R.stated).at(-1);
  if (newest === undefined) return null;
  const order = settle(state, newest, R.stated.type);
  const [registered] = registers(state, R.registered);
  const standing = registers(state, R.posted)
    .filter(({ key }) => register(state, R.reversed, key) === undefined)
    .map((known) => settle(state, known, R.posted.type));
  return {
    customer: order.value.customer,
    currency: order.value.currency,
    shipTo: order.value.shipTo,
    ...replacesFree(state),
    ...succession(state),
    terms:
      registered === undefined
        ? 'on-account'
        : settle(state, registered, R.registered.type).value.terms.payment,
    adjustments: registers(state, R.adjusted)
      .map((known) => settle(state, known, R.adjusted.type).value)
      .map(({ invoice, adjustment, kind, rma, dispute, lines, tax, gross }) => ({
        invoice,
        posting: adjustment,
        kind,
        cause: rma ?? dispute ?? null,
        lines: lines.map(({ line, quantity, net }) => ({
          salesOrderLine: line,
          quantity,
          netMinor: net.amountMinor,
        })),
        taxMinor: tax?.amountMinor ?? null,
        grossMinor: gross.amountMinor,
      })),
    lines: standing.flatMap((invoice) => {
      const alone =
        standing.filter(({ value }) => value.shipment === invoice.value.shipment).length === 1;
      return linesOf(state, invoice, alone && !order.disputed);
    }),
  };
}

/** Lines that were billed anew, and the disputes that had them billed for less. */
function succession(state: State): Pick<BilledOrder, 'succeeding' | 'rebilledBy'> {
  const succeeding = succeedingLines(state);
  if (succeeding.size === 0) return {};
  const rebilledBy = registers(state, R.disputed)
    .map(({ contents: [{ value }] }) => value)
    .filter(({ rebilledAs }) => rebilledAs !== undefined);
  return { succeeding, rebilledBy: new Set(rebilledBy.map(({ dispute }) => dispute)) };
}

/** The goods were sent free of charge for goods of another order. */
function replacesFree(state: State): Pick<BilledOrder, 'replaces'> {
  const known = replacesOf(state)?.value;
  if (known === undefined || !isFreeOfCharge(known)) return {};
  return { replaces: { rma: known.rma, salesOrder: known.replaces } };
}

function linesOf(state: State, invoice: Settled<Posted>, isAlone: boolean): BilledLine[] {
  const { shipment: number, lines, freight, tax, gross } = invoice.value;
  const known = register(state, R.shipment, number);
  const shipment = known && settle(state, known, R.shipment.type);
  const quote = quoteOf(state, invoice.value);
  const nets = lines.map(({ net }) => net.amountMinor);
  const freights = splitProRata(freight.amountMinor, nets);
  const freightTaxes = splitProRata(quote?.freightTax.amountMinor ?? 0n, nets);
  const taxes = quote === undefined ? splitProRata(tax.amountMinor, nets) : taxesOf(quote, lines);
  const sum = [...nets, ...freights, ...freightTaxes, ...taxes].reduce((a, b) => a + b, 0n);
  const proof = register(state, R.proof, number)?.contents[0].occurredAt;
  const shippedAt = shipment?.value.shippedAt ?? invoice.occurredAt;
  const reconciled =
    isAlone &&
    !invoice.disputed &&
    shipment?.disputed === false &&
    (quote !== undefined || tax.amountMinor === 0n) &&
    sum === gross.amountMinor &&
    isAsShipped(invoice.value, shipment.value);
  return lines.map(({ line, item, quantity }, at) => ({
    key: billedKey(invoice.value.invoice, at),
    invoice: invoice.value.invoice,
    shipment: number,
    salesOrderLine: line,
    item,
    lot: shipment === undefined ? null : lotOf(shipment.value, at, line, item),
    quantity,
    amounts: {
      netMinor: nets[at]!,
      taxMinor: taxes[at]!,
      freightMinor: freights[at]!,
      freightTaxMinor: freightTaxes[at]!,
    },
    shippedAt,
    deliveredAt: (proof ?? shippedAt) as Instant,
    reconciled,
  }));
}

/** The answer of the tax engine that the invoice bills: the one that comes to its tax, line by line. */
function quoteOf(state: State, { shipment, tax, lines }: Posted): TaxQuote | undefined {
  for (const known of registers(state, R.tax)) {
    if (!known.key.startsWith(`${shipment} `)) continue;
    const { value } = settle(state, known, R.tax.type);
    let total = value.freightTax.amountMinor;
    for (const line of value.lines) total += line.tax.amountMinor;
    if (total === tax.amountMinor && value.lines.length === lines.length) return value;
  }
  return undefined;
}

/** The tax of each billed line. An order line that was shipped in several lots has several. */
function taxesOf(quote: TaxQuote, lines: Posted['lines']): bigint[] {
  const open = [...quote.lines];
  return lines.map(({ line }) => {
    const at = open.findIndex((quoted) => quoted.line === line);
    return at < 0 ? 0n : open.splice(at, 1)[0]!.tax.amountMinor;
  });
}

const isAsShipped = ({ lines }: Posted, shipment: Shipment): boolean => {
  const left = shipment.lines.filter(({ quantity }) => quantity > 0n);
  return (
    left.length === lines.length &&
    lines.every(({ line, item, quantity }, at) => {
      const shipped = left[at]!;
      return shipped.line === line && shipped.item === item && shipped.quantity === quantity;
    })
  );
};

/** The lot of a billed line: invoices bill what left in its order. */
function lotOf(shipment: Shipment, at: number, line: number, item: string): string | null {
  const left = shipment.lines.filter(({ quantity }) => quantity > 0n);
  const same = left[at];
  if (same?.line === line && same.item === item) return same.lot ?? null;
  const lots = new Set(
    left.filter((row) => row.line === line && row.item === item).map(({ lot }) => lot),
  );
  const [only] = lots;
  return lots.size === 1 ? (only ?? null) : null;
}
