/** The distributor that a retail data set implies: its items, customers, prices and stock. */
import type { PlannedOrder } from '../box/demand.ts';
import { instantOfLocal } from '../../kernel/calendar.ts';
import type { World, WorldCustomer, WorldItem } from '../../sandbox/system.ts';
import type { PlannedWriteOff } from '../box/stock-clerks.ts';
import {
  countryCodeOf,
  HOUSE_ACCOUNT,
  type RetailDocument,
  type RetailWriteOff,
} from './online-retail.ts';

/** The seller is a British company with one warehouse. */
export const SELLER = { entity: 'uk', code: '10', currency: 'GBP', country: 'GB' } as const;
export const SITE = { site: 'leeds', entity: 'uk', zone: 'Europe/London' } as const;
/** Stock that is there before the first day, in hundredths of what the files sell. */
const OPENING_STOCK_PERCENT = 104;
/** Units more than that, so that a short pick of a rare item can be made good. */
const OPENING_STOCK_MARGIN = 12;
/** Customers on account get this many days, the house account fewer. */
const NET_DAYS = { customer: 14, house: 10 } as const;

/** Builds the world from the documents, so that every reference in them is known. */
export function worldOf(
  documents: readonly RetailDocument[],
  seed: number,
  writeOffs: readonly RetailWriteOff[] = [],
): World {
  const items = new Map<string, WorldItem>();
  const customers = new Map<string, WorldCustomer>();
  const sold = new Map<string, number>();
  for (const document of documents) {
    if (!customers.has(document.customer)) customers.set(document.customer, customerOf(document));
    for (const { item, description, unitPrice, quantity } of document.lines) {
      sold.set(item, (sold.get(item) ?? 0) + quantity);
      if (!items.has(item)) items.set(item, { item, description, listPrice: unitPrice, substitutes: [] });
    }
  }
  for (const { item, quantity, words } of writeOffs) {
    sold.set(item, (sold.get(item) ?? 0) + quantity);
    if (!items.has(item)) items.set(item, { item, description: words, listPrice: '0', substitutes: [] });
  }
  return {
    seed,
    entities: [SELLER],
    sites: [SITE],
    items: [...items.values()],
    customers: [...customers.values()],
    openingStock: [...sold].map(([item, quantity]) => ({
      site: SITE.site,
      item,
      quantity: String(
        Math.ceil((quantity * OPENING_STOCK_PERCENT) / 100) + OPENING_STOCK_MARGIN,
      ),
    })),
  };
}

function customerOf({ customer, country }: RetailDocument): WorldCustomer {
  const house = customer === HOUSE_ACCOUNT;
  return {
    customer,
    entity: SELLER.entity,
    name: house ? 'House account' : `Customer ${customer}`,
    country: countryCodeOf(country),
    creditLimit: '10000000',
    payment: 'on-account',
    netDays: house ? NET_DAYS.house : NET_DAYS.customer,
    proofOfDelivery: false,
    shortShip: 'backorder',
    substitution: false,
    // What a customer pays is what the file says: no contract contradicts it.
    contractPrices: {},
  };
}

/** Number of the order that a document of the files is. */
export const salesOrderOf = (document: string): string => `OR-${document}`;

/** The documents as orders of the shop, at their local times. */
export function planOf(documents: readonly RetailDocument[]): PlannedOrder[] {
  return documents.map((document) => ({
    at: instantOfLocal(SITE.zone, document.at),
    salesOrder: salesOrderOf(document.document),
    channel: 'shop',
    customer: document.customer,
    entity: SELLER.entity,
    currency: SELLER.currency,
    country: countryCodeOf(document.country),
    lines: document.lines.map(({ item, quantity, unitPrice }) => ({ item, quantity, unitPrice })),
    second: null,
  }));
}

/**
 * The lines by which stock is written off, as what the warehouse asks for; an item that is sold in the
 * files is worth what it is first sold for, and of any other nobody knows.
 */
export function writeOffPlanOf(
  writeOffs: readonly RetailWriteOff[],
  { items }: Pick<World, 'items'>,
): PlannedWriteOff[] {
  const prices = new Map(items.map(({ item, listPrice }) => [item, Number(listPrice)]));
  return writeOffs.map(({ document, line, at, item, quantity, words }) => {
    const price = prices.get(item) ?? 0;
    return {
      at: instantOfLocal(SITE.zone, at),
      number: `${document}-${line}`,
      site: SITE.site,
      item,
      change: -quantity,
      words,
      unitCost: price > 0 ? { amount: price.toFixed(2), currency: SELLER.currency } : null,
    };
  });
}
