import { z } from 'zod';
import { identifier, moneyObject, version } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';

export const paymentApplied = defineFact({
  type: 'payment.applied.v1',
  meaning: 'The ERP has settled an invoice with a payment; what is over stays unapplied.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    payment: identifier('Payment'),
    invoice: identifier('Invoice'),
    applied: moneyObject('Settled on the invoice'),
    unapplied: moneyObject('Left on the customer account'),
    version: version.describe('Larger where it was applied anew; 1 if absent').optional(),
  }),
  key: (applied) => applied.payment,
  version: (applied) => applied.version ?? 1,
  route: toSalesOrder,
});
