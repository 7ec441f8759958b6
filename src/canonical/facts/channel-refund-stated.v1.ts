import { z } from 'zod';
import { identifier, instantText, lineNumber, moneyObject, positiveQuantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { RETURN_REASONS } from './return-requested.v1.ts';
import { CHANNELS, channelOrder } from './sales-order-stated.v1.ts';

/** What a channel that pays back says of the goods: they come back, stay with the customer, or never left. */
export const REFUNDED_GOODS = ['back', 'kept', 'not-shipped'] as const;

/**
 * A channel that has taken the money gives it back by itself, and knows its own numbers alone: the order
 * is found by what it called itself in that channel. A later version restates the whole.
 */
export const channelRefundStated = defineFact({
  type: 'channel-refund.stated.v1',
  meaning: 'A sales channel says that it paid money back, and what comes back for it.',
  schema: z.object({
    channel: z.enum(CHANNELS).describe('Where the order came from'),
    order: identifier('Number of the order in the channel'),
    refund: identifier('Number of the refund; the return of its goods has the same'),
    version,
    refundedAt: instantText('When the channel decided it'),
    lines: z
      .array(
        z.object({
          line: lineNumber.describe('Line of the sales order'),
          item: identifier('Item'),
          quantity: positiveQuantityText('Refunded, in base units'),
          goods: z.enum(REFUNDED_GOODS),
          reason: z.enum(RETURN_REASONS),
          amount: moneyObject('What the channel gives back for it, tax included'),
        }),
      )
      .max(LIMITS.linesMax),
    payments: z
      .array(
        z.object({
          payment: identifier('Number of the payment back'),
          amount: moneyObject('Paid back by it'),
        }),
      )
      .max(LIMITS.linesMax)
      .describe('What has been paid back so far'),
  }),
  key: (stated) => stated.refund,
  version: (stated) => stated.version,
  route: ({ channel, order }) => ({ to: 'alias', alias: channelOrder(channel, order) }),
});
