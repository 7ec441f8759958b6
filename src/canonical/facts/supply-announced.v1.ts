import { z } from 'zod';
import { dateText, identifier, instantText, lineNumber, quantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { aboutPurchaseOrder, toPurchaseOrder } from './purchase-order-acknowledged.v1.ts';

/** Goods on their way to us: announced, and received only once the warehouse says so. */
export const supplyAnnounced = defineFact({
  type: 'supply.announced.v1',
  meaning: 'A supplier says what he has shipped of an order of ours; without lines, nothing (X12 856).',
  schema: z.object({
    ...aboutPurchaseOrder,
    shipment: identifier('Shipment of the supplier'),
    version,
    shippedAt: instantText('When it left the supplier'),
    expectedOn: dateText('When it is to arrive').optional(),
    trackingNumber: identifier('Tracking number of the carrier').optional(),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item'),
          quantity: quantityText('Shipped, in base units'),
          lot: identifier('Lot').optional(),
        }),
      )
      .max(LIMITS.linesMax),
  }),
  key: ({ shipment }) => shipment,
  version: (announced) => announced.version,
  route: toPurchaseOrder,
  introduces: ({ supplier, shipment }) => [`supplier-shipment:${shipment}:${supplier}`],
});
