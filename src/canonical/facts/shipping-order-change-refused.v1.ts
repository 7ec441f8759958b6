import { z } from 'zod';
import { identifier, lineNumber, note, quantityText } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/**
 * "Too late": goods are picked or packed. The committed quantity is a floor under the line from
 * now on, whatever the customer asked; asking again needs a new request.
 */
export const shippingOrderChangeRefused = defineFact({
  type: 'shipping-order.change-refused.v1',
  meaning: 'The warehouse refuses to reduce or cancel lines that it has already picked.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    shippingOrder: identifier('Warehouse shipping order'),
    of: identifier('Fingerprint of the instruction that is refused'),
    site: identifier('Site'),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item'),
          committed: quantityText('Picked or shipped so far: cannot be taken back'),
        }),
      )
      .max(LIMITS.linesMax),
    reason: note('Why'),
  }),
  key: (refused) => `${refused.shippingOrder} ${refused.of}`,
  route: toSalesOrder,
});
