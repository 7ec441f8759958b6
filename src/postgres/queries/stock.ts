/** Positions, what can be promised, movements. */
import type { MovementRow } from '../../application/ports/store.ts';
import type {
  EntityScope,
  ListedPosition,
  MovementFilter,
  Page,
  PositionFilter,
  SiteStock,
} from '../../application/query/reads.ts';
import { at, bigint, movementRow, ms, text } from '../rows.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';

export async function listPositions(db: Queryable, filter: PositionFilter): Promise<Page<ListedPosition>> {
  const where = new Conditions()
    .entities('entity', filter.entities)
    .and('item = ?', filter.item)
    .and('location = ?', filter.location)
    .and('disposition = ?', filter.disposition)
    .andAll('(entity, item, location, disposition, lot) > (?, ?, ?, ?, ?)', filter.after);
  const sql = `select entity, item, location, disposition, lot, on_hand, allocated, ${ms('updated_at')}
    from position where ${where.sql}
    order by entity, item, location, disposition, lot limit ${where.value(filter.limit + 1)}`;
  return pageOf(
    await rowsOf(db, sql, where.values),
    filter.limit,
    (row) => ({
      entity: text(row['entity']),
      item: text(row['item']),
      location: text(row['location']),
      disposition: text(row['disposition']),
      lot: text(row['lot']),
      onHand: bigint(row['on_hand']),
      allocated: bigint(row['allocated']),
      updatedAt: at(row['updated_at']),
    }),
    (position) => [position.entity, position.item, position.location, position.disposition, position.lot],
  );
}

/** Sellable stock by site; a site that only promises, and holds nothing, is shown too. */
export async function readSiteStock(
  db: Queryable,
  item: string,
  entities: EntityScope,
): Promise<readonly SiteStock[]> {
  const where = new Conditions().and('p.item = ?', item).entities('p.entity', entities);
  const sql = `select p.entity, p.location,
      sum(p.on_hand)::text as on_hand, sum(p.allocated)::text as allocated,
      coalesce((select sum(b.shortfall) from backorder b
        where b.entity = p.entity and b.item = $1), 0)::text as backordered
    from position p where p.disposition = 'sellable_accessible' and ${where.sql}
      and p.location not in ('supplier', 'customer', 'adjustment')
    group by p.entity, p.location order by p.entity, p.location`;
  return (await rowsOf(db, sql, where.values)).map((row) => ({
    entity: text(row['entity']),
    site: text(row['location']),
    onHand: bigint(row['on_hand']),
    allocated: bigint(row['allocated']),
    backordered: bigint(row['backordered']),
  }));
}

const MOVEMENT_COLUMNS = `instance, key, sequence, entity, kind, item, lot, quantity, from_location,
  from_disposition, to_location, to_disposition, reverses, reason, fact_source, fact_id,
  ${ms('occurred_at')}, ${ms('recorded_at')}`;

export async function listMovements(db: Queryable, filter: MovementFilter): Promise<Page<MovementRow>> {
  const where = new Conditions()
    .entities('entity', filter.entities)
    .and('item = ?', filter.item)
    .and('? in (from_location, to_location)', filter.location)
    .and('kind = ?', filter.kind)
    .and('instance = ?', filter.instance)
    .andAll(
      '(movement.recorded_at, instance, key, sequence) < (?::timestamptz, ?, ?, ?::integer)',
      filter.after,
    );
  const sql = `select ${MOVEMENT_COLUMNS} from movement where ${where.sql}
    order by movement.recorded_at desc, instance desc, key desc, sequence desc
    limit ${where.value(filter.limit + 1)}`;
  return pageOf(await rowsOf(db, sql, where.values), filter.limit, movementRow, (movement) => [
    timeText(movement.recordedAt),
    movement.instance,
    movement.key,
    String(movement.sequence),
  ]);
}
