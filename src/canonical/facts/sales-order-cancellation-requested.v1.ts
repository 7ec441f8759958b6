import { z } from 'zod';
import { identifier, lineNumber, note } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** A wish, not an effect: what the warehouse is already committed to stays ordered. */
export const salesOrderCancellationRequested = defineFact({
  type: 'sales-order.cancellation-requested.v1',
  meaning: 'The customer asks to cancel the order, or some of its lines (X12 860).',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    request: identifier('Number of the request, unique in the order'),
    lines: z.array(lineNumber).max(LIMITS.linesMax).describe('Lines; empty means all'),
    reason: note('Why'),
  }),
  key: (cancellation) => cancellation.request,
  route: toSalesOrder,
});
