import { z } from 'zod';
import {
  identifier,
  instantText,
  lineNumber,
  note,
  positiveQuantityText,
  unitPriceText,
  version,
} from '../codec.ts';
import { ofCustomer } from '../data-subject.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { personal } from '../personal-data.ts';
import { rma, toReturn } from '../rma.ts';

/** Why goods come back, as whoever asks says it. */
export const RETURN_REASONS = [
  'not-wanted',
  'wrong-item',
  'over-shipped',
  'damaged',
  'defective',
  'expired',
  'recalled',
] as const;

/** What a sales channel may have paid back for, before anybody was asked. */
export const REFUNDED = ['goods-back', 'goods-kept'] as const;

/** Another item that a customer wants in place of what he gives back. */
export const exchangeWanted = z.object({
  item: identifier('Item that he wants'),
  quantity: positiveQuantityText('So much of it for all of the line, in base units'),
  unitPrice: unitPriceText('Price of one base unit that was agreed with him, if any was').optional(),
});

const NO_ALIAS: readonly string[] = [];

/** A wish: what may come back of it is decided by whoever owns the billed lines. */
export const returnRequested = defineFact({
  type: 'return.requested.v1',
  meaning: 'A customer, or somebody for him, asks to give goods back (X12 180).',
  schema: z.object({
    rma,
    revision: version.describe('Revision of the request; 1 is the request as made'),
    channel: z.enum(['api', 'portal', 'desk', 'branch', 'shop', 'edi']),
    customer: identifier('Trading partner that gives back'),
    customerReference: identifier('Number of the request at the customer').optional(),
    salesOrder: identifier('Sales order that the goods were bought with, if it is known').optional(),
    requestedAt: instantText('When it was asked for'),
    site: identifier('Site that is to receive the goods, if it matters').optional(),
    resolution: z.enum(['credit', 'replacement']).describe('What the customer wants for them'),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item'),
          quantity: positiveQuantityText('To give back, in base units'),
          salesOrderLine: lineNumber.describe('Line of the sales order, if it is known').optional(),
          lot: identifier('Lot').optional(),
          reason: z.enum(RETURN_REASONS),
          use: z
            .enum(['unopened', 'opened', 'used', 'unknown'])
            .describe('How far the customer has used it, as he says'),
          exchange: exchangeWanted
            .describe('Another item in its place, at its price; what comes back is credited')
            .optional(),
          refunded: z
            .enum(REFUNDED)
            .describe('The sales channel paid it back already; and whether the goods come back for it')
            .optional(),
          text: personal(note('What the customer says')).optional(),
        }),
      )
      .min(1)
      .max(LIMITS.linesMax)
      .refine((lines) => new Set(lines.map((line) => line.line)).size === lines.length, {
        message: 'line numbers must be unique in the document',
      })
      .refine((lines) => lines.every(({ item, exchange }) => exchange?.item !== item), {
        message: 'the same item again is a replacement: it is not named as an exchange',
      }),
  }),
  key: (requested) => requested.rma,
  version: (requested) => requested.revision,
  route: toReturn,
  introduces: ({ customer, customerReference: reference }) =>
    reference === undefined ? NO_ALIAS : [`customer-return:${reference}:${customer}`],
  dataSubject: ofCustomer,
});
