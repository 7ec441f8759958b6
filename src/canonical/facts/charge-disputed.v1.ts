import { z } from 'zod';
import {
  identifier,
  instantText,
  lineNumber,
  moneyObject,
  note,
  quantityText,
  unitPriceText,
  version,
} from '../codec.ts';
import { ofCustomer } from '../data-subject.ts';
import { CLASSIFICATIONS, deductedLines, disputeNumber, toDispute } from '../dispute.ts';
import { defineFact } from '../fact-type.ts';
import { LIMITS } from '../limits.ts';
import { personal } from '../personal-data.ts';

const lines = <T extends z.ZodType>(line: T) => z.array(line).max(LIMITS.linesMax);

/** The evidence is attached when it is opened: what was ordered, agreed, shipped and billed by then. */
export const chargeDisputed = defineFact({
  type: 'charge.disputed.v1',
  meaning: 'A customer disputes an invoice, or paid less than it says (X12 812, 820 adjustment).',
  schema: z.object({
    dispute: disputeNumber,
    revision: version.describe('Revision: a later one restates it'),
    kind: z.enum(['deduction', 'dispute']).describe('Kept back by the customer, or only disputed'),
    classification: z.enum(CLASSIFICATIONS).describe('What it is about, as far as the customer says'),
    salesOrder: identifier('Sales order'),
    shipment: identifier('Shipment that the invoice bills'),
    invoice: identifier('Invoice'),
    customer: identifier('Trading partner that was billed'),
    amount: moneyObject('Disputed, or kept back'),
    payment: identifier('Payment that was short').optional(),
    customerReference: identifier('Number of the claim at the customer').optional(),
    refunded: lines(
      z.object({
        refund: identifier('Number of the payment back'),
        amount: moneyObject('Paid back by it'),
      }),
    )
      .describe('What the sales channel had paid back for it already')
      .optional(),
    text: personal(note('What the customer says')),
    deducted: deductedLines.optional(),
    openedBy: identifier('Person or system that opened it'),
    openedAt: instantText('When it was opened'),
    evidence: z.object({
      ordered: lines(
        z.object({
          line: lineNumber,
          item: identifier('Item'),
          quantity: quantityText('Ordered'),
          unitPrice: unitPriceText('Price of the order'),
          agreed: unitPriceText('Contract price, where the ERP has one').optional(),
        }),
      ),
      shipped: lines(
        z.object({ line: lineNumber, item: identifier('Item'), quantity: quantityText('Shipped') }),
      ),
      billed: lines(
        z.object({
          line: lineNumber,
          item: identifier('Item'),
          quantity: quantityText('Billed'),
          net: moneyObject('Net of the line'),
        }),
      ),
      gross: moneyObject('Amount of the invoice'),
      tax: moneyObject('Of it, tax').optional(),
      credited: moneyObject('Credited against it before'),
      invoices: z.int().min(1).describe('Invoices that stand for the shipment'),
      deliveredAt: instantText('When the carrier proved the arrival').optional(),
      facts: z.array(z.string().max(LIMITS.noteLengthMax)).max(LIMITS.linesMax)
        .describe('Names of the facts that say so'),
    }),
  }),
  key: (disputed) => disputed.dispute,
  version: (disputed) => disputed.revision,
  route: toDispute,
  introduces: ({ customer, customerReference: reference }) =>
    reference === undefined ? [] : [`customer-claim:${reference}:${customer}`],
  dataSubject: ofCustomer,
});
