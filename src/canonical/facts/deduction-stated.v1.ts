import { z } from 'zod';
import { identifier, instantText, moneyObject, version } from '../codec.ts';
import { CLASSIFICATIONS, deductedLines } from '../dispute.ts';
import { defineFact } from '../fact-type.ts';

/** The customer names the invoice, so the fact finds its order by it. */
export const deductionStated = defineFact({
  type: 'deduction.stated.v1',
  meaning: 'A customer says what he keeps back of an invoice, and why (X12 812).',
  schema: z.object({
    deduction: identifier('Number of the deduction at the customer'),
    revision: version.describe('Revision: a later one restates the whole').optional(),
    customer: identifier('Trading partner that was billed'),
    invoice: identifier('Invoice that he keeps it back of'),
    amount: moneyObject('Kept back'),
    classification: z.enum(CLASSIFICATIONS).describe('What it is about; unknown where its lines differ'),
    statedAt: instantText('When the customer said so'),
    lines: deductedLines,
  }),
  key: ({ invoice, deduction }) => `${invoice} ${deduction}`,
  version: ({ revision }) => revision ?? 1,
  route: ({ invoice }) => ({ to: 'alias', alias: `invoice:${invoice}` }),
});
