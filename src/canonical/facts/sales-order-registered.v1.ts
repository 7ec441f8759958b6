import { z } from 'zod';
import { identifier, lineNumber, unitPriceText, version } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** The system of record for customers, terms and prices has the order, and says what applies. */
export const salesOrderRegistered = defineFact({
  type: 'sales-order.registered.v1',
  meaning: 'The ERP has registered the order and states the references, terms and contract prices.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    version,
    of: identifier('Fingerprint of the request that this answers'),
    erpOrder: identifier('Number of the order in the ERP'),
    customerKnown: z.boolean(),
    terms: z.object({
      payment: z.enum(['prepaid', 'on-account']),
      /** Days after posting; 0 for prepaid. */
      netDays: z.int().min(0).max(365),
      proofOfDelivery: z.boolean().describe('Invoice only after proof of delivery'),
      shortShip: z.enum(['backorder', 'close']).describe('What becomes of a short pick'),
      substitution: z.boolean().describe('The customer accepts substitutes'),
    }),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          itemKnown: z.boolean(),
          /** Absent where the customer has no contract price for the item. */
          contractPrice: unitPriceText('Contract price of one base unit').optional(),
        }),
      )
      .max(LIMITS.linesMax),
  }),
  key: (registered) => registered.salesOrder,
  version: (registered) => registered.version,
  route: toSalesOrder,
  introduces: (registered) => [`erp-order:${registered.erpOrder}`],
});
