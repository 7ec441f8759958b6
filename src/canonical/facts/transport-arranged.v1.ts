import { z } from 'zod';
import { identifier, moneyObject } from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';

export const transportArranged = defineFact({
  type: 'transport.arranged.v1',
  meaning: 'The carrier has taken the shipment, with a tracking number and a freight charge.',
  schema: z.object({
    salesOrder: identifier('Sales order'),
    shipment: identifier('Shipment'),
    carrier: identifier('Carrier'),
    trackingNumber: identifier('Tracking number'),
    freight: moneyObject('Freight that the customer is charged, net of tax'),
  }),
  key: (transport) => transport.shipment,
  route: toSalesOrder,
  introduces: (transport) => [`tracking:${transport.trackingNumber}`],
});
