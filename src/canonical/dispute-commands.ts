/** Commands about what customers dispute or keep back. */
import { z } from 'zod';
import { dateText, identifier, lineNumber, moneyObject } from './codec.ts';
import { defineCommand } from './command-type.ts';
import { disputeNumber } from './dispute.ts';
import { chargeDisputed } from './facts/charge-disputed.v1.ts';
import { LIMITS } from './limits.ts';

/** Executed by ourselves: the content becomes the fact that opens the dispute. */
export const disputeCharge = defineCommand({
  type: 'charge.dispute.v1',
  meaning: 'Open a dispute for what a customer kept back of an invoice.',
  schema: chargeDisputed.schema,
});

/** No goods come back: the lines say of which line how much money is given back. */
export const postChargeCredit = defineCommand({
  type: 'charge-credit.post.v1',
  meaning: 'Post the credit memo by which a dispute is resolved in the ERP (X12 812).',
  schema: z.object({
    dispute: disputeNumber,
    salesOrder: identifier('Sales order'),
    invoice: identifier('Invoice that is credited'),
    customer: identifier('Trading partner that was billed'),
    postingDate: dateText('Date in the ledger'),
    lines: z
      .array(
        z.object({
          line: lineNumber.describe('Line of the sales order'),
          item: identifier('Item'),
          net: moneyObject('Net of the line'),
        }),
      )
      .max(LIMITS.linesMax),
    freight: moneyObject('Freight that is given back, net'),
    tax: moneyObject('Tax that is given back'),
    gross: moneyObject('What the customer gets'),
  }),
});
