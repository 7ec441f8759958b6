/** Reservations: hold stock, look, keep longer, give back. */
import type { FastifyInstance } from 'fastify';
import type { StandingReservation } from '../application/act/reservations.ts';
import { quantityFigure } from '../application/query/figures.ts';
import { entityScope } from '../application/query/find.ts';
import * as contract from '../contract/resources/reservations.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { etagOf, versionOf } from './etag.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve, type Reply } from './route.ts';

export function serveReservations(app: FastifyInstance, deps: ApiDeps): void {
  const { reservations: desk } = deps;

  serve(app, deps, contract.reserveInventory, async ({ body, caller, idempotencyKey }) => {
    const made = expect(await desk.make(caller, idempotencyKey ?? '', body));
    const location = `/v1/inventory-reservations/${encodeURIComponent(made.view.reserved.reservation)}`;
    const answer = replyOf(made);
    return { ...answer, status: 201, headers: { ...answer.headers, location } };
  });

  serve(app, deps, contract.listReservations, async ({ query, caller }) => {
    const { lifecycle = null, item = null, site = null, customer = null, limit } = query;
    const page = await deps.reads.reservations({
      after: afterOf('reservations', query.cursor),
      limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      lifecycle,
      item,
      site,
      customer,
    });
    return pageAnswer('reservations', page, reservationAnswer);
  });

  serve(app, deps, contract.getReservation, async ({ params, query, caller }) =>
    replyOf(expect(await desk.read(caller.principal, params.reservation, query.entity ?? null))),
  );

  serve(app, deps, contract.extendReservation, async ({ params, body, caller, request }) => {
    const { entity, expiresAt } = body;
    const ifDecision = versionOf(request);
    return replyOf(expect(await desk.extend(caller, params.reservation, entity, ifDecision, expiresAt)));
  });

  serve(app, deps, contract.releaseReservation, async ({ params, body, caller, request }) => {
    const { entity, reason } = body;
    const ifDecision = versionOf(request);
    return replyOf(expect(await desk.release(caller, params.reservation, entity, ifDecision, reason)));
  });
}

const replyOf = (standing: StandingReservation): Reply => ({
  status: 200,
  body: reservationAnswer(standing),
  headers: etagOf(standing.view.reserved.decision),
});

const reservationAnswer = ({ instance, view }: StandingReservation) => {
  const { reserved, lifecycle, heldQuantity, lostQuantity } = view;
  const { site, customer, reference, released } = reserved;
  return {
    reservation: reserved.reservation,
    entity: instance.split('/', 1)[0]!,
    instance,
    lifecycle,
    item: reserved.item,
    site: site ?? null,
    customer: customer ?? null,
    reference: reference ?? null,
    quantity: quantityFigure(reserved.quantity),
    held: quantityFigure(heldQuantity),
    lost: quantityFigure(lostQuantity),
    places: lifecycle !== 'held' ? [] : reserved.held.map((place) => ({
      site: place.site,
      lot: place.lot ?? null,
      quantity: quantityFigure(place.quantity),
    })),
    drawn: reserved.drawn.map(({ salesOrder, quantity }) => ({
      salesOrder,
      quantity: quantityFigure(quantity),
    })),
    reservedAt: formatInstant(reserved.reservedAt),
    expiresAt: formatInstant(reserved.expiresAt),
    released: released ?? null,
    decision: reserved.decision,
  };
};
