/**
 * The auditor: reads what Tryton itself holds, over its own API and without a word of ours, and compares it with what
 * was ordered. One sale for each order, shipments that make up what was ordered, one posted invoice for each shipment.
 */
import type { PlannedOrder } from '../../../src/main/box/demand.ts';
import type { TrytonDesk } from '../../../tools/real/tryton-desk.ts';
import type { Desks } from './people.ts';

interface SaleLine {
  readonly sequence: number;
  readonly quantity: number;
  readonly 'product.': { readonly code: string };
  readonly 'sale.': { readonly id: number };
}

interface Move {
  readonly quantity: number;
  readonly origin: string;
  readonly shipment: string;
}

/** Objections, one sentence each; none means that Tryton's books are right. */
export async function auditTryton(desks: Desks, orders: readonly PlannedOrder[]): Promise<string[]> {
  const objections: string[] = [];
  const shipments: Shipped[] = [];
  for (const order of orders) {
    const { salesOrder } = order;
    await auditSale(desks.erp, salesOrder, salesOrder, order, objections);
    const sale = await auditSale(desks.wms, `${salesOrder}-main`, salesOrder, order, objections);
    if (sale !== null) shipments.push(...(await auditShipments(desks.wms, sale, order, objections)));
  }
  await auditInvoices(desks.fin, shipments, objections);
  return objections;
}

/** Lines by number, as `item × quantity`. */
const orderedLines = (order: PlannedOrder): string =>
  order.lines.map(({ item, quantity }, at) => `${at + 1} ${item} ${quantity}`).join(', ');

/** Exactly one sale, confirmed, with the lines that were ordered; answers its lines. */
async function auditSale(
  desk: TrytonDesk,
  reference: string,
  salesOrder: string,
  order: PlannedOrder,
  objections: string[],
): Promise<readonly (SaleLine & { readonly id: number })[] | null> {
  const sales = await desk.find<{ id: number; state: string }>('sale.sale', [['reference', '=', reference]], ['state']);
  const [sale] = sales;
  if (sale === undefined || sales.length > 1) {
    objections.push(`${salesOrder}: ${sales.length} sales called ${reference}`);
    return null;
  }
  if (sale.state !== 'processing' && sale.state !== 'done') objections.push(`${reference} is ${sale.state}`);
  const fields = ['sequence', 'quantity', 'product.code', 'sale.id'];
  const lines = await desk.find<SaleLine & { id: number }>('sale.line', [['sale', '=', sale.id]], fields);
  const held = [...lines].sort((a, b) => a.sequence - b.sequence);
  const text = held.map((line) => `${line.sequence} ${line['product.'].code} ${line.quantity}`).join(', ');
  if (text !== orderedLines(order)) objections.push(`${reference} holds ${text}, ordered were ${orderedLines(order)}`);
  return lines;
}

/** What left with one shipment, by line of the order. */
interface Shipped {
  readonly salesOrder: string;
  readonly number: string;
  readonly lines: ReadonlyMap<number, number>;
}

async function auditShipments(
  desk: TrytonDesk,
  lines: readonly (SaleLine & { readonly id: number })[],
  order: PlannedOrder,
  objections: string[],
): Promise<Shipped[]> {
  const origins = lines.map(({ id }) => `sale.line,${id}`);
  const moves = await desk.find<Move>(
    'stock.move', [['origin', 'in', origins], ['state', '!=', 'cancelled']], ['quantity', 'origin', 'shipment', 'state'],
  );
  const byShipment = Map.groupBy(moves, ({ shipment }) => Number(shipment.split(',')[1]));
  const rows = await desk.find<{ id: number; number: string; state: string }>(
    'stock.shipment.out', [['id', 'in', [...byShipment.keys()]]], ['number', 'state'],
  );
  const sequenceOf = new Map(lines.map((line) => [`sale.line,${line.id}`, line.sequence]));
  const total = new Map<number, number>();
  const shipped = rows.map((row) => {
    if (row.state !== 'done') objections.push(`${order.salesOrder}: shipment ${row.number} is ${row.state}`);
    const own = new Map<number, number>();
    for (const { origin, quantity } of byShipment.get(row.id) ?? []) {
      const line = sequenceOf.get(origin)!;
      own.set(line, (own.get(line) ?? 0) + quantity);
      total.set(line, (total.get(line) ?? 0) + quantity);
    }
    return { salesOrder: order.salesOrder, number: row.number, lines: own };
  });
  for (const [at, { quantity }] of order.lines.entries()) {
    const left = total.get(at + 1) ?? 0;
    if (left !== quantity) objections.push(`${order.salesOrder} line ${at + 1}: ${left} left, ${quantity} were ordered`);
  }
  return shipped;
}

/** Exactly one posted invoice for each shipment, for what it held; and none besides, not even a draft. */
async function auditInvoices(desk: TrytonDesk, shipments: readonly Shipped[], objections: string[]): Promise<void> {
  const fields = ['reference', 'state', 'number', 'lines'];
  const invoices = await desk.find<{ id: number; reference: string; state: string; lines: number[] }>(
    'account.invoice', [['type', '=', 'out']], fields,
  );
  if (invoices.length !== shipments.length) {
    objections.push(`${invoices.length} invoices for ${shipments.length} shipments`);
  }
  for (const { salesOrder, number, lines } of shipments) {
    const own = invoices.filter(({ reference }) => reference === number);
    if (own.length !== 1) {
      objections.push(`${salesOrder}: ${own.length} invoices for shipment ${number}`);
      continue;
    }
    if (own[0]!.state !== 'paid') objections.push(`${salesOrder}: the invoice of shipment ${number} is ${own[0]!.state}`);
    const billed = await desk.find<{ sequence: number; quantity: number }>(
      'account.invoice.line', [['invoice', '=', own[0]!.id], ['product', '!=', null]], ['sequence', 'quantity'],
    );
    const text = (pairs: readonly (readonly [number, number])[]): string =>
      [...pairs].sort((a, b) => a[0] - b[0]).join(' ');
    const [was, should] = [text(billed.map((row) => [row.sequence, row.quantity] as const)), text([...lines])];
    if (was !== should) objections.push(`${salesOrder}: shipment ${number} is billed as ${was}, left were ${should}`);
  }
}
