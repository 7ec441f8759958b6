/** Returns: ask whether goods may come back, request, change, call off, list, look into, explain. */
import { z } from 'zod';
import { HTTP_LIMITS } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { commandSummary } from './commands.ts';
import {
  credit,
  exchange,
  inspected,
  reason,
  received,
  replacement,
  returnLine,
  stamp,
  use,
} from './return-shapes.ts';
import { explanation, timelineEntry } from './sales-orders.ts';

const line = z.strictObject({
  line: shape.lineNumber,
  item: shape.identifier('Item', 'IT-1'),
  quantity: shape.decimal('To give back, in base units'),
  salesOrderLine: shape.lineNumber.optional(),
  lot: shape.identifier('Lot', 'L-7').optional(),
  reason,
  use: use.default('unknown'),
  text: shape.note('What the customer says', 'arrived warm').optional(),
  exchange: z
    .strictObject({
      item: shape.identifier('Item that he wants', 'IT-2'),
      quantity: shape.decimal('So much of it for all of the line, in base units'),
      unitPrice: shape.decimal('Price of one base unit, if one was agreed with him', '2.5').optional(),
    })
    .meta({ description: 'Another item in its place, at its price; what comes back is credited' })
    .optional(),
});

const content = {
  customer: shape.identifier('Trading partner that gives back', 'C-17'),
  customerReference: shape.identifier('Number of the request at the customer', 'CR-88').optional(),
  salesOrder: shape.identifier('Sales order that the goods were bought with', 'SO-1001').optional(),
  channel: z.enum(['api', 'portal', 'desk', 'branch', 'shop', 'edi']).default('api'),
  requestedAt: shape.instant('When it was asked for; now if missing').optional(),
  site: shape.identifier('Site that is to receive the goods', 'leeds').optional(),
  resolution: z.enum(['credit', 'replacement']).default('credit'),
  lines: z.array(line).min(1).max(HTTP_LIMITS.linesMax),
};

export const returnToRequest = z
  .strictObject({
    entity: shape
      .identifier('Business entity; may be left out by a key of one entity', 'uk')
      .optional(),
    rma: shape
      .identifier('Number of the return; made from the Idempotency-Key if missing', 'RMA-1')
      .optional(),
    ...content,
  })
  .meta({ id: 'ReturnToRequest' });

export const returnToAmend = z
  .strictObject({ entity: shape.identifier('Business entity', 'uk').optional(), ...content })
  .meta({ id: 'ReturnToAmend', description: 'The whole request as it shall be from now on' });

const example = {
  customer: 'C-17',
  salesOrder: 'SO-1001',
  lines: [{ line: 1, item: 'IT-1', quantity: '2', reason: 'damaged' as const }],
};

const params = z.strictObject({ rma: shape.identifier('Number of the return', 'RMA-1') });

const taken = z
  .object({
    rma: z.string().meta({ examples: ['RMA-1'] }),
    entity: z.string().meta({ examples: ['uk'] }),
    instance: z.string().meta({ examples: ['uk/return/RMA-1'] }),
    revision: z
      .int()
      .min(1)
      .nullable()
      .meta({ examples: [1] }),
    status: z.enum(['accepted', 'duplicate']),
    fact: z.string().meta({ description: 'The fact that says so', examples: ['api/return-1'] }),
  })
  .meta({ id: 'ReturnTaken' });

const takenExample = {
  rma: 'RMA-1',
  entity: 'uk',
  instance: 'uk/return/RMA-1',
  revision: 1,
  status: 'accepted',
  fact: 'api/return-1',
};

export const requestReturn = defineOperation({
  id: 'requestReturn',
  method: 'post',
  path: '/v1/returns',
  tag: 'Returns',
  summary: 'Request a return',
  description:
    'Also tells whose goods are that came without a number: under the number that the warehouse gave ' +
    'them. What may come back is decided by whoever owns the billed lines; the answer is a fact.',
  access: 'key',
  idempotencyKey: 'required',
  body: returnToRequest,
  bodyExample: { entity: 'uk', rma: 'RMA-1', ...example },
  answers: {
    201: {
      description: 'Recorded; what may come back is being decided',
      schema: taken,
      example: takenExample,
      headers: { Location: 'The return', 'Idempotency-Replayed': '`true`: a stored answer' },
    },
  },
  errors: [
    'entity-required',
    'entity-not-allowed',
    'already-exists',
    'contradicted',
    'invalid-content',
    'not-let-in',
  ],
});

export const amendReturn = defineOperation({
  id: 'amendReturn',
  method: 'put',
  path: '/v1/returns/{rma}',
  tag: 'Returns',
  summary: 'State a requested return anew: its next revision',
  access: 'key',
  idempotencyKey: 'optional',
  params,
  body: returnToAmend,
  bodyExample: example,
  answers: {
    200: { description: 'Recorded', schema: taken, example: { ...takenExample, revision: 2 } },
  },
  errors: [
    'entity-required',
    'entity-not-allowed',
    'contradicted',
    'not-possible-now',
    'invalid-content',
    'not-let-in',
  ],
});

export const cancelReturn = defineOperation({
  id: 'cancelReturn',
  method: 'post',
  path: '/v1/returns/{rma}/cancellation',
  tag: 'Returns',
  summary: 'Call a return off',
  description:
    'Ends what has not arrived; what was received is inspected and credited all the same.',
  access: 'key',
  idempotencyKey: 'required',
  params,
  body: z
    .strictObject({
      entity: shape.identifier('Business entity', 'uk').optional(),
      reason: shape.note('Why', 'the customer keeps the goods'),
    })
    .meta({ id: 'ReturnCancellation' }),
  bodyExample: { reason: 'the customer keeps the goods' },
  answers: {
    202: { description: 'Recorded', schema: taken, example: { ...takenExample, revision: null } },
  },
  errors: [
    'entity-required',
    'entity-not-allowed',
    'contradicted',
    'invalid-content',
    'not-let-in',
  ],
});

export const inquireReturnEligibility = defineOperation({
  id: 'inquireReturnEligibility',
  method: 'post',
  path: '/v1/return-eligibility',
  tag: 'Returns',
  summary: 'Ask what of a sales order may come back now; nothing is held because of it',
  access: 'key',
  body: z
    .strictObject({
      entity: shape.identifier('Business entity', 'uk').optional(),
      customer: shape.identifier('Trading partner that gives back', 'C-17'),
      salesOrder: shape.identifier('Sales order', 'SO-1001'),
      reason: reason.default('not-wanted'),
      use: use.default('unopened'),
    })
    .meta({ id: 'ReturnInquiry' }),
  bodyExample: { customer: 'C-17', salesOrder: 'SO-1001', reason: 'damaged' },
  answers: {
    200: {
      description: 'Line by line',
      schema: z
        .object({
          salesOrder: z.string(),
          lines: z.array(
            z.object({
              salesOrderLine: shape.lineNumber,
              item: z.string(),
              invoice: z.string(),
              billed: shape.decimal('On the invoice'),
              returnable: shape.decimal('Of it not returned and not on its way back'),
              value: shape.money.nullable(),
              verdict: z.enum(['authorize', 'review', 'refuse']),
              code: z.string(),
              settlement: z.string(),
              feeBasisPoints: shape.count('Kept back of the net, in hundredths of a percent'),
              policy: stamp.nullable(),
            }),
          ),
        })
        .meta({ id: 'ReturnEligibility' }),
    },
  },
  errors: ['entity-required', 'not-found'],
});

const summary = {
  rma: z.string(),
  entity: z.string(),
  instance: z.string(),
  lifecycle: z.string().meta({ description: 'The governed status word', examples: ['authorized'] }),
  settled: z.boolean(),
  nextDeadlineAt: shape.instant('Next milestone').nullable(),
  openCases: shape.count('Open exception cases'),
  brokenEquations: shape.count('Equations that do not hold, with nothing under way'),
  /** What may come back is worth this, tax included. */
  authorized: shape.money.nullable(),
  credited: shape.money.nullable(),
  paidBack: shape.money.nullable(),
};

export const returnSummary = z
  .object({
    ...summary,
    customer: z.string().nullable(),
    salesOrder: z.string().nullable(),
    lines: shape.count('Lines'),
    openedAt: shape.instant('When we first heard of it'),
    updatedAt: shape.instant('When it last changed'),
  })
  .meta({ id: 'ReturnSummary' });

export const listReturns = defineOperation({
  id: 'listReturns',
  method: 'get',
  path: '/v1/returns',
  tag: 'Returns',
  summary: 'List returns, the newest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    lifecycle: shape.identifier('Only with this status word', 'received').optional(),
    customer: shape.identifier('Only of this trading partner', 'C-17').optional(),
    salesOrder: shape.identifier('Only of goods of this sales order', 'SO-1001').optional(),
    number: shape.identifier('Only numbers that begin so', 'RMA-1').optional(),
    open: shape.queryFlag('Only those that are not settled, or only settled ones'),
  }),
  answers: {
    200: {
      description: 'A page of returns',
      schema: shape.pageOf(returnSummary).meta({ id: 'ReturnPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const returnDetail = z
  .object({
    ...summary,
    customer: z.string().nullable(),
    salesOrder: z.string().nullable(),
    customerReference: z.string().nullable(),
    channel: z.string().nullable(),
    resolution: z.string().nullable(),
    revision: z.int().nullable(),
    requestedAt: shape.instant('When it was asked for').nullable(),
    waiting: z.string().meta({ description: 'Why it is waiting, in one sentence' }),
    agreement: z.string().meta({ description: 'Whether the systems agree, in one sentence' }),
    asOf: shape.asOf,
    lines: z.array(returnLine),
    refusals: z.array(
      z.object({
        line: shape.lineNumber,
        quantity: shape.decimal('Turned down'),
        code: z.string(),
        reason: z.string(),
      }),
    ),
    receipts: z.array(received),
    inspections: z.array(inspected),
    credits: z.array(credit),
    replacement,
    exchange,
    inPlaceOf: z
      .object({ rma: z.string(), salesOrder: z.string() })
      .nullable()
      .meta({
        description:
          'The goods were sent free of charge by this order, for that return: what was paid for the first ' +
          'ones counts',
      }),
    money: z
      .object({
        credited: shape.money,
        applied: shape.money,
        paidBack: shape.money,
        onAccount: shape.money,
      })
      .nullable()
      .meta({ description: 'Who owes whom what; null: nothing is credited yet' }),
    timeline: z.array(timelineEntry),
    commands: z.array(commandSummary),
  })
  .meta({ id: 'Return' });

export const getReturn = defineOperation({
  id: 'getReturn',
  method: 'get',
  path: '/v1/returns/{rma}',
  tag: 'Returns',
  summary: 'Read a return with its goods, its credits and its evidence, now or at any moment',
  access: 'key',
  params,
  query: z.strictObject(shape.moment),
  answers: { 200: { description: 'The return', schema: returnDetail } },
  errors: ['entity-required'],
});

export const returnExplanation = explanation
  .omit({ salesOrder: true })
  .extend({ rma: z.string() })
  .meta({ id: 'ReturnExplanation' });

export const explainReturn = defineOperation({
  id: 'explainReturn',
  method: 'get',
  path: '/v1/returns/{rma}/explanation',
  tag: 'Returns',
  summary: 'Explain a return: why it waits, and whether the systems agree, now or at any moment',
  access: 'key',
  params,
  query: z.strictObject(shape.moment),
  answers: { 200: { description: 'The explanation', schema: returnExplanation } },
  errors: ['entity-required'],
});
