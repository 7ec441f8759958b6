import { z } from 'zod';
import { identifier, note, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LOT_NAME, lotNumber, toLot } from './lot-stated.v1.ts';

/** What regulated goods wait for. */
export const qualityDecided = defineFact({
  type: 'quality.decided.v1',
  meaning: 'Quality releases a lot for sale, or rejects it (X12 947 status quality inspection).',
  schema: z.object({
    ...LOT_NAME,
    version,
    verdict: z.enum(['released', 'rejected']),
    decidedBy: identifier('Laboratory or person'),
    reason: note('What was found').optional(),
  }),
  key: lotNumber,
  version: (decided) => decided.version,
  route: toLot,
});
