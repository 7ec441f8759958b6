import { z } from 'zod';
import { identifier, instantText, positiveQuantityText } from '../codec.ts';
import { claim, toClaim } from '../claim.ts';
import { defineFact } from '../fact-type.ts';

export const supplierReturnCollected = defineFact({
  type: 'supplier-return.collected.v1',
  meaning: 'Claimed goods left for their supplier (return to vendor).',
  schema: z.object({
    claim,
    shipment: identifier('Number of the collection'),
    site: identifier('Site that they left'),
    item: identifier('Item'),
    lot: identifier('Lot').optional(),
    quantity: positiveQuantityText('In base units'),
    collectedAt: instantText('When they left'),
  }),
  key: (collected) => collected.shipment,
  route: toClaim,
});
