import { z } from 'zod';
import { identifier, note, signedQuantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { ADJUSTMENT_REASON } from './adjustment-reason.ts';
import { LIMITS } from '../limits.ts';
import { LINE, reconciliationNumber, toReconciliation, WORTH } from './reconciliation.ts';

/** The words of whoever asks are kept; a reason is what they mean. */
export const adjustmentRequested = defineFact({
  type: 'adjustment.requested.v1',
  meaning: 'Somebody wants stock written off, or what was found written up (X12 947).',
  schema: z.object({
    adjustment: identifier('Number of the request'),
    version,
    site: identifier('Site'),
    requestedBy: identifier('Who asks'),
    lines: z
      .array(
        z.object({
          ...LINE,
          change: signedQuantityText('Below zero: it is written off'),
          text: note('Why, in the words of whoever asks'),
          reason: ADJUSTMENT_REASON.optional(),
          ...WORTH,
        }),
      )
      .min(1)
      .max(LIMITS.linesMax),
  }),
  key: ({ adjustment }) => reconciliationNumber.adjustment(adjustment),
  version: (requested) => requested.version,
  route: ({ adjustment }) => toReconciliation(reconciliationNumber.adjustment(adjustment)),
});
