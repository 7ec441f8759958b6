import { z } from 'zod';
import {
  currencyCode,
  identifier,
  lineNumber,
  moneyObject,
  positiveQuantityText,
  quantityText,
  version,
} from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { policyStamp } from '../policy-stamp.ts';
import { rma, toReturn } from '../rma.ts';
import { RETURN_DISPOSITIONS } from './inventory-disposition-updated.v1.ts';

/**
 * Decided once, under the lock of the billed lines: shares of the price and the tax of the original
 * line, so that all credits of a line together never exceed it and a full return comes to zero.
 */
export const creditApproved = defineFact({
  type: 'credit.approved.v1',
  meaning: 'The owner of the billed lines says what an inspected part of a return is worth.',
  schema: z.object({
    rma,
    inspection: identifier('Inspection, or the policy, that the credit follows from'),
    decision: version.describe('Number of the decision on this inspection; the larger one counts'),
    of: identifier('Fingerprint of the question that this answers'),
    salesOrder: identifier('Sales order'),
    currency: currencyCode,
    parts: z
      .array(
        z.object({
          part: lineNumber.describe('Part of the inspection'),
          line: lineNumber.describe('Line of the return').optional(),
          quantity: positiveQuantityText('Inspected, in base units'),
          to: z.enum(RETURN_DISPOSITIONS).optional(),
          qualityRelease: z.boolean().describe('It may be sold again once quality says so').optional(),
          restockFault: identifier('Why it may not be sold again, whatever a policy says').optional(),
          credited: quantityText('Of it credited, in base units'),
          creditBasisPoints: z.int().min(0).max(10_000).describe('Share of its price that is credited'),
          policies: z.array(policyStamp).max(LIMITS.linesMax),
        }),
      )
      .max(LIMITS.linesMax),
    credits: z
      .array(
        z.object({
          invoice: identifier('Invoice that is credited'),
          shipment: identifier('Shipment that it billed'),
          lines: z
            .array(
              z.object({
                line: lineNumber.describe('Line of the return'),
                salesOrderLine: lineNumber,
                item: identifier('Item'),
                quantity: quantityText('Credited, in base units; zero for money alone'),
                net: moneyObject('Share of the net amount of the original line'),
                tax: moneyObject('Share of the tax of the original line'),
              }),
            )
            .max(LIMITS.linesMax),
          freight: moneyObject('Freight that is given back, net'),
          freightTax: moneyObject('Tax on that freight'),
          fee: moneyObject('Fee that is kept, net'),
          feeTax: moneyObject('Tax on that fee'),
          gross: moneyObject('What the customer gets'),
        }),
      )
      .max(LIMITS.linesMax),
  }),
  key: (approved) => approved.inspection,
  version: (approved) => approved.decision,
  route: toReturn,
});
