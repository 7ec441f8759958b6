/** The demo's distributor: two companies, three sites, generated from a seed. */
import { formatUnitPrice, type UnitPrice } from '../../kernel/unit-price.ts';
import { seededRandom, type Random } from '../../kernel/random.ts';
import type { World, WorldCustomer, WorldEntity, WorldItem } from '../../sandbox/system.ts';

/** How large the generated distributor is. */
const SIZE = { items: 160, customersPerEntity: 40 } as const;

const ENTITIES: readonly WorldEntity[] = [
  { entity: 'uk', code: '10', currency: 'GBP', country: 'GB' },
  { entity: 'fr', code: '20', currency: 'EUR', country: 'FR' },
];

const SITES = [
  { site: 'leeds', entity: 'uk', zone: 'Europe/London' },
  { site: 'reading', entity: 'uk', zone: 'Europe/London' },
  { site: 'lyon', entity: 'fr', zone: 'Europe/Paris' },
] as const;

const NOUNS = ['valve', 'bearing', 'coupling', 'gasket', 'filter', 'relay', 'hose', 'clamp'];
const ADJECTIVES = ['steel', 'brass', 'sealed', 'heavy', 'compact', 'coated', 'flanged', 'threaded'];
const COUNTRIES: Readonly<Record<string, readonly string[]>> = {
  uk: ['GB', 'GB', 'GB', 'IE'],
  fr: ['FR', 'FR', 'FR', 'BE', 'DE'],
};

/** Makes the distributor of a seed: same seed, same world. */
export function demoWorld(seed: number): World {
  const random = seededRandom(`world ${seed}`);
  const items = Array.from({ length: SIZE.items }, (_, index) => itemOf(index, random));
  const customers = ENTITIES.flatMap(({ entity }) =>
    Array.from({ length: SIZE.customersPerEntity }, (_, index) =>
      customerOf(entity, index, items, random),
    ),
  );
  const openingStock = SITES.flatMap(({ site }) =>
    items.map(({ item }) => ({ site, item, quantity: String(random.between(40, 400)) })),
  );
  return { seed, entities: ENTITIES, sites: [...SITES], items, customers, openingStock };
}

function itemOf(index: number, random: Random): WorldItem {
  const price = BigInt(random.between(300_000, 90_000_000)) as UnitPrice;
  return {
    item: `IT-${String(1000 + index)}`,
    description: `${random.pick(ADJECTIVES)} ${random.pick(NOUNS)} ${10 + (index % 40)} mm`,
    listPrice: formatUnitPrice(price),
    substitutes: index % 8 === 0 && index + 1 < SIZE.items ? [`IT-${String(1001 + index)}`] : [],
  };
}

function customerOf(
  entity: string,
  index: number,
  items: readonly WorldItem[],
  random: Random,
): WorldCustomer {
  const prepaid = random.chance(0.25);
  const contract = random.shuffle(items).slice(0, 25);
  return {
    customer: `${entity.toUpperCase()}-${String(100 + index)}`,
    entity,
    name: `Customer ${100 + index}`,
    country: random.pick(COUNTRIES[entity] ?? ['GB']),
    creditLimit: prepaid ? '1000000' : String(random.between(8_000, 120_000)),
    payment: prepaid ? 'prepaid' : 'on-account',
    netDays: prepaid ? 0 : random.pick([7, 10, 14]),
    proofOfDelivery: random.chance(0.2),
    shortShip: random.chance(0.7) ? 'backorder' : 'close',
    substitution: random.chance(0.3),
    contractPrices: Object.fromEntries(contract.map(({ item, listPrice }) => [item, listPrice])),
  };
}
