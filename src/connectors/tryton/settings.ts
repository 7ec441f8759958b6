/** What a connection to Tryton must be told in the configuration. */
import { z } from 'zod';
import { RETURN_DISPOSITIONS } from '../../canonical/facts/inventory-disposition-updated.v1.ts';

const name = z.string().min(1).max(200);

/**
 * A question that may be answered without a person: by the beginning of its name, or a part of its
 * words.
 */
const answer = z.strictObject({
  /** Beginning of the question's name, for example `invoice_payment_term_`. */
  question: name,
  /** Why nobody needs to be asked; it is written beside the answer. */
  because: name,
});

export const trytonSettings = z
  .strictObject({
    /** Tryton serves many databases; each is a system of its own. */
    database: name,
    /** The user whose password is the system's secret. */
    user: name,
    /** The company, by the name of its party. */
    company: name,
    /** Our entity; one connection speaks for one company. */
    entity: name,
    /** What this database is to us: `sales` and credit, `warehouse`, `finance`. */
    roles: z.array(z.enum(['sales', 'warehouse', 'finance'])).min(1),
    /** Records that its statement tells of: parties as customers, products as items. */
    records: z.array(z.enum(['customer', 'item'])).default([]),
    /** Code of a warehouse by our site. */
    sites: z.record(z.string(), name).default({}),
    /**
     * Code of the party under which a warehouse books what it ships for a sales database elsewhere.
     */
    consignee: name.optional(),
    /**
     * Code or name of the location that inspected goods of a return go to, by disposition; what is
     * restocked goes to the storage of its warehouse.
     */
    dispositions: z.partialRecord(z.enum(RETURN_DISPOSITIONS), name).default({}),
    /**
     * Code or name of the account that freight is booked on; the item's revenue account by default.
     */
    freightAccount: name.optional(),
    /** Code or name of the account that quoted tax is booked on. */
    taxAccount: name.optional(),
    /** Terms of trade that Tryton does not know. */
    terms: z
      .strictObject({
        proofOfDelivery: z.boolean().default(false),
        shortShip: z.enum(['backorder', 'close']).default('backorder'),
        substitution: z.boolean().default(false),
      })
      .default({ proofOfDelivery: false, shortShip: 'backorder', substitution: false }),
    /** Questions that are answered with yes. Every other one is a refusal that a person decides. */
    answers: z.array(answer).max(50).default([]),
    /**
     * Seconds by which a row may become visible after its own timestamp: a change is stamped when
     * its work begins, and seen when it is committed.
     */
    lagSeconds: z.int().min(0).max(86_400).default(300),
    /** Seconds for which a request that was given up may still take effect. */
    settleSeconds: z.int().min(1).max(86_400).default(60),
  })
  .refine(({ roles, sites }) => !roles.includes('warehouse') || Object.keys(sites).length > 0, {
    message: 'a warehouse must name its sites',
    path: ['sites'],
  })
  .refine(
    ({ roles, consignee }) =>
      roles.includes('sales') || !roles.includes('warehouse') || consignee !== undefined,
    {
      message: 'a warehouse without the sales of its own database must name a consignee',
      path: ['consignee'],
    },
  );

export type TrytonSettings = z.output<typeof trytonSettings>;
