import { z } from 'zod';
import { identifier, note } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';

export const taxRefused = defineFact({
  type: 'tax.refused.v1',
  meaning: 'The tax engine will not quote: an address or item it cannot place.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    shipment: identifier('Shipment'),
    of: identifier('Fingerprint of the question that this answers'),
    reason: note('Why'),
  }),
  key: (refused) => `${refused.shipment} ${refused.of}`,
  route: toSalesOrder,
});
