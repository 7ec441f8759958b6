import { z } from 'zod';
import { dateText, identifier, lineNumber, moneyObject, quantityText, version } from '../codec.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { rma, toReturn } from '../rma.ts';

/** What the ledger says was credited, whatever we asked it to credit. */
export const creditMemoPosted = defineFact({
  type: 'credit-memo.posted.v1',
  meaning: 'The ERP has posted a credit memo against an invoice (X12 812).',
  schema: z.object({
    rma,
    credit: identifier('Which credit of the return: inspection and invoice'),
    creditMemo: identifier('Number of the credit memo'),
    generation: version.describe('Generation of the command that posted it'),
    invoice: identifier('Invoice that it credits'),
    salesOrder: identifier('Sales order'),
    postingDate: dateText('Date in the ledger'),
    lines: z
      .array(
        z.object({
          line: lineNumber.describe('Line of the return'),
          item: identifier('Item'),
          quantity: quantityText('Credited, in base units'),
          net: moneyObject('Net amount of the line'),
        }),
      )
      .max(LIMITS.linesMax),
    tax: moneyObject('Tax that is given back'),
    gross: moneyObject('What the customer gets'),
    applied: moneyObject('Settled on the open amount of the invoice'),
    open: moneyObject('Left on the account of the customer'),
  }),
  key: (posted) => posted.creditMemo,
  route: toReturn,
  introduces: (posted) => [`credit-memo:${posted.creditMemo}`],
});
