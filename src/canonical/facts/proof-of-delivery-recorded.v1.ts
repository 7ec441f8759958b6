import { z } from 'zod';
import { identifier, instantText, note } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { personal } from '../personal-data.ts';

/** The carrier knows its own number only: the fact finds its order by that alias. */
export const proofOfDeliveryRecorded = defineFact({
  type: 'proof-of-delivery.recorded.v1',
  meaning: 'The carrier has evidence that the goods arrived (X12 214).',
  schema: z.object({
    trackingNumber: identifier('Tracking number'),
    shipment: identifier('Shipment, as the carrier was told'),
    deliveredAt: instantText('When they arrived'),
    signedBy: personal(note('Who signed')).optional(),
  }),
  key: (proof) => proof.shipment,
  route: (proof) => ({ to: 'alias', alias: `tracking:${proof.trackingNumber}` }),
  dataSubject: ({ shipment }) => `consignee/${shipment}`,
});
