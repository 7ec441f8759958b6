import { z } from 'zod';
import { identifier, instantText, quantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { LINE, reconciliationNumber, streamPosition, toReconciliation, WORTH } from './reconciliation.ts';

/** What was moved after the position that it names does not falsify it. */
export const countRecorded = defineFact({
  type: 'count.recorded.v1',
  meaning: 'Somebody counted what lies at a site (X12 846, 867; EPCIS observe). A recount restates it.',
  schema: z.object({
    count: identifier('Number of the count'),
    version,
    site: identifier('Site'),
    countedAt: instantText('When it was counted'),
    after: streamPosition.describe('Last stock change that the count has seen').optional(),
    countedBy: identifier('Who counted'),
    lines: z
      .array(
        z.object({
          ...LINE,
          counted: quantityText('There, what is picked and has not left included'),
          theirBook: quantityText('What the books of the warehouse had at that moment').optional(),
          ...WORTH,
        }),
      )
      .min(1)
      .max(LIMITS.linesMax),
  }),
  key: ({ count }) => reconciliationNumber.count(count),
  version: (counted) => counted.version,
  route: ({ count }) => toReconciliation(reconciliationNumber.count(count)),
});
