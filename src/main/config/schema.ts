/**
 * Shape of `crossdock.config.ts`. Everything that a distributor may set is here, with its check
 * and its reason; {@link loadConfig} turns it into what the application runs on.
 */
import { z } from 'zod';
import { COLLECT_LIMITS } from '../../application/collect/limits.ts';
import { RETURN_AGREEMENTS } from '../../application/returns/policies.ts';
import { unitPriceText } from '../../canonical/codec.ts';
import { parseCurrency } from '../../kernel/currency.ts';
import { parseLocalDate } from '../../kernel/instant.ts';
import { CONNECTOR_KINDS, type ConnectorKindName } from '../connector-kinds.ts';
import { ROLES } from '../../contract/permissions.ts';
import { OBJECTS } from '../../application/ports/inventory.ts';
import { parseDuration } from './duration.ts';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a short name: lower-case letters, digits, hyphens');

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== null, 'must be a duration such as "30 min" or "4 h"')
  .transform((text) => parseDuration(text)!);

const currency = z
  .string()
  .refine((code) => parseCurrency(code).ok, 'must be an ISO 4217 currency with minor units');

const zone = z.string().refine((text) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text }).format(0);
    return true;
  } catch {
    return false;
  }
}, 'must be an IANA time zone such as "Europe/London"');

const hours = z.array(z.string().regex(/^\d\d:\d\d-\d\d:\d\d$/, 'must look like "08:00-17:00"'));

const calendar = z.strictObject({
  mon: hours.default([]),
  tue: hours.default([]),
  wed: hours.default([]),
  thu: hours.default([]),
  fri: hours.default([]),
  sat: hours.default([]),
  sun: hours.default([]),
  holidays: z
    .array(z.string().refine((text) => parseLocalDate(text).ok, 'must be a date, YYYY-MM-DD'))
    .default([]),
});

const budget = z.strictObject({
  concurrency: z.int().min(1).max(1_000),
  perSecond: z.number().min(0.1).max(100_000),
  timeout: duration,
});

/** Returns: where goods come back to, what was agreed, and how long each step may take. */
const returns = z.strictObject({
  /** Site that takes goods back, by entity; without one the first of the entity. */
  sites: z.record(name, name).default({}),
  /** Who holds the case of the customer and tells him. */
  crm: name.optional(),
  /** Within this time after its authorization goods may arrive; what has not, lapses. */
  arrival: duration.default(30 * 24 * 60 * 60_000),
  /** Of the original ledger date; the same choice as for invoices unless another is made. */
  closedPeriod: z.enum(['park', 'redate-to-first-open']).optional(),
  /** Days within which goods are taken back, and by customer where that was agreed otherwise. */
  returnDays: z.int().min(0).max(3_650).default(30),
  returnDaysOf: z.record(z.string(), z.int().min(0).max(3_650)).default({}),
  warrantyDays: z.int().min(0).max(3_650).default(365),
  warrantyDaysOf: z.record(z.string(), z.int().min(0).max(3_650)).default({}),
  /** By customer: how his returns are made good, where something else than the usual was agreed. */
  agreements: z.record(z.string(), z.enum(RETURN_AGREEMENTS)).default({}),
  /** By item: the price of one base unit at which it is sold in exchange where nobody quoted one. */
  listPrices: z.record(z.string(), unitPriceText('Price of one base unit')).default({}),
  /** Items that quality must release before they are sold again. */
  regulatedItems: z.array(z.string()).default([]),
  sla: z
    .strictObject({
      authorization: duration.default(60 * 60_000),
      inspection: duration.default(24 * 60 * 60_000),
      placement: duration.default(4 * 60 * 60_000),
      credit: duration.default(8 * 60 * 60_000),
    })
    .prefault({}),
});

const namePattern = z.string().min(1).max(200);

/** How the mailbox of a system that lives on files is emptied. */
const collect = z.strictObject({
  every: duration.default(COLLECT_LIMITS.intervalMs),
  /** A larger file is refused whole. */
  bytesMax: z.int().min(1).max(1024 * 1024 * 1024).default(COLLECT_LIMITS.bytesMax),
  /** The sender uses the same names again and again: another content is the next file. */
  reusesNames: z.boolean().default(false),
  /** Files that must have come by a time of the day; one that did not opens a case. */
  expects: z
    .array(
      z.strictObject({
        /** With `*` and `?`. */
        name: namePattern,
        by: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day, such as "18:00"'),
        days: z.enum(['working', 'every']).default('working'),
        /** Site whose zone and working days count. */
        site: name,
      }),
    )
    .default([]),
});

const traffic = z.strictObject({
  /** Fact type, for example `sales-order.stated.v1`. */
  fact: z.string(),
  entity: name,
  /** Working time within which at least one comes. */
  within: duration,
  /** Site whose working hours count; otherwise those of the entity. */
  site: name.optional(),
});

const system = z.strictObject({
  connector: z.enum(Object.keys(CONNECTOR_KINDS) as [ConnectorKindName]),
  /** Where it listens, or `sandbox` for the simulated one. */
  url: z.union([z.literal('sandbox'), z.url()]),
  /** Name of the environment variable that holds its secret; the sandbox needs none. */
  secretFrom: z.string().optional(),
  /** Environment variables of further secrets, by the name that its settings use. */
  secretsFrom: z.record(name, z.string()).default({}),
  budget: budget.partial().optional(),
  /** Learn what its messages look like, and say what changed; by default of every real system. */
  drift: z.boolean().optional(),
  /** What its kind of connector needs to know; checked by the kind's own schema. */
  settings: z.unknown().default({}),
  /** How often its statement is compared with what we know. */
  sweepEvery: duration.default(30 * 60_000),
  collect: collect.prefault({}),
  /** How far a statement reaches back behind the last one: clocks differ, and records commit late. */
  sweepOverlap: duration.default(10 * 60_000),
  /** What it says again and again as long as its channel is well; silence opens a case. */
  traffic: z.array(traffic).default([]),
  /** How often what it holds is compared with what we know, object by object. */
  compareEvery: duration.default(4 * 60 * 60_000),
  /** Objects that are compared more or less often: `{ stock: '1 h' }`. */
  compareObjectEvery: z.partialRecord(z.enum(OBJECTS), duration).default({}),
});

const percent = z
  .string()
  .regex(/^\d{1,2}(\.\d{1,2})? ?%$/, 'must be a percentage such as "0.5 %"')
  .transform((text) => BigInt(Math.round(Number.parseFloat(text) * 100)));

const ownership = z.record(
  z.string(),
  z.array(z.string()).min(1, 'must name at least one system'),
);

/** Who may state one member of a fact, and what becomes of other words. */
const fieldRule = z.strictObject({
  /** Systems that may state it; of several the first one comes first. */
  owners: z.array(z.string()).min(1, 'must name at least one system'),
  /** Who is right where owners of a customer or an item contradict each other. */
  conflict: z.enum(['owner-wins', 'newest-wins', 'ask']).optional(),
  /** A value from any other system: the fact is kept out, or it is let in without that value. */
  otherwise: z.enum(['refuse', 'ignore']).default('refuse'),
});

const roles = z.strictObject({
  erp: name,
  /** Who posts invoices and payments; the ERP if nobody else does. */
  finance: name.optional(),
  wms: name,
  carrier: name,
  tax: name,
  payment: name,
  allocation: z.union([z.literal('ledger'), name]),
  channels: z.record(z.string(), name).default({}),
  /** Partners who get documents about the orders of a channel; of several, the one who sent the order. */
  documents: z.record(z.string(), z.union([name, z.array(name).min(1)])).default({}),
});

/** So many requests in each window of time. */
const requestLimits = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be a short name'),
      requests: z.int().min(1).max(1_000_000_000),
      per: duration.refine((ms) => ms >= 1_000 && ms % 1_000 === 0, 'must be whole seconds'),
    }),
  )
  .max(5);

/** What clients of the API may do. */
const api = z.strictObject({
  /** Budgets of every client: a burst that one machine bears, and a day that nobody honest reaches. */
  limits: requestLimits.prefault([
    { name: 'burst', requests: 20_000, per: '10 s' },
    { name: 'day', requests: 20_000_000, per: '24 h' },
  ]),
  /** Budgets of single clients, by the name of their key, instead of those of everybody. */
  clients: z.record(z.string(), requestLimits).default({}),
  webhooks: z
    .strictObject({
      /** Networks that subscriptions may reach although they are not public, and without TLS. */
      mayReach: z
        .array(z.string().regex(/^[0-9a-fA-F.:]{2,39}\/\d{1,3}$/, 'must be a network such as 10.1.0.0/16'))
        .default([]),
    })
    .prefault({}),
  /** Origins of pages that may call the API from a browser, such as `https://desk.example.com`. */
  allowedOrigins: z
    .array(
      z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, 'must be an origin'),
    )
    .default([]),
});

const days = z.int().min(0).max(3_650);

/** What is agreed about stock beside orders. */
const stock = z.strictObject({
  shelfLife: z
    .strictObject({
      /** Days of life that an item must have left for anybody. */
      items: z.record(z.string(), days).default({}),
      /** Days of life that a customer demands at delivery. */
      customers: z.record(z.string(), days).default({}),
      /** Days between the site's door and the customer's. */
      transitDays: days.default(0),
    })
    .prefault({}),
  systems: z
    .strictObject({
      /** Warehouse systems that are told which lots must not be picked. */
      lots: z.array(name).default([]),
      /** Systems that enter adjustments of stock into their books: the warehouse, and the ERP. */
      adjustments: z.array(name).default([]),
      /** Who tests lots that need a release; without one people decide. */
      laboratory: name.optional(),
    })
    .prefault({}),
});

const scope = {
  roles: z.array(z.enum(ROLES)).min(1),
  /** None: all. */
  entities: z.array(name).default([]),
  sites: z.array(name).default([]),
};

const oidc = z.strictObject({
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  /** Environment variable with the client's secret; without one it is a public client, by PKCE alone. */
  clientSecretFrom: z.string().nullable().default(null),
  scope: z.string().default('openid profile'),
  nameClaim: z.string().default('preferred_username'),
  groupsClaim: z.string().default('groups'),
  /** What the members of a group may do; whoever is in none of them is not let in. */
  groups: z.record(z.string(), z.strictObject(scope)).default({}),
  /** Audience that access tokens of machines must name; the client id if missing. */
  audience: z.string().nullable().default(null),
  /** What machines may do, by their client id. */
  clients: z
    .record(z.string(), z.strictObject({ ...scope, system: name.nullable().default(null) }))
    .default({}),
});

export const configSchema = z.strictObject({
  entities: z
    .record(
      name,
      z.strictObject({
        /** What the systems call it. */
        code: z.string().min(1).max(20),
        currency,
        country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code'),
        zone,
        calendar: name,
      }),
    )
    .refine((entities) => Object.keys(entities).length > 0, 'must name at least one entity'),
  /** How people reach the console and sign in. */
  access: z
    .strictObject({
      /** Address of the console for browsers, where a proxy stands before it: `https://crossdock.example`. */
      publicUrl: z.url({ protocol: /^https?$/ }).nullable().default(null),
      /**
       * Whether mappings, policies and erasures take two people; `when-several`: as soon as two may.
       */
      secondPerson: z.enum(['required', 'when-several', 'off']).default('required'),
      /** Identity provider where people sign in and machines get their tokens. */
      oidc: oidc.nullable().default(null),
    })
    .prefault({}),
  calendars: z.record(name, calendar),
  sites: z.record(name, z.strictObject({ entity: name, zone, calendar: name })),
  systems: z.record(name, system),
  ownership,
  /** By fact type and member: narrower than `ownership`, never wider. */
  fields: z.record(z.string(), z.record(z.string(), fieldRule)).default({}),
  api: api.prefault({}),
  /** Systems that are told what is true of customers and items, and hold it from then on. */
  masterData: z
    .strictObject({ customer: z.array(name).default([]), item: z.array(name).default([]) })
    .default({ customer: [], item: [] }),
  /** Folder of the decision tables, from this file's own; without it those that come with Crossdock. */
  policyFolder: z.string().optional(),
  stock: stock.prefault({}),
  /** Absent: purchases and suppliers are reached through a system named `supplier`, once there is one. */
  supplierRecovery: z
    .strictObject({
      /** Knows purchases, and reaches their suppliers. */
      system: name.default('supplier'),
      /** Before the last day of a claim, somebody is warned. */
      warnBefore: duration.default(7 * 86_400_000),
      answerWithin: duration.default(10 * 86_400_000),
      settleWithin: duration.default(30 * 86_400_000),
    })
    .prefault({}),
  returnToCredit: returns.prefault({}),
  orderToCash: z.strictObject({
    systems: roles,
    priceTolerance: percent,
    /** Of an invoice, what may stay unpaid without a dispute; absent: none is opened by itself. */
    shortPayTolerance: percent.optional(),
    /** Who posts the credit of a dispute: the ledger by command, or a person who tells its number. */
    disputeCredits: z.enum(['posted', 'by-hand']).default('by-hand'),
    /** After a dispute was rejected, when its money is asked for again; absent: nobody is reminded. */
    reminder: duration.optional(),
    rounding: z.enum(['half-up', 'half-even']),
    closedPeriod: z.enum(['park', 'redate-to-first-open']),
    substitutes: z.record(z.string(), z.array(z.string()).max(5)).default({}),
    sla: z.strictObject({
      'order-known': duration,
      acceptance: duration,
      allocation: duration,
      release: duration,
      shipment: duration,
      /** Until the proof of delivery of what was shipped, where terms ask for one before the invoice. */
      delivery: duration.default(5 * 24 * 60 * 60_000),
      invoice: duration,
      payment: duration,
      /** Until a partner must have acknowledged a document. */
      'document-answer': duration.default(24 * 60 * 60_000),
    }),
    /** How long an unequal equation may be explained by a message on its way. */
    lag: duration,
  }),
});

/** What a person writes in `crossdock.config.ts`. */
export type ConfigInput = z.input<typeof configSchema>;
/** The same, read and with defaults. */
export type ConfigValues = z.output<typeof configSchema>;

/** Gives `crossdock.config.ts` its types; the check is made when it is loaded. */
export const defineConfig = (config: ConfigInput): ConfigInput => config;
