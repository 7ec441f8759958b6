import { z } from 'zod';
import { identifier, lineNumber, quantityText, version } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** Each decision restates the whole allocation of the order; it is a promise, not a movement. */
export const inventoryAllocated = defineFact({
  type: 'inventory.allocated.v1',
  meaning: 'The owner of allocation promises stock to the order (EPCIS reserving).',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    decision: version.describe('Number of the decision for this order; the larger one counts'),
    of: identifier('Fingerprint of the request that this answers'),
    allocations: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item that is promised: the ordered one or a substitute'),
          site: identifier('Site that ships it'),
          lot: identifier('Lot that is promised; absent: any that may be sold').optional(),
          quantity: quantityText('Promised since the order was placed, shipped parts included'),
        }),
      )
      .max(LIMITS.linesMax),
    shortfalls: z
      .array(
        z.object({ line: lineNumber, quantity: quantityText('Wanted but not available now') }),
      )
      .max(LIMITS.linesMax),
  }),
  key: (allocated) => allocated.salesOrder,
  version: (allocated) => allocated.decision,
  route: toSalesOrder,
});
