import { z } from 'zod';
import { identifier, note, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { ABOUT, ABOUT_FAULT, isAbout, toSubject } from '../subject.ts';

/** A case id names the values of its condition, so the decision covers exactly what was seen. */
export const caseDecided = defineFact({
  type: 'case.decided.v1',
  meaning: 'A person or a rule decides an exception case.',
  schema: z
    .object({
      ...ABOUT,
      case: z.string().min(1).max(LIMITS.noteLengthMax).describe('Case id inside the instance'),
      decision: version.describe('Number of the decision on this case; the larger one counts'),
      verdict: z.enum(['waive', 'reissue', 'retry', 'accept', 'reject']),
      decidedBy: identifier('Person, or rule with its version'),
      reason: note('Why'),
    })
    .refine(isAbout, ABOUT_FAULT),
  key: (decided) => decided.case,
  version: (decided) => decided.decision,
  route: toSubject,
});
