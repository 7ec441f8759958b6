/**
 * Tryton as the warehouse that takes goods back: what may come is a confirmed sale of less than
 * nothing, whose return shipment its people receive; where inspected goods go is an internal
 * shipment for each place.
 */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { expectReturn } from '../../canonical/return-commands.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import { refuse, type Exchange } from './exchange.ts';
import { countOf, factOf, quantityText } from './facts.ts';
import { markedAs, markOf, markText } from './marks.ts';
import { itemsOf, partyOf, productsOf } from './masters.ts';
import { begunOf, goOn, hasBegun, linesOf, referenceTo, referredBy } from './processing.ts';
import {
  changedAt,
  moveRow,
  returnShipmentRow,
  saleLineRow,
  saleRow,
  type MoveRow,
  type ReturnShipmentRow,
  type SaleLineRow,
  type SaleRow,
} from './rows.ts';
import type { Outcome } from './sales.ts';
import { lotsOf, sitesById } from './shipments.ts';
import { decimalValue, quantityNumber } from './values.ts';
import { warehouseOf } from './warehouse.ts';

type Expect = ContentOfFact<typeof expectReturn>;

/** The model of Tryton's returns from customers. */
export const RETURN_SHIPMENT = 'stock.shipment.out.return';
/** States in which the goods have come in. */
const RECEIVED: ReadonlySet<string> = new Set(['received', 'done']);
/** Taken back, then told anew: more rounds than that would be a loop. */
const ROUNDS_MAX = 3;

/** What the warehouse holds for one return: its documents, and what they let in. */
interface Held {
  readonly sales: readonly SaleRow[];
  readonly lines: readonly SaleLineRow[];
  readonly moves: readonly MoveRow[];
}

async function heldFor(exchange: Exchange, rma: string): Promise<Held> {
  const domain = [
    ['reference', '=', rma],
    ['company', '=', exchange.company.id],
    ['state', '!=', 'cancelled'],
    markedAs('return'),
  ];
  const sales = await exchange.find('sale.sale', domain, saleRow);
  const lines = await linesOf(exchange, sales);
  const origins = lines.map(({ id }) => referenceTo('sale.line', id));
  const moves =
    origins.length === 0
      ? []
      : await exchange.find('stock.move', [['origin', 'in', origins]], moveRow);
  return { sales, lines, moves };
}

/** Let in altogether, by line of the return. */
function totals({ lines, moves }: Held): ReadonlyMap<number, Quantity> {
  const total = new Map<number, Quantity>();
  for (const line of lines) {
    const own = moves.filter(({ origin }) => referredBy(origin, 'sale.line') === line.id);
    const standing = own.filter(({ state }) => state !== 'cancelled');
    const sum = standing.reduce((all, move) => all + countOf(move.internal_quantity), 0n);
    const before = total.get(line.sequence ?? 0) ?? 0n;
    total.set(line.sequence ?? 0, (before + sum) as Quantity);
  }
  return total;
}

/** Whether the documents show this very expectation. */
export async function expectedAs(exchange: Exchange, content: Expect): Promise<Outcome | null> {
  const { sales } = await heldFor(exchange, content.rma);
  const newest = sales.at(-1);
  if (newest === undefined || markOf(newest.description, 'return')?.parts[0] !== content.of) {
    return null;
  }
  return sales.every(hasBegun) ? { facts: [] } : null;
}

/** Set what may come back to this: more is a further document, less cancels what has not come. */
export async function expect(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = command.content as Expect;
  const before = await expectedAs(exchange, content);
  if (before !== null) return before;
  const { generation } = command;
  const mark = markText('return', generation, content.of, content.rma, content.site);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const held = await begunOf(exchange, () => heldFor(exchange, content.rma));
    const has = totals(held);
    const less = content.lines.some(({ line, quantity }) => quantity < (has.get(line) ?? 0n));
    if (less && (await takeBack(exchange, held))) continue;
    const missing = content.lines
      .map((line) => ({ ...line, quantity: line.quantity - (has.get(line.line) ?? 0n) }))
      .filter(({ quantity }) => quantity > 0n);
    const newest = held.sales.at(-1);
    if (missing.length > 0) {
      const id = await exchange.create(
        'sale.sale',
        await returnValues(exchange, content, missing, mark),
      );
      await goOn(exchange, { id, state: 'draft', number: null });
    } else if (newest !== undefined) {
      await exchange.write('sale.sale', [newest.id], { description: mark });
    } else {
      return { facts: [] };
    }
    break;
  }
  const after = await expectedAs(exchange, content);
  return after ?? refuse('not-taken', `Tryton did not take ${content.rma} as it was told`);
}

async function returnValues(
  exchange: Exchange,
  content: Expect,
  lines: readonly { readonly line: number; readonly item: string; readonly quantity: bigint }[],
  mark: string,
): Promise<Record<string, unknown>> {
  const { company, settings } = exchange;
  const party = await partyOf(exchange, settings.consignee ?? content.customer);
  const products = await productsOf(
    exchange,
    lines.map(({ item }) => item),
  );
  return {
    company: company.id,
    party: party.id,
    currency: company.currencyId,
    invoice_address: party.address,
    shipment_address: party.address,
    payment_term: party.paymentTerm,
    reference: content.rma,
    description: mark,
    comment: `Return of customer ${content.customer}`,
    warehouse: await warehouseOf(exchange, content.site),
    invoice_method: 'manual',
    shipment_method: 'order',
    lines: [
      [
        'create',
        lines.map(({ line, item, quantity }) => {
          const count = quantityNumber(quantity as Quantity);
          if (!count.ok) return refuse('quantity', count.error);
          return {
            type: 'line',
            sequence: line,
            product: products.get(item)!.id,
            unit: products.get(item)!.default_uom,
            quantity: -count.value,
            unit_price: decimalValue('0'),
            description: item,
          };
        }),
      ],
    ],
  };
}

/** Cancels return shipments that nobody has received; false if there were none. */
async function takeBack(exchange: Exchange, held: Held): Promise<boolean> {
  const shipments = await shipmentsOf(exchange, held.moves);
  const open = shipments.filter(({ state }) => state === 'draft');
  for (const { id } of open) await exchange.click(RETURN_SHIPMENT, 'cancel', id);
  const { lines, moves } = await heldFor(exchange, held.sales[0]?.reference ?? '');
  for (const line of lines) {
    const gone = moves.filter(
      (move) =>
        move.state === 'cancelled' &&
        referredBy(move.origin, 'sale.line') === line.id &&
        !line.moves_ignored.includes(move.id),
    );
    if (gone.length === 0) continue;
    const ignored = gone.map(({ id }) => id);
    await exchange.write('sale.line', [line.id], { moves_ignored: [['add', ignored]] });
  }
  for (const { id } of held.sales) await exchange.click('sale.sale', 'process', id);
  return open.length > 0;
}

async function shipmentsOf(
  exchange: Exchange,
  moves: readonly MoveRow[],
): Promise<ReturnShipmentRow[]> {
  const named = moves.flatMap(({ shipment }) => referredBy(shipment, RETURN_SHIPMENT) ?? []);
  const ids = [...new Set(named)];
  if (ids.length === 0) return [];
  return exchange.find(RETURN_SHIPMENT, [['id', 'in', ids]], returnShipmentRow);
}

/**
 * What return shipments say that came in. Goods that no document of ours let in are a return under
 * the number that the dock wrote on them, or under one of their own.
 */
export async function factsOfReceipts(
  exchange: Exchange,
  shipments: readonly ReturnShipmentRow[],
): Promise<CanonicalFact[]> {
  const received = shipments.filter(({ state }) => RECEIVED.has(state));
  if (received.length === 0) return [];
  const references = received.map(({ id }) => referenceTo(RETURN_SHIPMENT, id));
  const moves = await exchange.find(
    'stock.move',
    [
      ['shipment', 'in', references],
      ['state', '=', 'done'],
      ['from_location.type', '=', 'customer'],
    ],
    moveRow,
  );
  const expected = await expectedLines(exchange, moves);
  const items = await itemsOf(
    exchange,
    moves.map(({ product }) => product),
  );
  const lots = await lotsOf(exchange, moves);
  const sites = await sitesById(exchange);
  return received.flatMap((shipment) => {
    const site = sites.get(shipment.warehouse);
    const own = moves.filter((move) => move.shipment === referenceTo(RETURN_SHIPMENT, shipment.id));
    const [first] = own;
    if (site === undefined || first === undefined || shipment.number === null) return [];
    const receivedAt = changedAt(first);
    const named = expected.get(first.id)?.rma ?? shipment.reference;
    const said = { id: `return-receipt/${shipment.id}`, occurredAt: receivedAt };
    return factOf(exchange, FACTS.returnReceived, said, {
      rma: named ?? `${exchange.link.system}-${shipment.number}`,
      receipt: `${exchange.link.system}-${shipment.number}`,
      version: 1,
      site,
      receivedAt,
      lines: own.map((move, at) => ({
        receiptLine: at + 1,
        ...(expected.has(move.id) ? { line: expected.get(move.id)!.line } : {}),
        item: items.get(move.product),
        quantity: quantityText(move.internal_quantity),
        ...(move.lot === null ? {} : { lot: lots.get(move.lot) }),
      })),
    });
  });
}

/** Which return and line let a move in, by the move's id; moves that nobody announced have none. */
async function expectedLines(
  exchange: Exchange,
  moves: readonly MoveRow[],
): Promise<ReadonlyMap<number, { readonly rma: string; readonly line: number }>> {
  const ids = [...new Set(moves.flatMap(({ origin }) => referredBy(origin, 'sale.line') ?? []))];
  if (ids.length === 0) return new Map();
  const lines = await exchange.find('sale.line', [['id', 'in', ids]], saleLineRow);
  const saleIds = [...new Set(lines.map(({ sale }) => sale))];
  const sales = await exchange.find('sale.sale', [['id', 'in', saleIds]], saleRow);
  const rmas = new Map(
    sales.map(({ id, description }) => [id, markOf(description, 'return')?.parts[1]]),
  );
  const byId = new Map(lines.map((line) => [line.id, line]));
  const expected = new Map<number, { rma: string; line: number }>();
  for (const move of moves) {
    const line = byId.get(referredBy(move.origin, 'sale.line') ?? 0);
    const rma = rmas.get(line?.sale ?? 0);
    const sequence = line?.sequence ?? null;
    if (rma === undefined || sequence === null) continue;
    expected.set(move.id, { rma, line: sequence });
  }
  return expected;
}
