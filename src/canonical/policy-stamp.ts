import { z } from 'zod';
import { identifier, version } from './codec.ts';
import { policyValues } from './policy-values.ts';

/** Names the rule that decided, and what it was asked: for ever, since what a version says never changes. */
export const policyStamp = z.object({
  table: identifier('Decision table'),
  version: version.describe('Version of the table that was in force'),
  row: identifier('Row of the table that matched first'),
  inputs: policyValues('What the table was asked'),
});
