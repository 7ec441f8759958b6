import { z } from 'zod';
import { moneyObject, note, version } from '../codec.ts';
import { claim, toClaim } from '../claim.ts';
import { defineFact } from '../fact-type.ts';

export const supplierClaimAnswered = defineFact({
  type: 'supplier-claim.answered.v1',
  meaning: 'The supplier accepts a claim, a part of it, or refuses it.',
  schema: z.object({
    claim,
    answer: version.describe('Number of the answer: the larger one counts'),
    verdict: z.enum(['accepted', 'partly', 'refused']),
    amount: moneyObject('What he accepts'),
    reason: note('Why'),
  }),
  key: (answered) => answered.claim,
  version: (answered) => answered.answer,
  route: toClaim,
});
