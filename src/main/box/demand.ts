/** A day of orders from a seed: who orders what when, by which channel, and who changes his mind. */
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import { seededRandom, type Random } from '../../kernel/random.ts';
import { expectOk } from '../../kernel/result.ts';
import { formatUnitPrice, parseUnitPrice, type UnitPrice } from '../../kernel/unit-price.ts';
import type { World, WorldCustomer, WorldItem } from '../../sandbox/system.ts';

/** Channels by which the demo's customers order. */
export type Channel = 'shop' | 'edi' | 'api';

export interface PlannedLine {
  readonly item: string;
  readonly quantity: number;
  /** Decimal text. */
  readonly unitPrice: string;
}

/** An order as a customer will place it. */
export interface PlannedOrder {
  readonly at: Instant;
  readonly salesOrder: string;
  readonly channel: Channel;
  readonly customer: string;
  readonly entity: string;
  readonly currency: string;
  readonly country: string;
  readonly lines: readonly PlannedLine[];
  /** A change of mind, some time later. */
  readonly second: SecondThought | null;
}

export type SecondThought =
  | { readonly kind: 'cancel'; readonly at: Instant }
  | { readonly kind: 'amend'; readonly at: Instant; readonly lines: readonly PlannedLine[] };

/** Shares of what happens to orders in the demo. */
const SHARES = {
  shop: 0.6,
  /** Of the orders that do not come by the shop. */
  ediOfRest: 0.6,
  amended: 0.06,
  cancelled: 0.05,
  /** Ordered at a price that the contract does not know. */
  mispriced: 0.03,
} as const;

/** Plans `orders` orders over the working hours that follow `start`, ten hours a day at most. */
export function planDemand(
  world: World,
  orders: number,
  seed: number,
  start: Instant,
  days = 1,
): PlannedOrder[] {
  const random = seededRandom(`demand ${seed}`);
  return Array.from({ length: orders }, (_, index) => {
    const day = Math.floor((index * days) / orders);
    const at = (start + day * DAY_MS + random.below(10 * HOUR_MS)) as Instant;
    return planOrder(world, `SO-${String(100_001 + index)}`, at, random);
  }).sort((a, b) => a.at - b.at);
}

function planOrder(world: World, salesOrder: string, at: Instant, random: Random): PlannedOrder {
  const customer = random.pick(world.customers);
  const entity = world.entities.find((candidate) => candidate.entity === customer.entity)!;
  const lines = planLines(world, customer, random);
  const channel = random.chance(SHARES.shop) ? 'shop' : random.chance(SHARES.ediOfRest) ? 'edi' : 'api';
  return {
    at,
    salesOrder,
    channel,
    customer: customer.customer,
    entity: entity.entity,
    currency: entity.currency,
    country: customer.country,
    lines,
    second: secondThought(at, lines, random),
  };
}

function planLines(world: World, customer: WorldCustomer, random: Random): PlannedLine[] {
  const wanted = random.shuffle(world.items).slice(0, random.between(1, 7));
  return wanted.map((item) => ({
    item: item.item,
    quantity: random.between(1, 24),
    unitPrice: priceFor(item, customer, random),
  }));
}

function priceFor(item: WorldItem, customer: WorldCustomer, random: Random): string {
  const agreed = customer.contractPrices[item.item] ?? item.listPrice;
  if (!random.chance(SHARES.mispriced)) return agreed;
  // A tenth off: well beyond any tolerance.
  const price = expectOk(parseUnitPrice(agreed), 'contract price');
  return formatUnitPrice(((price * 9n) / 10n) as UnitPrice);
}

function secondThought(
  at: Instant,
  lines: readonly PlannedLine[],
  random: Random,
): SecondThought | null {
  const later = (at + random.between(2, 300) * MINUTE_MS) as Instant;
  if (random.chance(SHARES.cancelled)) return { kind: 'cancel', at: later };
  if (!random.chance(SHARES.amended)) return null;
  const changed = lines.map((line, index) =>
    index === 0 ? { ...line, quantity: Math.max(1, line.quantity + random.between(-8, 8)) } : line,
  );
  return { kind: 'amend', at: later, lines: changed };
}
