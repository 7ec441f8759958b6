/** The CRM's JSON: the only place that knows its member names and its words. */
import { z } from 'zod';
import {
  identifier,
  instantText,
  lineNumber,
  note,
  positiveQuantityText,
  unitPriceText,
  version,
} from '../../canonical/codec.ts';

export const REASONS = [
  'Not Wanted',
  'Wrong Item',
  'Over Shipped',
  'Damaged',
  'Defective',
  'Expired',
  'Recalled',
] as const;
export const STATES = ['Unopened', 'Opened', 'Used', 'Unknown'] as const;

const caseNumber = identifier('Number of the case');
const companyCode = z.string().min(1).describe('Code of the company');

const requested = z.strictObject({
  caseNumber,
  companyCode,
  accountNumber: identifier('Customer'),
  customerReference: identifier('Number at the customer').nullable(),
  orderNumber: identifier('Sales order').nullable(),
  wish: z.enum(['Credit', 'Replacement']),
  revision: version,
  requestedAt: instantText('When the customer asked'),
  lines: z
    .array(
      z.strictObject({
        lineNumber,
        productCode: identifier('Item'),
        orderLineNumber: lineNumber.nullable(),
        quantity: positiveQuantityText('To give back'),
        lotNumber: identifier('Lot').nullable(),
        reason: z.enum(REASONS),
        state: z.enum(STATES),
        words: note('What the customer says').nullable(),
        swapFor: z
          .strictObject({
            productCode: identifier('Item that he wants'),
            quantity: positiveQuantityText('Of it, for all of the line'),
            unitPrice: unitPriceText('Price that he was told').nullable(),
          })
          .optional(),
      }),
    )
    .min(1),
});

const cancelled = z.strictObject({
  caseNumber,
  companyCode,
  requestNumber: identifier('Number of the cancellation'),
  words: note('What the customer says'),
});

const head = { occurredAt: instantText('When it happened') } as const;

/** What the CRM pushes, and what its list of changes holds. */
export const event = z.discriminatedUnion('event', [
  z.strictObject({ ...head, event: z.literal('ReturnRequested'), payload: requested }),
  z.strictObject({ ...head, event: z.literal('ReturnCancelled'), payload: cancelled }),
]);

export type CrmEvent = z.output<typeof event>;

/** A page of changes; each stays raw, so that one that cannot be read does not hide the others. */
export const changes = z.strictObject({
  changes: z.array(z.looseObject({ sequence: z.int() })),
  done: z.boolean(),
});

/** A case, as far as the answer to our status goes. */
export const serviceCase = z.object({
  status: z.object({ idempotencyKey: z.string() }).nullable(),
});
