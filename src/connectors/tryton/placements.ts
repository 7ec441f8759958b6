/**
 * Where inspected goods go: for each place an internal shipment of its own, found by our mark. What
 * Tryton would have put into storage by itself is lowered by as much.
 */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { placeReturnedGoods } from '../../canonical/return-commands.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import { refuse, unmoved, type Exchange } from './exchange.ts';
import { countOf, factOf, quantityText } from './facts.ts';
import { beginningWith, markOf, markText, type Mark } from './marks.ts';
import { itemsOf, productsOf } from './masters.ts';
import { referenceTo } from './processing.ts';
import { RETURN_SHIPMENT } from './returns.ts';
import {
  changedAt,
  idRow,
  internalShipmentRow,
  moveRow,
  returnShipmentRow,
  type InternalShipmentRow,
  type ReturnShipmentRow,
} from './rows.ts';
import type { Outcome } from './sales.ts';
import { lotsOf } from './shipments.ts';
import { quantityNumber } from './values.ts';

type Place = ContentOfFact<typeof placeReturnedGoods>;
type Disposition = Place['lines'][number]['to'];

const INTERNAL = 'stock.shipment.internal';

/** Internal shipments for the returns named, whatever became of them. */
async function placementsFor(
  exchange: Exchange,
  rmas: readonly string[],
): Promise<readonly Placement[]> {
  const domain = [
    ['company', '=', exchange.company.id],
    ['state', '!=', 'cancelled'],
    ['OR', ...rmas.map((rma) => beginningWith('placement', [rma], 'reference'))],
  ];
  const found = await exchange.find(INTERNAL, domain, internalShipmentRow);
  return found.flatMap((row) => {
    const mark = markOf(row.reference, 'placement');
    return mark === null ? [] : [{ row, mark, to: mark.parts[4] as Disposition }];
  });
}

async function placementsOf(
  exchange: Exchange,
  { rma, inspection }: Place,
): Promise<readonly Placement[]> {
  const placements = await placementsFor(exchange, [rma]);
  return placements.filter(({ mark }) => mark.parts[1] === inspection);
}

interface Placement {
  readonly row: InternalShipmentRow;
  readonly mark: Mark;
  readonly to: Disposition;
}

const destinations = (content: Place): readonly Disposition[] => [
  ...new Set(content.lines.map(({ to }) => to)),
];

/** Whether everything of the inspection is where this instruction says. */
export async function placedAs(exchange: Exchange, content: Place): Promise<Outcome | null> {
  const placements = await placementsOf(exchange, content);
  const isPlaced = destinations(content).every((to) =>
    placements.some(
      ({ row, mark, to: at }) => at === to && row.state === 'done' && mark.parts[2] === content.of,
    ),
  );
  if (!isPlaced) return null;
  const receipt = await receiptOf(exchange, content);
  if (await hasRest(exchange, receipt, content.rma)) return null;
  return { facts: await placementFacts(exchange, placements) };
}

/** Moves the inspected goods from where they came in to where they go. */
export async function place(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = command.content as Place;
  const before = await placedAs(exchange, content);
  if (before !== null) return before;
  const receipt = await receiptOf(exchange, content);
  const placements = await placementsOf(exchange, content);
  const other = placements.find(({ mark }) => mark.parts[2] !== content.of);
  if (other !== undefined) {
    const text = `goods of ${content.inspection} were moved by ${other.row.number ?? other.row.id}`;
    refuse('placed-already', text);
  }
  for (const to of destinations(content)) {
    const known = placements.find((placement) => placement.to === to);
    const id = known?.row.id ?? (await makePlacement(exchange, command, content, receipt, to));
    await carryOut(exchange, id);
  }
  await lowerRest(exchange, receipt, content.rma);
  const after = await placedAs(exchange, content);
  return after ?? unmoved(`receipt ${content.receipt}`, receipt.state);
}

async function receiptOf(exchange: Exchange, { receipt }: Place): Promise<ReturnShipmentRow> {
  const prefix = `${exchange.link.system}-`;
  const number = receipt.startsWith(prefix) ? receipt.slice(prefix.length) : receipt;
  const domain = [
    ['number', '=', number],
    ['company', '=', exchange.company.id],
  ];
  const [row] = await exchange.find(RETURN_SHIPMENT, domain, returnShipmentRow);
  if (row === undefined) return refuse('unknown-receipt', `Tryton knows no receipt ${receipt}`);
  if (row.state === 'done' || row.state === 'received') return row;
  return refuse('not-received', `receipt ${receipt} is "${row.state}" in Tryton`);
}

async function makePlacement(
  exchange: Exchange,
  command: OutboundCommand,
  content: Place,
  receipt: ReturnShipmentRow,
  to: Disposition,
): Promise<number> {
  const lines = content.lines.filter((line) => line.to === to);
  const products = await productsOf(
    exchange,
    lines.map(({ item }) => item),
  );
  // What a person has put away already is fetched from there.
  const from = receipt.state === 'received' ? receipt.warehouse_input : receipt.warehouse_storage;
  const target = to === 'restock' ? receipt.warehouse_storage : await locationFor(exchange, to);
  const parts = lines.map(({ part }) => part).join(',');
  const { generation } = command;
  const all = destinations(content).join(',');
  const { of, rma, inspection, site } = content;
  const names = [rma, inspection, of, site, to, parts, receipt.number ?? '', all];
  const moves: Record<string, unknown>[] = [];
  for (const { item, quantity, lot } of lines) {
    const count = quantityNumber(quantity);
    if (!count.ok) return refuse('quantity', count.error);
    const product = products.get(item)!;
    moves.push({
      product: product.id,
      uom: product.default_uom,
      quantity: count.value,
      from_location: from,
      to_location: target,
      company: exchange.company.id,
      ...(lot === undefined ? {} : { lot: await lotNamed(exchange, product.id, lot) }),
    });
  }
  return exchange.create(INTERNAL, {
    company: exchange.company.id,
    reference: markText('placement', generation, ...names),
    from_location: from,
    to_location: target,
    moves: [['create', moves]],
  });
}

async function locationFor(exchange: Exchange, to: Disposition): Promise<number> {
  const code = exchange.settings.dispositions[to];
  if (code === undefined)
    return refuse('unknown-place', `no location of Tryton is named for "${to}"`);
  const named = ['OR', ['code', '=', code], ['name', '=', code]];
  const [location] = await exchange.find('stock.location', [named], idRow, { limit: 1 });
  return location?.id ?? refuse('unknown-place', `Tryton has no location "${code}"`);
}

async function lotNamed(exchange: Exchange, product: number, number: string): Promise<number> {
  const domain = [
    ['product', '=', product],
    ['number', '=', number],
  ];
  const [lot] = await exchange.find('stock.lot', domain, idRow, { limit: 1 });
  return lot?.id ?? refuse('unknown-lot', `Tryton knows no lot ${number} of the product`);
}

/** Takes an internal shipment to its end, whatever state a crash has left it in. */
async function carryOut(exchange: Exchange, id: number): Promise<void> {
  for (const [state, button] of [
    ['draft', 'wait'],
    ['waiting', 'assign_force'],
    ['assigned', 'done'],
  ] as const) {
    const [row] = await exchange.find(INTERNAL, [['id', '=', id]], internalShipmentRow);
    if (row?.state === state) await exchange.click(INTERNAL, button, id);
  }
  const [row] = await exchange.find(INTERNAL, [['id', '=', id]], internalShipmentRow);
  if (row?.state !== 'done') unmoved(`placement ${row?.number ?? id}`, row?.state ?? 'gone');
}

/** Of the receipt's own moves into storage, those that have not been made. */
const restOf = (exchange: Exchange, receipt: ReturnShipmentRow) =>
  exchange.find(
    'stock.move',
    [
      ['shipment', '=', referenceTo(RETURN_SHIPMENT, receipt.id)],
      ['state', '=', 'draft'],
    ],
    moveRow,
  );

async function hasRest(
  exchange: Exchange,
  receipt: ReturnShipmentRow,
  rma: string,
): Promise<boolean> {
  if (receipt.state === 'done') return false;
  const wanted = await wantedRest(exchange, receipt, rma);
  const rest = await restOf(exchange, receipt);
  const isLowered = rest.every((move) => countOf(move.internal_quantity) === wanted.get(move.id));
  return wanted.size === 0 || !isLowered;
}

/** What of the receipt nobody has placed yet, by its own move into storage. */
async function wantedRest(
  exchange: Exchange,
  receipt: ReturnShipmentRow,
  rma: string,
): Promise<ReadonlyMap<number, Quantity>> {
  const own = await exchange.find(
    'stock.move',
    [
      ['shipment', '=', referenceTo(RETURN_SHIPMENT, receipt.id)],
      ['state', '!=', 'cancelled'],
    ],
    moveRow,
  );
  const placed = await placedFrom(exchange, receipt, rma);
  const wanted = new Map<number, Quantity>();
  for (const move of own.filter(({ state }) => state === 'draft')) {
    const came = own
      .filter(
        ({ state, product, lot }) =>
          state === 'done' && product === move.product && lot === move.lot,
      )
      .reduce((sum, row) => sum + countOf(row.internal_quantity), 0n);
    const left = came - (placed.get(`${move.product} ${move.lot ?? ''}`) ?? 0n);
    if (left > 0n) wanted.set(move.id, left as Quantity);
  }
  return wanted;
}

/** Moved away from a receipt by placements of its return, by product and lot. */
async function placedFrom(
  exchange: Exchange,
  receipt: ReturnShipmentRow,
  rma: string,
): Promise<ReadonlyMap<string, bigint>> {
  const placements = await placementsFor(exchange, [rma]);
  const ofReceipt = placements.filter(
    ({ row, mark }) => row.state === 'done' && mark.parts[6] === receipt.number,
  );
  const references = ofReceipt.map(({ row }) => referenceTo(INTERNAL, row.id));
  if (references.length === 0) return new Map();
  const moves = await exchange.find('stock.move', [['shipment', 'in', references]], moveRow);
  const placed = new Map<string, bigint>();
  for (const { product, lot, internal_quantity: quantity } of moves) {
    const key = `${product} ${lot ?? ''}`;
    placed.set(key, (placed.get(key) ?? 0n) + countOf(quantity));
  }
  return placed;
}

/** Lowers the receipt's own moves to what is not placed; with nothing left, the receipt is done. */
async function lowerRest(
  exchange: Exchange,
  receipt: ReturnShipmentRow,
  rma: string,
): Promise<void> {
  if (receipt.state === 'done') return;
  const wanted = await wantedRest(exchange, receipt, rma);
  for (const move of await restOf(exchange, receipt)) {
    const left = wanted.get(move.id);
    if (left === undefined) await exchange.remove('stock.move', [move.id]);
    else if (left !== countOf(move.internal_quantity)) {
      const count = quantityNumber(left);
      if (count.ok) await exchange.write('stock.move', [move.id], { quantity: count.value });
    }
  }
  if (wanted.size === 0) await exchange.click(RETURN_SHIPMENT, 'done', receipt.id);
}

/** What internal shipments of ours say that changed. */
export async function factsOfPlacements(
  exchange: Exchange,
  shipments: readonly InternalShipmentRow[],
): Promise<CanonicalFact[]> {
  const rmas = shipments.flatMap(({ reference }) => markOf(reference, 'placement')?.parts[0] ?? []);
  if (rmas.length === 0) return [];
  return placementFacts(exchange, await placementsFor(exchange, [...new Set(rmas)]));
}

/** An inspection is told once everything of it is where it belongs. */
async function placementFacts(
  exchange: Exchange,
  placements: readonly Placement[],
): Promise<CanonicalFact[]> {
  const done = placements.filter(({ row }) => row.state === 'done');
  if (done.length === 0) return [];
  const references = done.map(({ row }) => referenceTo(INTERNAL, row.id));
  const moves = await exchange.find('stock.move', [['shipment', 'in', references]], moveRow);
  const items = await itemsOf(
    exchange,
    moves.map(({ product }) => product),
  );
  const lots = await lotsOf(exchange, moves);
  const facts: CanonicalFact[] = [];
  for (const [inspection, rows] of Map.groupBy(done, ({ mark }) => mark.parts[1] ?? '')) {
    const [{ mark, row }] = rows as [Placement];
    const [rma, , of, site, , , , all = ''] = mark.parts;
    if (all.split(',').length > rows.length) continue;
    const said = { id: `placement/${inspection}/${mark.generation}`, occurredAt: changedAt(row) };
    facts.push(
      factOf(exchange, FACTS.inventoryDispositionUpdated, said, {
        rma,
        inspection,
        version: mark.generation,
        of,
        site,
        lines: rows.flatMap(({ row: shipment, mark: { parts } }) =>
          moves
            .filter((move) => move.shipment === referenceTo(INTERNAL, shipment.id))
            .map((move, at) => ({
              part: Number(parts[5]?.split(',')[at]),
              item: items.get(move.product),
              quantity: quantityText(move.internal_quantity),
              ...(move.lot === null ? {} : { lot: lots.get(move.lot) }),
              to: parts[4],
            })),
        ),
      }),
    );
  }
  return facts;
}
