/** One company, one site, always open: calendars and lookups cost as little as they can. */
import { ALWAYS_OPEN } from '../src/kernel/calendar.ts';
import { DAY_MS } from '../src/kernel/instant.ts';
import type { OrderToCashPolicy } from '../src/workflows/order-to-cash/policy.ts';

export const ENTITY = 'uk';
export const SITE = 'leeds';
export const SYSTEMS = ['erp', 'wms', 'carrier', 'tax', 'payment', 'shop'] as const;

export const benchPolicy: OrderToCashPolicy = {
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
  priceToleranceBasisPoints: 50n,
  rounding: 'half-up',
  closedPeriod: 'park',
  substitutes: new Map(),
  slaMs: {
    'order-known': DAY_MS,
    acceptance: DAY_MS,
    allocation: DAY_MS,
    release: DAY_MS,
    shipment: DAY_MS,
    delivery: DAY_MS,
    invoice: DAY_MS,
    payment: 5 * DAY_MS,
  },
};
