import { z } from 'zod';
import { dateText, identifier, note } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';

/** A closed period is a business state, not an error. */
export const postingRefused = defineFact({
  type: 'posting.refused.v1',
  meaning: 'The ERP refuses to post a document on a date whose period is closed.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    shipment: identifier('Shipment whose invoice is refused'),
    postingDate: dateText('Date that was refused'),
    firstOpenDate: dateText('First date that the ledger would accept'),
    reason: note('What the ledger said'),
  }),
  key: (refused) => `${refused.shipment} ${refused.postingDate}`,
  route: toSalesOrder,
});
