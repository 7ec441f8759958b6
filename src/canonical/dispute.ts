import { identifier } from './codec.ts';
import type { Route } from './fact-type.ts';
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
