import { z } from 'zod';
import { identifier, moneyObject } from '../codec.ts';
import { disputeNumber, toDispute } from '../dispute.ts';
import { defineFact } from '../fact-type.ts';

/** The account of the customer no longer holds what the channel had paid back to him. */
export const chargeCreditSettled = defineFact({
  type: 'charge-credit.settled.v1',
  meaning: 'The ERP has set money that was paid back against the credit memo of a dispute.',
  schema: z.object({
    dispute: disputeNumber,
    creditMemo: identifier('Credit memo'),
    refund: identifier('Payment back that it was set against'),
    settled: moneyObject('Amount set against it'),
  }),
  key: (settled) => `${settled.refund} ${settled.creditMemo}`,
  route: toDispute,
});
