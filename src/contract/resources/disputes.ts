/** Disputes of customers: what they do not pay, or do not accept, and what is right. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const CLASSIFICATIONS = [
  'price', 'shortage', 'damage', 'not-received', 'duplicate', 'returned', 'promotion', 'freight', 'tax',
  'unknown',
] as const;
const classification = z.enum(CLASSIFICATIONS).meta({ description: 'What it is about', examples: ['price'] });
const reason = shape.note('Why; it goes into the audit chain', 'their purchase order says so');
const params = z.strictObject({ dispute: shape.identifier('Dispute', 'DSP-0A1B2C3D4E5F') });

const taken = z
  .object({
    dispute: z.string(),
    status: z.enum(['accepted', 'duplicate']),
    instance: z.string().meta({ examples: ['uk/dispute/DSP-0A1B2C3D4E5F'] }),
  })
  .meta({ id: 'DisputeTaken' });

export const openDispute = defineOperation({
  id: 'openDispute',
  method: 'post',
  path: '/v1/disputes',
  tag: 'Disputes',
  summary: 'Open a dispute or a deduction, with the evidence of its order attached',
  description:
    'What was ordered, agreed, shipped, delivered, billed and credited by now becomes a part of it, ' +
    'and a policy decides by it. The number comes from what is disputed: opening it again changes nothing.',
  access: 'key',
  body: z
    .strictObject({
      invoice: shape.identifier('Invoice', 'INV-1001'),
      entity: shape.identifier('Business entity, where several have the invoice', 'uk').optional(),
      kind: z.enum(['deduction', 'dispute']).meta({ description: '`deduction`: the customer kept it back' }),
      classification,
      amount: shape.money,
      payment: shape.identifier('Payment that was short', 'PAY-3').optional(),
      customerReference: shape.identifier('Number of the claim at the customer', 'CL-88').optional(),
      text: shape.note('What the customer says', 'you billed 12, we got 10'),
    })
    .meta({ id: 'NewDispute' }),
  bodyExample: {
    invoice: 'INV-1001',
    kind: 'deduction',
    classification: 'shortage',
    amount: { amount: '20.00', currency: 'GBP' },
    text: 'you billed 12, we got 10',
  },
  answers: { 201: { description: 'It is open', schema: taken } },
  errors: [
    'not-found', 'entity-required', 'invalid-content', 'not-let-in', 'contradicted', 'not-possible-now',
  ],
});

export const getDispute = defineOperation({
  id: 'getDispute',
  method: 'get',
  path: '/v1/disputes/{dispute}',
  tag: 'Disputes',
  summary: 'Read a dispute: its evidence, what is right and why, and what was posted',
  access: 'key',
  params,
  answers: {
    200: {
      description: 'The dispute',
      schema: z
        .object({
          dispute: z.string(),
          entity: z.string(),
          lifecycle: z.string().meta({ examples: ['to-credit'] }),
          asOf: shape.asOf,
          resolution: z.enum(['credit', 'rebill', 'reject', 'review', 'unknown']),
          reason: z.string().meta({ examples: ['billed-more-than-shipped'] }),
          classification,
          disputed: z.unknown().meta({ description: 'The fact that opened it, with its evidence' }),
          creditable: z
            .object({
              asked: shape.money,
              gross: shape.money.meta({ description: 'What of it may be credited' }),
              before: shape.money.meta({ description: 'What others were credited of the invoice' }),
            })
            .nullable()
            .meta({
              description:
                'What the owner of the billed lines answered: with every other credit it never comes to ' +
                'more than the invoice; null: not decided, or nothing is to be credited',
            }),
          settled: z.unknown().meta({ description: 'The fact that says what was posted; null: nothing yet' }),
          waiting: z.string(),
        })
        .meta({ id: 'DisputeDetail' }),
    },
  },
  errors: [],
});

export const classifyDispute = defineOperation({
  id: 'classifyDispute',
  method: 'post',
  path: '/v1/disputes/{dispute}/classification',
  tag: 'Disputes',
  summary: 'Say what a dispute is really about: the policy decides again',
  access: 'key',
  params,
  body: z.strictObject({ classification, reason }).meta({ id: 'DisputeClassification' }),
  bodyExample: { classification: 'price', reason: 'their purchase order says so' },
  answers: { 200: { description: 'It is classified', schema: taken } },
  errors: ['invalid-content', 'not-let-in', 'contradicted', 'not-possible-now'],
});

export const settleDispute = defineOperation({
  id: 'settleDispute',
  method: 'post',
  path: '/v1/disputes/{dispute}/settlement',
  tag: 'Disputes',
  summary: 'Tell what was posted: the credit memo, or the reversal with its new invoice',
  description:
    'A rebill is one unit: it names the reversal and the new invoice, and the ledger has told both, or ' +
    'it is refused.',
  access: 'key',
  params,
  body: z
    .strictObject({
      how: z.enum(['credit', 'rebill']),
      creditMemo: shape.identifier('Credit memo', 'CM-7').optional(),
      reversal: shape.identifier('Reversal of the invoice', 'R-7').optional(),
      invoice: shape.identifier('Invoice that was billed anew', 'INV-1002').optional(),
      amount: shape.money.meta({ description: 'What the customer owes less because of it' }),
      postingDate: shape.date('Date in the ledger').optional(),
      note: shape.note('Remark', 'posted in May').optional(),
    })
    .meta({ id: 'DisputeSettlement' }),
  bodyExample: { how: 'credit', creditMemo: 'CM-7', amount: { amount: '20.00', currency: 'GBP' } },
  answers: { 200: { description: 'It is settled', schema: taken } },
  errors: ['invalid-content', 'not-let-in', 'contradicted', 'not-possible-now'],
});
