import { z } from 'zod';
import {
  currencyCode,
  dateText,
  identifier,
  instantText,
  lineNumber,
  positiveQuantityText,
  unitPriceText,
  version,
} from '../codec.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { ofCustomer } from '../data-subject.ts';
import { personal } from '../personal-data.ts';
import { LIMITS } from '../limits.ts';

/** Where sales orders come from. */
export const CHANNELS = ['shop', 'edi', 'api', 'field-sales', 'marketplace', 'branch', 'return'] as const;

/** Alias of a sales order: what its channel calls it. */
export const channelOrder = (channel: string, reference: string): string =>
  `channel-order:${channel}:${reference}`;

/** Where the goods go: as much as tax and carrier need. */
export const shipTo = z.object({
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code'),
  postalCode: personal(identifier('Postal code')).optional(),
});

/** What the customer ordered, as the capturing channel states it: the first time and each change. */
export const salesOrderStated = defineFact({
  type: 'sales-order.stated.v1',
  meaning: 'A channel states a sales order, or a later revision of it (X12 850, 860).',
  schema: z.object({
    salesOrder: identifier('Sales order number, the same in every system'),
    revision: version.describe('Revision by the customer; 1 is the order as placed'),
    channel: z
      .enum(CHANNELS)
      .describe('Where it came from; `return`: placed by ourselves in place of returned goods'),
    channelReference: identifier('Number of the order in its channel, where it has another there').optional(),
    customer: identifier('Trading partner that buys'),
    customerReference: identifier('Purchase order number of the customer').optional(),
    currency: currencyCode,
    orderedAt: instantText('When the customer placed the order'),
    requestedShipDate: dateText('Earliest date on which the customer wants it shipped').optional(),
    shipTo,
    reservations: z
      .array(identifier('Reservation whose stock the order takes'))
      .min(1)
      .max(LIMITS.reservationsMax)
      .describe('Reservations that the order draws on, the first one first')
      .optional(),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          item: identifier('Item'),
          quantity: positiveQuantityText('Ordered, in base units'),
          unitPrice: unitPriceText('Agreed price of one base unit'),
        }),
      )
      .min(1)
      .max(LIMITS.linesMax)
      .refine((lines) => new Set(lines.map((line) => line.line)).size === lines.length, {
        message: 'line numbers must be unique in the document',
      }),
  }),
  key: (order) => order.salesOrder,
  version: (order) => order.revision,
  route: toSalesOrder,
  // Two customers may use the same number: the customer's own stands behind it.
  introduces: ({ customer, customerReference: reference, channel, channelReference }) => [
    ...(reference === undefined ? [] : [`purchase-order:${reference}:${customer}`]),
    ...(channelReference === undefined ? [] : [channelOrder(channel, channelReference)]),
  ],
  dataSubject: ofCustomer,
});
