import { z } from 'zod';
import { identifier, lineNumber, moneyObject, quantityText } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** The same posting as the credit memo, told to the order whose invoice it changes. */
export const invoiceAdjusted = defineFact({
  type: 'invoice.adjusted.v1',
  meaning: 'A credit memo lowered what an invoice comes to, or its reversal raised it again.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    invoice: identifier('Invoice that is adjusted'),
    adjustment: identifier('Number of the posting that adjusts it'),
    kind: z.enum(['credit', 'reversal']),
    rma: identifier('Number of the return, where one is the cause').optional(),
    dispute: identifier('Number of the dispute, where one is the cause').optional(),
    byHand: z.literal(true).describe('Somebody posted it in the ledger; we had not asked for it').optional(),
    moved: z
      .literal(true)
      .describe('It went over to the invoice that was billed anew: no money moves')
      .optional(),
    lines: z
      .array(
        z.object({
          line: lineNumber.describe('Line of the sales order'),
          item: identifier('Item'),
          quantity: quantityText('In base units'),
          net: moneyObject('Net amount'),
        }),
      )
      .max(LIMITS.linesMax),
    tax: moneyObject('Of the amount, tax; absent where the ledger does not say').optional(),
    gross: moneyObject('Amount, tax included'),
    applied: moneyObject('Of it, settled on the open amount of the invoice'),
  }),
  key: (adjusted) => adjusted.adjustment,
  route: toSalesOrder,
});
