import { z } from 'zod';
import { identifier, moneyObject } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { rma, toReturn } from '../rma.ts';

/** A channel that takes the money itself may pay it back before anybody credits it. */
export const refundMade = defineFact({
  type: 'refund.made.v1',
  meaning: 'The payment provider, or the sales channel, has paid money back to the customer.',
  schema: z.object({
    rma,
    refund: identifier('Number of the payment back at the provider'),
    creditMemo: identifier('Credit memo that it pays out; absent: paid without one').optional(),
    amount: moneyObject('Paid back'),
  }),
  key: (made) => made.refund,
  route: toReturn,
  introduces: (made) => [`refund:${made.refund}`],
});
