/**
 * What Tryton makes of a confirmed sale by itself: shipments, in a second unit of work that a crash
 * may cut off.
 */
import { unmoved, type Exchange } from './exchange.ts';
import {
  moveRow,
  saleLineRow,
  saleRow,
  shipmentRow,
  type MoveRow,
  type SaleLineRow,
  type SaleRow,
  type ShipmentRow,
} from './rows.ts';

/** Words before the id in a reference to a record of another model. */
export const referenceTo = (model: string, id: number): string => `${model},${id}`;

/** The id in a reference, if it names a record of the model. */
export function referredBy(reference: string | null, model: string): number | null {
  const [named, id] = (reference ?? '').split(',');
  return named === model && /^\d+$/.test(id ?? '') ? Number(id) : null;
}

export async function linesOf(
  exchange: Exchange,
  sales: readonly SaleRow[],
): Promise<SaleLineRow[]> {
  const ids = sales.flatMap(({ lines }) => lines);
  if (ids.length === 0) return [];
  return exchange.find(
    'sale.line',
    [
      ['id', 'in', ids],
      ['type', '=', 'line'],
    ],
    saleLineRow,
  );
}

/** Whether Tryton has begun on what it confirmed: its shipments are made. */
export const hasBegun = ({ state }: Pick<SaleRow, 'state'>): boolean =>
  state === 'processing' || state === 'done';

/**
 * Confirming and processing are two units of work in Tryton: a crash between them leaves an order
 * confirmed for ever, with no shipment. Processing again is harmless.
 */
export async function processed(
  exchange: Exchange,
  sale: Pick<SaleRow, 'id' | 'number'>,
): Promise<void> {
  const read = async (): Promise<SaleRow | undefined> =>
    (await exchange.find('sale.sale', [['id', '=', sale.id]], saleRow))[0];
  if ((await read())?.state === 'confirmed') await exchange.click('sale.sale', 'process', sale.id);
  const now = await read();
  if (now === undefined || !hasBegun(now))
    unmoved(`sale ${sale.number ?? sale.id}`, now?.state ?? 'gone');
}

/** Takes a sale on to where its shipments are, whatever state a crash has left it in. */
export async function goOn(
  exchange: Exchange,
  sale: Pick<SaleRow, 'id' | 'state' | 'number'>,
): Promise<void> {
  if (hasBegun(sale)) return;
  if (sale.state === 'draft') await exchange.click('sale.sale', 'quote', sale.id);
  if (sale.state !== 'confirmed') await exchange.click('sale.sale', 'confirm', sale.id);
  await processed(exchange, sale);
}

/**
 * What is held of documents, once Tryton has begun on all of them: a document that was cut off shows
 * no shipments yet, and would be counted as nothing.
 */
export async function begunOf<T extends { readonly sales: readonly SaleRow[] }>(
  exchange: Exchange,
  hold: () => Promise<T>,
): Promise<T> {
  const held = await hold();
  if (held.sales.every(hasBegun)) return held;
  for (const sale of held.sales) await goOn(exchange, sale);
  return hold();
}

/** Takes what Tryton released to its warehouse by itself back into drafts. */
export async function holdShipments(exchange: Exchange, sale: SaleRow): Promise<void> {
  const { shipments } = await shippingOf(exchange, await linesOf(exchange, [sale]));
  for (const { id, state } of shipments) {
    if (state === 'waiting') await exchange.click('stock.shipment.out', 'draft', id);
  }
}

/** What goes out, or went out, for sale lines. */
export interface Shipping {
  readonly shipments: readonly ShipmentRow[];
  /** Moves towards the customer, by the id of their sale line. */
  readonly moves: ReadonlyMap<number, readonly MoveRow[]>;
}

export async function shippingOf(
  exchange: Exchange,
  lines: readonly SaleLineRow[],
): Promise<Shipping> {
  const origins = lines.map(({ id }) => referenceTo('sale.line', id));
  if (origins.length === 0) return { shipments: [], moves: new Map() };
  const rows = await exchange.find('stock.move', [['origin', 'in', origins]], moveRow);
  const ids = new Set<number>();
  const moves = new Map<number, MoveRow[]>();
  for (const row of rows) {
    const shipment = referredBy(row.shipment, 'stock.shipment.out');
    if (shipment !== null) ids.add(shipment);
    const line = referredBy(row.origin, 'sale.line');
    if (line !== null) moves.set(line, [...(moves.get(line) ?? []), row]);
  }
  if (ids.size === 0) return { shipments: [], moves };
  return {
    shipments: await exchange.find('stock.shipment.out', [['id', 'in', [...ids]]], shipmentRow),
    moves,
  };
}
