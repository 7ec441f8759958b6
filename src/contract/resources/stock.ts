/** Stock: positions, what can be promised, movements. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

export const DISPOSITIONS = [
  'sellable_accessible',
  'sellable_not_accessible',
  'non_sellable_other',
  'damaged',
  'returned',
  'in_transit',
  'disposed',
  'needs_replacement',
] as const;

const MOVEMENT_KINDS = [
  'receipt',
  'putaway',
  'pick',
  'pack',
  'ship',
  'return',
  'adjustment',
  'transfer',
] as const;

const place = z.object({ location: z.string(), disposition: z.string() }).meta({ id: 'Place' });

export const position = z
  .object({
    entity: z.string(),
    item: z.string(),
    location: z.string(),
    disposition: z.string(),
    lot: z.string().nullable(),
    onHand: shape.decimal('Balance of all movements'),
    allocated: shape.decimal('Promised and not yet shipped'),
    updatedAt: shape.instant('When it last changed'),
  })
  .meta({ id: 'Position' });

export const listPositions = defineOperation({
  id: 'listPositions',
  method: 'get',
  path: '/v1/positions',
  tag: 'Stock',
  summary: 'List positions: the balance of an item at a location in a disposition',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    item: shape.identifier('Only this item', 'IT-1').optional(),
    location: shape.identifier('Only this location', 'leeds').optional(),
    disposition: z.enum(DISPOSITIONS).optional().meta({ description: 'Only this disposition' }),
  }),
  answers: {
    200: {
      description: 'A page of positions',
      schema: shape.pageOf(position).meta({ id: 'PositionPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const availability = z
  .object({
    item: z.string(),
    at: shape.instant('As of'),
    sites: z.array(
      z.object({
        entity: z.string(),
        site: z.string(),
        onHand: shape.decimal('Sellable and accessible'),
        barred: shape.decimal('Of it, in lots that may not be promised'),
        allocated: shape.decimal('Promised and not yet shipped'),
        availableToPromise: shape.decimal('What can still be promised'),
        backordered: shape.decimal('Wanted by orders of the entity and promised by nobody'),
      }),
    ),
  })
  .meta({ id: 'Availability' });

export const getAvailability = defineOperation({
  id: 'getAvailability',
  method: 'get',
  path: '/v1/availability',
  tag: 'Stock',
  summary: 'Tell what of an item can be promised, site by site',
  description:
    'Available to promise = on hand, sellable and accessible, less what lies in lots that may not be ' +
    'promised (expired, held, recalled, not released, not stated), less what is allocated. With a ' +
    'customer: of lots with the life left that he demands at delivery.',
  access: 'key',
  query: z.strictObject({
    item: shape.identifier('Item', 'IT-1'),
    customer: shape.identifier('As this customer may be promised it', 'C-1').optional(),
    entity: shape.entityFilter,
  }),
  answers: {
    200: {
      description: 'By site',
      schema: availability,
      example: { item: 'IT-1', at: '2031-05-04T10:00:00.000Z', sites: [] },
    },
  },
  errors: [],
});

export const movement = z
  .object({
    id: z.string().meta({ examples: ['uk/sales-order/SO-1#ship:SH-1:10#1'] }),
    instance: z.string(),
    key: z.string(),
    sequence: z.int().min(1),
    entity: z.string(),
    kind: z.enum(MOVEMENT_KINDS),
    item: z.string(),
    lot: z.string().nullable(),
    quantity: shape.decimal('Moved'),
    from: place,
    to: place,
    reverses: z.int().nullable().meta({ description: 'Sequence of the movement it takes back' }),
    reason: z.string().nullable(),
    fact: z.string().meta({ description: 'The fact that says so', examples: ['wms/E-1'] }),
    occurredAt: shape.instant('When it happened'),
    recordedAt: shape.instant('When it was recorded here'),
  })
  .meta({ id: 'Movement' });

export const listMovements = defineOperation({
  id: 'listMovements',
  method: 'get',
  path: '/v1/movements',
  tag: 'Stock',
  summary: 'List movements, the newest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    item: shape.identifier('Only this item', 'IT-1').optional(),
    location: shape.identifier('Only from or to this location', 'leeds').optional(),
    kind: z.enum(MOVEMENT_KINDS).optional().meta({ description: 'Only this kind' }),
    instance: shape.composedName('Only of this instance', 'uk/sales-order/SO-1001').optional(),
  }),
  answers: {
    200: {
      description: 'A page of movements',
      schema: shape.pageOf(movement).meta({ id: 'MovementPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});
