import { z } from 'zod';
import { identifier, lineNumber, moneyObject, quantityText, version } from '../codec.ts';
import { disputeNumber, toDispute } from '../dispute.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';

/** Decided once, under the lock of the billed lines: with every other credit it never exceeds the invoice. */
export const chargeCreditApproved = defineFact({
  type: 'charge-credit.approved.v1',
  meaning: 'The owner of the billed lines says what of the amount of a dispute may still be credited.',
  schema: z.object({
    dispute: disputeNumber,
    decision: version.describe('Number of the decision; the larger one counts'),
    of: identifier('Fingerprint of the question that this answers'),
    salesOrder: identifier('Sales order'),
    invoice: identifier('Invoice that is credited'),
    asked: moneyObject('What was asked for'),
    lines: z
      .array(
        z.object({
          line: lineNumber.describe('Line of the sales order'),
          item: identifier('Item'),
          quantity: quantityText('Goods that went with it: nobody can give them back any more'),
          net: moneyObject('Net of the line'),
          tax: moneyObject('Tax of the line'),
        }),
      )
      .max(LIMITS.linesMax),
    freight: moneyObject('Freight that is given back, net'),
    freightTax: moneyObject('Tax on that freight'),
    gross: moneyObject('What may be credited'),
    before: moneyObject('What others were credited of the invoice, fees included'),
  }),
  key: (approved) => approved.dispute,
  version: (approved) => approved.decision,
  route: toDispute,
});
