import { z } from 'zod';
import { identifier, instantText, moneyObject, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';

/** Takes back of what was stated before it; a deduction that is stated anew afterwards counts whole. */
export const deductionWithdrawn = defineFact({
  type: 'deduction.withdrawn.v1',
  meaning: 'A customer takes back what he said that he keeps back of an invoice, or a part of it (X12 812).',
  schema: z.object({
    withdrawal: identifier('Number of the document at the customer'),
    deduction: identifier('Number of the deduction that it takes back'),
    revision: version.describe('Revision: a later one restates it'),
    customer: identifier('Trading partner that was billed'),
    invoice: identifier('Invoice that he kept it back of'),
    amount: moneyObject('Taken back; absent: all of it').optional(),
    statedAt: instantText('When the customer said so'),
  }),
  key: ({ invoice, deduction, withdrawal }) => `${invoice} ${deduction} ${withdrawal}`,
  version: ({ revision }) => revision,
  route: ({ invoice }) => ({ to: 'alias', alias: `invoice:${invoice}` }),
});
