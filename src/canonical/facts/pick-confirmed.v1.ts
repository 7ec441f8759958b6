import { z } from 'zod';
import { identifier, lineNumber, note, quantityText, version } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** A pick may be short: what could not be found is named, not left to arithmetic. */
export const pickConfirmed = defineFact({
  type: 'pick.confirmed.v1',
  meaning: 'The warehouse has picked goods for a shipping order, perhaps fewer than told.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    pick: identifier('Number of the pick'),
    version,
    site: identifier('Site'),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item'),
          picked: quantityText('Picked'),
          short: quantityText('Not found, although allocated'),
        }),
      )
      .max(LIMITS.linesMax),
    reason: note('Why it is short').optional(),
  }),
  key: (pick) => pick.pick,
  version: (pick) => pick.version,
  route: toSalesOrder,
});
