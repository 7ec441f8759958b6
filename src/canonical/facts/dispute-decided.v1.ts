import { z } from 'zod';
import { identifier, note, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { ABOUT, ABOUT_FAULT, isAbout, toSubject } from '../subject.ts';

/** Picks one of several contents that were stated for the same business key and version. */
export const disputeDecided = defineFact({
  type: 'dispute.decided.v1',
  meaning: 'A person picks which of two contradicting statements counts.',
  schema: z
    .object({
      ...ABOUT,
      dispute: z.string().min(1).max(LIMITS.noteLengthMax).describe('Case id of the dispute'),
      decision: version.describe('Number of the decision; the larger one counts'),
      content: identifier('Fingerprint of the statement that counts'),
      decidedBy: identifier('Person'),
      reason: note('Why'),
    })
    .refine(isAbout, ABOUT_FAULT),
  key: (decided) => decided.dispute,
  version: (decided) => decided.decision,
  route: toSubject,
});
