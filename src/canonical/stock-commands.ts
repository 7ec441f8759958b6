/** Commands of stock reconciliation: what we ask of the ledger, and have posted in every book. */
import { z } from 'zod';
import { identifier, instantText, moneyObject, note, positiveQuantityText, quantityText } from './codec.ts';
import { defineCommand } from './command-type.ts';
import { ADJUSTMENT_REASON } from './facts/adjustment-reason.ts';
import { LINE, streamPosition } from './facts/reconciliation.ts';
import { LIMITS } from './limits.ts';

const reconciliation = identifier('Number of the reconciliation');
const of = identifier('Fingerprint of this content: the answer repeats it');

export const compareStock = defineCommand({
  type: 'stock.compare.v1',
  meaning: 'Ask the stock ledger what it had at the moment of a count or snapshot.',
  schema: z.object({
    reconciliation,
    of,
    site: identifier('Site'),
    statedAt: instantText('When the statement was true'),
    after: streamPosition.optional(),
    source: identifier('System that made the statement'),
    lines: z
      .array(
        z.object({
          ...LINE,
          stated: quantityText('Counted, or in the books of the system'),
          theirBook: quantityText('What its books had at that moment').optional(),
        }),
      )
      .max(LIMITS.linesMax),
  }),
});

/** Once for each direction and system: what was found is never set off against what is missing. */
export const postAdjustment = defineCommand({
  type: 'adjustment.post.v1',
  meaning: 'Have a system enter an adjustment of stock into its books (X12 947).',
  schema: z.object({
    reconciliation,
    of,
    site: identifier('Site'),
    direction: z.enum(['up', 'down']),
    lines: z
      .array(
        z.object({
          ...LINE,
          quantity: positiveQuantityText('To enter, without sign'),
          reason: ADJUSTMENT_REASON,
          text: note('Why, in the words of whoever asked'),
        }),
      )
      .min(1)
      .max(LIMITS.linesMax),
    value: moneyObject('Value of all lines'),
  }),
});
