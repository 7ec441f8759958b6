import { z } from 'zod';
import { dateText, identifier, moneyObject, version } from '../codec.ts';
import { disputeNumber, toDispute } from '../dispute.ts';
import { defineFact } from '../fact-type.ts';

/** What the ledger says was credited of an invoice because a customer was right to dispute it. */
export const chargeCredited = defineFact({
  type: 'charge.credited.v1',
  meaning: 'The ERP has posted the credit memo by which a dispute is resolved (X12 812).',
  schema: z.object({
    dispute: disputeNumber,
    creditMemo: identifier('Number of the credit memo'),
    generation: version.describe('Generation of the command that posted it'),
    invoice: identifier('Invoice that it credits'),
    salesOrder: identifier('Sales order'),
    postingDate: dateText('Date in the ledger'),
    tax: moneyObject('Tax that is given back'),
    gross: moneyObject('What the customer gets'),
    applied: moneyObject('Settled on the open amount of the invoice'),
    open: moneyObject('Left on the account of the customer'),
  }),
  key: (credited) => credited.creditMemo,
  route: toDispute,
  introduces: (credited) => [`credit-memo:${credited.creditMemo}`],
});
