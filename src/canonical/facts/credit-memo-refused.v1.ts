import { z } from 'zod';
import { dateText, identifier, note } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { rma, toReturn } from '../rma.ts';

/** A closed period is a business state, not an error. */
export const creditMemoRefused = defineFact({
  type: 'credit-memo.refused.v1',
  meaning: 'The ERP refuses to post a credit memo on a date whose period is closed.',
  schema: z.object({
    rma,
    credit: identifier('Which credit of the return: inspection and invoice'),
    postingDate: dateText('Date that was refused'),
    firstOpenDate: dateText('First date that the ledger would accept'),
    reason: note('What the ledger said'),
  }),
  key: (refused) => `${refused.credit} ${refused.postingDate}`,
  route: toReturn,
});
