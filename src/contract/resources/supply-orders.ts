/** Orders of ours at suppliers, as far as these speak of them. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const supplyOrderSummary = z
  .object({
    purchaseOrder: z.string().meta({ examples: ['PO-4711'] }),
    entity: z.string(),
    lifecycle: z.string().meta({ description: 'Governed status word', examples: ['announced'] }),
    settled: z.boolean().meta({ description: 'Nothing is left to happen by itself' }),
    acknowledged: shape.money.nullable().meta({ description: 'Worth of what the supplier undertook' }),
    announced: shape.money.nullable().meta({ description: 'Worth of what he says he shipped' }),
    billed: shape.money.nullable().meta({ description: 'Billed less credited' }),
    openCases: shape.count('Open cases'),
    brokenEquations: shape.count('Equations that do not hold'),
    openedAt: shape.instant('When it began'),
    updatedAt: shape.instant('When it changed last'),
  })
  .meta({ id: 'SupplyOrder' });

const supplyItem = z
  .object({
    item: z.string(),
    accepted: shape.decimal('To be delivered, in base units'),
    backordered: shape.decimal('To be delivered later'),
    announced: shape.decimal('Shipped by the supplier'),
    billed: shape.decimal('Billed less credited'),
    unitPrices: z.array(z.string()).meta({ description: 'Prices that the supplier acknowledged' }),
  })
  .meta({ id: 'SupplyOrderItem' });

const supplyOrderDetail = supplyOrderSummary
  .extend({
    asOf: shape.asOf,
    supplier: z.string(),
    items: z.array(supplyItem),
    documents: z
      .array(
        z.object({
          kind: z.enum(['acknowledgement', 'notice', 'invoice', 'credit-memo']),
          number: z.string(),
          statedAt: shape.instant('When the supplier stated it'),
        }),
      )
      .meta({ description: 'What the supplier stated, the oldest first' }),
    waiting: z.string().meta({ description: 'What it waits for, in words' }),
  })
  .meta({ id: 'SupplyOrderDetail' });

export const listSupplyOrders = defineOperation({
  id: 'listSupplyOrders',
  method: 'get',
  path: '/v1/supply-orders',
  tag: 'Supply orders',
  summary: 'List orders of ours at suppliers, the newest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    lifecycle: shape.identifier('Only in this state', 'announced').optional(),
  }),
  answers: {
    200: {
      description: 'A page of orders',
      schema: shape.pageOf(supplyOrderSummary).meta({ id: 'SupplyOrderPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const getSupplyOrder = defineOperation({
  id: 'getSupplyOrder',
  method: 'get',
  path: '/v1/supply-orders/{purchaseOrder}',
  tag: 'Supply orders',
  summary: 'Read an order at a supplier: undertaken, shipped and billed, item by item',
  access: 'key',
  params: z.strictObject({ purchaseOrder: shape.identifier('Our number of the order', 'PO-4711') }),
  query: z.strictObject({ entity: shape.entityFilter }),
  answers: { 200: { description: 'The order', schema: supplyOrderDetail } },
  errors: ['entity-required'],
});
