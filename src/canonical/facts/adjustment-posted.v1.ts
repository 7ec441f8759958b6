import { z } from 'zod';
import { identifier, quantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { LINE, toReconciliation } from './reconciliation.ts';

/** What was found and what was written off are two postings: they are never netted. */
export const adjustmentPosted = defineFact({
  type: 'adjustment.posted.v1',
  meaning: 'A system has entered an adjustment of stock into its books.',
  schema: z.object({
    reconciliation: identifier('Number of the reconciliation'),
    system: identifier('System whose books it changed'),
    direction: z.enum(['up', 'down']),
    version,
    posting: identifier('Number of the posting in that system'),
    lines: z
      .array(z.object({ ...LINE, quantity: quantityText('Entered, without sign') }))
      .max(LIMITS.linesMax),
  }),
  key: ({ system, direction }) => `${system}/${direction}`,
  version: (posted) => posted.version,
  route: ({ reconciliation }) => toReconciliation(reconciliation),
});
