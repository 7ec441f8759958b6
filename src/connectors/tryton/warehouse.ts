/**
 * Tryton as the warehouse: a shipping order is a confirmed sale of its own, whose shipments its
 * people work through.
 */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { releaseShippingOrder } from '../../canonical/commands.ts';
import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';
import { refuse, type Exchange } from './exchange.ts';
import { countOf, factOf } from './facts.ts';
import { markedAs, markOf, markText, type Mark } from './marks.ts';
import { itemsOf, partyOf, productsOf } from './masters.ts';
import { begunOf, goOn, hasBegun, linesOf, shippingOf, type Shipping } from './processing.ts';
import { changedAt, idRow, saleRow, type SaleLineRow, type SaleRow } from './rows.ts';
import type { Outcome } from './sales.ts';
import { dateValue, decimalValue, quantityNumber } from './values.ts';

type Release = ContentOfFact<typeof releaseShippingOrder>;

/** States in which nobody has taken goods from the shelf yet. */
const UNPICKED: ReadonlySet<string> = new Set(['draft', 'waiting', 'assigned']);
/** Told, cut back and told again: more rounds than that would be a loop. */
const ROUNDS_MAX = 3;

/** What the warehouse holds for one shipping order. */
interface Held {
  readonly sales: readonly SaleRow[];
  readonly lines: readonly SaleLineRow[];
  readonly shipping: Shipping;
}

async function heldFor(exchange: Exchange, shippingOrder: string): Promise<Held> {
  const domain = [
    ['reference', '=', shippingOrder],
    ['company', '=', exchange.company.id],
    ['state', '!=', 'cancelled'],
    markedAs('shipping-order'),
  ];
  const sales = await exchange.find('sale.sale', domain, saleRow);
  const lines = await linesOf(exchange, sales);
  return { sales, lines, shipping: await shippingOf(exchange, lines) };
}

/**
 * What is undertaken of a sale line: what Tryton holds or has held for it, without what was given
 * up.
 */
function undertaken(line: SaleLineRow, shipping: Shipping): Quantity {
  if (line.moves_ignored.length === 0) return countOf(line.quantity);
  let total = 0n;
  for (const move of shipping.moves.get(line.id) ?? []) {
    if (move.state !== 'cancelled') total += countOf(move.internal_quantity);
  }
  return total as Quantity;
}

/** Undertaken in total, by line of the order. */
function totals({ lines, shipping }: Held): ReadonlyMap<number, Quantity> {
  const total = new Map<number, Quantity>();
  for (const line of lines) {
    const before = total.get(line.sequence ?? 0) ?? 0n;
    total.set(line.sequence ?? 0, (before + undertaken(line, shipping)) as Quantity);
  }
  return total;
}

/** What the documents say about this very instruction, or `null`. */
export async function releasedAs(exchange: Exchange, content: Release): Promise<Outcome | null> {
  const held = await heldFor(exchange, content.shippingOrder);
  const newest = held.sales.at(-1);
  if (newest === undefined || markOf(newest.description, 'shipping-order')?.parts[0] !== content.of)
    return null;
  if (!held.sales.every(hasBegun)) return null;
  return { facts: await acceptedFacts(exchange, held, newest, content) };
}

/**
 * Set what is shipped from a site to this: more is a further document, less takes back what nobody
 * has picked.
 */
export async function release(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = command.content as Release;
  const before = await releasedAs(exchange, content);
  if (before !== null) return before;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const held = await begunOf(exchange, () => heldFor(exchange, content.shippingOrder));
    const has = totals(held);
    const less = content.lines.filter(({ line, quantity }) => quantity < (has.get(line) ?? 0n));
    const more = content.lines.filter(({ line, quantity }) => quantity > (has.get(line) ?? 0n));
    if (less.length > 0 && (await takeBack(exchange, held, new Set(less.map(({ line }) => line)))))
      continue;
    const mark = markText(
      'shipping-order',
      command.generation,
      content.of,
      content.salesOrder,
      content.site,
    );
    const newest = held.sales.at(-1);
    if (more.length > 0) {
      const missing = more.map((line) => ({
        ...line,
        quantity: (line.quantity - (has.get(line.line) ?? 0n)) as Quantity,
      }));
      const id = await exchange.create(
        'sale.sale',
        await orderValues(exchange, content, missing, mark),
      );
      await goOn(exchange, { id, state: 'draft', number: null });
    } else if (newest === undefined) {
      refuse('nothing-to-ship', `nothing of ${content.shippingOrder} is to be shipped`);
    } else {
      await exchange.write('sale.sale', [newest.id], { description: mark });
    }
    break;
  }
  const after = await releasedAs(exchange, content);
  return (
    after ?? refuse('not-taken', `Tryton did not take ${content.shippingOrder} as it was told`)
  );
}

async function orderValues(
  exchange: Exchange,
  content: Release,
  lines: Release['lines'],
  mark: string,
): Promise<Record<string, unknown>> {
  const { company } = exchange;
  const party = await partyOf(exchange, exchange.settings.consignee ?? '');
  const products = await productsOf(
    exchange,
    lines.map(({ item }) => item),
  );
  const { country, postalCode } = content.shipTo;
  return {
    company: company.id,
    party: party.id,
    currency: company.currencyId,
    invoice_address: party.address,
    shipment_address: party.address,
    payment_term: party.paymentTerm,
    reference: content.shippingOrder,
    description: mark,
    comment: `Ship to ${postalCode ?? ''} ${country}, order ${content.salesOrder}`,
    warehouse: await warehouseOf(exchange, content.site),
    ...(content.requestedShipDate === undefined
      ? {}
      : { shipping_date: dateValue(content.requestedShipDate) }),
    invoice_method: 'manual',
    shipment_method: 'order',
    lines: [
      [
        'create',
        lines.map(({ line, item, quantity }) => {
          const product = products.get(item)!;
          const count = quantityNumber(quantity);
          if (!count.ok) return refuse('quantity', count.error);
          return {
            type: 'line',
            sequence: line,
            product: product.id,
            unit: product.default_uom,
            quantity: count.value,
            unit_price: decimalValue('0'),
            description: item,
          };
        }),
      ],
    ],
  };
}

export async function warehouseOf(exchange: Exchange, site: string): Promise<number> {
  const code = exchange.settings.sites[site];
  if (code === undefined)
    return refuse('unknown-site', `no warehouse of Tryton is named for site ${site}`);
  const [warehouse] = await exchange.find(
    'stock.location',
    [
      ['code', '=', code],
      ['type', '=', 'warehouse'],
    ],
    idRow,
  );
  return warehouse?.id ?? refuse('unknown-site', `Tryton has no warehouse with the code ${code}`);
}

/**
 * Cancels shipments of these lines that nobody has picked, and tells Tryton not to make them anew;
 * false if there were none. What such a shipment held of other lines is told again by the next
 * round.
 */
async function takeBack(
  exchange: Exchange,
  held: Held,
  lines: ReadonlySet<number>,
): Promise<boolean> {
  const open = new Set(
    held.shipping.shipments.filter(({ state }) => UNPICKED.has(state)).map(({ id }) => id),
  );
  const wanted = new Set<number>();
  for (const line of held.lines) {
    if (!lines.has(line.sequence ?? 0)) continue;
    for (const { shipment } of held.shipping.moves.get(line.id) ?? []) {
      const id = Number(shipment?.split(',')[1]);
      if (open.has(id)) wanted.add(id);
    }
  }
  for (const id of wanted) await exchange.click('stock.shipment.out', 'cancel', id);
  const after = await shippingOf(exchange, held.lines);
  const gone: SaleLineRow[] = [];
  for (const line of held.lines) {
    const cancelled = (after.moves.get(line.id) ?? [])
      .filter(({ state }) => state === 'cancelled')
      .map(({ id }) => id);
    const ignored = cancelled.filter((id) => !line.moves_ignored.includes(id));
    if (ignored.length === 0) continue;
    gone.push(line);
    await exchange.write('sale.line', [line.id], { moves_ignored: [['add', ignored]] });
  }
  for (const sale of new Set(gone.map((line) => line.sale)))
    await exchange.click('sale.sale', 'process', sale);
  return gone.length > 0;
}

/** What the warehouse undertakes, and beside it what it cannot take back. */
async function acceptedFacts(
  exchange: Exchange,
  held: Held,
  newest: SaleRow,
  content: Release | null,
): Promise<CanonicalFact[]> {
  const mark = markOf(newest.description, 'shipping-order')!;
  const [of = '', salesOrder = '', site = ''] = mark.parts;
  const items = await itemsOf(
    exchange,
    held.lines.flatMap(({ product }) => (product === null ? [] : [product])),
  );
  const itemOf = new Map(
    held.lines.map(({ sequence, product }) => [sequence ?? 0, items.get(product ?? 0) ?? '']),
  );
  const has = totals(held);
  const lines = [...has].map(([line, quantity]) => ({
    line,
    item: itemOf.get(line),
    quantity: formatQuantity(quantity),
  }));
  const said = { id: acceptedId(newest, mark), occurredAt: changedAt(newest) };
  const common = { salesOrder, shippingOrder: newest.reference, of, site };
  const facts = [
    factOf(exchange, FACTS.shippingOrderAccepted, said, {
      ...common,
      version: mark.generation,
      lines,
    }),
  ];
  const kept = (content?.lines ?? []).filter(
    ({ line, quantity }) => (has.get(line) ?? 0n) > quantity,
  );
  if (kept.length === 0) return facts;
  const refused = kept.map(({ line, item }) => ({
    line,
    item,
    committed: formatQuantity(has.get(line)!),
  }));
  const refusal = { ...common, lines: refused, reason: 'already picked' };
  return [
    ...facts,
    factOf(
      exchange,
      FACTS.shippingOrderChangeRefused,
      { ...said, id: `${said.id}/refused` },
      refusal,
    ),
  ];
}

const acceptedId = (sale: SaleRow, mark: Mark): string =>
  `shipping-order/${sale.reference}/${mark.generation}`;

/** What shipping orders say that changed: each is told whole, by its newest document. */
export async function factsOfShippingOrders(
  exchange: Exchange,
  sales: readonly SaleRow[],
): Promise<CanonicalFact[]> {
  const facts: CanonicalFact[] = [];
  for (const reference of new Set(sales.map((sale) => sale.reference ?? ''))) {
    const held = await heldFor(exchange, reference);
    const newest = held.sales.at(-1);
    if (newest !== undefined && held.sales.every(hasBegun))
      facts.push(...(await acceptedFacts(exchange, held, newest, null)));
  }
  return facts;
}
