import { identifier } from './codec.ts';
import type { Route } from './fact-type.ts';

/** Word of returns in instance keys. */
export const RETURN = 'return';

/** Number of a return, the same in every system (X12 180, EPCIS `rma`). */
export const rma = identifier('Number of the return (RMA), the same in every system');

/** Route to the instance of a return. */
export const toReturn = (content: { readonly rma: string }): Route => ({
  to: 'instance',
  workflow: RETURN,
  number: content.rma,
});
