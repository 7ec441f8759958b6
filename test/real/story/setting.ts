/** What the processes of the story share: one distributor, whose ERP, warehouse and finance are real Trytons. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { FastClock } from '../../../src/main/clocks.ts';
import { checkConfig, type Config } from '../../../src/main/config/config.ts';
import distributor from '../../../crossdock.config.ts';
import { HOUR_MS, instant } from '../../../src/kernel/instant.ts';
import type { FaultDial, World } from '../../../src/sandbox/system.ts';
import { FAULT_LEVELS } from '../../../src/sandbox/faults.ts';
import type { Seed } from '../../../tools/real/tryton-seed.ts';
import { COMPANY, ENTITY, ROLES } from '../tryton-links.ts';

/** The simulated systems live up to so much faster, so that customers pay while we watch. */
const FACTOR_MAX = 60;
/** They begin so long ago, and do not overtake the real ones: what comes from the future is turned away. */
const HEAD_START_MS = 20 * HOUR_MS;

const setting = z.object({
  originMs: z.number(),
  /** Wall-clock milliseconds that the story may take. */
  patienceMs: z.number(),
  seed: z.number(),
  databaseUrl: z.string(),
  secret: z.string(),
  serverPort: z.number(),
  tryton: z.string(),
  urls: z.record(z.string(), z.string()),
});

export type Setting = z.output<typeof setting>;

export const readSetting = (file: string): Setting =>
  setting.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Time of the simulated systems: the longer the story may take, the slower, but never slower than ours. */
export function sandboxClock({ originMs, patienceMs }: Setting): FastClock {
  const factor = Math.max(1, Math.min(FACTOR_MAX, Math.floor(HEAD_START_MS / patienceMs)));
  return new FastClock(originMs, instant(originMs - HEAD_START_MS), factor);
}

/** Customers of the story, by what is special about them. */
export const CUSTOMERS = {
  plain: ['C-10', 'C-11', 'C-12'],
  /** Their limit does not cover a single order: a clerk decides on each. */
  held: 'C-20',
} as const;

const ITEMS = Array.from({ length: 8 }, (_, at) => ({
  item: `IT-${100 + at}`,
  listPrice: ['10', '2.5', '7.35', '0.8', '19.99', '4.1234', '120', '33.333'][at]!,
}));

/** On hand of each item: enough for every order, so that only people cut shipments short. */
export const STOCK = 100_000;

/** What the Trytons hold from the start. */
export function storySeed(): Seed {
  const year = new Date().getUTCFullYear();
  const parties = [...CUSTOMERS.plain, CUSTOMERS.held].map((party, at) => ({
    party,
    country: 'US',
    netDays: 0,
    ...(at % 2 === 0 ? { contractPrices: { 'IT-100': '9.5', 'IT-103': '0.775' } } : {}),
  }));
  return {
    company: COMPANY,
    years: [year - 1, year, year + 1],
    items: ITEMS.map(({ item, listPrice }) => ({ item, listPrice, stock: STOCK })),
    // Under whose name the warehouse books what it ships.
    parties: [...parties, { party: 'C-2', country: 'US', netDays: 0 }],
  };
}

/** The same distributor, as its shop and its customers know it. */
export function storyWorld(seed: number): World {
  const { parties } = storySeed();
  return {
    seed,
    entities: [{ entity: ENTITY, code: '30', currency: 'USD', country: 'US' }],
    sites: [{ site: 'main', entity: ENTITY, zone: 'Etc/UTC' }],
    items: ITEMS.map(({ item, listPrice }) => ({ item, listPrice, description: item, substitutes: [] })),
    customers: parties.filter(({ party }) => party !== 'C-2').map(({ party, country, contractPrices }) => ({
      customer: party,
      entity: ENTITY,
      name: party,
      country,
      creditLimit: '10000000',
      payment: 'prepaid',
      netDays: 0,
      proofOfDelivery: false,
      shortShip: 'backorder',
      substitution: false,
      contractPrices: contractPrices ?? {},
    })),
    openingStock: [],
  };
}

/** Tryton refuses, cuts off and stands still by itself; the simulated systems only repeat themselves. */
export const STORY_FAULTS: FaultDial = {
  ...FAULT_LEVELS.none,
  duplicate: 0.2,
  reorder: 0.2,
  timeoutAfterEffect: 0.1,
};

/** The configuration of the story. */
export function storyConfig(tryton: string): Config {
  const simulated = ['shop', 'carrier', 'tax', 'payment'].map((system) => [
    system,
    { connector: system, url: 'sandbox', budget: { timeout: '5 s' }, sweepEvery: '1 h' },
  ]);
  const real = (['erp', 'wms', 'fin'] as const).map((database) => [
    database,
    {
      connector: 'tryton',
      url: tryton,
      secretFrom: 'TRYTON_PASSWORD',
      budget: { timeout: '60 s', concurrency: 2 },
      sweepEvery: '4 s',
      sweepOverlap: '20 s',
      settings: {
        database, user: 'admin', company: COMPANY, entity: ENTITY,
        lagSeconds: 60, settleSeconds: 20, ...ROLES[database],
        ...(database === 'wms' ? { dispositions: { quarantine: 'QUA', scrap: 'Lost and Found' } } : {}),
      },
    },
  ]);
  const owners = Object.entries(distributor.ownership).map(([type, systems]) => [
    type,
    FINANCE.has(type) ? ['fin'] : systems,
  ]);
  const sla = Object.fromEntries(Object.keys(distributor.orderToCash.sla).map((name) => [name, '90 d']));
  return checkConfig('story', {
    ...distributor,
    entities: { us: { code: '30', currency: 'USD', country: 'US', zone: 'Etc/UTC', calendar: 'office' } },
    sites: { main: { entity: 'us', zone: 'Etc/UTC', calendar: 'warehouse' } },
    systems: Object.fromEntries([...simulated, ...real]),
    ownership: Object.fromEntries(owners),
    // Customers' complaints are kept with the sales.
    returnToCredit: { sites: { us: 'main' }, crm: 'erp' },
    // Nobody tests goods, and nobody is told of lots.
    stock: {},
    orderToCash: {
      ...distributor.orderToCash,
      sla,
      lag: '5 min',
      // As Tryton rounds.
      rounding: 'half-even',
      systems: { ...distributor.orderToCash.systems, erp: 'erp', wms: 'wms', finance: 'fin' },
    },
  });
}

/** What the ledger says. */
const FINANCE: ReadonlySet<string> = new Set([
  'invoice.posted.v1', 'invoice.reversed.v1', 'posting.refused.v1', 'payment.applied.v1',
  'credit-memo.posted.v1', 'credit-memo.reversed.v1', 'credit-memo.refused.v1', 'credit-memo.settled.v1',
  'invoice.adjusted.v1',
]);
