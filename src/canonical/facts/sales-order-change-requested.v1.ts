import { z } from 'zod';
import {
  dateText,
  identifier,
  lineNumber,
  positiveQuantityText,
  unitPriceText,
  version,
} from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/**
 * A revision that says only what differs from the one before. Quantities and prices are those from
 * now on, not differences; a line that the order does not have needs all three.
 */
export const salesOrderChangeRequested = defineFact({
  type: 'sales-order.change-requested.v1',
  meaning: 'The customer changes some lines of his order and leaves the others (X12 860).',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    revision: version.describe('Revision by the customer, counted in one row with whole statements'),
    requestedShipDate: dateText('Earliest date on which the customer wants it shipped').optional(),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item').optional(),
          quantity: positiveQuantityText('Ordered from now on, in base units').optional(),
          unitPrice: unitPriceText('Agreed price of one base unit').optional(),
        }),
      )
      .max(LIMITS.linesMax),
    dropped: z.array(lineNumber).max(LIMITS.linesMax).describe('Lines that are ordered no more'),
  }),
  // Each change counts, not only the newest.
  key: ({ salesOrder, revision }) => `${salesOrder} ${String(revision).padStart(10, '0')}`,
  route: toSalesOrder,
});
