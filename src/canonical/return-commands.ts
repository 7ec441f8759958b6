/** Commands of return-to-credit: what we tell other systems to do. */
import { z } from 'zod';
import {
  dateText,
  identifier,
  instantText,
  lineNumber,
  moneyObject,
  note,
  positiveQuantityText,
  quantityText,
} from './codec.ts';
import { defineCommand } from './command-type.ts';
import { FAULTS_OF, GRADES } from './facts/inspection-completed.v1.ts';
import { RETURN_DISPOSITIONS } from './facts/inventory-disposition-updated.v1.ts';
import { exchangeWanted, REFUNDED, RETURN_REASONS } from './facts/return-requested.v1.ts';
import { LIMITS } from './limits.ts';
import { rma } from './rma.ts';

const lines = <T extends z.ZodType>(line: T) => z.array(line).max(LIMITS.linesMax);

const of = identifier('Fingerprint of this content: the answer repeats it');
const salesOrder = identifier('Sales order');
const credit = identifier('Which credit of the return: inspection and invoice');
const customer = identifier('Trading partner that was billed');

/** Set to this: what of the billed lines this return holds from now on. */
export const authorizeReturn = defineCommand({
  type: 'return.authorize.v1',
  meaning: 'Ask the owner of the billed lines what of a return may come back.',
  schema: z.object({
    rma,
    of,
    salesOrder: salesOrder.optional(),
    customer,
    requestedAt: instantText('When it was asked for'),
    resolution: z.enum(['credit', 'replacement']).describe('What the customer wants').optional(),
    lines: lines(
      z.object({
        line: lineNumber,
        item: identifier('Item'),
        salesOrderLine: lineNumber.optional(),
        lot: identifier('Lot').optional(),
        reason: z.enum(RETURN_REASONS),
        use: z.enum(['unopened', 'opened', 'used', 'unknown']),
        quantity: quantityText('To be held for this return in total; zero gives it free'),
        refunded: z.enum(REFUNDED).describe('Paid back already by the channel').optional(),
        exchange: exchangeWanted.optional(),
      }),
    ),
  }),
});

/** Set to this: what the dock is to expect in total; zero closes the line. */
export const expectReturn = defineCommand({
  type: 'return-receipt.expect.v1',
  meaning: 'Tell the warehouse which goods of a customer come back (X12 943).',
  schema: z.object({
    rma,
    of,
    site: identifier('Site'),
    customer,
    until: dateText('Not after').optional(),
    lines: lines(
      z.object({
        line: lineNumber,
        item: identifier('Item'),
        quantity: quantityText('Expected in total'),
        lot: identifier('Lot that was shipped').optional(),
      }),
    ),
  }),
});

/** Set to this: where each inspected part goes. */
export const placeReturnedGoods = defineCommand({
  type: 'inventory-disposition.update.v1',
  meaning: 'Tell the warehouse where inspected goods go.',
  schema: z.object({
    rma,
    of,
    inspection: identifier('Inspection'),
    receipt: identifier('Receipt'),
    site: identifier('Site'),
    lines: lines(
      z.object({
        part: lineNumber.describe('Part of the inspection'),
        item: identifier('Item'),
        quantity: positiveQuantityText('In base units'),
        lot: identifier('Lot').optional(),
        to: z.enum(RETURN_DISPOSITIONS),
      }),
    ),
  }),
});

/** Set to this: what becomes of the goods of one inspection, and what of the billed lines is credited. */
export const approveCredit = defineCommand({
  type: 'credit.approve.v1',
  meaning: 'Ask the owner of the billed lines what an inspected part of a return is worth.',
  schema: z.object({
    rma,
    of,
    inspection: identifier('Inspection, or the policy, that the credit follows from'),
    salesOrder,
    site: identifier('Site that has the goods: its calendar says what day it is').optional(),
    stands: z
      .literal(true)
      .describe('A credit by an earlier answer is posted and not taken back: nothing of it is free')
      .optional(),
    parts: lines(
      z.object({
        part: lineNumber.describe('Part of the inspection'),
        line: lineNumber.describe('Line of the return; absent for goods that nobody announced').optional(),
        item: identifier('Item'),
        quantity: positiveQuantityText('In base units'),
        lot: identifier('Lot').optional(),
        /** Absent where a policy lets the customer keep the goods, or pays in advance. */
        found: z
          .object({
            grade: z.enum(GRADES),
            faultOf: z.enum(FAULTS_OF),
            chainUnbroken: z.boolean(),
            repairable: z.boolean(),
            qualityReleased: z.boolean().describe('Quality attests that it may be sold again').optional(),
          })
          .optional(),
      }),
    ),
  }),
});

export const postCreditMemo = defineCommand({
  type: 'credit-memo.post.v1',
  meaning: 'Post a credit memo against an invoice in the ERP (X12 812).',
  schema: z.object({
    rma,
    credit,
    salesOrder,
    invoice: identifier('Invoice that is credited'),
    customer,
    postingDate: dateText('Date in the ledger'),
    lines: lines(
      z.object({
        line: lineNumber.describe('Line of the return'),
        salesOrderLine: lineNumber,
        item: identifier('Item'),
        quantity: quantityText('Credited, in base units'),
        net: moneyObject('Net of the line'),
      }),
    ),
    freight: moneyObject('Freight that is given back, net'),
    fee: moneyObject('Fee that is kept, net'),
    tax: moneyObject('Tax that is given back'),
    gross: moneyObject('What the customer gets'),
  }),
});

export const reverseCreditMemo = defineCommand({
  type: 'credit-memo.reverse.v1',
  meaning: 'Post the reversal of a posted credit memo in the ERP.',
  schema: z.object({ rma, credit, reason: note('Why') }),
});

export const refundPayment = defineCommand({
  type: 'payment.refund.v1',
  meaning: 'Tell the payment provider to pay back what a credit memo leaves open.',
  schema: z.object({
    rma,
    salesOrder,
    invoice: identifier('Invoice that was paid'),
    creditMemo: identifier('Credit memo that is paid out'),
    customer,
    amount: moneyObject('To pay back'),
  }),
});

export const settleCreditMemo = defineCommand({
  type: 'credit-memo.settle.v1',
  meaning: 'Set a payment back against the open amount of its credit memo in the ERP.',
  schema: z.object({
    rma,
    creditMemo: identifier('Credit memo'),
    refund: identifier('Payment back'),
    amount: moneyObject('Paid back'),
  }),
});

export const publishReturnStatus = defineCommand({
  type: 'return-status.publish.v1',
  meaning: 'Tell the customer relations system what has become of a return, and what it means.',
  schema: z.object({
    rma,
    customer,
    salesOrder: salesOrder.optional(),
    lifecycle: identifier('Governed status word'),
    message: note('Sentence for the customer'),
  }),
});

/** The answer names who holds a credit that is not posted and cannot be any more. */
export const reviewCredits = defineCommand({
  type: 'credits.review.v1',
  meaning: 'Have the owner of the billed lines review what it approved: they have changed without it.',
  schema: z.object({ salesOrder, of }),
});
