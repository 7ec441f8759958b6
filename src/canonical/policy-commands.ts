/** Questions to our own policies: decision tables, which decide like any other owner. */
import { z } from 'zod';
import { identifier } from './codec.ts';
import { defineCommand } from './command-type.ts';
import { LIMITS } from './limits.ts';
import { policyValues } from './policy-values.ts';
import { ABOUT, ABOUT_FAULT, isAbout } from './subject.ts';

export const decidePolicy = defineCommand({
  type: 'policy.decide.v1',
  meaning: 'Ask a decision table; the version that is in force when it is asked answers.',
  schema: z
    .object({
      ...ABOUT,
      decision: z.string().min(1).max(LIMITS.noteLengthMax).describe('What is decided in the instance'),
      of: identifier('Fingerprint of the question: the answer repeats it'),
      table: identifier('Decision table'),
      inputs: policyValues('What the table is asked'),
    })
    .refine(isAbout, ABOUT_FAULT),
});
