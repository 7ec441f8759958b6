import { z } from 'zod';
import { dateText, identifier, lineNumber, moneyObject, quantityText, version } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** What the ledger says was billed, whatever we asked it to bill. */
export const invoicePosted = defineFact({
  type: 'invoice.posted.v1',
  meaning: 'The ERP has posted the invoice of one shipment (X12 810).',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    shipment: identifier('Shipment that is billed'),
    invoice: identifier('Invoice number'),
    generation: version.describe('Generation of the command that posted it'),
    postingDate: dateText('Date in the ledger'),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item'),
          quantity: quantityText('Billed, in base units'),
          net: moneyObject('Net amount of the line'),
        }),
      )
      .max(LIMITS.linesMax),
    freight: moneyObject('Freight, net of tax'),
    tax: moneyObject('Tax'),
    gross: moneyObject('Amount due'),
  }),
  key: (posted) => posted.invoice,
  route: toSalesOrder,
  introduces: (posted) => [`invoice:${posted.invoice}`],
});
