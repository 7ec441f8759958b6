import { ALWAYS_OPEN } from '../kernel/calendar.ts';
import { DAY_MS, HOUR_MS } from '../kernel/instant.ts';
import { quantity, type Quantity } from '../kernel/quantity.ts';
import type { UnitPrice } from '../kernel/unit-price.ts';
import type { OrderToCashPolicy } from '../workflows/order-to-cash/policy.ts';
import { TOLERANCE_BASIS_POINTS, type Books } from './auditor.ts';
import type { FactContent } from './contents.ts';
import { Carrier } from './systems/carrier.ts';
import { Erp } from './systems/erp.ts';
import { PaymentProvider } from './systems/payment.ts';
import { Shop } from './systems/shop.ts';
import { TaxEngine } from './systems/tax.ts';
import { Wms } from './systems/wms.ts';
import { ENTITY, EUR, type World } from './world.ts';

/** The distributor of every simulated history. */
export const POLICY: OrderToCashPolicy = {
  entities: new Map([[ENTITY, { zone: 'UTC', calendar: ALWAYS_OPEN }]]),
  siteCalendars: new Map(),
  systems: {
    erp: 'erp',
    wms: 'wms',
    carrier: 'carrier',
    tax: 'tax',
    payment: 'payment',
    allocation: 'ledger',
    channels: new Map([['shop', 'shop']]),
  },
  priceToleranceBasisPoints: TOLERANCE_BASIS_POINTS,
  rounding: 'half-up',
  closedPeriod: 'redate-to-first-open',
  substitutes: new Map([['item-1', ['item-9']]]),
  slaMs: {
    'order-known': HOUR_MS,
    acceptance: 2 * DAY_MS,
    allocation: DAY_MS,
    release: DAY_MS,
    shipment: 4 * DAY_MS,
    delivery: 4 * DAY_MS,
    invoice: 4 * DAY_MS,
    payment: 30 * DAY_MS,
  },
};

/** The same distributor, where a person decides what becomes of a closed period. */
export const PARKING_POLICY: OrderToCashPolicy = { ...POLICY, closedPeriod: 'park' };

const ITEMS = 3;
const PRICE_MICRO = 1_250_000n;

const itemNamed = (number: number): string => `item-${number}`;
const price = (micro: bigint): UnitPrice => micro as UnitPrice;

/** Sets up the systems of one history, and everything that will happen by itself. */
export function begin(world: World): Books {
  const contractPrices = new Map<string, UnitPrice>();
  for (let number = 1; number <= ITEMS; number++) {
    contractPrices.set(itemNamed(number), price(BigInt(number) * PRICE_MICRO));
  }
  const erp = new Erp(world, {
    contractPrices,
    terms: {
      payment: 'on-account',
      netDays: 10,
      proofOfDelivery: world.turn(2),
      shortShip: world.random.chance(0.5) ? 'backorder' : 'close',
      substitution: world.turn(2),
    },
    limitMinor: world.turn() ? 3_000n : 1_000_000n,
    customerKnown: !world.turn(0.5),
    unknownItems: new Set(world.turn(0.3) ? [itemNamed(2)] : []),
  });
  const books: Books = {
    shop: new Shop(world),
    erp,
    wms: new Wms(world),
    carrier: new Carrier(world),
    tax: new TaxEngine(world),
    payment: new PaymentProvider(world),
    acceptedPrices: new Set(),
    reissued: new Set(),
  };
  stockUp(world, books.wms);
  const orders = world.random.chance(0.8) ? 1 : 2;
  for (let number = 1; number <= orders; number++) {
    world.after(world.hours(number === 1 ? 1 : 20), () => place(world, books, `SO-${number}`));
  }
  // Periods are closed on the second day of the next month, or early.
  world.after(world.turn() ? HOUR_MS : 4 * DAY_MS, () => erp.closePeriod('2031-03'));
  return books;
}

function stockUp(world: World, wms: Wms): void {
  const isScarce = world.turn(1.5);
  for (let number = 1; number <= ITEMS; number++) {
    const item = itemNamed(number);
    wms.receive(item, 'north', quantity(isScarce ? 5 : 60));
    if (world.random.chance(0.3)) wms.receive(item, 'south', quantity(8));
    if (isScarce && world.random.chance(0.8)) {
      world.after(world.hours(120), () => wms.receive(item, 'north', quantity(40)));
    }
  }
  if (isScarce) wms.receive(itemNamed(9), 'south', quantity(6));
}

function place(world: World, books: Books, salesOrder: string): void {
  const { shop, erp } = books;
  const count = world.random.between(1, 3);
  const lines: FactContent<'salesOrderStated'>['lines'] = [];
  for (let number = 1; number <= count; number++) {
    const item = itemNamed(number);
    lines.push({
      line: number * 10,
      item,
      quantity: quantity(world.random.between(1, 12)),
      unitPrice: world.turn(0.5) ? raised(contractPrice(erp, item)) : contractPrice(erp, item),
    });
  }
  shop.state({
    salesOrder,
    revision: 1,
    channel: 'shop',
    customer: 'customer-1',
    currency: EUR,
    orderedAt: world.now(),
    shipTo: { country: 'DE' },
    lines,
  });
  unusualTurns(world, books, salesOrder);
}

const contractPrice = (erp: Erp, item: string): UnitPrice =>
  erp.contractPrices.get(item) ?? price(PRICE_MICRO);

/** A fifth more. */
export const raised = (old: UnitPrice): UnitPrice => price((old * 6n) / 5n);

/** What customers and clerks do at any moment of an order's life, early, late, or far too late. */
function unusualTurns(world: World, { shop, erp }: Books, salesOrder: string): void {
  const sometime = (act: () => void, weight = 1): void => {
    if (world.turn(weight)) world.after(world.hours(world.random.pick([4, 30, 500])), act);
  };
  sometime(() => shop.cancel(salesOrder, []), 0.5);
  sometime(() => shop.cancel(salesOrder, [10]));
  sometime(() => amendQuantity(world, shop, salesOrder));
  sometime(() => shop.amend(salesOrder, ({ lines }) => lines.slice(1)), 0.5);
  sometime(() => {
    shop.amend(salesOrder, ({ lines }) =>
      lines.map((line) => ({ ...line, unitPrice: raised(line.unitPrice) })),
    );
  }, 0.7);
  sometime(() => {
    erp.decideCredit(salesOrder, 'held');
    if (world.random.chance(0.8)) {
      world.after(world.hours(30), () => erp.decideCredit(salesOrder, 'approved'));
    }
  });
  sometime(() => {
    erp.correctPrice('item-1', raised(contractPrice(erp, 'item-1')));
  }, 0.5);
}

function amendQuantity(world: World, shop: Shop, salesOrder: string): void {
  const amount = quantity(world.random.between(1, 12));
  shop.amend(salesOrder, ({ lines }) =>
    lines.map((line, at) => (at === 0 ? { ...line, quantity: amount as Quantity } : line)),
  );
}
