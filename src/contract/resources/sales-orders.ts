/** Sales orders: place, amend, cancel, list, look into. */
import { z } from 'zod';
import { HTTP_LIMITS } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { commandSummary } from './commands.ts';

const content = {
  customer: shape.identifier('Trading partner that buys', 'C-17'),
  customerReference: shape.identifier('Purchase order number of the customer', 'PO-88').optional(),
  currency: shape.currency,
  orderedAt: shape.instant('When the customer placed the order; now if missing').optional(),
  requestedShipDate: shape.date('Not to ship before').optional(),
  shipTo: z.strictObject({
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code')
      .meta({ examples: ['GB'] }),
    postalCode: shape.identifier('Postal code', 'LS1 4AP').optional(),
  }),
  reservations: z
    .array(shape.identifier('Reservation', 'RS-1'))
    .min(1)
    .max(HTTP_LIMITS.reservationsMax)
    .optional()
    .meta({ description: 'Stock that is held for the order: it takes that first' }),
  lines: z
    .array(
      z.strictObject({
        line: shape.lineNumber,
        item: shape.identifier('Item', 'IT-1'),
        quantity: shape.decimal('Ordered, in base units'),
        unitPrice: shape.decimal('Agreed price of one base unit, up to six decimals', '2.5'),
      }),
    )
    .min(1)
    .max(HTTP_LIMITS.linesMax),
};

export const orderToPlace = z
  .strictObject({
    entity: shape.identifier('Business entity; may be left out by a key of one entity', 'uk').optional(),
    salesOrder: shape
      .identifier('Number of the order; made from the Idempotency-Key if missing', 'SO-1001')
      .optional(),
    ...content,
  })
  .meta({ id: 'SalesOrderToPlace' });

export const orderToAmend = z
  .strictObject({
    entity: shape.identifier('Business entity', 'uk').optional(),
    ...content,
  })
  .meta({ id: 'SalesOrderToAmend', description: 'The whole order as it shall be from now on' });

const exampleOrder = {
  customer: 'C-17',
  currency: 'GBP',
  shipTo: { country: 'GB' },
  lines: [{ line: 10, item: 'IT-1', quantity: '12', unitPrice: '2.5' }],
};

const params = z.strictObject({ salesOrder: shape.identifier('Sales order', 'SO-1001') });

const taken = z
  .object({
    salesOrder: z.string().meta({ examples: ['SO-1001'] }),
    entity: z.string().meta({ examples: ['uk'] }),
    instance: z.string().meta({ examples: ['uk/sales-order/SO-1001'] }),
    revision: z.int().min(1).nullable().meta({ examples: [1] }),
    status: z.enum(['accepted', 'duplicate']),
    fact: z.string().meta({ description: 'The fact that says so', examples: ['api/place-1'] }),
  })
  .meta({ id: 'SalesOrderTaken' });

const takenExample = {
  salesOrder: 'SO-1001',
  entity: 'uk',
  instance: 'uk/sales-order/SO-1001',
  revision: 1,
  status: 'accepted',
  fact: 'api/place-1',
};

export const placeSalesOrder = defineOperation({
  id: 'placeSalesOrder',
  method: 'post',
  path: '/v1/sales-orders',
  tag: 'Sales orders',
  summary: 'Place a sales order',
  access: 'key',
  idempotencyKey: 'required',
  body: orderToPlace,
  bodyExample: { entity: 'uk', salesOrder: 'SO-1001', ...exampleOrder },
  answers: {
    201: {
      description: 'Recorded; the order is on its way',
      schema: taken,
      example: takenExample,
      headers: { Location: 'The order' },
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

export const amendSalesOrder = defineOperation({
  id: 'amendSalesOrder',
  method: 'put',
  path: '/v1/sales-orders/{salesOrder}',
  tag: 'Sales orders',
  summary: 'State a sales order anew: its next revision',
  description:
    'The body states the whole order. It counts unless the systems that own stock or goods refuse: ' +
    'what has shipped stays shipped. Stating what is already so changes nothing. If-Match names the ' +
    'revision that was read, so that nobody overwrites what somebody else has stated meanwhile.',
  access: 'key',
  idempotencyKey: 'optional',
  ifMatch: 'required',
  params,
  body: orderToAmend,
  bodyExample: exampleOrder,
  answers: {
    200: {
      description: 'Recorded',
      schema: taken,
      example: { ...takenExample, revision: 2 },
      headers: { ETag: 'The new revision' },
    },
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

export const cancelSalesOrder = defineOperation({
  id: 'cancelSalesOrder',
  method: 'post',
  path: '/v1/sales-orders/{salesOrder}/cancellation',
  tag: 'Sales orders',
  summary: 'Ask to cancel a sales order, or some of its lines',
  description: 'A wish, not an effect: what the warehouse is already committed to stays ordered.',
  access: 'key',
  idempotencyKey: 'required',
  params,
  body: z
    .strictObject({
      entity: shape.identifier('Business entity', 'uk').optional(),
      lines: z
        .array(shape.lineNumber)
        .max(HTTP_LIMITS.linesMax)
        .default([])
        .meta({ description: 'Lines; none means all' }),
      reason: shape.note('Why', 'the customer changed their mind'),
    })
    .meta({ id: 'CancellationRequest' }),
  bodyExample: { lines: [10], reason: 'the customer changed their mind' },
  answers: {
    202: { description: 'Recorded', schema: taken, example: { ...takenExample, revision: null } },
  },
  errors: ['entity-required', 'entity-not-allowed', 'contradicted', 'invalid-content', 'not-let-in'],
});

const summary = {
  salesOrder: z.string(),
  entity: z.string(),
  instance: z.string(),
  lifecycle: z.string().meta({ description: 'The governed status word', examples: ['released'] }),
  settled: z.boolean(),
  late: z.boolean().meta({ description: 'A milestone is overdue' }),
  nextDeadlineAt: shape.instant('Next milestone').nullable(),
  openCases: shape.count('Open exception cases'),
  brokenEquations: shape.count('Equations that do not hold, with nothing under way'),
  ordered: shape.money.nullable(),
  shipped: shape.money.nullable(),
  invoiced: shape.money.nullable(),
  credited: shape.money.nullable(),
  paid: shape.money.nullable(),
};

export const salesOrderSummary = z
  .object({
    ...summary,
    customer: z.string().nullable(),
    lines: shape.count('Lines'),
    openedAt: shape.instant('When we first heard of it'),
    updatedAt: shape.instant('When it last changed'),
  })
  .meta({ id: 'SalesOrderSummary' });

export const listSalesOrders = defineOperation({
  id: 'listSalesOrders',
  method: 'get',
  path: '/v1/sales-orders',
  tag: 'Sales orders',
  summary: 'List sales orders, the newest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    lifecycle: shape.identifier('Only with this status word', 'on-hold').optional(),
    customer: shape.identifier('Only of this trading partner', 'C-17').optional(),
    number: shape.identifier('Only numbers that begin so', 'SO-10').optional(),
    late: shape.queryFlag('Only with an overdue milestone, or only without'),
    open: shape.queryFlag('Only those that are not settled, or only settled ones'),
  }),
  answers: {
    200: {
      description: 'A page of sales orders',
      schema: shape.pageOf(salesOrderSummary).meta({ id: 'SalesOrderPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

const quantities = z
  .object({
    line: shape.lineNumber,
    item: z.string(),
    unitPrice: shape.decimal('Price of one base unit', '2.5'),
    ordered: shape.decimal('Stated in the newest revision'),
    cancelled: shape.decimal('Cancelled with consent'),
    allocated: shape.decimal('Promised in total'),
    released: shape.decimal('Undertaken by the warehouse in total'),
    shipped: shape.decimal('Shipped'),
    short: shape.decimal('Not found at picking'),
    invoiced: shape.decimal('On invoices that stand'),
    credited: shape.decimal('On credit memos that stand'),
  })
  .meta({ id: 'LineQuantities' });

export const timelineEntry = z
  .object({
    fact: z.string().meta({ description: 'Name of the fact', examples: ['wms/E-1'] }),
    type: z.string(),
    occurredAt: shape.instant('When it happened'),
    recordedAt: shape.instant('When it was recorded here'),
    source: z.string(),
    cause: z.string().nullable().meta({ description: 'Fact or command that made it happen' }),
    effect: z.enum(['applied', 'duplicate', 'superseded', 'conflict']),
    data: z.unknown(),
  })
  .meta({ id: 'TimelineEntry' });

export const salesOrder = z
  .object({
    ...summary,
    customer: z.string().nullable(),
    customerReference: z.string().nullable(),
    channel: z.string().nullable(),
    replaces: z
      .object({ rma: z.string(), salesOrder: z.string() })
      .nullable()
      .meta({ description: 'The return whose goods it brings again, and the order they were bought with' }),
    revision: z.int().nullable(),
    orderedAt: shape.instant('When the customer placed it').nullable(),
    requestedShipDate: z.string().nullable(),
    asOf: shape.asOf,
    lines: z.array(quantities),
    timeline: z.array(timelineEntry),
    commands: z.array(commandSummary),
  })
  .meta({ id: 'SalesOrder' });

export const getSalesOrder = defineOperation({
  id: 'getSalesOrder',
  method: 'get',
  path: '/v1/sales-orders/{salesOrder}',
  tag: 'Sales orders',
  summary: 'Read a sales order with its lines, its timeline and its commands, now or at any moment',
  access: 'key',
  params,
  query: z.strictObject(shape.moment),
  answers: {
    200: {
      description: 'The order',
      schema: salesOrder,
      headers: { ETag: 'Revision, for If-Match' },
    },
  },
  errors: ['entity-required'],
});

const gate = z
  .object({
    name: z.string().meta({ examples: ['tax-answered'] }),
    status: z.enum(['cleared', 'waiting', 'blocked']),
    code: z.string().meta({ examples: ['not-quoted'] }),
    reason: z.string().meta({ examples: ['the tax engine has not answered'] }),
    facts: z.array(z.string()).meta({ description: 'Facts that the status rests on' }),
  })
  .meta({ id: 'Gate' });

const explainedCommand = z
  .object({
    id: z.string().meta({ examples: ['post-invoice:SH-1'] }),
    type: z.string(),
    system: z.string(),
    wanted: z.boolean().meta({ description: 'It ought to have taken effect by now' }),
    disputed: z.boolean(),
    status: z.string().nullable().meta({ description: 'Null: nothing was sent yet' }),
    generation: z.int().nullable(),
    whyNotSent: z.string().nullable().meta({ description: 'In words; null: it was, or it is done' }),
    gates: z.array(gate),
  })
  .meta({ id: 'ExplainedCommand' });

const term = z
  .object({
    name: z.string(),
    value: shape.decimal('As the system that owns it states it'),
    system: z.string(),
  })
  .meta({ id: 'EquationTerm' });

export const explainedEquation = z
  .object({
    id: z.string(),
    name: z.string().meta({ examples: ['shipped = invoiced + billable or held'] }),
    subject: z.string().meta({ examples: ['line 10'] }),
    unit: z.enum(['quantity', 'money']),
    verdict: z.enum(['holds', 'in-transit', 'broken']),
    left: z.array(term),
    right: z.array(term),
    delta: shape.decimal('Left less right'),
    odd: z.string().meta({ description: 'System that is odd when the sides differ' }),
    atStake: shape.money.nullable(),
  })
  .meta({ id: 'Equation' });

const explainedCase = z
  .object({
    case: z.string(),
    kind: z.string(),
    text: z.string(),
    role: z.string(),
    exposure: shape.money.nullable(),
    playbook: z.string(),
  })
  .meta({ id: 'ExplainedCase' });

const deadline = z
  .object({
    id: z.string(),
    milestone: z.string(),
    dueAt: shape.instant('Due'),
    overdue: z.boolean(),
  })
  .meta({ id: 'Deadline' });

export const explanation = z
  .object({
    salesOrder: z.string(),
    entity: z.string(),
    instance: z.string(),
    asOf: shape.asOf,
    lifecycle: z.string(),
    settled: z.boolean(),
    waiting: z.string().meta({
      description: 'Why it is waiting, in one sentence',
      examples: ['It waits for the tax engine: the tax engine has not answered.'],
    }),
    agreement: z.string().meta({
      description: 'Whether the systems agree, in one sentence',
      examples: ['All 4 equations hold.'],
    }),
    commands: z.array(explainedCommand),
    deadlines: z.array(deadline),
    cases: z.array(explainedCase),
    equations: z.array(explainedEquation),
  })
  .meta({ id: 'Explanation' });

export const explainSalesOrder = defineOperation({
  id: 'explainSalesOrder',
  method: 'get',
  path: '/v1/sales-orders/{salesOrder}/explanation',
  tag: 'Sales orders',
  summary: 'Explain a sales order: why it waits, and whether the systems agree, now or at any moment',
  access: 'key',
  params,
  query: z.strictObject(shape.moment),
  answers: { 200: { description: 'The explanation', schema: explanation } },
  errors: ['entity-required'],
});
