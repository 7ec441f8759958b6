/** What a sales order hands over when its channel has paid money back. Executed by ourselves. */
import { z } from 'zod';
import { identifier, instantText, lineNumber, moneyObject, positiveQuantityText } from './codec.ts';
import { defineCommand } from './command-type.ts';
import { REFUNDED, RETURN_REASONS } from './facts/return-requested.v1.ts';
import { LIMITS } from './limits.ts';
import { rma } from './rma.ts';

/** Set to this: the return restates its request, and every payment back stays what it is. */
export const requestRefundedReturn = defineCommand({
  type: 'refunded-return.request.v1',
  meaning: 'Ask for the return of goods that their channel has paid back already.',
  schema: z.object({
    rma,
    channel: z.literal('shop').describe('Where it was paid back'),
    customer: identifier('Trading partner that gives back'),
    salesOrder: identifier('Sales order that the goods were bought with'),
    requestedAt: instantText('When the channel decided it'),
    lines: z
      .array(
        z.object({
          line: lineNumber.describe('Line of the return, and of the order'),
          item: identifier('Item'),
          quantity: positiveQuantityText('In base units'),
          reason: z.enum(RETURN_REASONS),
          refunded: z.enum(REFUNDED),
        }),
      )
      .min(1)
      .max(LIMITS.linesMax),
    payments: z
      .array(
        z.object({
          refund: identifier('Number of the payment back'),
          amount: moneyObject('Of it for these goods'),
        }),
      )
      .max(LIMITS.linesMax),
  }),
});
