import { z } from 'zod';
import { identifier, instantText, lineNumber, quantityText, version } from '../codec.ts';
import { streamPosition } from './reconciliation.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** Goods left a site. A later version restates the whole shipment; no lines means it was void. */
export const shipmentConfirmed = defineFact({
  type: 'shipment.confirmed.v1',
  meaning: 'The warehouse confirms that goods have left (X12 945, EPCIS shipping).',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    shipment: identifier('Shipment'),
    version,
    site: identifier('Site that shipped'),
    shippedAt: instantText('When it left'),
    streamPosition: streamPosition.optional(),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item that was shipped'),
          quantity: quantityText('Shipped, in base units'),
          lot: identifier('Lot').optional(),
        }),
      )
      .max(LIMITS.linesMax),
  }),
  key: (shipment) => shipment.shipment,
  version: (shipment) => shipment.version,
  route: toSalesOrder,
  introduces: (shipment) => [`shipment:${shipment.shipment}`],
});
