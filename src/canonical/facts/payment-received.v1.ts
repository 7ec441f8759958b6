import { z } from 'zod';
import { identifier, instantText, moneyObject } from '../codec.ts';
import { defineFact } from '../fact-type.ts';

/** One line of a remittance: the payer names the invoice, so the fact finds its order by it. */
export const paymentReceived = defineFact({
  type: 'payment.received.v1',
  meaning: 'Money came in for an invoice (a line of X12 820).',
  schema: z.object({
    payment: identifier('Payment, unique per remittance line'),
    invoice: identifier('Invoice that the payer names'),
    amount: moneyObject('Received'),
    receivedAt: instantText('Value date and time'),
  }),
  key: (payment) => payment.payment,
  route: (payment) => ({ to: 'alias', alias: `invoice:${payment.invoice}` }),
  introduces: (payment) => [`payment:${payment.payment}`],
});
