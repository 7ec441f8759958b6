import { z } from 'zod';
import { dateText, identifier, moneyObject } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';

/** Posted documents are never edited: an equal and opposite document takes them back. */
export const invoiceReversed = defineFact({
  type: 'invoice.reversed.v1',
  meaning: 'The ERP has posted the reversal of an invoice.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    invoice: identifier('Invoice that is reversed'),
    reversal: identifier('Number of the reversing document'),
    postingDate: dateText('Date in the ledger'),
    gross: moneyObject('Amount taken back'),
  }),
  key: (reversed) => reversed.invoice,
  route: toSalesOrder,
});
