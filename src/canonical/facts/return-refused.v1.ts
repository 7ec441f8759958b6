import { z } from 'zod';
import { identifier, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { rma, toReturn } from '../rma.ts';
import { returnRefusals } from './return-authorized.v1.ts';

/** Counts in one row with authorizations: the decision with the larger number stands. */
export const returnRefused = defineFact({
  type: 'return.refused.v1',
  meaning: 'The owner of the billed lines lets nothing of a return come back.',
  schema: z.object({
    rma,
    decision: version.describe('Number of the decision for this return; the larger one counts'),
    of: identifier('Fingerprint of the question that this answers'),
    refusals: returnRefusals,
  }),
  key: (refused) => refused.rma,
  version: (refused) => refused.decision,
  route: toReturn,
});
