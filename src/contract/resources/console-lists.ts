/** Lists of the console: orders by how they stand, stock by item, raw messages. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { owes, STANDINGS } from './console.ts';

export const standingOrder = z
  .object({
    salesOrder: z.string(),
    entity: z.string(),
    instance: z.string(),
    customer: z.string().nullable(),
    lifecycle: z.string(),
    settled: z.boolean(),
    standing: z
      .enum(STANDINGS)
      .nullable()
      .meta({ description: 'How it stands; null: nothing is left to happen' }),
    owes: owes.nullable().meta({ description: 'Who owes the answer that it waits for' }),
    reason: z.string().nullable().meta({ examples: ['late-invoice'] }),
    since: shape.instant('Since when it waits for that').nullable(),
    held: shape.money.nullable().meta({ description: 'Not yet invoiced, or not yet paid' }),
    ordered: shape.money.nullable(),
    shipped: shape.money.nullable(),
    invoiced: shape.money.nullable(),
    paid: shape.money.nullable(),
    lines: shape.count('Lines'),
    openCases: shape.count('Open exception cases'),
    brokenEquations: shape.count('Equations that do not hold'),
    openedAt: shape.instant('When it became known'),
  })
  .meta({ id: 'StandingOrder' });

export const listStandingOrders = defineOperation({
  id: 'listStandingOrders',
  method: 'get',
  path: '/v1/console/orders',
  tag: 'Console',
  summary: 'List sales orders by how they stand and who owes the answer, the newest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    lifecycle: shape.identifier('Only with this status word', 'on-hold').optional(),
    standing: z.enum(STANDINGS).optional().meta({ description: 'Only those that stand so' }),
    waiting: shape.queryFlag('Only those that are late, blocked or in doubt'),
    owes: shape.identifier('Only those that this system, role or customer owes an answer', 'tax').optional(),
    broken: shape.queryFlag('Only those with equations that do not hold'),
    settled: shape.queryFlag('Only those of which nothing is left to happen, or only the others'),
    number: shape.identifier('Only numbers that begin so', 'SO-10').optional(),
  }),
  answers: {
    200: {
      description: 'A page of sales orders',
      schema: z
        .object({
          items: z.array(standingOrder),
          next: z.string().nullable().meta({ description: 'Cursor of the next page', examples: [null] }),
          total: shape.count('Orders that the filter finds, up to 10,001'),
        })
        .meta({ id: 'StandingOrderPage' }),
      example: { items: [], next: null, total: 0 },
    },
  },
  errors: [],
});

export const itemStock = z
  .object({
    entity: z.string(),
    item: z.string(),
    sites: shape.count('Sites that hold or promise it'),
    onHand: shape.decimal('Sellable and accessible'),
    allocated: shape.decimal('Promised and not yet shipped'),
    availableToPromise: shape.decimal('What can still be promised'),
    elsewhere: shape.decimal('In another disposition at a site'),
    inTransit: shape.decimal('Left a site and not yet delivered'),
    backordered: shape.decimal('Wanted by orders and promised by nobody'),
    updatedAt: shape.instant('When it last changed'),
  })
  .meta({ id: 'ItemStock' });

export const listItemStock = defineOperation({
  id: 'listItemStock',
  method: 'get',
  path: '/v1/console/stock',
  tag: 'Console',
  summary: 'List items with what is there, what is promised and what is missing',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    item: shape.identifier('Only items that begin so', 'IT-10').optional(),
    short: shape.queryFlag('Only items that orders wait for'),
  }),
  answers: {
    200: {
      description: 'A page of items',
      schema: shape.pageOf(itemStock).meta({ id: 'ItemStockPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const rawMessage = z
  .object({
    source: z.string(),
    messageId: z.string(),
    receivedAt: shape.instant('When it came'),
    bytes: shape.count('Size'),
    facts: z.array(z.string()).meta({ description: 'Facts of this instance that it carried' }),
    body: z.string().meta({ description: 'As it came, as text; cut off beyond 16 KiB' }),
  })
  .meta({ id: 'RawMessage' });

export const listMessagesOf = defineOperation({
  id: 'listMessagesOf',
  method: 'get',
  path: '/v1/console/messages',
  tag: 'Console',
  summary: 'Read the raw messages that carried the facts of an instance',
  access: 'key',
  query: z.strictObject({
    instance: shape.composedName('Instance', 'uk/sales-order/SO-1001'),
  }),
  answers: {
    200: {
      description: 'Messages in the order in which they came',
      schema: z.object({ items: z.array(rawMessage) }).meta({ id: 'RawMessages' }),
      example: { items: [] },
    },
  },
  errors: [],
});

export const quarantinedContent = z
  .object({
    id: z.string(),
    source: z.string(),
    code: z.string(),
    reason: z.string(),
    waitsFor: z.array(z.string()).meta({ description: 'Codes that nobody has mapped' }),
    headers: z.string().nullable(),
    body: z.string().meta({ description: 'As it came, as text; cut off beyond 16 KiB' }),
  })
  .meta({ id: 'QuarantinedContent' });

export const getQuarantined = defineOperation({
  id: 'getQuarantined',
  method: 'get',
  path: '/v1/quarantine/{entry}',
  tag: 'Quarantine',
  summary: 'Read what was not let in, as it came',
  access: 'key',
  params: z.strictObject({
    entry: z
      .string()
      .regex(/^qua_\d{1,18}$/, 'must be an id such as qua_7')
      .meta({ description: 'Entry', examples: ['qua_7'] }),
  }),
  answers: {
    200: {
      description: 'The content',
      schema: quarantinedContent,
      example: {
        id: 'qua_7', source: 'wms', code: 'not-owner', reason: 'not its field', waitsFor: [],
        headers: null, body: '{}',
      },
    },
  },
  errors: [],
});
