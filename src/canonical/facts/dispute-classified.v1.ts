import { z } from 'zod';
import { identifier, note, version } from '../codec.ts';
import { CLASSIFICATIONS, disputeNumber, toDispute } from '../dispute.ts';
import { defineFact } from '../fact-type.ts';

export const disputeClassified = defineFact({
  type: 'dispute.classified.v1',
  meaning: 'A person says what a dispute is really about.',
  schema: z.object({
    dispute: disputeNumber,
    decision: version.describe('Number of the decision: the larger one counts'),
    classification: z.enum(CLASSIFICATIONS),
    by: identifier('Person'),
    reason: note('Why'),
  }),
  key: (classified) => classified.dispute,
  version: (classified) => classified.decision,
  route: toDispute,
});
