import { z } from 'zod';
import { identifier, note } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { rma, toReturn } from '../rma.ts';

/** Ends what has not arrived; what was received is inspected and credited all the same. */
export const returnCancelled = defineFact({
  type: 'return.cancelled.v1',
  meaning: 'The customer keeps the goods after all, or a person calls the return off.',
  schema: z.object({
    rma,
    request: identifier('Number of the cancellation, unique in the return'),
    reason: note('Why'),
  }),
  key: (cancelled) => cancelled.request,
  route: toReturn,
});
