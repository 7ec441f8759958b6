/**
 * An independent judge of the simulated systems' own books: it never sees our tables. `audit` holds
 * at every moment, whatever is under way; `incomplete` (auditor-completeness.ts) only at rest.
 */
import {
  groupBy,
  invoiceAfter,
  readBooks,
  shown,
  standingApplications,
  standingInvoices,
  total,
  type Books,
  type InvoiceBook,
  type ShipmentBook,
  type Violation,
} from './auditor-books.ts';

import { auditReturns, restockedAt, standingMemos } from './auditor-returns.ts';

export { incomplete } from './auditor-completeness.ts';
export type { Violation } from './auditor-books.ts';

/** One unit, in millionths: what a restatement of the warehouse takes back. */
const ONE_UNIT = 1_000_000n;

/**
 * What is wrong in the books, whatever is still under way: things done twice, billed without
 * having shipped, shipped without having been ordered, money applied that did not come.
 * @throws ZodError when a system's books cannot be read.
 */
export function audit(books: Readonly<Record<string, unknown>>): Violation[] {
  const read = readBooks(books);
  return [
    ...judgeInvoices(read),
    ...judgeReversals(read),
    ...judgeShipments(read),
    ...judgeConsignments(read),
    ...judgeApplications(read),
    ...judgeRequests(read),
    ...judgeStock(read),
    ...auditReturns(read),
  ];
}

/** One invoice at most stands for a shipment, and it bills what that shipment shipped. */
function judgeInvoices(books: Books): Violation[] {
  const found: Violation[] = [];
  const shipments = new Map(books.wms.shipments.map((one) => [one.shipmentNo, one]));
  for (const [shipmentNo, invoices] of standingInvoices(books)) {
    const salesOrder = invoices[0]!.sales_order;
    if (invoices.length > 1) {
      const numbers = invoices.map(({ number }) => number).join(', ');
      const text = `${invoices.length} invoices stand: ${numbers}`;
      found.push({ law: 'one-invoice-per-shipment', subject: shipmentNo, salesOrder, text });
    }
    for (const invoice of invoices) {
      found.push(...judgeInvoice(invoice, shipments.get(shipmentNo)));
    }
  }
  return found;
}

function judgeInvoice(invoice: InvoiceBook, shipment: ShipmentBook | undefined): Violation[] {
  const { number: subject, sales_order: salesOrder } = invoice;
  const violation = (law: string, text: string): Violation => ({ law, subject, salesOrder, text });
  if (shipment === undefined || shipment.shippedAt === null) {
    const text = `${invoice.shipment} has not shipped`;
    return [violation('nothing-invoiced-unshipped', text)];
  }
  const found: Violation[] = [];
  if (shipment.salesOrderNo !== salesOrder) {
    const text = `${shipment.shipmentNo} is of ${shipment.salesOrderNo}`;
    found.push(violation('invoice-names-its-order', text));
  }
  if (total(invoice.lines, ({ net }) => net) + invoice.freight + invoice.tax !== invoice.gross) {
    found.push(violation('invoice-adds-up', `gross ${shown(invoice.gross)} is not the sum`));
  }
  // A restatement may come after the invoice: each takes back one unit.
  let toleranceLeft = BigInt(shipment.version - 1) * ONE_UNIT;
  const billed = groupBy(invoice.lines, ({ line, item }) => `${line} ${item}`);
  const shipped = groupBy(shipment.lines, ({ lineNo, itemNo }) => `${lineNo} ${itemNo}`);
  for (const key of new Set([...billed.keys(), ...shipped.keys()])) {
    const billedQty = total(billed.get(key) ?? [], ({ quantity }) => quantity);
    const shippedQty = total(shipped.get(key) ?? [], ({ quantity }) => quantity);
    const over = billedQty - shippedQty;
    if (over === 0n) continue;
    if (over > 0n && over <= toleranceLeft) toleranceLeft -= over;
    else {
      const text = `line ${key}: billed ${shown(billedQty)}, shipped ${shown(shippedQty)}`;
      found.push(violation('billed-is-shipped', text));
    }
  }
  return found;
}

/** An invoice is taken back once, and whole. */
function judgeReversals(books: Books): Violation[] {
  const found: Violation[] = [];
  const invoices = new Map(books.erp.invoices.map((invoice) => [invoice.number, invoice]));
  for (const [subject, reversals] of groupBy(books.erp.reversals, ({ invoice }) => invoice)) {
    const invoice = invoices.get(subject);
    const salesOrder = invoice?.sales_order ?? null;
    if (reversals.length > 1) {
      const text = `${reversals.length} reversals`;
      found.push({ law: 'reversed-once', subject, salesOrder, text });
    }
    if (invoice === undefined || reversals.some(({ gross }) => gross !== invoice.gross)) {
      const text = 'what is taken back is not what was posted';
      found.push({ law: 'reversed-whole', subject, salesOrder, text });
    }
  }
  return found;
}

/** No more leaves than was ordered at some time, and the warehouse's two counts agree. */
function judgeShipments(books: Books): Violation[] {
  const found: Violation[] = [];
  const shipments = books.wms.shipments.filter(({ shippedAt }) => shippedAt !== null);
  const orderedMost = mostOrdered(books);
  for (const [salesOrder, ofOrder] of groupBy(shipments, ({ salesOrderNo }) => salesOrderNo)) {
    const lines = ofOrder.flatMap(({ lines: shipped }) => shipped);
    for (const [line, parts] of groupBy(lines, ({ lineNo }) => String(lineNo))) {
      const shipped = total(parts, ({ quantity }) => quantity);
      const ordered = orderedMost.get(`${salesOrder} ${line}`) ?? 0n;
      if (shipped <= ordered) continue;
      const text = `line ${line}: shipped ${shown(shipped)}, ordered ${shown(ordered)}`;
      found.push({ law: 'shipped-was-ordered', subject: salesOrder, salesOrder, text });
    }
  }
  const byOutbound = groupBy(shipments, ({ shippingOrderRef }) => shippingOrderRef);
  for (const outbound of books.wms.outbound) {
    const subject = outbound.shippingOrderRef;
    const left = (byOutbound.get(subject) ?? []).flatMap(({ lines }) => lines);
    const counted = total(outbound.lines, ({ shippedQty }) => shippedQty);
    if (counted === total(left, ({ quantity }) => quantity)) continue;
    const text = `its lines shipped ${shown(counted)}, its shipments something else`;
    found.push({ law: 'warehouse-agrees', subject, salesOrder: outbound.salesOrderNo, text });
  }
  return found;
}

/**
 * The most that each line was ever ordered: what the shop says now, and what the ERP was told at
 * any time. What was picked before a reduction may still leave.
 */
function mostOrdered(books: Books): Map<string, bigint> {
  const most = new Map<string, bigint>();
  const note = (key: string, quantity: bigint): void => {
    if (quantity > (most.get(key) ?? 0n)) most.set(key, quantity);
  };
  for (const order of books.shop.orders) {
    for (const line of order.line_items) note(`${order.name} ${line.position}`, line.quantity);
  }
  for (const order of books.erp.sales_orders) {
    for (const line of order.lines) note(`${order.sales_order} ${line.line}`, line.quantity);
  }
  return most;
}

/** A shipment is one consignment. */
function judgeConsignments(books: Books): Violation[] {
  const found: Violation[] = [];
  const shipments = new Map(books.wms.shipments.map((one) => [one.shipmentNo, one]));
  for (const [subject, booked] of groupBy(books.carrier.consignments, (one) => one.reference)) {
    const shipment = shipments.get(subject);
    const salesOrder = shipment?.salesOrderNo ?? null;
    if (booked.length > 1) {
      const text = `${booked.length} consignments`;
      found.push({ law: 'one-consignment-per-shipment', subject, salesOrder, text });
    }
    if (shipment === undefined || shipment.shippedAt === null) {
      const text = 'a consignment of nothing';
      found.push({ law: 'consigned-was-shipped', subject, salesOrder, text });
    }
  }
  return found;
}

/** Each payment is applied once, as it came, and no invoice is settled beyond its amount. */
function judgeApplications(books: Books): Violation[] {
  const found: Violation[] = [];
  const invoices = new Map(books.erp.invoices.map((invoice) => [invoice.number, invoice]));
  const after = invoiceAfter(books);
  const received = new Map<string, { readonly invoice: string; readonly amount: bigint }>(
    books.payment.remittances.flatMap(({ remittance, lines }) =>
      lines.map((line) => [`${remittance}/${line.line}`, line] as const),
    ),
  );
  for (const [subject, applied] of groupBy(standingApplications(books), ({ payment }) => payment)) {
    const [first] = applied;
    const salesOrder = invoices.get(first!.invoice)?.sales_order ?? null;
    const violation = (law: string, text: string): void =>
      void found.push({ law, subject, salesOrder, text });
    if (applied.length > 1) violation('applied-once', `applied ${applied.length} times`);
    for (const one of applied) {
      const line = received.get(subject);
      if (one.applied + one.unapplied !== one.received) {
        violation('applied-adds-up', `${one.number}: applied and unapplied are not what came`);
      }
      if (line === undefined || line.amount !== one.received || after(line.invoice) !== after(one.invoice)) {
        violation('applied-came-in', `${one.number} is not what the payment provider received`);
      }
    }
  }
  const credits = groupBy(standingMemos(books), ({ invoice }) => invoice);
  for (const [subject, applied] of groupBy(standingApplications(books), ({ invoice }) => invoice)) {
    const invoice = invoices.get(subject);
    const credited = total(credits.get(subject) ?? [], (memo) => memo.applied);
    const settled = total(applied, (one) => one.applied) + credited;
    if (invoice !== undefined && settled <= invoice.gross) continue;
    const text = `settled with ${shown(settled)} of ${shown(invoice?.gross ?? 0n)}`;
    found.push({ law: 'settled-once', subject, salesOrder: invoice?.sales_order ?? null, text });
  }
  return found;
}

/** A customer is asked for what an invoice says. */
function judgeRequests(books: Books): Violation[] {
  const after = invoiceAfter(books);
  const invoices = new Map(books.erp.invoices.map((invoice) => [invoice.number, invoice]));
  const credits = groupBy(standingMemos(books), ({ invoice }) => invoice);
  return books.payment.payment_requests.flatMap(({ invoice: subject, amount }) => {
    const invoice = invoices.get(subject);
    if (invoice !== undefined && invoice.gross === amount) return [];
    // What credit memos settled of it is no longer asked for, nor what was paid on one that it replaced.
    const moved = standingApplications(books).filter((one) => one.moved !== undefined);
    const paid = moved.filter((one) => one.invoice === subject);
    const settled = total([...(credits.get(after(subject)) ?? []), ...paid], ({ applied }) => applied);
    if (invoice !== undefined && amount < invoice.gross && amount >= invoice.gross - settled) return [];
    const text = `asked for ${shown(amount)}, the invoice says ${shown(invoice?.gross ?? 0n)}`;
    const salesOrder = invoice?.sales_order ?? null;
    return [{ law: 'requested-is-invoiced', subject, salesOrder, text }];
  });
}

/** Stock is never below zero, and is what came in less what left. */
function judgeStock(books: Books): Violation[] {
  const found: Violation[] = [];
  const { stock, movements, shipments } = books.wms;
  const came = movements && groupBy(movements, ({ site, itemNo }) => `${site} ${itemNo}`);
  const left = groupBy(
    shipments
      .filter(({ shippedAt }) => shippedAt !== null)
      .flatMap(({ site, lines }) => lines.map((line) => ({ site, ...line }))),
    ({ site, itemNo }) => `${site} ${itemNo}`,
  );
  const restocked = restockedAt(books);
  const lots = groupBy(books.wms.lots, ({ site, itemNo }) => `${site} ${itemNo}`);
  for (const { site, itemNo, onHandQty, stagedQty } of stock) {
    const subject = `${site} ${itemNo}`;
    if (onHandQty < 0n || stagedQty < 0n || stagedQty > onHandQty) {
      const text = `on hand ${shown(onHandQty)}, at the dock ${shown(stagedQty)}`;
      found.push({ law: 'stock-exists', subject, salesOrder: null, text });
    }
    const inLots = total(lots.get(subject) ?? [], (lot) => lot.onHandQty);
    if (lots.has(subject) && inLots !== onHandQty) {
      const text = `on hand ${shown(onHandQty)}, in its lots ${shown(inLots)}`;
      found.push({ law: 'lots-are-the-stock', subject, salesOrder: null, text });
    }
    if (came === undefined) continue;
    const expected =
      total(came.get(subject) ?? [], ({ movementType, quantity }) =>
        movementType === '702' ? -quantity : quantity,
      ) +
      (restocked.get(subject) ?? 0n) -
      total(left.get(subject) ?? [], ({ quantity }) => quantity);
    if (expected === onHandQty) continue;
    const text = `on hand ${shown(onHandQty)}, by its movements ${shown(expected)}`;
    found.push({ law: 'stock-adds-up', subject, salesOrder: null, text });
  }
  return found;
}
