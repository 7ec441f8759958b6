/** Wire forms of the carrier: REST, kebab-case, amounts as decimal text. */
import { z } from 'zod';

const text = z.string();

export const consignment = z.strictObject({
  'consignment-number': text,
  'tracking-number': text,
  'company-code': text,
  reference: text,
  'order-reference': text,
  'ship-from': text,
  'ship-to': z.strictObject({ country: text, 'postal-code': text.nullable() }),
  'goods-value': text,
  'freight-charge': text,
  currency: text,
  status: z.enum(['booked', 'in-transit', 'delivered']),
  'booked-at': text,
  'delivered-at': text.nullable(),
  'signed-by': text.nullable(),
  'updated-at': text,
});

export type CarrierConsignment = z.output<typeof consignment>;

/** A page of consignments: by reference, or by time of change. */
export const consignments = z.strictObject({
  consignments: z.array(consignment),
  'next-page': z.int().nullable(),
});

/** What the carrier pushes. */
export const event = z.strictObject({
  event: z.enum(['in-transit', 'delivered']),
  'occurred-at': text,
  consignment,
});

/** A booking that is turned down. */
export const refusal = z.strictObject({ 'error-code': text, detail: text });
