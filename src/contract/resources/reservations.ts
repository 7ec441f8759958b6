/** Reservations: stock held for somebody until a moment, before an order names it. */
import { z } from 'zod';
import { HTTP_LIMITS } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const LIFECYCLES = ['held', 'drawn', 'released', 'expired', 'lost'] as const;

const params = z.strictObject({ reservation: shape.identifier('Number of the reservation', 'RS-1') });
const entity = shape.identifier('Business entity; may be left out by a key of one entity', 'uk').optional();
const expiresAt = shape.instant(`When it ends by itself: within ${HTTP_LIMITS.reservationDaysMax} days`);

export const reservationToMake = z
  .strictObject({
    entity,
    reservation: shape
      .identifier('Number of the reservation; made from the Idempotency-Key if missing', 'RS-1')
      .optional(),
    item: shape.identifier('Item', 'IT-1'),
    site: shape
      .identifier('Site to hold it at; if missing, wherever the entity has it', 'leeds')
      .optional(),
    quantity: shape.decimal('To hold, in base units'),
    customer: shape
      .identifier('For whom: only orders of this trading partner may draw on it', 'C-17')
      .optional(),
    reference: shape.note('What it is for', 'basket 7f3a').optional(),
    expiresAt,
    partial: z
      .boolean()
      .default(false)
      .meta({ description: 'Hold what there is, if it is less; otherwise all or nothing' }),
  })
  .meta({ id: 'ReservationToMake' });

export const reservation = z
  .object({
    reservation: z.string().meta({ examples: ['RS-1'] }),
    entity: z.string().meta({ examples: ['uk'] }),
    instance: z.string().meta({ examples: ['uk/reservation/RS-1'] }),
    lifecycle: z.enum(LIFECYCLES).meta({
      description:
        '`held`; `drawn`: orders took all of it; `released`: given back; `expired`: its time was over; ' +
        '`lost`: the goods are gone and an exception case is open',
    }),
    item: z.string(),
    site: z.string().nullable(),
    customer: z.string().nullable(),
    reference: z.string().nullable(),
    quantity: shape.decimal('Held at first'),
    held: shape.decimal('Held now'),
    lost: shape.decimal('Was held, and the goods are gone'),
    places: z.array(
      z.object({
        site: z.string(),
        lot: z.string().nullable(),
        quantity: shape.decimal('Held here'),
      }),
    ),
    drawn: z
      .array(z.object({ salesOrder: z.string(), quantity: shape.decimal('Promised to it') }))
      .meta({ description: 'Sales orders that took of it' }),
    reservedAt: shape.instant('When it was made'),
    expiresAt: shape.instant('When it ends by itself'),
    released: z.string().nullable().meta({ description: 'Why it was given back before its end' }),
    decision: z
      .int()
      .min(1)
      .meta({ description: 'Number of the decision about it: what the ETag says', examples: [1] }),
  })
  .meta({ id: 'Reservation' });

const example = {
  reservation: 'RS-1',
  entity: 'uk',
  instance: 'uk/reservation/RS-1',
  lifecycle: 'held',
  item: 'IT-1',
  site: 'leeds',
  customer: 'C-17',
  reference: 'basket 7f3a',
  quantity: '12',
  held: '12',
  lost: '0',
  places: [{ site: 'leeds', lot: null, quantity: '12' }],
  drawn: [],
  reservedAt: '2031-05-04T10:00:00.000Z',
  expiresAt: '2031-05-09T10:00:00.000Z',
  released: null,
  decision: 1,
};
const ETAG = { ETag: 'Number of the decision, for If-Match' };
const answers = { 200: { description: 'The reservation', schema: reservation, example, headers: ETAG } };

export const reserveInventory = defineOperation({
  id: 'reserveInventory',
  method: 'post',
  path: '/v1/inventory-reservations',
  tag: 'Stock',
  owner: 'service',
  summary: 'Hold stock for somebody until a moment',
  description:
    'What is held counts as allocated: nobody else is promised it. It ends by itself, is given back by ' +
    'a release, and goes to the sales order that names it in `reservations` once that order is allocated. ' +
    'What older orders wait for is not free. Nothing waits: what cannot be held now is refused.',
  access: 'key',
  idempotencyKey: 'required',
  body: reservationToMake,
  bodyExample: {
    entity: 'uk',
    reservation: 'RS-1',
    item: 'IT-1',
    site: 'leeds',
    quantity: '12',
    customer: 'C-17',
    reference: 'basket 7f3a',
    expiresAt: '2031-05-09T10:00:00Z',
  },
  answers: {
    201: {
      description: 'Held',
      schema: reservation,
      example,
      headers: { ...ETAG, Location: 'The reservation' },
    },
  },
  errors: [
    'entity-required',
    'entity-not-allowed',
    'already-exists',
    'invalid-content',
    'stock-insufficient',
    'not-possible-now',
  ],
});

export const listReservations = defineOperation({
  id: 'listReservations',
  method: 'get',
  path: '/v1/inventory-reservations',
  tag: 'Stock',
  owner: 'service',
  summary: 'List reservations, the newest first',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.pageSize,
    entity: shape.entityFilter,
    lifecycle: z.enum(LIFECYCLES).optional().meta({ description: 'Only in this state' }),
    item: shape.identifier('Only of this item', 'IT-1').optional(),
    site: shape.identifier('Only for this site', 'leeds').optional(),
    customer: shape.identifier('Only for this trading partner', 'C-17').optional(),
  }),
  answers: {
    200: {
      description: 'A page of reservations',
      schema: shape.pageOf(reservation).meta({ id: 'ReservationPage' }),
      example: { items: [example], next: null },
    },
  },
  errors: [],
});

export const getReservation = defineOperation({
  id: 'getReservation',
  method: 'get',
  path: '/v1/inventory-reservations/{reservation}',
  tag: 'Stock',
  owner: 'service',
  summary: 'Read a reservation',
  access: 'key',
  params,
  query: z.strictObject({ entity: shape.entityFilter }),
  answers,
  errors: ['entity-required'],
});

const changing = {
  tag: 'Stock',
  owner: 'service',
  access: 'key',
  ifMatch: 'optional',
  params,
  answers,
  errors: ['entity-required', 'entity-not-allowed', 'invalid-content', 'not-possible-now'],
} as const;

export const extendReservation = defineOperation({
  ...changing,
  id: 'extendReservation',
  method: 'put',
  path: '/v1/inventory-reservations/{reservation}/expiry',
  summary: 'Say until when a reservation holds: longer, or shorter',
  idempotencyKey: 'optional',
  body: z.strictObject({ entity, expiresAt }).meta({ id: 'ReservationExpiry' }),
  bodyExample: { expiresAt: '2031-05-12T10:00:00Z' },
});

export const releaseReservation = defineOperation({
  ...changing,
  id: 'releaseReservation',
  method: 'post',
  path: '/v1/inventory-reservations/{reservation}/release',
  summary: 'Give back what a reservation still holds',
  idempotencyKey: 'required',
  body: z
    .strictObject({
      entity,
      reason: shape.note('Why; it goes into the audit chain', 'the basket was given up'),
    })
    .meta({ id: 'ReservationRelease' }),
  bodyExample: { reason: 'the basket was given up' },
});
