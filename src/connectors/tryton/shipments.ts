/** What Tryton's people did in the warehouse: picked, shipped, received, counted. */
import type { CanonicalFact } from '../../application/ports/connector.ts';
import { FACTS } from '../../canonical/catalogue.ts';
import {
  addQuantity,
  formatQuantity,
  ZERO_QUANTITY,
  type Quantity,
} from '../../kernel/quantity.ts';
import type { Exchange } from './exchange.ts';
import { countOf, factOf, quantityText } from './facts.ts';
import { markedAs, markOf } from './marks.ts';
import { itemsOf } from './masters.ts';
import { referenceTo, referredBy } from './processing.ts';
import {
  changedAt,
  idRow,
  locationRow,
  lotRow,
  moveRow,
  saleLineRow,
  saleRow,
  type MoveRow,
  type ShipmentRow,
} from './rows.ts';

/** States in which the goods of a shipment have left the shelf. */
const PICKED: ReadonlySet<string> = new Set(['picked', 'packed', 'done']);

/** Where a move belongs: which order, which line. */
interface Place {
  readonly salesOrder: string;
  readonly line: number;
}

/** What shipments say that were picked or have left. */
export async function factsOfShipments(
  exchange: Exchange,
  shipments: readonly ShipmentRow[],
): Promise<CanonicalFact[]> {
  const picked = shipments.filter(({ state }) => PICKED.has(state));
  if (picked.length === 0) return [];
  const references = picked.map(({ id }) => referenceTo('stock.shipment.out', id));
  const moves = await exchange.find(
    'stock.move',
    [
      ['shipment', 'in', references],
      ['origin', 'like', 'sale.line,%'],
      ['state', '!=', 'cancelled'],
    ],
    moveRow,
  );
  const places = await placesOf(exchange, moves);
  const items = await itemsOf(
    exchange,
    moves.map(({ product }) => product),
  );
  const lots = await lotsOf(exchange, moves);
  const sites = await sitesById(exchange);
  const facts: CanonicalFact[] = [];
  for (const shipment of picked) {
    const site = sites.get(shipment.warehouse);
    const reference = referenceTo('stock.shipment.out', shipment.id);
    const own = moves.filter((move) => move.shipment === reference && places.has(move.id));
    const first = places.get(own[0]?.id ?? 0);
    if (site === undefined || first === undefined || shipment.number === null) continue;
    const head = { salesOrder: first.salesOrder, site, version: 1 };
    const line = (move: MoveRow): { line: number; item: string | undefined } => ({
      line: places.get(move.id)!.line,
      item: items.get(move.product),
    });
    const occurredAt = changedAt(shipment);
    const picks = together(own, line).map(({ count, ...rest }) => ({
      ...rest,
      picked: formatQuantity(count),
      short: '0',
    }));
    facts.push(
      factOf(
        exchange,
        FACTS.pickConfirmed,
        { id: `pick/${shipment.id}`, occurredAt },
        {
          ...head,
          pick: `${shipment.number}-pick`,
          lines: picks,
        },
      ),
    );
    if (shipment.state !== 'done') continue;
    facts.push(
      factOf(
        exchange,
        FACTS.shipmentConfirmed,
        { id: `shipment/${shipment.id}`, occurredAt },
        {
          ...head,
          shipment: shipment.number,
          shippedAt: shippedAt(shipment),
          lines: own.map((move) => ({
            ...line(move),
            quantity: quantityText(move.internal_quantity),
            ...(move.lot === null ? {} : { lot: lots.get(move.lot) }),
          })),
        },
      ),
    );
  }
  return facts;
}

/** A pick names each line once, however many lots it came from. */
function together(
  moves: readonly MoveRow[],
  line: (move: MoveRow) => { line: number; item: string | undefined },
): { line: number; item: string | undefined; count: Quantity }[] {
  const lines = new Map<number, { line: number; item: string | undefined; count: Quantity }>();
  for (const move of moves) {
    const named = line(move);
    const count = addQuantity(
      lines.get(named.line)?.count ?? ZERO_QUANTITY,
      countOf(move.internal_quantity),
    );
    lines.set(named.line, { ...named, count });
  }
  return [...lines.values()];
}

/** When it left: the moment of the entry, unless it was entered for another day. */
function shippedAt(shipment: ShipmentRow): string {
  const entered = changedAt(shipment);
  const day = shipment.effective_date;
  return day === null || entered.startsWith(day) ? entered : `${day}T12:00:00Z`;
}

/** Which order and line the moves towards customers belong to. */
async function placesOf(
  exchange: Exchange,
  moves: readonly MoveRow[],
): Promise<ReadonlyMap<number, Place>> {
  const lineIds = new Set(moves.map(({ origin }) => referredBy(origin, 'sale.line') ?? 0));
  const lines = await exchange.find('sale.line', [['id', 'in', [...lineIds]]], saleLineRow);
  const saleIds = new Set(lines.map(({ sale }) => sale));
  const sales = await exchange.find('sale.sale', [['id', 'in', [...saleIds]]], saleRow);
  const orders = new Map(sales.map((sale) => [sale.id, orderOf(sale.description)]));
  const byLine = new Map(lines.map((line) => [line.id, line]));
  const places = new Map<number, Place>();
  for (const move of moves) {
    const line = byLine.get(referredBy(move.origin, 'sale.line') ?? 0);
    const salesOrder = orders.get(line?.sale ?? 0);
    if (line?.sequence !== null && line !== undefined && salesOrder !== undefined) {
      if (salesOrder !== null) places.set(move.id, { salesOrder, line: line.sequence });
    }
  }
  return places;
}

const orderOf = (description: string | null): string | null =>
  markOf(description, 'shipping-order')?.parts[1] ?? null;

export async function lotsOf(
  exchange: Exchange,
  moves: readonly MoveRow[],
): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(moves.flatMap(({ lot }) => (lot === null ? [] : [lot])))];
  if (ids.length === 0) return new Map();
  const lots = await exchange.find('stock.lot', [['id', 'in', ids]], lotRow);
  return new Map(lots.map(({ id, number }) => [id, number ?? `lot-${id}`]));
}

/** Our sites by the id of their warehouse. */
export async function sitesById(exchange: Exchange): Promise<ReadonlyMap<number, string>> {
  const siteOf = new Map(
    Object.entries(exchange.settings.sites).map(([site, code]) => [code, site]),
  );
  const found = await exchange.find(
    'stock.location',
    [
      ['type', '=', 'warehouse'],
      ['code', 'in', [...siteOf.keys()]],
    ],
    locationRow,
  );
  return new Map(found.map(({ id, code }) => [id, siteOf.get(code ?? '')!]));
}

/** The places that a warehouse's stock comes from and goes to, by type of Tryton's location. */
const OUTSIDE: Readonly<
  Record<string, { readonly place: string; readonly kind: 'receipt' | 'return' | 'adjustment' }>
> = {
  supplier: { place: 'supplier', kind: 'receipt' },
  customer: { place: 'customer', kind: 'return' },
  lost_found: { place: 'adjustment', kind: 'adjustment' },
  production: { place: 'adjustment', kind: 'adjustment' },
};

/** Stock that came, went or was counted outside of any order of ours. */
export async function factsOfMovements(
  exchange: Exchange,
  moves: readonly MoveRow[],
): Promise<CanonicalFact[]> {
  if (moves.length === 0) return [];
  const ours = await placesOf(
    exchange,
    moves.filter(({ origin }) => referredBy(origin, 'sale.line') !== null),
  );
  const told = await toldOtherwise(exchange, moves);
  const places = new Set(moves.flatMap((move) => [move.from_location, move.to_location]));
  const locations = await exchange.find('stock.location', [['id', 'in', [...places]]], locationRow);
  const sites = await sitesById(exchange);
  const at = new Map(
    locations.map(({ id, type, warehouse }) => [id, placeAt(type, sites.get(warehouse ?? 0))]),
  );
  const items = await itemsOf(
    exchange,
    moves.map(({ product }) => product),
  );
  const lots = await lotsOf(exchange, moves);
  const facts: CanonicalFact[] = [];
  for (const move of moves) {
    if (ours.has(move.id) || told.has(move.id) || (move.internal_quantity ?? 0) <= 0) continue;
    const [from, to] = [at.get(move.from_location), at.get(move.to_location)];
    // Within one site, or between places that are none of ours.
    if (
      from === undefined ||
      to === undefined ||
      from.place === to.place ||
      !(from.isSite || to.isSite)
    )
      continue;
    const other = from.isSite ? to : from;
    const kind =
      from.isSite && to.isSite
        ? 'transfer'
        : other.place === 'customer' && from.isSite
          ? 'ship'
          : other.kind;
    facts.push(
      factOf(
        exchange,
        FACTS.movementRecorded,
        { id: `move/${move.id}`, occurredAt: changedAt(move) },
        {
          movement: `${exchange.link.system}-${move.id}`,
          version: 1,
          kind,
          item: items.get(move.product),
          ...(move.lot === null ? {} : { lot: lots.get(move.lot) }),
          quantity: quantityText(move.internal_quantity),
          from: { location: from.place, disposition: 'sellable_accessible' },
          to: { location: to.place, disposition: 'sellable_accessible' },
        },
      ),
    );
  }
  return facts;
}

/** Moves that the receipt of a return or the placing of its goods tells. */
async function toldOtherwise(
  exchange: Exchange,
  moves: readonly MoveRow[],
): Promise<ReadonlySet<number>> {
  const internal = moves.flatMap(({ shipment }) =>
    referredBy(shipment, 'stock.shipment.internal') ?? []);
  const domain = [
    ['id', 'in', [...new Set(internal)]],
    markedAs('placement', 'reference'),
  ];
  const placements =
    internal.length === 0 ? [] : await exchange.find('stock.shipment.internal', domain, idRow);
  const placing = new Set(placements.map(({ id }) => id));
  const told = moves.filter(
    ({ shipment }) =>
      referredBy(shipment, 'stock.shipment.out.return') !== null ||
      placing.has(referredBy(shipment, 'stock.shipment.internal') ?? 0),
  );
  return new Set(told.map(({ id }) => id));
}

interface Whereabouts {
  readonly place: string;
  readonly kind: 'receipt' | 'return' | 'adjustment' | 'transfer';
  readonly isSite: boolean;
}

function placeAt(type: string, site: string | undefined): Whereabouts | undefined {
  const outside = OUTSIDE[type];
  if (outside !== undefined) return { ...outside, isSite: false };
  return site === undefined ? undefined : { place: site, kind: 'transfer', isSite: true };
}
