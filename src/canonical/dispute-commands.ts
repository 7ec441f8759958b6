/** Commands about what customers dispute or keep back. */
import { z } from 'zod';
import { dateText, identifier, lineNumber, moneyObject, quantityText, unitPriceText } from './codec.ts';
import { defineCommand } from './command-type.ts';
import { disputeNumber } from './dispute.ts';
import { chargeDisputed } from './facts/charge-disputed.v1.ts';
import { disputeEvidence } from './facts/dispute-evidence-added.v1.ts';
import { disputeReport } from './facts/dispute-reported.v1.ts';
import { LIMITS } from './limits.ts';

/** Executed by ourselves: the content becomes the fact that opens the dispute. */
export const disputeCharge = defineCommand({
  type: 'charge.dispute.v1',
  meaning: 'Open a dispute for what a customer kept back of an invoice.',
  schema: chargeDisputed.schema,
});

/** Executed by ourselves: the number of the issue becomes the version of what is said. */
export const addDisputeEvidence = defineCommand({
  type: 'dispute-evidence.add.v1',
  meaning: 'Tell a dispute of a deduction or a short payment that is about the same money.',
  schema: z.object(disputeEvidence),
});

/** Executed by ourselves: the number of the issue becomes the version of what is said. */
export const reportDispute = defineCommand({
  type: 'dispute.report.v1',
  meaning: 'Tell the order what of its invoice is disputed, and how far it has come.',
  schema: z.object(disputeReport),
});

/** Set to this: what is credited for a dispute in total; zero gives free what was granted. */
export const approveChargeCredit = defineCommand({
  type: 'charge-credit.approve.v1',
  meaning: 'Ask the owner of the billed lines what of the amount of a dispute may still be credited.',
  schema: z.object({
    dispute: disputeNumber,
    of: identifier('Fingerprint of this content: the answer repeats it'),
    salesOrder: identifier('Sales order'),
    invoice: identifier('Invoice that is credited'),
    amount: moneyObject('To be credited, tax included'),
    lines: z
      .array(
        z.object({
          line: lineNumber.describe('Line of the sales order'),
          weight: moneyObject('How much of it is about the line, in proportion to the others'),
          quantity: quantityText('Goods that went with it: they never arrived'),
        }),
      )
      .max(LIMITS.linesMax)
      .describe('Lines that it is about; none: the whole invoice'),
    charge: z.literal('freight').describe('Only of this charge of the invoice').optional(),
    creditMemo: identifier('Credit memo, where a person posted it and told its number').optional(),
  }),
});

export const settleChargeCredit = defineCommand({
  type: 'charge-credit.settle.v1',
  meaning: 'Set money that the channel paid back against the credit memo of its dispute in the ERP.',
  schema: z.object({
    dispute: disputeNumber,
    creditMemo: identifier('Credit memo'),
    refund: identifier('Payment back'),
    amount: moneyObject('Paid back'),
  }),
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

/** Both or neither: the ledger reverses the wrong invoice and posts the new one in one posting. */
export const postChargeRebill = defineCommand({
  type: 'charge-rebill.post.v1',
  meaning: 'Reverse a disputed invoice and bill its shipment anew in the ERP, as one unit.',
  schema: z.object({
    dispute: disputeNumber,
    salesOrder: identifier('Sales order'),
    shipment: identifier('Shipment that is billed anew'),
    invoice: identifier('Invoice that is wrong'),
    customer: identifier('Trading partner that was billed'),
    lines: z
      .array(
        z.object({
          line: lineNumber.describe('Line of the sales order'),
          item: identifier('Item'),
          quantity: quantityText('Billed, in base units'),
          unitPrice: unitPriceText('Price that is right'),
          net: moneyObject('Net of the line'),
        }),
      )
      .max(LIMITS.linesMax),
    freight: moneyObject('Freight, net'),
    tax: moneyObject('Tax'),
    gross: moneyObject('What the customer owes'),
  }),
});
