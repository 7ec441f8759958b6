import { z } from 'zod';
import { dateText, identifier, moneyObject } from '../codec.ts';
import { claim, toClaim } from '../claim.ts';
import { defineFact } from '../fact-type.ts';

export const supplierClaimSettled = defineFact({
  type: 'supplier-claim.settled.v1',
  meaning: 'The supplier gave a credit, or paid, for a claim.',
  schema: z.object({
    claim,
    settlement: identifier('Number of the credit or the payment at the supplier'),
    amount: moneyObject('Credited or paid'),
    settledOn: dateText('Date of the settlement'),
  }),
  key: (settled) => settled.settlement,
  route: toClaim,
});
