import { z } from 'zod';
import { dateText, identifier, moneyObject, note } from '../codec.ts';
import { disputeNumber, toDispute } from '../dispute.ts';
import { defineFact } from '../fact-type.ts';

/** A rebill is one unit: the reversal and the new invoice are told together, or it is not settled. */
export const disputeSettled = defineFact({
  type: 'dispute.settled.v1',
  meaning: 'What was found right is posted: a credit memo, or a reversal with its new invoice.',
  schema: z
    .object({
      dispute: disputeNumber,
      how: z.enum(['credit', 'rebill']),
      creditMemo: identifier('Credit memo').optional(),
      reversal: identifier('Reversal of the invoice').optional(),
      invoice: identifier('Invoice that was billed anew').optional(),
      rebilled: moneyObject('Amount of the invoice that was billed anew, as the ledger says').optional(),
      amount: moneyObject('What the customer owes less because of it'),
      postingDate: dateText('Date in the ledger; the day on which it was told if missing').optional(),
      by: identifier('Person'),
      note: note('Remark').optional(),
    })
    .refine(
      ({ how, creditMemo, reversal, invoice }) =>
        how === 'credit'
          ? creditMemo !== undefined
          : reversal !== undefined && invoice !== undefined && reversal !== invoice,
      'a credit names its credit memo, a rebill both its reversal and its new invoice',
    ),
  key: (settled) => settled.dispute,
  route: toDispute,
});
