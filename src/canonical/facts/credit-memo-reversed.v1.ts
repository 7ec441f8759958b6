import { z } from 'zod';
import { dateText, identifier, moneyObject } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { rma, toReturn } from '../rma.ts';

/** Nothing posted is edited: a wrong credit memo is taken back by an equal and opposite posting. */
export const creditMemoReversed = defineFact({
  type: 'credit-memo.reversed.v1',
  meaning: 'The ERP has taken back a credit memo by a posting of its own.',
  schema: z.object({
    rma,
    creditMemo: identifier('Credit memo that is taken back'),
    reversal: identifier('Number of the reversal'),
    postingDate: dateText('Date in the ledger'),
    gross: moneyObject('Amount taken back'),
  }),
  key: (reversed) => reversed.creditMemo,
  route: toReturn,
});
