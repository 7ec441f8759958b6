import { z } from 'zod';
import { dateText, identifier, note, version } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';

export const postingRedated = defineFact({
  type: 'posting.redated.v1',
  meaning: 'A person or a rule decides on which date a refused document is posted.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    shipment: identifier('Shipment whose invoice is re-dated'),
    decision: version.describe('Number of the decision; the larger one counts'),
    postingDate: dateText('Date to post on'),
    decidedBy: identifier('Person, or rule with its version'),
    reason: note('Why'),
  }),
  key: (redated) => redated.shipment,
  version: (redated) => redated.decision,
  route: toSalesOrder,
});
