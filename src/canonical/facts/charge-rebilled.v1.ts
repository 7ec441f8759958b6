import { z } from 'zod';
import { dateText, identifier, moneyObject, version } from '../codec.ts';
import { disputeNumber, toDispute } from '../dispute.ts';
import { defineFact } from '../fact-type.ts';

/** One posting of the ledger: the reversal and the new invoice stand together, or neither does. */
export const chargeRebilled = defineFact({
  type: 'charge.rebilled.v1',
  meaning: 'The ERP has reversed a disputed invoice and billed its shipment anew, as one unit.',
  schema: z.object({
    dispute: disputeNumber,
    invoice: identifier('Invoice that was wrong'),
    reversal: identifier('Reversal of that invoice'),
    rebilledAs: identifier('Invoice that was billed anew'),
    generation: version.describe('Generation of the command that posted it'),
    postingDate: dateText('Date of both in the ledger'),
    before: moneyObject('Amount of the invoice that was wrong'),
    gross: moneyObject('Amount of the new invoice'),
    settled: z
      .object({
        paid: moneyObject('Settled on the wrong invoice by payments'),
        credited: moneyObject('Settled on it by credit memos'),
        onAccount: moneyObject('Of both, what the new invoice has no room for: on the account'),
      })
      .describe('What went over to the new invoice; absent where nothing was settled')
      .optional(),
  }),
  key: (rebilled) => rebilled.rebilledAs,
  route: toDispute,
});
