import { z } from 'zod';
import { identifier, lineNumber, quantityText, version } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** What the warehouse has undertaken to ship from one site, in total, by line. */
export const shippingOrderAccepted = defineFact({
  type: 'shipping-order.accepted.v1',
  meaning: 'The warehouse accepts a warehouse shipping order, or a change of it (answer to X12 940).',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    shippingOrder: identifier('Warehouse shipping order: one per sales order and site'),
    version,
    of: identifier('Fingerprint of the instruction that this answers'),
    site: identifier('Site'),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item'),
          quantity: quantityText('Undertaken in total, shipped and short parts included'),
        }),
      )
      .max(LIMITS.linesMax),
  }),
  key: (accepted) => accepted.shippingOrder,
  version: (accepted) => accepted.version,
  route: toSalesOrder,
});
