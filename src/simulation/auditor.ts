/**
 * The auditor. Reads what the systems have in their books, and knows nothing of facts, states or
 * commands; says where the books disagree with each other.
 */
import { draftInvoice } from '../domain/billing/invoice-draft.ts';
import { priceVerdict } from '../domain/ordering/price-check.ts';
import { formatUnitPrice } from '../kernel/unit-price.ts';
import type { FactContent } from './contents.ts';
import type { Ledger } from './ledger.ts';
import type { Carrier } from './systems/carrier.ts';
import type { Erp, LedgerInvoice } from './systems/erp.ts';
import type { PaymentProvider } from './systems/payment.ts';
import type { Shop } from './systems/shop.ts';
import type { TaxEngine } from './systems/tax.ts';
import type { Wms } from './systems/wms.ts';
import { EUR } from './world.ts';

/** The books of every system, and what people agreed to. */
export interface Books {
  readonly shop: Shop;
  readonly erp: Erp;
  readonly wms: Wms;
  readonly carrier: Carrier;
  readonly tax: TaxEngine;
  readonly payment: PaymentProvider;
  /** Price differences that a person accepted, as `<order> price:<line>:<ordered>:<contract>`. */
  readonly acceptedPrices: Set<string>;
  /** Cases in which a person had something taken back and done again. */
  readonly reissued: Set<string>;
}

/** Two books that disagree. */
export interface Finding {
  readonly salesOrder: string;
  /** The command that would have brought them together; `null`: nothing excuses it. */
  readonly about: string | null;
  readonly what: string;
}

type Order = FactContent<'salesOrderStated'>;
type Shipment = FactContent<'shipmentConfirmed'>;
type Find = (about: string | null, what: string) => void;

/** Basis points by which an ordered price may differ from the contract. */
export const TOLERANCE_BASIS_POINTS = 100n;

/** Audits every order, then the stock. */
export function audit(books: Books, ledger: Ledger): Finding[] {
  const findings: Finding[] = [];
  for (const [salesOrder, revisions] of books.shop.orders) {
    const find: Find = (about, what) => findings.push({ salesOrder, about, what });
    auditOrder(books, revisions, find);
    for (const shipment of books.wms.shipments.values()) {
      if (shipment.salesOrder === salesOrder) auditShipment(books, revisions, shipment, find);
    }
    auditPayments(books, salesOrder, find);
  }
  auditStock(books, ledger, findings);
  return findings;
}

/** Sum of a line over what has left, as it stands in the warehouse's newest account. */
function shippedOf(books: Books, salesOrder: string, line: number): bigint {
  let shipped = 0n;
  for (const shipment of books.wms.shipments.values()) {
    if (shipment.salesOrder !== salesOrder) continue;
    for (const row of shipment.lines) if (row.line === line) shipped += row.quantity;
  }
  return shipped;
}

function mostOrdered(revisions: readonly Order[], number: number): bigint {
  let most = 0n;
  for (const { lines } of revisions) {
    for (const { line, quantity } of lines) if (line === number && quantity > most) most = quantity;
  }
  return most;
}

/** Shop against warehouse, ERP and what the shop was told. */
function auditOrder(books: Books, revisions: readonly Order[], find: Find): void {
  const newest = revisions.at(-1)!;
  const { salesOrder } = newest;
  const cancelled = books.shop.cancelled.get(salesOrder);
  const numbers = new Set(revisions.flatMap(({ lines }) => lines.map(({ line }) => line)));
  const erpLines = books.erp.orders.get(salesOrder)?.request.lines ?? [];
  const told = books.shop.published.get(salesOrder);
  let isNews = false;
  for (const number of numbers) {
    const ordered = newest.lines.find(({ line }) => line === number)?.quantity ?? 0n;
    const isCancelled = cancelled?.has(number) === true || cancelled?.has(0) === true;
    const shipped = shippedOf(books, salesOrder, number);
    const floors = new Map<string, bigint>();
    for (const { salesOrder: of, site, line, item, committed } of books.wms.refusals) {
      if (of !== salesOrder || line !== number) continue;
      const place = `${item}|${site}`;
      if (committed > (floors.get(place) ?? 0n)) floors.set(place, committed);
    }
    let effective = isCancelled ? 0n : ordered;
    const ever = mostOrdered(revisions, number);
    const floor = [...floors.values()].reduce((a, b) => a + b, 0n);
    const committed = floor < ever ? floor : ever;
    if (committed > effective) effective = committed;
    const sold = shipped < ever ? shipped : ever;
    if (sold > effective) effective = sold;
    if (shipped > books.shop.mostStated(salesOrder, number)) {
      find(null, `line ${number} shipped more than was ever ordered`);
    }
    const atErp = erpLines.find(({ line }) => line === number)?.quantity ?? 0n;
    if (atErp !== effective) find('register-sales-order', `line ${number}: the ERP has ${atErp}`);
    let short = 0n;
    let open = 0n;
    for (const shippingOrder of books.wms.orders.values()) {
      if (shippingOrder.salesOrder !== salesOrder) continue;
      for (const line of shippingOrder.lines.values()) {
        if (line.line !== number) continue;
        short += line.short;
        open += line.told - line.short - line.shipped;
      }
    }
    if (open > 0n) find('release-shipping-order', `line ${number} lies in the warehouse`);
    if (shipped + short < effective) find('allocate-inventory', `line ${number} has not shipped`);
    isNews ||= shipped > 0n || ordered > effective;
    const published = told?.lines.find(({ line }) => line === number)?.shipped ?? 0n;
    if (published !== shipped) find('publish-order-status', `line ${number} is not told`);
  }
  if (isNews && told === undefined) find('publish-order-status', 'the shop was told nothing');
}

/** What came in for an invoice, whatever became of it. */
const paidFor = ({ payment }: Books, invoice: string): bigint =>
  payment.payments
    .filter((known) => known.invoice === invoice)
    .reduce((sum, { amount }) => sum + amount.amountMinor, 0n);

/** What came in for an invoice that was reversed, and settles the one in its place. */
function paidOver({ erp, payment }: Books, invoice: string): bigint {
  const meant = new Map(payment.payments.map((one) => [one.payment, one.invoice]));
  return erp.applications
    .filter((one) => one.invoice === invoice && meant.get(one.payment) !== invoice)
    .reduce((sum, { applied }) => sum + applied.amountMinor, 0n);
}

/** Warehouse against carrier, tax engine, ledger and payment provider. */
function auditShipment(
  books: Books,
  revisions: readonly Order[],
  shipment: Shipment,
  find: Find,
): void {
  const id = shipment.shipment;
  const stands = shipment.lines.some(({ quantity }) => quantity > 0n);
  const transports = books.carrier.transports.filter((known) => known.shipment === id);
  if (transports.length > 1) find(null, `${id} travels twice`);
  if ((transports.length === 1) !== stands) {
    find(`arrange-transport:${id}`, `${id} has ${transports.length} transports`);
  }
  const invoices = books.erp.invoices.filter(
    ({ document, reversed }) => document.shipment === id && !reversed,
  );
  if (invoices.length > 1) find(null, `${id} is billed twice`);
  if ((invoices.length > 0) !== stands) {
    find(`post-invoice:${id}`, `${id} has ${invoices.length} invoices`);
  }
  for (const invoice of invoices) {
    if (invoice.postedAt < books.wms.shippedAt.get(id)!) find(null, `${id} was billed before it left`);
    if (!isBilledAsShipped(books, revisions, shipment, invoice)) {
      find(`post-invoice:${id}`, `${invoice.invoice} is not what shipped at the ordered price`);
    }
    auditPrices(books, invoice, find);
    const request = books.payment.requests.get(invoice.invoice);
    const due = invoice.document.gross.amountMinor - paidOver(books, invoice.invoice);
    const asked = request === undefined || request.withdrawn ? 0n : request.amountMinor;
    if (asked !== due && (asked > 0n || due > 0n)) {
      find(`request-payment:${invoice.invoice}`, `${invoice.invoice} is not asked for`);
    }
  }
  for (const { document, invoice, reversed } of books.erp.invoices) {
    if (document.shipment !== id || !reversed) continue;
    const asked = `${document.salesOrder} changed:post-invoice:${id}#`;
    if (!books.wms.voided.has(id) && ![...books.reissued].some((name) => name.startsWith(asked))) {
      find(null, `${invoice} was reversed without a cause`);
    }
    const request = books.payment.requests.get(invoice);
    if (request !== undefined && !request.withdrawn && paidFor(books, invoice) < request.amountMinor) {
      find(`request-payment:${invoice}`, `${invoice} is reversed, and still asked for`);
    }
  }
}

/** The price a line was ordered at: in the newest revision that has the line. */
function orderedPrice(revisions: readonly Order[], number: number) {
  for (const { lines } of revisions.toReversed()) {
    const found = lines.find(({ line }) => line === number);
    if (found !== undefined) return found.unitPrice;
  }
  return undefined;
}

function isBilledAsShipped(
  books: Books,
  revisions: readonly Order[],
  shipment: Shipment,
  { document }: LedgerInvoice,
): boolean {
  const lines = shipment.lines.map(({ line, item, quantity }) => ({
    line,
    item,
    quantity,
    unitPrice: orderedPrice(revisions, line)!,
  }));
  const draft = draftInvoice(lines, EUR, 'half-up');
  const freight = books.carrier.transports.find((known) => known.shipment === shipment.shipment);
  const freightMinor = freight?.freightMinor ?? 0n;
  const rate = 19n;
  const taxOf = (net: bigint): bigint => (net * rate * 2n + 100n) / 200n;
  let taxMinor = taxOf(freightMinor);
  for (const { netMinor } of draft.lines) taxMinor += taxOf(netMinor);
  return (
    document.lines.length === draft.lines.length &&
    document.lines.every(({ line, quantity, net }, at) => {
      const expected = draft.lines[at]!;
      return (
        line === expected.line &&
        quantity === expected.quantity &&
        net.amountMinor === expected.netMinor
      );
    }) &&
    document.gross.amountMinor === draft.netMinor + freightMinor + taxMinor
  );
}

/** Nobody is billed a price that neither the contract nor a person agreed to. */
function auditPrices(books: Books, { document, invoice }: LedgerInvoice, find: Find): void {
  const { salesOrder } = document;
  for (const { line, item, unitPrice } of document.lines) {
    const agreed = books.erp.priceHistory.get(item) ?? [undefined];
    const isAgreed = agreed.some(
      (price) => priceVerdict(unitPrice, price, TOLERANCE_BASIS_POINTS) !== 'beyond-tolerance',
    );
    if (isAgreed) continue;
    const accepted = `${salesOrder} price:${line}:${formatUnitPrice(unitPrice)}:`;
    if (![...books.acceptedPrices].some((known) => known.startsWith(accepted))) {
      find(null, `${invoice} bills a price that nobody agreed to`);
    }
  }
}

/** Payment provider against ledger: each payment is settled once. */
function auditPayments(books: Books, salesOrder: string, find: Find): void {
  for (const { payment, invoice, amount } of books.payment.payments) {
    const posted = books.erp.invoices.find((known) => known.invoice === invoice);
    if (posted?.document.salesOrder !== salesOrder) continue;
    const applied = books.erp.applications.filter((known) => known.payment === payment);
    if (applied.length > 1) find(null, `${payment} is applied twice`);
    if (applied.length === 0) find(`apply-payment:${payment}`, `${payment} is not applied`);
    for (const row of applied) {
      if (row.applied.amountMinor + row.unapplied.amountMinor !== amount.amountMinor) {
        find(null, `${payment} is applied in part`);
      }
    }
  }
}

/** Ledger against warehouse; nothing is promised that is not there. */
function auditStock(books: Books, ledger: Ledger, findings: Finding[]): void {
  const find = (what: string, about: string | null = null): void => {
    findings.push({ salesOrder: '', about, what });
  };
  for (const place of ledger.overPromises) find(`${place} was promised beyond what was there`);
  for (const [place, { onHand, promised }] of ledger.positions()) {
    const counted: bigint = books.wms.stock.get(place) ?? 0n;
    if (counted !== onHand) {
      find(`${place}: ${onHand} in the ledger, ${counted} on the shelf`, 'shipment.confirmed');
    }
    if (promised > onHand) find(`${place}: ${promised} promised, ${onHand} there`);
  }
}
