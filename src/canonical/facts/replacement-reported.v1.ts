import { z } from 'zod';
import { identifier, lineNumber, moneyObject, quantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { rma, toReturn } from '../rma.ts';

/** What an order in place of returned goods says of itself. */
export const replacementReport = {
  rma,
  salesOrder: identifier('Sales order that brings the goods'),
  lines: z
    .array(
      z.object({
        line: lineNumber.describe('Line of the return, and of the order'),
        ordered: quantityText('Ordered now'),
        toShip: quantityText('Will have shipped in the end: less where it is cancelled or not found'),
        shipped: quantityText('Has left'),
      }),
    )
    .max(LIMITS.linesMax),
  billed: moneyObject('Billed by its invoices that stand; absent while there are none').optional(),
  settled: moneyObject('Of that, paid or settled by credits').optional(),
} as const;

/** How far an order in place of returned goods has come. */
export const replacementReported = defineFact({
  type: 'replacement.reported.v1',
  meaning: 'The sales order that replaces returned goods says what it will ship, and what has left.',
  schema: z.object({
    ...replacementReport,
    version: version.describe('Number of the report; the larger one counts'),
  }),
  key: (reported) => reported.salesOrder,
  version: (reported) => reported.version,
  route: toReturn,
});
