/** What was agreed with a trading partner: the settings of an X12 connector. */
import { z } from 'zod';
import type { CodeBook } from '../../application/ports/code-book.ts';
import { parseCurrency } from '../../kernel/currency.ts';
import { mailboxSettings } from '../mailbox/settings.ts';
import { parseUnitRule } from '../../domain/masterdata/units.ts';
import { SETS, type SetId } from './sets/document.ts';

/** How somebody is called in ISA and GS. */
const address = z.strictObject({
  /** ISA05 or ISA07. */
  qualifier: z.string().length(2),
  /** ISA06 or ISA08. */
  id: z.string().min(1).max(15),
  /** GS02 or GS03, where it is another. */
  group: z.string().min(2).max(15).optional(),
});

const version = z.enum(['004010', '005010']);

const delimiter = z
  .string()
  .length(1)
  .regex(/^[^A-Za-z0-9 ]$/, 'must be a character that data does not have');

const delimiters = z
  .strictObject({
    element: delimiter.default('*'),
    component: delimiter.default('>'),
    /** Only written from version 005010 on. */
    repetition: delimiter.default('^'),
    segment: delimiter.default('~'),
  })
  .refine((all) => new Set(Object.values(all)).size === 4, 'must be four different characters');

const set = z.enum(SETS as [SetId, ...SetId[]]);

/** Code lists of the partner: code to our word. */
const codes = z
  .record(z.string(), z.record(z.string(), z.string().min(1)))
  .refine(
    (lists) => Object.values(lists['item-unit'] ?? {}).every((rule) => parseUnitRule(rule).ok),
    'item-unit must say numbers of base units such as "12" or "1/1000"',
  );

/**
 * `ignore`: we bill by our own terms. `into-price`: the amount of a line becomes part of its price.
 * `refuse`: it was not agreed.
 */
const chargeRule = z.enum(['refuse', 'ignore', 'into-price']);

const orders = z.strictObject({
  /** Put before the partner's purchase order number to make the sales order's. */
  prefix: z.string().max(20).default(''),
  /** The customer, where the partner does not name one. */
  customer: z.string().min(1).optional(),
  /** Product id qualifiers that name the item, the first that is sent. */
  itemQualifiers: z
    .array(z.string().length(2))
    .min(1)
    .default(['VP', 'VN', 'SK', 'BP', 'IN', 'CB', 'UP', 'UK', 'EN', 'UA']),
  /** An item that no list names: our own number, or unknown. */
  items: z.enum(['ours', 'mapped']).default('ours'),
  /** How changes of an order are numbered: by BCH05, or by the time at which they are sent. */
  revisions: z.enum(['sequence', 'time']).default('time'),
  /** Whether a change names all lines of the order, or only those that change. */
  changes: z.enum(['complete', 'partial']).default('partial'),
  /**
   * What becomes of charges and allowances (SAC), which no order of ours has: one word for all, or one
   * for each code of SAC02, `*` standing for the others.
   */
  charges: z.union([chargeRule, z.record(z.string().min(1).max(4), chargeRule)]).default('refuse'),
  /**
   * BCD05 of the 812 by which he says what he keeps back of an invoice of ours; `none`: his 812s credit
   * what he billed as a supplier.
   */
  deductions: z.enum(['none', 'debit', 'credit']).default('none'),
  /** What becomes of a price per case that is no exact price of a base unit. */
  inexactPrices: z.enum(['refuse', 'round']).default('refuse'),
});

const warehouse = z.strictObject({
  /** The only site, where the warehouse does not name one. */
  site: z.string().min(1).optional(),
  /** What a 940 that was delivered means: the warehouse undertakes what it is told. */
  undertakes: z.enum(['on-delivery', 'says-so']).default('on-delivery'),
});

const acknowledge = z.strictObject({
  /** How we answer the syntax of what comes in. */
  syntax: z.enum(['997', '999', 'none']).default('997'),
  /** How we answer what is right by the standard and still cannot be used. */
  content: z.enum(['824', 'none']).default('824'),
});

export const partnerProfile = z.strictObject({
  /** Company code of the entity that trades with this partner. */
  company: z.string().min(1),
  us: address,
  partner: address,
  /** Zone in which the partner's dates and times are reckoned. */
  zone: z.string().default('UTC'),
  currency: z.string().refine((code) => parseCurrency(code).ok, 'must be an ISO 4217 currency'),
  /** Country of addresses that name none. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('US'),
  /** Versions that the partner may use: beginnings of GS08. */
  versions: z
    .array(z.string().regex(/^00\d{4}/))
    .min(1)
    .default(['004010', '005010']),
  /** Sets that we agreed to take. */
  receives: z.array(set).default(['997', '999', '824']),
  /** Sets that we agreed to send; answers to what comes in are `acknowledge`. */
  sends: z.array(set).default([]),
  writes: z
    .strictObject({
      version: version.default('004010'),
      delimiters: delimiters.prefault({}),
      /** A line break after each segment, for people. */
      lineBreaks: z.boolean().default(false),
    })
    .prefault({}),
  acknowledge: acknowledge.prefault({}),
  /** The partner answers what we send by 997 or 999; nothing waits for an answer otherwise. */
  acknowledges: z.boolean().default(true),
  /** `repeated`: a partner who always says the same ISA13, so that it tells nothing. */
  controlNumbers: z.enum(['unique', 'repeated']).default('unique'),
  /** Sets that are taken and that no process of ours gets, with the reason. */
  unprocessed: z
    .partialRecord(
      set,
      z.strictObject({
        /** `keep`: in quarantine, and the partner hears nothing of it. `refuse`: he is told by 824. */
        action: z.enum(['keep', 'refuse']),
        because: z.string().min(1).max(200),
      }),
    )
    .default({}),
  /** Segments outside of the standard that are passed over. */
  tolerated: z.array(z.string().regex(/^[A-Z][A-Z0-9]{1,2}$/)).default([]),
  orders: orders.prefault({}),
  warehouse: warehouse.prefault({}),
  codes: codes.default({}),
});

export type PartnerProfile = z.output<typeof partnerProfile>;

/** Settings of the connector: the agreement, and how the partner's mailbox is laid out. */
export const x12Settings = partnerProfile.extend({ mailbox: mailboxSettings.prefault({}) });

export type X12Settings = z.output<typeof x12Settings>;

/** What X12's own codes mean, where neither profile nor book says otherwise. */
const STANDARD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  unit: {
    EA: 'each',
    PC: 'each',
    UN: 'each',
    C62: 'each',
    CA: 'case',
    CS: 'case',
    CT: 'carton',
    BX: 'box',
    PK: 'pack',
    PL: 'pallet',
    PF: 'pallet',
    DZ: 'dozen',
    LB: 'pound',
    KG: 'kilogram',
    GR: 'gram',
    OZ: 'ounce',
    LT: 'litre',
    GA: 'gallon',
  },
  /** X12 426/181: reasons of the warehouse for changing its stock. */
  'stock-reason': {
    '05': 'on-hold',
    '55': 'off-hold',
    '06': 'decrease',
    '56': 'increase',
    '07': 'destroyed',
    '08': 'into-inspection',
    '88': 'out-of-inspection',
    AA: 'count',
    AU: 'damaged',
    AW: 'recalled',
    AX: 'obsolete',
  },
  /** X12 668: what becomes of a line of an order of ours. */
  'acknowledgement-status': {
    IA: 'accepted',
    IC: 'accepted',
    IP: 'accepted',
    IQ: 'accepted',
    DR: 'accepted',
    AC: 'accepted',
    IB: 'backordered',
    IH: 'backordered',
    BP: 'backordered',
    IR: 'rejected',
    ID: 'rejected',
    R1: 'rejected',
    R2: 'rejected',
    R3: 'rejected',
  },
  /** RDR01: what a customer wants for goods that he gives back. */
  'return-resolution': { CR: 'credit' },
  /** X12 412. */
  'receiving-condition': {
    '01': 'damaged',
    '02': 'short',
    '03': 'over',
    '04': 'inspection',
    '07': 'good',
    '09': 'hold',
  },
};

/** The partner's codes: first what the profile says, then what people mapped, then the standard. */
export function partnerCodes({ codes: own }: PartnerProfile, book: CodeBook): CodeBook {
  const reverse = new Map<string, string>();
  for (const lists of [STANDARD, own]) {
    for (const [list, entries] of Object.entries(lists)) {
      const known = new Set<string>();
      for (const [code, meaning] of Object.entries(entries)) {
        if (known.has(meaning)) continue;
        known.add(meaning);
        reverse.set(`${list} ${meaning}`, code);
      }
    }
  }
  const said = (lists: typeof STANDARD, list: string, code: string): string | null =>
    Object.hasOwn(lists, list) && Object.hasOwn(lists[list]!, code) ? lists[list]![code]! : null;
  return {
    meaning: (list, code) =>
      said(own, list, code) ?? book.meaning(list, code) ?? said(STANDARD, list, code),
    codeFor: (list, meaning) => {
      const ofProfile = Object.entries(own[list] ?? {}).find(([, word]) => word === meaning)?.[0];
      return ofProfile ?? book.codeFor(list, meaning) ?? reverse.get(`${list} ${meaning}`) ?? null;
    },
  };
}
