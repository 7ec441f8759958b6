import { z } from 'zod';
import { identifier, moneyObject, note, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { ABOUT, ABOUT_FAULT, isAbout, toSubject } from '../subject.ts';

/** One word of one person. A task's id names the values it covers, so nothing else is approved by it. */
export const approvalDecided = defineFact({
  type: 'approval.decided.v1',
  meaning: 'A person with the authority approves or rejects a task, up to an amount.',
  schema: z
    .object({
      ...ABOUT,
      task: z.string().min(1).max(LIMITS.noteLengthMax).describe('Task id inside the instance'),
      decision: version.describe('Number of the decision of this person; the larger one counts'),
      verdict: z.enum(['approve', 'reject']),
      covers: moneyObject('Amount up to which it holds'),
      by: identifier('Person'),
      role: identifier('Role in which the person decided'),
      authority: note('Table, version and row that give the role this authority'),
      reason: note('Why'),
    })
    .refine(isAbout, ABOUT_FAULT),
  key: ({ task, by }) => `${task}|${by}`,
  version: (decided) => decided.decision,
  route: toSubject,
});
