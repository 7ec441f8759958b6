import { z } from 'zod';
import { identifier, note, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';

/** A person picks whose word about a field counts, of the words that were there to choose from. */
export const fieldDecided = defineFact({
  type: 'field.decided.v1',
  meaning: 'A person decides which system is right about a field of a customer or an item.',
  schema: z.object({
    record: z.object({
      kind: z.enum(['customer', 'item']).describe('Word of the record in its instance key'),
      number: identifier('Our number of the record'),
    }),
    field: identifier('Member of the statements'),
    of: identifier('Fingerprint of the words that were there to choose from'),
    system: identifier('Whose word counts'),
    number: identifier('Number of the record in that system'),
    decision: version.describe('The larger one counts'),
    decidedBy: identifier('Person'),
    reason: note('Why'),
  }),
  key: ({ field }) => field,
  version: ({ decision }) => decision,
  route: ({ record }) => ({ to: 'instance', workflow: record.kind, number: record.number }),
});
