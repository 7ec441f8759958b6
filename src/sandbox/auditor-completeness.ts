/** The auditor's second question, asked when nothing is under way: was anything forgotten? */
import { incompleteReturns, standingMemos } from './auditor-returns.ts';
import {
  groupBy,
  readBooks,
  registeredOrders,
  shown,
  standingApplications,
  standingInvoices,
  total,
  type Books,
  type ErpOrderBook,
  type InvoiceBook,
  type ShipmentBook,
  type ShopOrderBook,
  type Violation,
} from './auditor-books.ts';

/** Books by sales order and shipment, as the questions need them. */
interface Desk {
  readonly books: Books;
  readonly registered: ReadonlyMap<string, ErpOrderBook>;
  readonly held: ReadonlyMap<string, boolean>;
  readonly shipments: ReadonlyMap<string, readonly ShipmentBook[]>;
  readonly outbound: ReadonlyMap<string, readonly Books['wms']['outbound'][number][]>;
  readonly invoices: ReadonlyMap<string, readonly InvoiceBook[]>;
  readonly consigned: ReadonlyMap<string, boolean>;
  readonly quoted: ReadonlySet<string>;
  readonly taxRefused: ReadonlySet<string>;
  readonly postingRefused: ReadonlySet<string>;
  readonly requests: ReadonlyMap<string, Books['payment']['payment_requests'][number]>;
  /** Not at the dock, over all sites. */
  readonly pickable: ReadonlyMap<string, bigint>;
  readonly options: CompletenessOptions;
}

/** What the auditor must be told, because no system's book says it. */
export interface CompletenessOptions {
  /** How far a price may be from its contract, in hundredths of a percent, without a person. */
  readonly priceToleranceBasisPoints: bigint;
}

const OPTIONS: CompletenessOptions = { priceToleranceBasisPoints: 50n };

/**
 * Orders that are neither finished nor explained by what a system said (credit held, an unknown
 * item, no stock, a closed period, a tax refusal, a customer who has not paid). At rest only: while
 * something is under way, most orders are incomplete.
 * @throws ZodError when a system's books cannot be read.
 */
export function incomplete(
  books: Readonly<Record<string, unknown>>,
  options: CompletenessOptions = OPTIONS,
): Violation[] {
  const desk = deskOf(readBooks(books), options);
  return [
    ...desk.books.shop.orders.flatMap((order) => judgeOrder(desk, order)),
    ...desk.books.wms.shipments.flatMap((shipment) => judgeShipment(desk, shipment)),
    ...judgeMoney(desk),
    ...incompleteReturns(desk.books),
  ];
}

function deskOf(books: Books, options: CompletenessOptions): Desk {
  const { wms, erp, carrier, tax, payment } = books;
  const decisions = erp.credit_decisions.toSorted((a, b) => a.decision - b.decision);
  const stock = groupBy(wms.stock, ({ itemNo }) => itemNo);
  const answered = (outcome: string): Set<string> =>
    new Set(tax.answers.filter((one) => one.outcome === outcome).map((one) => one.documentCode));
  return {
    books,
    options,
    registered: registeredOrders(books),
    held: new Map(decisions.map((one) => [one.sales_order, one.verdict === 'held'])),
    shipments: groupBy(wms.shipments, ({ salesOrderNo }) => salesOrderNo),
    outbound: groupBy(wms.outbound, ({ salesOrderNo }) => salesOrderNo),
    invoices: standingInvoices(books),
    consigned: new Map(carrier.consignments.map((one) => [one.reference, one.status === 'delivered'])),
    quoted: answered('quoted'),
    taxRefused: answered('refused'),
    postingRefused: new Set(erp.refusals.map(({ shipment }) => shipment)),
    requests: new Map(payment.payment_requests.map((one) => [one.invoice, one])),
    pickable: new Map(
      [...stock].map(([item, at]) => {
        const blocked = wms.lots.filter((lot) => lot.itemNo === item && lot.blocked);
        const there = total(at, (one) => one.onHandQty - one.stagedQty);
        return [item, there - total(blocked, (lot) => lot.onHandQty)];
      }),
    ),
  };
}

function judgeOrder(desk: Desk, order: ShopOrderBook): Violation[] {
  const salesOrder = order.name;
  const violation = (law: string, text: string): Violation => ({
    law,
    subject: salesOrder,
    salesOrder,
    text,
  });
  const registered = desk.registered.get(salesOrder);
  if (registered === undefined) return [violation('registered', 'the ERP does not know it')];
  const found: Violation[] = [];
  for (const line of order.line_items) {
    const text = registeredDiffers(desk, order, registered, line);
    if (text !== null) found.push(violation('registered-is-ordered', text));
  }
  if (isHeldBack(desk, registered)) return found;
  if (desk.held.get(salesOrder) === undefined) {
    found.push(violation('credit-decided', 'nobody asked for credit'));
  }
  for (const line of registered.lines) {
    const text = unshipped(desk, registered, line);
    if (text !== null) found.push(violation('ordered-ships', text));
  }
  return found;
}

/** What the ERP holds of a line must be what the customer wants, or what it was too late to stop. */
function registeredDiffers(
  desk: Desk,
  order: ShopOrderBook,
  registered: ErpOrderBook,
  line: ShopOrderBook['line_items'][number],
): string | null {
  const isCancelled = order.cancellations.some(
    ({ positions }) => positions.length === 0 || positions.includes(line.position),
  );
  const wanted = isCancelled ? 0n : line.quantity;
  const outbound = desk.outbound.get(order.name) ?? [];
  const parts = outbound
    .flatMap(({ lines }) => lines)
    .filter(({ lineNo }) => lineNo === line.position);
  const refused = outbound
    .flatMap(({ lastInstruction }) => lastInstruction.refusedLines)
    .filter(({ lineNo }) => lineNo === line.position);
  const shipped = total(parts, ({ shippedQty }) => shippedQty);
  const picked = total(parts, ({ pickedQty }) => pickedQty);
  const committed = total(refused, ({ committedQty }) => committedQty);
  const least = largest(wanted, shipped);
  const most = largest(wanted, picked, committed);
  const held = registered.lines.find((other) => other.line === line.position)?.quantity ?? 0n;
  if (held >= least && held <= most) return null;
  const range = least === most ? shown(least) : `${shown(least)} to ${shown(most)}`;
  return `line ${line.position}: the ERP holds ${shown(held)} and should hold ${range}`;
}

/** A system has said why the order does not go on. */
function isHeldBack(desk: Desk, registered: ErpOrderBook): boolean {
  return (
    !registered.customer_known ||
    registered.lines.some((line) => !line.item_known) ||
    registered.lines.some((line) => isOddlyPriced(desk, line)) ||
    desk.held.get(registered.sales_order) === true
  );
}

/** An odd price waits for a person. */
function isOddlyPriced(desk: Desk, line: ErpOrderBook['lines'][number]): boolean {
  const { contract_price: contract, unit_price: price } = line;
  if (contract === null) return false;
  const difference = price > contract ? price - contract : contract - price;
  return difference * 10_000n > contract * desk.options.priceToleranceBasisPoints;
}

function unshipped(
  desk: Desk,
  registered: ErpOrderBook,
  line: ErpOrderBook['lines'][number],
): string | null {
  const parts = (desk.outbound.get(registered.sales_order) ?? [])
    .flatMap(({ lines }) => lines)
    .filter(({ lineNo }) => lineNo === line.line);
  const shipped = total(parts, ({ shippedQty }) => shippedQty);
  const short = total(parts, ({ shortQty }) => shortQty);
  const isClosing = registered.terms.short_ship === 'close';
  const open = line.quantity - shipped - (isClosing ? short : 0n);
  if (open <= 0n) return null;
  const underWay = total(parts, (part) =>
    largest(part.totalQty - part.shortQty - part.shippedQty, 0n),
  );
  if (underWay >= open) return null;
  if ((desk.pickable.get(line.item) ?? 0n) < open - underWay) return null;
  return `line ${line.line}: ${shown(open)} are open, and there is stock`;
}

/** What has left has a carrier, a tax quote and an invoice that bills what left. */
function judgeShipment(desk: Desk, shipment: ShipmentBook): Violation[] {
  const { shipmentNo: subject, salesOrderNo: salesOrder } = shipment;
  const shipped = total(shipment.lines, ({ quantity }) => quantity);
  if (shipment.shippedAt === null || shipped === 0n) return [];
  const violation = (law: string, text: string): Violation[] => [{ law, subject, salesOrder, text }];
  const isDelivered = desk.consigned.get(subject);
  if (isDelivered === undefined) return violation('shipped-is-consigned', 'no carrier has it');
  const registered = desk.registered.get(salesOrder);
  if (registered === undefined || isHeldBack(desk, registered)) return [];
  const invoices = desk.invoices.get(subject) ?? [];
  if (invoices.length > 0) {
    const billed = total(invoices, ({ lines }) => total(lines, ({ quantity }) => quantity));
    if (billed === shipped) return [];
    const text = `billed ${shown(billed)}, shipped ${shown(shipped)}`;
    return violation('billed-follows-restatement', text);
  }
  const isExplained =
    (registered.terms.proof_of_delivery && !isDelivered) ||
    (desk.taxRefused.has(subject) && !desk.quoted.has(subject)) ||
    desk.postingRefused.has(subject);
  if (isExplained) return [];
  return desk.quoted.has(subject)
    ? violation('shipped-is-invoiced', 'no invoice stands')
    : violation('shipped-is-taxed', 'nobody asked for its tax');
}

/** What is invoiced is asked for, what is not any more is not, and what came in is applied. */
function judgeMoney(desk: Desk): Violation[] {
  const found: Violation[] = [];
  const standing = new Set([...desk.invoices.values()].flat());
  const credits = groupBy(standingMemos(desk.books), ({ invoice }) => invoice);
  for (const invoice of desk.books.erp.invoices) {
    const { number: subject, sales_order: salesOrder } = invoice;
    const request = desk.requests.get(subject);
    const isAsked = request !== undefined && request.state !== 'withdrawn';
    const paid = standingApplications(desk.books).filter(
      (one) => one.moved !== undefined && one.invoice === subject,
    );
    const settled = total([...(credits.get(subject) ?? []), ...paid], ({ applied }) => applied);
    const isCredited = settled >= invoice.gross;
    if (standing.has(invoice) && !isAsked && !isCredited) {
      const text = 'nobody asked for the money';
      found.push({ law: 'invoiced-is-requested', subject, salesOrder, text });
    }
    if (!standing.has(invoice) && request?.state === 'open') {
      const text = 'the invoice is reversed, the request open';
      found.push({ law: 'reversed-is-withdrawn', subject, salesOrder, text });
    }
  }
  const applied = new Set(desk.books.erp.applications.map(({ payment }) => payment));
  const orders = new Map(desk.books.erp.invoices.map((one) => [one.number, one.sales_order]));
  for (const { remittance, lines } of desk.books.payment.remittances) {
    for (const { line, invoice, amount } of lines) {
      const subject = `${remittance}/${line}`;
      if (applied.has(subject)) continue;
      const text = `${shown(amount)} for ${invoice} are not applied`;
      const salesOrder = orders.get(invoice) ?? null;
      found.push({ law: 'received-is-applied', subject, salesOrder, text });
    }
  }
  return found;
}

const largest = (...values: readonly bigint[]): bigint =>
  values.reduce((most, value) => (value > most ? value : most));
