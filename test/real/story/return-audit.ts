/**
 * The auditor of returns: reads what the Trytons themselves hold, over their own API and without a word of ours. Each
 * return let in once, each credit posted once, for what came back, and never before the goods were there.
 */
import type { TrytonDesk } from '../../../tools/real/tryton-desk.ts';
import type { Desks } from './people.ts';
import type { PlannedReturn } from './return-people.ts';

interface Move {
  readonly quantity: number;
  readonly write_date: string | null;
  readonly create_date: string;
  readonly 'product.': { readonly code: string };
}

interface Invoice {
  readonly id: number;
  readonly number: string | null;
  readonly state: string;
  readonly total_amount: string;
  readonly create_date: string;
}

interface InvoiceLine {
  readonly quantity: number;
  readonly unit_price: string;
  readonly 'product.': { readonly code: string } | null;
}

/**
 * Of the currency: how far the share of a line may be from its price. The line was rounded to the cent for each of
 * two shipments at most, and the share of it once more.
 */
const ROUNDED_MAX = 0.015 + 1e-9;

/** Objections, one sentence each; none means that Tryton's books are right. */
export async function auditReturns(desks: Desks, returns: readonly PlannedReturn[]): Promise<string[]> {
  const objections: string[] = [];
  for (const one of returns) {
    const { rma } = one;
    const received = await receivedOf(desks.wms, rma);
    const came = countByItem(received.map((move) => [move['product.'].code, move.quantity]));
    const asked = countByItem(one.lines.map(({ item, quantity }) => [item, quantity]));
    if (came !== asked) objections.push(`${rma}: ${came} came, ${asked} was to come`);
    await auditCredit(desks.fin, one, received, objections);
    const complaints = await desks.erp.search('sale.complaint', [['reference', '=', rma]]);
    if (complaints.length !== 1) objections.push(`${rma}: ${complaints.length} complaints of the customer`);
  }
  const credits = await desks.fin.find<Invoice>(
    'account.invoice', [['type', '=', 'out'], ['total_amount', '<', 0]], ['number'],
  );
  if (credits.length !== returns.length) objections.push(`${credits.length} credit memos for ${returns.length} returns`);
  return objections;
}

/** What the dock took in for a return: moves from the customer that are done. */
async function receivedOf(desk: TrytonDesk, rma: string): Promise<readonly Move[]> {
  return desk.find<Move>(
    'stock.move',
    [
      ['origin.sale.reference', '=', rma, 'sale.line'],
      ['state', '=', 'done'],
      ['from_location.type', '=', 'customer'],
    ],
    ['quantity', 'product.code', 'write_date', 'create_date'],
  );
}

async function auditCredit(
  desk: TrytonDesk,
  { rma, order }: PlannedReturn,
  received: readonly Move[],
  objections: string[],
): Promise<void> {
  const fields = ['number', 'state', 'total_amount', 'create_date'];
  const memos = await desk.find<Invoice>('account.invoice', [['reference', '=', rma]], fields);
  const [memo] = memos;
  if (memo === undefined || memos.length > 1) {
    objections.push(`${rma}: ${memos.length} credit memos`);
    return;
  }
  if (memo.number === null || memo.state !== 'paid') objections.push(`${rma}: its credit memo is ${memo.state}`);
  if (Number(memo.total_amount) >= 0) objections.push(`${rma}: it is credited ${memo.total_amount}`);
  const before = received.filter(({ write_date, create_date }) => memo.create_date < (write_date ?? create_date));
  if (before.length > 0 || received.length === 0) objections.push(`${rma}: credited before its goods were there`);
  const lines = await desk.find<InvoiceLine>(
    'account.invoice.line', [['invoice', '=', memo.id], ['product', '!=', null]], ['quantity', 'unit_price', 'product.code'],
  );
  const goods = lines.flatMap((line) => {
    const item = line['product.']?.code;
    return item === undefined ? [] : [[item, Math.abs(line.quantity)] as const];
  });
  const [credited, came] = [countByItem(goods), countByItem(received.map((move) => [move['product.'].code, move.quantity]))];
  if (credited !== came) objections.push(`${rma}: ${credited} is credited, ${came} came`);
  for (const { quantity, unit_price: price, 'product.': product } of lines) {
    const ordered = order.lines.find(({ item }) => item === product?.code);
    if (ordered === undefined) continue;
    const odd = Math.abs(quantity) * (Number(price) - Number(ordered.unitPrice));
    if (Math.abs(odd) > ROUNDED_MAX) {
      objections.push(`${rma}: ${ordered.item} is credited ${Math.abs(quantity)} × ${price}, sold at ${ordered.unitPrice}`);
    }
  }
}

/** `IT-100 2, IT-103 1`: what of each item, in the order of their names. */
function countByItem(rows: readonly (readonly [item: string, quantity: number])[]): string {
  const counts = new Map<string, number>();
  for (const [item, quantity] of rows) counts.set(item, (counts.get(item) ?? 0) + quantity);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([item, count]) => `${item} ${count}`).join(', ');
}
