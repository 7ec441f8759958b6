/** Lots: where they lie, who may sell them, who has them; and what differs between books and shelves. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

export const FITNESS = [
  'fit', 'unstated', 'disputed', 'recalled', 'held', 'rejected', 'unreleased', 'expired', 'short-dated',
] as const;

const lotRow = z
  .object({
    entity: z.string(),
    item: z.string(),
    lot: z.string(),
    site: z.string(),
    onHand: shape.decimal('Sellable by its place'),
    allocated: shape.decimal('Promised and not yet shipped'),
    expiresOn: shape.date('Last day on which it is good').nullable(),
    receivedOn: shape.date('First received on').nullable(),
    daysLeft: z.int().nullable().meta({ description: "Days of life left in the site's own calendar" }),
    fitness: z.enum(FITNESS).meta({ description: 'Whether it may be promised, and why not' }),
  })
  .meta({ id: 'LotAtSite' });

export const listLots = defineOperation({
  id: 'listLots',
  method: 'get',
  path: '/v1/lots',
  tag: 'Stock',
  summary: 'List lots by site, those that expire first in front',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    item: shape.identifier('Only of this item', 'IT-1').optional(),
    site: shape.identifier('Only at this site', 'leeds').optional(),
    lot: shape.identifier('Only this lot', 'L-1').optional(),
    unstated: shape.queryFlag('Only lots that nobody has stated, or only the others'),
    lifeDays: shape.queryNumber('Days of life that are demanded', 0, 3_650, 0),
  }),
  answers: {
    200: {
      description: 'A page of lots',
      schema: shape.pageOf(lotRow).meta({ id: 'LotPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

const params = z.strictObject({
  item: shape.identifier('Item', 'IT-1'),
  lot: shape.identifier('Lot', 'L-1'),
});
const taken = z
  .object({ instance: z.string(), status: z.enum(['accepted', 'duplicate']) })
  .meta({ id: 'LotDecision' });
const takenExample = { instance: 'uk/lot/IT-1/L-1', status: 'accepted' } as const;
const reason = shape.note('Why; it goes into the audit chain', 'leaks');
const entity = shape.identifier('Business entity', 'uk').optional();

export const holdLot = defineOperation({
  id: 'holdLot',
  method: 'post',
  path: '/v1/lots/{item}/{lot}/holds',
  tag: 'Stock',
  owner: 'quality',
  summary: 'Stop a lot from being sold, or lift a hold',
  description: 'Promises of it are taken back at once. Holds have names: each is lifted by its own.',
  access: 'key',
  params,
  body: z
    .strictObject({
      entity,
      hold: shape.identifier('Name of the hold', 'QH-1'),
      holds: z.boolean().meta({ description: 'False: it is lifted' }),
      kind: z.enum(['quality', 'recall', 'regulatory', 'damage', 'other']).default('quality'),
      reason,
    })
    .meta({ id: 'LotHold' }),
  bodyExample: { entity: 'uk', hold: 'QH-1', holds: true, reason: 'leaks' },
  answers: { 200: { description: 'Decided', schema: taken, example: takenExample } },
  errors: ['invalid-content', 'contradicted', 'not-let-in', 'entity-not-allowed', 'not-possible-now'],
});

export const decideLotQuality = defineOperation({
  id: 'decideLotQuality',
  method: 'post',
  path: '/v1/lots/{item}/{lot}/quality',
  tag: 'Stock',
  owner: 'quality',
  summary: 'Release a lot for sale, or reject it',
  access: 'key',
  params,
  body: z
    .strictObject({ entity, verdict: z.enum(['released', 'rejected']), reason })
    .meta({ id: 'LotQuality' }),
  bodyExample: { entity: 'uk', verdict: 'released', reason: 'sample 7 is clean' },
  answers: { 200: { description: 'Decided', schema: taken, example: takenExample } },
  errors: ['invalid-content', 'contradicted', 'not-let-in', 'entity-not-allowed', 'not-possible-now'],
});

const recallPlan = z
  .object({
    lot: z.string(),
    at: shape.instant('As of'),
    items: z.array(
      z.object({
        entity: z.string(),
        item: z.string(),
        state: z.string().meta({ description: 'What stands against it now; `sellable`: nothing' }),
        expiresOn: shape.date('Last day on which it is good').nullable(),
        received: shape.decimal('Received from suppliers'),
        returned: shape.decimal('Came back from customers'),
        /** What to block. */
        lies: z.array(
          z.object({
            location: z.string(),
            disposition: z.string(),
            onHand: shape.decimal('There'),
            allocated: shape.decimal('Promised of it'),
          }),
        ),
        /** Whose promise to take back. */
        promised: z.array(
          z.object({
            salesOrder: z.string(),
            line: z.int(),
            site: z.string(),
            quantity: shape.decimal('Promised'),
          }),
        ),
        /** Whom to tell, and what to credit. */
        shipped: z.array(
          z.object({
            salesOrder: z.string(),
            customer: z.string().nullable(),
            shipment: z.string(),
            invoice: z.string().nullable(),
            quantity: shape.decimal('Shipped of the lot'),
            net: shape.money.nullable(),
          }),
        ),
      }),
    ),
    figures: z.object({
      sites: z.int(),
      orders: z.int(),
      customers: z.int(),
      onHand: shape.decimal('Still with us'),
      shipped: shape.decimal('With customers'),
      traced: z.number().meta({ description: 'Of what left, the share whose customer is known: 0 to 1' }),
      credits: z.array(shape.money),
    }),
  })
  .meta({ id: 'RecallPlan' });
const planExample = {
  lot: 'L-1', at: '2031-05-04T10:00:00.000Z', items: [],
  figures: { sites: 0, orders: 0, customers: 0, onHand: '0', shipped: '0', traced: 1, credits: [] },
};

export const planRecall = defineOperation({
  id: 'planRecall',
  method: 'get',
  path: '/v1/recalls/plan',
  tag: 'Stock',
  owner: 'quality',
  summary: 'Draft a recall: who has a lot, what to block, what to credit',
  description: 'Nothing is changed by it.',
  access: 'key',
  query: z.strictObject({
    lot: shape.identifier('Lot', 'L-1'),
    item: shape.identifier('Only of this item', 'IT-1').optional(),
    entity: shape.entityFilter,
  }),
  answers: { 200: { description: 'The draft', schema: recallPlan, example: planExample } },
  errors: [],
});

const recallBody = {
  lot: shape.identifier('Lot', 'L-1'),
  item: shape.identifier('Only of this item', 'IT-1').optional(),
  entity,
};

export const drillRecall = defineOperation({
  id: 'drillRecall',
  method: 'post',
  path: '/v1/recalls/drills',
  tag: 'Stock',
  owner: 'quality',
  summary: 'Drill a recall: the draft, how long it took, and a line in the audit chain',
  access: 'key',
  body: z.strictObject(recallBody).meta({ id: 'RecallDrill' }),
  bodyExample: { lot: 'L-1' },
  answers: {
    200: {
      description: 'The draft and its time',
      schema: z
        .object({ plan: recallPlan, tookMs: z.number().meta({ description: 'From question to draft' }) })
        .meta({ id: 'RecallDrillResult' }),
      example: { plan: planExample, tookMs: 12 },
    },
  },
  errors: [],
});

export const declareRecall = defineOperation({
  id: 'declareRecall',
  method: 'post',
  path: '/v1/recalls',
  tag: 'Stock',
  owner: 'quality',
  summary: 'Recall a lot: it is held everywhere, and its promises are taken back',
  description: 'Credits are drafted, not posted: they go the way of every credit.',
  access: 'key',
  body: z
    .strictObject({ ...recallBody, recall: shape.identifier('Name of the recall', 'RC-7'), reason })
    .meta({ id: 'RecallDeclaration' }),
  bodyExample: { lot: 'L-1', recall: 'RC-7', reason: 'glass splinters' },
  answers: {
    200: {
      description: 'What was held, and the draft of what is left to do',
      schema: z
        .object({ held: z.array(z.string()), plan: recallPlan })
        .meta({ id: 'RecallDeclared' }),
      example: { held: ['uk/lot/IT-1/L-1'], plan: planExample },
    },
  },
  errors: ['not-possible-now', 'invalid-content', 'contradicted', 'not-let-in', 'entity-not-allowed'],
});

const reconciliation = z
  .object({
    entity: z.string(),
    reconciliation: z.string().meta({ examples: ['count-7734'] }),
    state: z.string().meta({ description: 'What became of it: `posted`, `awaiting-person` and so on' }),
    lines: z.array(
      z.object({
        line: z.int(),
        item: z.string(),
        lot: z.string().nullable(),
        site: z.string(),
        stated: shape.decimal('Counted, or in the books of the system').nullable(),
        book: shape.decimal('In our ledger at that moment').nullable(),
        change: shape.decimal('What the books are to change by').nullable(),
        cause: z.string().nullable(),
        because: z.string().nullable(),
        reason: z.string().nullable(),
        text: z.string(),
      }),
    ),
    openCases: z.int(),
    openedAt: shape.instant('When it was first known'),
    updatedAt: shape.instant('When it last changed'),
  })
  .meta({ id: 'Reconciliation' });

export const listReconciliations = defineOperation({
  id: 'listReconciliations',
  method: 'get',
  path: '/v1/reconciliations',
  tag: 'Stock',
  summary: 'List counts, snapshots and write-offs, the newest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    state: shape.identifier('Only in this state', 'awaiting-person').optional(),
    item: shape.identifier('Only about this item', 'IT-1').optional(),
  }),
  answers: {
    200: {
      description: 'A page of reconciliations',
      schema: shape.pageOf(reconciliation).meta({ id: 'ReconciliationPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const decideAdjustmentReason = defineOperation({
  id: 'decideAdjustmentReason',
  method: 'post',
  path: '/v1/reconciliations/{reconciliation}/reasons',
  tag: 'Stock',
  summary: 'Say why a line is written off or up',
  access: 'key',
  params: z.strictObject({ reconciliation: shape.identifier('Reconciliation', 'adjustment-W-1') }),
  body: z
    .strictObject({
      entity,
      line: shape.lineNumber,
      reason: z.enum([
        'damaged', 'expired', 'lost', 'found', 'sample', 'scrapped', 'miscounted', 'wrong-item', 'recalled',
        'other',
      ]),
      note: shape.note('In words', 'fell off the truck'),
    })
    .meta({ id: 'AdjustmentReasonDecision' }),
  bodyExample: { line: 1, reason: 'damaged', note: 'fell off the truck' },
  answers: { 200: { description: 'Decided', schema: taken, example: takenExample } },
  errors: ['invalid-content', 'contradicted', 'not-let-in', 'entity-not-allowed', 'not-possible-now'],
});
