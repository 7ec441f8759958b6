import { identifier } from './codec.ts';
import type { Route } from './fact-type.ts';
import type { SUBJECT_WORKFLOWS } from './subject.ts';

/** Word of supplier claims in instance keys. */
export const SUPPLIER_CLAIM = 'supplier-claim' satisfies (typeof SUBJECT_WORKFLOWS)[number];

/** Our number of a claim against a supplier: one for each part of an inspection. */
export const claim = identifier('Number of the claim');

/** Route to the instance of a supplier claim. */
export const toClaim = (content: { readonly claim: string }): Route => ({
  to: 'instance',
  workflow: SUPPLIER_CLAIM,
  number: content.claim,
});
