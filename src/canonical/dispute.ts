import { z } from 'zod';
import { identifier, lineNumber, moneyObject, quantityText } from './codec.ts';
import type { Route } from './fact-type.ts';
import { LIMITS } from './limits.ts';
import type { SUBJECT_WORKFLOWS } from './subject.ts';

/** Word of customers' disputes in instance keys. */
export const DISPUTE = 'dispute' satisfies (typeof SUBJECT_WORKFLOWS)[number];

export const disputeNumber = identifier('Number of the dispute');

/** Route to the instance of a customer's dispute. */
export const toDispute = (content: { readonly dispute: string }): Route => ({
  to: 'instance',
  workflow: DISPUTE,
  number: content.dispute,
});

/** What a dispute can be about. */
export const CLASSIFICATIONS = [
  'price',
  'shortage',
  'damage',
  'not-received',
  'duplicate',
  'returned',
  'promotion',
  'freight',
  'tax',
  'unknown',
] as const;

/** What a customer keeps back, line by line as he says it; together it comes to the amount. */
export const deductedLines = z
  .array(
    z.object({
      line: lineNumber.describe('Line of the document that says so'),
      item: identifier('Item, where he names one').optional(),
      quantity: quantityText('Of how much, in base units, where he says so').optional(),
      amount: moneyObject('Kept back; below zero: given again'),
      classification: z.enum(CLASSIFICATIONS),
    }),
  )
  .max(LIMITS.linesMax);
