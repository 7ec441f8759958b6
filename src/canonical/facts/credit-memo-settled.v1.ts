import { z } from 'zod';
import { identifier, moneyObject } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { rma, toReturn } from '../rma.ts';

/** The account of the customer no longer holds what was paid back to him. */
export const creditMemoSettled = defineFact({
  type: 'credit-memo.settled.v1',
  meaning: 'The ERP has set a payment back against the open amount of a credit memo.',
  schema: z.object({
    rma,
    creditMemo: identifier('Credit memo'),
    refund: identifier('Payment back that it was set against'),
    settled: moneyObject('Amount set against it'),
  }),
  // One payment back may be set against several credit memos.
  key: (settled) => `${settled.refund} ${settled.creditMemo}`,
  route: toReturn,
});
