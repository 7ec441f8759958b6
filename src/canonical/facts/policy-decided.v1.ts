import { z } from 'zod';
import { identifier, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { policyValues } from '../policy-values.ts';
import { ABOUT, ABOUT_FAULT, isAbout, toSubject } from '../subject.ts';

/** Name of the system that answers by decision tables; also the source of its facts. */
export const POLICY_SYSTEM = 'policy';

/** The stamp names the rule for ever: table, version, row, and what the table was asked. */
export const policyDecided = defineFact({
  type: 'policy.decided.v1',
  meaning: 'A decision table answered a question of an instance.',
  schema: z
    .object({
      ...ABOUT,
      decision: z.string().min(1).max(LIMITS.noteLengthMax).describe('What is decided in the instance'),
      generation: version.describe('How often it was asked: the answer to the newest question counts'),
      of: identifier('Fingerprint of the question that it answers'),
      table: identifier('Decision table'),
      tableVersion: version.describe('Version of the table that was in force'),
      row: identifier('Row of the table that matched first'),
      inputs: policyValues('What the table was asked'),
      outputs: policyValues('What the row says'),
    })
    .refine(isAbout, ABOUT_FAULT),
  key: (decided) => decided.decision,
  version: (decided) => decided.generation,
  route: toSubject,
});
