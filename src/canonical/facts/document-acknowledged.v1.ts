import { z } from 'zod';
import { identifier, note } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { documentAlias } from './document-sent.v1.ts';

/** Says that it was understood, not that it was agreed with; a partner may answer in several ways. */
export const documentAcknowledged = defineFact({
  type: 'document.acknowledged.v1',
  meaning:
    'A trading partner says whether he could read a document of ours (X12 997, 999, 824, TA1).',
  schema: z.object({
    system: identifier('System of the partner'),
    group: identifier('Control number of the group that he answers'),
    by: z.enum(['997', '999', '824', 'TA1']).describe('Kind of answer'),
    verdict: z.enum(['accepted', 'accepted-with-errors', 'rejected']),
    findings: z.array(note('What he found')).max(LIMITS.findingsMax),
  }),
  key: ({ group, by }) => `${group} ${by}`,
  route: ({ system, group }) => ({ to: 'alias', alias: documentAlias(system, group) }),
});
