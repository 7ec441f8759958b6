/** The small distributor of the stories: few items, and customers with one peculiarity each. */
import type { World, WorldCustomer, WorldEntity } from "../../src/sandbox/system.ts";
import type { StageOptions } from "./stage.ts";

/** Units by site and item. */
export type StageStock = Readonly<Record<string, Readonly<Record<string, number>>>>;

const PRICES = { VALVE: "10.00", HOSE: "4.50", RELAY: "25.00", CLAMP: "0.125" } as const;

const PLENTY: StageStock = {
  leeds: { VALVE: 100, HOSE: 100, RELAY: 100, CLAMP: 1000 },
  reading: { VALVE: 100, HOSE: 100, RELAY: 100, CLAMP: 1000 },
  lyon: { VALVE: 100, HOSE: 100, RELAY: 100, CLAMP: 1000 },
};

const USUAL: Omit<WorldCustomer, "customer" | "name"> = {
  entity: "uk",
  country: "GB",
  creditLimit: "1000000",
  payment: "on-account",
  // Time costs: customers who pay soon keep stories short.
  netDays: 1,
  proofOfDelivery: false,
  shortShip: "backorder",
  substitution: false,
  contractPrices: PRICES,
};

/** By name: ACME is the usual one, the others differ by what is said here. */
const CUSTOMERS: Readonly<Record<string, Partial<WorldCustomer>>> = {
  ACME: {},
  BELL: { payment: "prepaid", netDays: 0 },
  CREST: { shortShip: "close" },
  DALE: { creditLimit: "50" },
  ELM: { proofOfDelivery: true },
  FLEUR: { entity: "fr", country: "FR" },
};

export function stageWorld(options: Pick<StageOptions, "seed" | "stock" | "lots" | "customers">): World {
  const customers = { ...CUSTOMERS, ...options.customers };
  return {
    seed: options.seed ?? 1,
    entities: [
      { entity: "uk", code: "10", currency: "GBP", country: "GB" },
      { entity: "fr", code: "20", currency: "EUR", country: "FR" },
    ],
    sites: [
      { site: "leeds", entity: "uk", zone: "Europe/London" },
      { site: "reading", entity: "uk", zone: "Europe/London" },
      { site: "lyon", entity: "fr", zone: "Europe/Paris" },
    ],
    items: Object.entries(PRICES).map(([item, listPrice]) => ({
      item, description: item.toLowerCase(), listPrice, substitutes: [],
      ...(options.lots?.[item] === undefined ? {} : { lots: options.lots[item] }),
    })),
    customers: Object.entries(customers).map(([customer, own]) => ({
      ...USUAL, customer, name: `${customer} Ltd`, ...CUSTOMERS[customer], ...own,
    })),
    openingStock: Object.entries(options.stock ?? PLENTY).flatMap(([site, items]) =>
      Object.entries(items).map(([item, quantity]) => ({ site, item, quantity: String(quantity) })),
    ),
  };
}

export function companyOf(world: World, entity: string): WorldEntity {
  return world.entities.find((one) => one.entity === entity)!;
}
