import { z } from 'zod';
import { identifier, instantText, moneyObject, version } from '../codec.ts';
import { disputeNumber } from '../dispute.ts';
import { defineFact, toSalesOrder } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** What a dispute says of itself to the order whose invoice it is about. */
export const disputeReport = {
  dispute: disputeNumber,
  salesOrder: identifier('Sales order'),
  invoice: identifier('Invoice'),
  amount: moneyObject('Disputed, or kept back'),
  state: z.enum(['open', 'settled', 'rejected', 'withdrawn']),
  rebilledAs: identifier('Invoice that was billed anew instead').optional(),
  since: instantText('When the last word on it was said'),
  references: z
    .array(identifier('Number of the claim at the customer'))
    .max(LIMITS.linesMax)
    .describe('Deductions of the customer that it is about'),
} as const;

/** The order opens no second dispute for the same money, and reminds of what was rejected. */
export const disputeReported = defineFact({
  type: 'dispute.reported.v1',
  meaning: 'A dispute says what of an invoice it is about, and whether it is open, settled or rejected.',
  schema: z.object({
    ...disputeReport,
    version: version.describe('Number of the report; the larger one counts'),
  }),
  key: (reported) => reported.dispute,
  version: (reported) => reported.version,
  route: toSalesOrder,
});
