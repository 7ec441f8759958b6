import { z } from 'zod';
import { identifier, instantText, note, positiveQuantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** Word of reservations in instance keys. */
export const RESERVATION = 'reservation';

/** Each decision restates all that is held; like an allocation it is a promise and moves nothing. */
export const inventoryReserved = defineFact({
  type: 'inventory.reserved.v1',
  meaning: 'The stock ledger holds stock for somebody until a moment, or no longer does (EPCIS reserving).',
  schema: z.object({
    reservation: identifier('Number of the reservation'),
    decision: version.describe('Number of the decision about it; the larger one counts'),
    of: identifier('Fingerprint of the request that this answers'),
    item: identifier('Item'),
    site: identifier('Site that it is held at; absent: wherever the entity has it').optional(),
    customer: identifier('Trading partner that it is held for; absent: whoever names it').optional(),
    reference: note('What it is for, in the words of whoever asked').optional(),
    quantity: positiveQuantityText('Held at first'),
    lifeDays: z.int().min(1).describe('Days of life left that it must leave with').optional(),
    reservedAt: instantText('When it was made'),
    expiresAt: instantText('When it ends by itself'),
    held: z
      .array(
        z.object({
          site: identifier('Site'),
          lot: identifier('Lot that is held; absent: any that may be sold').optional(),
          quantity: positiveQuantityText('Held now'),
        }),
      )
      .max(LIMITS.linesMax),
    drawn: z
      .array(
        z.object({
          salesOrder: identifier('Sales order that named the reservation'),
          quantity: positiveQuantityText('Promised to it out of the reservation'),
        }),
      )
      .max(LIMITS.linesMax),
    released: note('Why it was given back before its end').optional(),
  }),
  key: (reserved) => reserved.reservation,
  version: (reserved) => reserved.decision,
  route: ({ reservation }) => ({ to: 'instance', workflow: RESERVATION, number: reservation }),
});
