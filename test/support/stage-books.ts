/** What the simulated systems' books say of one order or one shelf, in plain numbers of units and money. */
import type { Books } from "../../src/sandbox/auditor-books.ts";
import type { Answered, Stage } from "./stage.ts";

const plain = (millionths: bigint): number => Number(millionths) / 1_000_000;

/** What a site holds of an item; `staged` of it is picked and stands at the dock. */
export function stockAt(books: Books, site: string, item: string): { onHand: number; staged: number } {
  const found = books.wms.stock.find((one) => one.site === site && one.itemNo === item);
  return { onHand: plain(found?.onHandQty ?? 0n), staged: plain(found?.stagedQty ?? 0n) };
}

/** What the warehouse was told of an order, and how far it is, line by line. */
export function outboundOf(books: Books, salesOrder: string) {
  return books.wms.outbound
    .filter((one) => one.salesOrderNo === salesOrder)
    .flatMap(({ site, lines }) => lines.map((line) => ({
      site,
      line: line.lineNo,
      item: line.itemNo,
      total: plain(line.totalQty),
      picked: plain(line.pickedQty),
      short: plain(line.shortQty),
      shipped: plain(line.shippedQty),
    })));
}

/** What has left for an order, the first shipment first. */
export function shipmentsOf(books: Books, salesOrder: string) {
  return books.wms.shipments
    .filter((one) => one.salesOrderNo === salesOrder && one.shippedAt !== null)
    .map(({ shipmentNo, site, shippedAt, version, lines }) => ({
      shipment: shipmentNo, site, version,
      shippedAt: shippedAt!,
      lines: lines.map(({ lineNo, itemNo, quantity }) => ({ line: lineNo, item: itemNo, quantity: plain(quantity) })),
    }))
    .sort((a, b) => (a.shippedAt < b.shippedAt ? -1 : 1));
}

/** Every invoice that the ERP ever posted for an order, in its order. */
export function invoicesOf(books: Books, salesOrder: string) {
  return books.erp.invoices
    .filter((one) => one.sales_order === salesOrder)
    .map(({ number, shipment, lines, freight, tax, gross }) => ({
      number, shipment,
      lines: lines.map(({ line, item, quantity, net }) => ({ line, item, quantity: plain(quantity), net: plain(net) })),
      net: plain(lines.reduce((sum, { net }) => sum + net, 0n)),
      freight: plain(freight),
      tax: plain(tax),
      gross: plain(gross),
    }));
}

/** What customers have paid on an order's invoices, as the payment provider received it. */
export function receivedFor(books: Books, salesOrder: string): number {
  const own = new Set(invoicesOf(books, salesOrder).map(({ number }) => number));
  const lines = books.payment.remittances.flatMap((one) => one.lines).filter(({ invoice }) => own.has(invoice));
  return plain(lines.reduce((sum, { amount }) => sum + amount, 0n));
}

/** Sales orders of the ERP with this number: an honest ERP has one. */
export function registeredAs(books: Books, salesOrder: string) {
  return books.erp.sales_orders.filter((one) => one.sales_order === salesOrder);
}

/** What lies of a lot in the warehouse, and whether it may be picked there. */
export async function lotInWarehouse(stage: Stage, lotNo: string): Promise<readonly [string, boolean]> {
  const { lots } = await stage.ask("wms", "GET", "/sandbox/books");
  const { onHandQty, blocked } = lots.find((one: Answered) => one.lotNo === lotNo);
  return [onHandQty, blocked];
}
