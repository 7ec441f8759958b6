import { z } from 'zod';
import { identifier, lineNumber, positiveQuantityText, unitPriceText, version } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { rma } from '../rma.ts';

/** What a replacement says, whether it is told to be placed or was. */
export const replacementContent = {
  rma,
  salesOrder: identifier('Sales order that brings the goods'),
  replaces: identifier('Sales order that the returned goods were bought with'),
  lines: z
    .array(
      z.object({
        line: lineNumber.describe('Line of the return, and of the order'),
        item: identifier('Item'),
        quantity: positiveQuantityText('To be sent in all, in base units'),
        unitPrice: unitPriceText('Price of one base unit; absent: free of charge').optional(),
      }),
    )
    .min(1)
    .max(LIMITS.linesMax),
} as const;

/** Only we say it: whoever else states an order at no price has to explain it. */
export const replacementPlaced = defineFact({
  type: 'replacement.placed.v1',
  meaning:
    'A sales order brings goods in place of returned ones: the same free of charge, others at a price.',
  schema: z.object({
    ...replacementContent,
    version: version.describe('Number of the statement; the larger one counts'),
  }),
  key: (placed) => placed.salesOrder,
  version: (placed) => placed.version,
  route: toSalesOrder,
});
