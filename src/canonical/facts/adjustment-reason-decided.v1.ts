import { z } from 'zod';
import { identifier, lineNumber, note, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { ADJUSTMENT_REASON } from './adjustment-reason.ts';
import { toReconciliation } from './reconciliation.ts';

/** What the words of a request mean, where no rule is sure. */
export const adjustmentReasonDecided = defineFact({
  type: 'adjustment-reason.decided.v1',
  meaning: 'A person says why a line of a reconciliation is written off or up.',
  schema: z.object({
    reconciliation: identifier('Number of the reconciliation'),
    line: lineNumber,
    decision: version.describe('Number of the decision on this line; the larger one counts'),
    reason: ADJUSTMENT_REASON,
    decidedBy: identifier('Person'),
    note: note('In words').optional(),
  }),
  key: ({ line }) => String(line),
  version: (decided) => decided.decision,
  route: ({ reconciliation }) => toReconciliation(reconciliation),
});
