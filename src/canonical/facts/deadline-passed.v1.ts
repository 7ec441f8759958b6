import { z } from 'zod';
import { instantText } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { ABOUT, ABOUT_FAULT, isAbout, toSubject } from '../subject.ts';

/** Time enters a judgement only as a fact, and only when it changes one. */
export const deadlinePassed = defineFact({
  type: 'deadline.passed.v1',
  meaning: 'A milestone was not reached by its deadline.',
  schema: z
    .object({
      ...ABOUT,
      deadline: z.string().min(1).max(LIMITS.noteLengthMax).describe('Deadline id in the instance'),
      dueAt: instantText('When it was due'),
    })
    .refine(isAbout, ABOUT_FAULT),
  key: (passed) => `${passed.deadline} ${passed.dueAt}`,
  route: toSubject,
});
