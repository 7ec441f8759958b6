/** What the customers of the stories order. */
import { instant } from '../../../src/kernel/instant.ts';
import { seededRandom } from '../../../src/kernel/random.ts';
import type { PlannedOrder } from '../../../src/main/box/demand.ts';
import { CUSTOMERS, storyWorld } from './setting.ts';

/** Part of the orders whose customer's credit is held, where all customers order. */
const HELD = 0.12;

/** The order with that number; `plain`: of a customer whom no credit holds up. */
export function plannedOrder(seed: number, at: number, who: 'all' | 'plain' = 'all'): PlannedOrder {
  const random = seededRandom(`order ${seed} ${at}`);
  const world = storyWorld(seed);
  const isHeld = random.chance(HELD) && who === 'all';
  const customer = isHeld
    ? world.customers.find((candidate) => candidate.customer === CUSTOMERS.held)!
    : random.pick(world.customers.filter((candidate) => candidate.customer !== CUSTOMERS.held));
  const lines = random.shuffle(world.items).slice(0, random.between(1, 3));
  return {
    at: instant(Date.now()),
    salesOrder: `SO-${1_000 + at}`,
    channel: 'shop',
    customer: customer.customer,
    entity: customer.entity,
    currency: 'USD',
    country: customer.country,
    lines: lines.map(({ item, listPrice }) => ({
      item,
      quantity: random.between(1, 12),
      unitPrice: customer.contractPrices[item] ?? listPrice,
    })),
    second: null,
  };
}
