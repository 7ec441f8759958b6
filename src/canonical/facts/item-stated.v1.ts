import { z } from 'zod';
import { identifier, note } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { numberAlias, recordStatement } from '../record-statement.ts';

/** Word of items in instance keys. */
export const ITEM = 'item';

/** What systems may have a word about. */
export const itemFields = {
  name: note('Name').optional(),
  gtin: z
    .string()
    .regex(/^(\d{8}|\d{12,14})$/, 'must be 8, 12, 13 or 14 digits')
    .describe('GTIN')
    .optional(),
  baseUnit: identifier('Unit that quantities are counted in').optional(),
  manufacturer: note('Who makes it').optional(),
  manufacturerNumber: identifier('Number that its maker gives it').optional(),
} as const;

/** One system's word about what is stocked and sold, as it stands in that system. */
export const itemStated = defineFact({
  type: 'item.stated.v1',
  meaning: 'A system states what it holds of an item: the first time and each change.',
  schema: z.object({
    item: identifier('Our number of the item'),
    ...recordStatement,
    ...itemFields,
  }),
  key: ({ system, number }) => `${system}/${number}`,
  version: (stated) => stated.version,
  route: ({ item }) => ({ to: 'instance', workflow: ITEM, number: item }),
  introduces: ({ system, number }) => [numberAlias(ITEM, system, number)],
});
