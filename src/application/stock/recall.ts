/** Recalls: where a lot lies, whom it was promised and shipped to, and what follows from that. */
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { lineTotal, type Money, type RoundingRule } from '../../kernel/money.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import { R } from '../../workflows/order-to-cash/registers.ts';
import { orderViewOf, type OrderView } from '../../workflows/order-to-cash/order-view.ts';
import { registers } from '../../engine/state.ts';
import type { Workflow } from '../ports/workflow.ts';
import { partsOfKey, readInstance } from '../query/instance-reading.ts';
import type { EntityScope, Reads } from '../query/reads.ts';
import type { LotTrace, StockReads } from './stock-reads.ts';

/** Orders that one recall looks into at the same time: each is read whole. */
const ORDERS_AT_ONCE = 8;

/** Goods of the lot that are with a customer. */
export interface ShippedOfLot {
  readonly salesOrder: string;
  /** `null`: the order itself is not known. */
  readonly customer: string | null;
  readonly shipment: string;
  readonly invoice: string | null;
  readonly quantity: bigint;
  /** At the price that it was ordered at. */
  readonly net: Money | null;
}

export interface RecalledItem extends Omit<LotTrace, 'shipped'> {
  readonly shipped: readonly ShippedOfLot[];
}

/** The draft of a recall. */
export interface RecallPlan {
  readonly lot: string;
  readonly at: Instant;
  readonly items: readonly RecalledItem[];
  readonly figures: {
    readonly sites: number;
    readonly orders: number;
    readonly customers: number;
    readonly onHand: bigint;
    readonly shipped: bigint;
    /** Of what left, the share whose customer is known, in thousandths. */
    readonly tracedPerMille: bigint;
    readonly credits: readonly Money[];
  };
}

export interface RecallOffice {
  readonly reads: Reads;
  readonly stock: StockReads;
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly rounding: RoundingRule;
}

/** Drafts a recall; changes nothing. */
export async function planRecall(
  office: RecallOffice,
  lot: string,
  item: string | null,
  entities: EntityScope,
  now: Instant,
): Promise<RecallPlan> {
  const traces = await office.stock.traces(lot, item, entities);
  const items: RecalledItem[] = [];
  for (const trace of traces) {
    const shipped: ShippedOfLot[] = [];
    for (let from = 0; from < trace.shipped.length; from += ORDERS_AT_ONCE) {
      const some = trace.shipped.slice(from, from + ORDERS_AT_ONCE);
      const found = await Promise.all(
        some.map(({ instance, quantity }) => shippedBy(office, instance, trace.item, lot, quantity, now)),
      );
      shipped.push(...found.flat());
    }
    items.push({ ...trace, shipped });
  }
  return { lot, at: now, items, figures: figuresOf(items) };
}

/** What an order shipped of the lot, shipment by shipment. */
async function shippedBy(
  { reads, workflows, rounding }: RecallOffice,
  instance: string,
  item: string,
  lot: string,
  quantity: bigint,
  now: Instant,
): Promise<readonly ShippedOfLot[]> {
  const salesOrder = partsOfKey(instance).businessId;
  const reading = await readInstance(reads, workflows, instance, { at: now, reading: 'known' });
  const view = reading === null ? undefined : orderViewOf(reading.state, rounding);
  const unknown = { salesOrder, customer: null, shipment: '', invoice: null, quantity, net: null };
  if (reading === null || view === undefined) return [unknown];
  const invoices = new Map(
    registers(reading.state, R.posted).map(({ contents: [{ value }] }) => [value.shipment, value.invoice]),
  );
  return view.shipments.flatMap(({ value }) =>
    value.lines
      .filter((line) => line.item === item && line.lot === lot && line.quantity > 0n)
      .map((line) => ({
        salesOrder,
        customer: view.order.value.customer,
        shipment: value.shipment,
        invoice: invoices.get(value.shipment) ?? null,
        quantity: line.quantity,
        net: netOf(view, line.line, line.quantity, rounding),
      })),
  );
}

function netOf(view: OrderView, number: number, quantity: Quantity, rounding: RoundingRule): Money | null {
  const ordered = view.lines.find(({ line }) => line.line === number)?.line;
  if (ordered === undefined) return null;
  const { currency } = view.order.value;
  return { amountMinor: lineTotal(quantity, ordered.unitPrice, currency, rounding), currency };
}

function figuresOf(items: readonly RecalledItem[]): RecallPlan['figures'] {
  const shippedRows = items.flatMap((one) => one.shipped);
  const credits = new Map<Money['currency'], bigint>();
  let [onHand, shipped, traced] = [0n, 0n, 0n];
  for (const { quantity, customer, net } of shippedRows) {
    shipped += quantity;
    if (customer !== null) traced += quantity;
    if (net !== null) credits.set(net.currency, (credits.get(net.currency) ?? 0n) + net.amountMinor);
  }
  const sites = new Set<string>();
  for (const { lies } of items) {
    for (const row of lies) {
      onHand += row.onHand;
      if (row.onHand !== 0n) sites.add(row.location);
    }
  }
  const touched = [
    ...shippedRows.map((row) => row.salesOrder),
    ...items.flatMap((one) => one.promised.map(({ instance }) => partsOfKey(instance).businessId)),
  ];
  return {
    sites: sites.size,
    orders: new Set(touched).size,
    customers: new Set(shippedRows.flatMap(({ customer }) => customer ?? [])).size,
    onHand,
    shipped,
    tracedPerMille: shipped === 0n ? 1_000n : (traced * 1_000n) / shipped,
    credits: [...credits].map(([currency, amountMinor]) => ({ amountMinor, currency })),
  };
}

/** The number of the next decision under a hold's name: what was said before counts no more. */
export async function nextHoldVersion(reads: Reads, instance: string, hold: string): Promise<number> {
  const facts = await reads.factsOf(instance);
  let newest = 0;
  for (const { type, text } of facts) {
    if (type !== FACTS.lotHoldDecided.type) continue;
    const said: ContentOfFact<typeof FACTS.lotHoldDecided> = FACTS.lotHoldDecided.read(text);
    if (said.hold === hold && said.version > newest) newest = said.version;
  }
  return newest + 1;
}

/** The number of the next decision of a type that an instance takes only one register of. */
export async function nextVersionOf(
  reads: Reads,
  instance: string,
  type: string,
  versionOf: (text: string) => number,
): Promise<number> {
  const facts = await reads.factsOf(instance);
  const versions = facts.filter((row) => row.type === type).map((row) => versionOf(row.text));
  return Math.max(0, ...versions) + 1;
}
