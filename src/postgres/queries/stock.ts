/** Positions, what can be promised, movements. */
import type { MovementRow } from '../../application/ports/store.ts';
import type {
  EntityScope,
  ItemStock,
  ListedPosition,
  MovementFilter,
  Page,
  PositionFilter,
} from '../../application/query/reads.ts';
import type { LotStock } from '../../application/stock/availability.ts';
import { unstatedLot, type LotTerms } from '../../domain/inventory/shelf-life.ts';
import { at, bigint, lotTerms, MOVEMENT_COLUMNS, movementRow, ms, text, type Raw } from '../rows.ts';
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

/** What may be sold from, with what stands against its lot. */
export const STOCK_BY_LOT = `select p.entity, p.item, p.location, p.lot, p.on_hand, p.allocated,
      l.lot is not null as stated, l.expires_on::text, l.received_on::text, l.bar
    from position p
    left join lot l on p.lot <> '' and l.entity = p.entity and l.item = p.item and l.lot = p.lot
    where p.disposition = 'sellable_accessible' and p.location not in ('supplier', 'customer', 'adjustment')`;

export const lotStockOf = (row: Raw): LotStock => ({
  entity: text(row['entity']),
  item: text(row['item']),
  site: text(row['location']),
  terms: termsOf(row),
  onHand: bigint(row['on_hand']),
  allocated: bigint(row['allocated']),
});

/** Sellable stock by site and lot; a site that only promises, and holds nothing, is shown too. */
export async function readItemStock(
  db: Queryable,
  item: string,
  entities: EntityScope,
): Promise<ItemStock> {
  const where = new Conditions().and('p.item = ?', item).entities('p.entity', entities);
  const sql = `${STOCK_BY_LOT} and ${where.sql} order by p.entity, p.location, p.lot`;
  const waiting = new Conditions().and('item = ?', item).entities('entity', entities);
  const [rows, shortfalls] = await Promise.all([
    rowsOf(db, sql, where.values),
    rowsOf(
      db,
      `select entity, sum(shortfall)::text as shortfall from backorder where ${waiting.sql} group by entity`,
      waiting.values,
    ),
  ]);
  return {
    lots: rows.map(lotStockOf),
    backordered: new Map(shortfalls.map((row) => [text(row['entity']), bigint(row['shortfall'])])),
  };
}

/** Terms of a lot that may have been stated or not; `null`: goods without a lot. */
const termsOf = (row: Raw): LotTerms | null =>
  row['lot'] === '' ? null : row['stated'] === true ? lotTerms(row) : unstatedLot(text(row['lot']));

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
