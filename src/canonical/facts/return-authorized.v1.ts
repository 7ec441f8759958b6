import { z } from 'zod';
import {
  identifier,
  instantText,
  lineNumber,
  moneyObject,
  note,
  positiveQuantityText,
  unitPriceText,
  version,
} from '../codec.ts';
import { ofCustomer } from '../data-subject.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { policyStamp } from '../policy-stamp.ts';
import { rma, toReturn } from '../rma.ts';
import { exchangeWanted } from './return-requested.v1.ts';
import { shipTo } from './sales-order-stated.v1.ts';

/** How a customer can be made whole; all but the first are exceptions that a policy must name. */
export const SETTLEMENTS = [
  'credit-after-inspection',
  'advance-credit',
  'keep-with-allowance',
  'no-return-needed',
  'replacement',
  'advance-replacement',
] as const;

/** What was turned down, line by line: by code for rules, in words for people. */
export const returnRefusals = z
  .array(
    z.object({
      line: lineNumber,
      quantity: positiveQuantityText('Turned down, in base units'),
      code: identifier('Why, as a code'),
      reason: note('Why'),
    }),
  )
  .max(LIMITS.linesMax);

/**
 * Decided once, under the lock of the billed lines: what one return may bring back, no other may.
 * Each decision restates the whole; goods are named by the invoice that billed them.
 */
export const returnAuthorized = defineFact({
  type: 'return.authorized.v1',
  meaning: 'The owner of the billed lines allows goods to come back (X12 180, EPCIS rma).',
  schema: z.object({
    rma,
    decision: version.describe('Number of the decision for this return; the larger one counts'),
    of: identifier('Fingerprint of the question that this answers'),
    salesOrder: identifier('Sales order that the goods were bought with'),
    customer: identifier('Trading partner that was billed'),
    terms: z.enum(['prepaid', 'on-account']).describe('How the order is paid'),
    shipTo: shipTo.describe('Where the order went: a replacement goes there as well').optional(),
    lines: z
      .array(
        z.object({
          line: lineNumber.describe('Line of the return'),
          salesOrderLine: lineNumber,
          item: identifier('Item'),
          lot: identifier('Lot that was shipped').optional(),
          quantity: positiveQuantityText('May come back, in base units'),
          shipment: identifier('Shipment that brought it'),
          invoice: identifier('Invoice that billed it'),
          shippedAt: instantText('When it left'),
          value: moneyObject('What the customer owes or paid for it, tax included'),
          verdict: z.enum(['authorize', 'review']).describe('By rule, or once somebody has looked'),
          code: identifier('Why, as a code'),
          settlement: z.enum(SETTLEMENTS),
          feeBasisPoints: z.int().min(0).max(10_000).describe('Kept back of the net'),
          freightBack: z.enum(['customer', 'seller']).describe('Who bears the freight'),
          reviewRole: z.enum(['service', 'quality', 'finance', 'none']),
          policy: policyStamp,
        }),
      )
      .max(LIMITS.linesMax),
    exchanges: z
      .array(
        z.object({
          line: lineNumber.describe('Line of the return'),
          asked: exchangeWanted,
          unitPrice: unitPriceText('Price of one base unit; absent where nobody knows any').optional(),
          inAdvance: z.boolean().describe('It is sent before anything is back'),
          code: identifier('Why, as a code'),
          policy: policyStamp,
        }),
      )
      .max(LIMITS.linesMax)
      .describe('Other items that are sold in place of what comes back')
      .optional(),
    inPlaceOf: z
      .object({
        rma: rma.describe('Return that had the goods sent'),
        salesOrder: identifier('Order that brought them free of charge'),
      })
      .describe('The goods replaced others: what was paid for those counts, and is named here')
      .optional(),
    refusals: returnRefusals,
  }),
  key: (authorized) => authorized.rma,
  version: (authorized) => authorized.decision,
  route: toReturn,
  dataSubject: ofCustomer,
});
