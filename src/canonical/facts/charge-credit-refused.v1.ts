import { z } from 'zod';
import { dateText, note } from '../codec.ts';
import { disputeNumber, toDispute } from '../dispute.ts';
import { defineFact } from '../fact-type.ts';

/** A closed period is a business state, not an error. */
export const chargeCreditRefused = defineFact({
  type: 'charge-credit.refused.v1',
  meaning: 'The ERP refuses to post the credit of a dispute on a date whose period is closed.',
  schema: z.object({
    dispute: disputeNumber,
    postingDate: dateText('Date that was refused'),
    firstOpenDate: dateText('First date that the ledger would accept'),
    reason: note('What the ledger said'),
  }),
  key: (refused) => refused.postingDate,
  route: toDispute,
});
