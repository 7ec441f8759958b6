/** Stock: positions, what can be promised, movements. */
import type { FastifyInstance } from 'fastify';
import { coversSite } from '../application/access/principal.ts';
import { quantityFigure } from '../application/query/figures.ts';
import { entityScope } from '../application/query/find.ts';
import type { MovementRow } from '../application/ports/store.ts';
import type { ListedPosition } from '../application/query/reads.ts';
import { availabilityOf } from '../application/stock/availability.ts';
import * as contract from '../contract/resources/stock.ts';
import { lifeDaysOf } from '../domain/inventory/shelf-life.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

export function serveStock(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.listPositions, async ({ query, caller }) => {
    const { item = null, location = null, disposition = null, limit } = query;
    const page = await deps.reads.positions({
      after: afterOf('positions', query.cursor),
      limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      item,
      location,
      disposition,
    });
    return pageAnswer('positions', page, positionAnswer);
  });

  serve(app, deps, contract.getAvailability, async ({ query, caller }) => {
    const entities = expect(entityScope(caller.principal, query.entity ?? null));
    const { lots, backordered } = await deps.reads.itemStock(query.item, entities);
    const lifeDays = lifeDaysOf(deps.shelfLife, query.item, query.customer ?? '');
    const today = (site: string) => deps.dateAt(site, deps.clock.now());
    const sites = availabilityOf(lots, today, query.customer === undefined ? 0 : lifeDays);
    const theirs = sites.filter(({ site }) => coversSite(caller.principal, site));
    const body = {
      item: query.item,
      at: formatInstant(deps.clock.now()),
      sites: theirs.map(({ entity, site, onHand, barred, allocated, availableToPromise }) => ({
        entity,
        site,
        onHand: quantityFigure(onHand),
        barred: quantityFigure(barred),
        allocated: quantityFigure(allocated),
        availableToPromise: quantityFigure(availableToPromise),
        backordered: quantityFigure(backordered.get(entity) ?? 0n),
      })),
    };
    return { status: 200, body };
  });

  serve(app, deps, contract.listMovements, async ({ query, caller }) => {
    const { item = null, location = null, kind = null, instance = null, limit } = query;
    const page = await deps.reads.movements({
      after: afterOf('movements', query.cursor),
      limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      item,
      location,
      kind,
      instance,
    });
    return pageAnswer('movements', page, movementAnswer);
  });
}

const positionAnswer = (row: ListedPosition) => ({
  entity: row.entity,
  item: row.item,
  location: row.location,
  disposition: row.disposition,
  lot: row.lot === '' ? null : row.lot,
  onHand: quantityFigure(row.onHand),
  allocated: quantityFigure(row.allocated),
  updatedAt: formatInstant(row.updatedAt),
});

export const movementAnswer = (row: MovementRow) => ({
  id: `${row.instance}#${row.key}#${row.sequence}`,
  instance: row.instance,
  key: row.key,
  sequence: row.sequence,
  entity: row.entity,
  kind: row.kind,
  item: row.item,
  lot: row.lot === '' ? null : row.lot,
  quantity: quantityFigure(row.quantity),
  from: { location: row.fromLocation, disposition: row.fromDisposition },
  to: { location: row.toLocation, disposition: row.toDisposition },
  reverses: row.reverses,
  reason: row.reason,
  fact: `${row.factSource}/${row.factId}`,
  occurredAt: formatInstant(row.occurredAt),
  recordedAt: formatInstant(row.recordedAt),
});
