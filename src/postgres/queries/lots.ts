/** Lots by site, where a lot went, and reconciliations. */
import type pg from 'pg';
import type {
  LotAtSite,
  LotFilter,
  LotTrace,
  ReconciliationFilter,
  StockReads,
} from '../../application/stock/stock-reads.ts';
import { lotNumber } from '../../canonical/facts/lot-stated.v1.ts';
import { unstatedLot, type LotTerms } from '../../domain/inventory/shelf-life.ts';
import { at, bigint, lotTerms, ms, number, text, type Raw } from '../rows.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';

export const postgresStockReads = (pool: pg.Pool): StockReads => ({
  lots: (filter) => listLots(pool, filter),
  traces: (lot, item, entities) => traceLot(pool, lot, item, entities),
  reconciliations: (filter) => listReconciliations(pool, filter),
});

/** Sorts what never expires behind everything else. */
const NEVER = '9999-12-31';

const termsOf = (row: Raw): LotTerms =>
  row['stated'] === true ? lotTerms(row) : unstatedLot(text(row['lot']));

async function listLots(db: Queryable, filter: LotFilter) {
  const where = new Conditions()
    .entities('p.entity', filter.entities)
    .and('p.item = ?', filter.item)
    .and('p.location = ?', filter.site)
    .and('p.lot = ?', filter.lot)
    .and(`(l.lot is null or l.bar = 'unstated') = ?`, filter.unstated)
    .andAll(
      `(p.entity, p.item, coalesce(l.expires_on, '${NEVER}'), p.lot, p.location) > (?, ?, ?::date, ?, ?)`,
      filter.after,
    );
  const sql = `select p.entity, p.item, p.location, p.lot, p.on_hand, p.allocated,
      l.lot is not null as stated, l.expires_on::text, l.received_on::text, l.bar
    from position p left join lot l on l.entity = p.entity and l.item = p.item and l.lot = p.lot
    where p.lot <> '' and p.disposition = 'sellable_accessible' and (p.on_hand <> 0 or p.allocated <> 0)
      and p.location not in ('supplier', 'customer', 'adjustment') and ${where.sql}
    order by p.entity, p.item, coalesce(l.expires_on, '${NEVER}'), p.lot, p.location
    limit ${where.value(filter.limit + 1)}`;
  const lotOf = (row: Raw): LotAtSite => ({
    entity: text(row['entity']),
    item: text(row['item']),
    site: text(row['location']),
    terms: termsOf(row),
    onHand: bigint(row['on_hand']),
    allocated: bigint(row['allocated']),
  });
  return pageOf(await rowsOf(db, sql, where.values), filter.limit, lotOf, ({ entity, item, site, terms }) => [
    entity, item, terms.expiresOn ?? NEVER, terms.lot, site,
  ]);
}

/** Everything about a lot, by entity and item: a number alone may mean several. */
async function traceLot(
  db: Queryable,
  lot: string,
  item: string | null,
  entities: readonly string[] | null,
): Promise<readonly LotTrace[]> {
  const named = (of: string): Conditions =>
    new Conditions().and(`${of}.lot = ?`, lot).and(`${of}.item = ?`, item).entities(`${of}.entity`, entities);
  const read = (of: string, sql: (where: Conditions) => string): Promise<readonly Raw[]> => {
    const where = named(of);
    return rowsOf(db, sql(where), where.values);
  };
  const [lots, positions, promises, moved] = await Promise.all([
    read('l', (where) => `select l.entity, l.item, l.lot, true as stated, l.expires_on::text,
      l.received_on::text, l.bar from lot l where ${where.sql}`),
    read('p', (where) => `select p.entity, p.item, p.location, p.disposition, p.on_hand, p.allocated
      from position p where p.location not in ('supplier', 'customer', 'adjustment')
        and (p.on_hand <> 0 or p.allocated <> 0) and ${where.sql} order by p.location, p.disposition`),
    read('a', (where) => `select a.entity, a.item, a.instance, a.line, a.site, a.quantity from allocation a
      where ${where.sql} order by a.ordered_at, a.instance, a.line`),
    read('m', (where) => `select m.entity, m.item, m.instance,
        sum(case when m.from_location = 'supplier' then m.quantity
          when m.to_location = 'supplier' then -m.quantity else 0 end)::text as received,
        sum(case when m.to_location = 'customer' then m.quantity
          when m.from_location = 'customer' then -m.quantity else 0 end)::text as shipped
      from movement m where ${where.sql} group by m.entity, m.item, m.instance order by m.instance`),
  ]);
  const traces = new Map<string, Writable<LotTrace>>();
  const traceOf = (row: Raw): Writable<LotTrace> => {
    const [entity, one] = [text(row['entity']), text(row['item'])];
    const key = `${entity}|${one}`;
    let trace = traces.get(key);
    if (trace === undefined) {
      trace = {
        entity, item: one, terms: unstatedLot(lot), received: 0n, returned: 0n,
        lies: [], promised: [], shipped: [],
      };
      traces.set(key, trace);
    }
    return trace;
  };
  for (const row of lots) traceOf(row).terms = termsOf(row);
  for (const row of positions) {
    traceOf(row).lies.push({
      location: text(row['location']),
      disposition: text(row['disposition']),
      onHand: bigint(row['on_hand']),
      allocated: bigint(row['allocated']),
    });
  }
  for (const row of promises) {
    traceOf(row).promised.push({
      instance: text(row['instance']),
      line: number(row['line']),
      site: text(row['site']),
      quantity: bigint(row['quantity']),
    });
  }
  for (const row of moved) {
    const trace = traceOf(row);
    trace.received += bigint(row['received']);
    const shipped = bigint(row['shipped']);
    if (shipped < 0n) trace.returned -= shipped;
    if (shipped > 0n) trace.shipped.push({ instance: text(row['instance']), quantity: shipped });
  }
  return [...traces.values()].sort((a, b) =>
    a.entity === b.entity ? (a.item < b.item ? -1 : 1) : a.entity < b.entity ? -1 : 1,
  );
}

/** What stands of some lots, by item and number; those that nobody stated are left out. */
export async function standingLots(
  db: Queryable,
  entity: string,
  names: readonly { readonly item: string; readonly lot: string }[],
): Promise<ReadonlyMap<string, LotTerms>> {
  if (names.length === 0) return new Map();
  const sql = `select l.item, l.lot, l.expires_on::text, l.received_on::text, l.bar
    from lot l join unnest($2::text[], $3::text[]) named (item, lot)
      on l.item = named.item and l.lot = named.lot where l.entity = $1`;
  const values = [entity, names.map(({ item }) => item), names.map(({ lot }) => lot)];
  const rows = await rowsOf(db, sql, values);
  return new Map(rows.map(lotTerms).map((terms) => [lotNumber(terms), terms]));
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

async function listReconciliations(db: Queryable, filter: ReconciliationFilter) {
  const where = new Conditions()
    .entities('i.entity', filter.entities)
    .and('i.lifecycle = ?', filter.state)
    .and(
      `exists (select from fact f cross join lateral json_array_elements(f.body::json -> 'lines') l
        where f.instance = i.key and f.type in ('count.recorded.v1', 'stock-snapshot.stated.v1',
          'adjustment.requested.v1') and l ->> 'item' = ?)`,
      filter.item,
    )
    .andAll('(i.opened_at, i.key) < (?::timestamptz, ?)', filter.after);
  const sql = `select i.key, i.entity, i.business_id, i.lifecycle, i.open_cases, ${ms('i.opened_at')},
      ${ms('i.updated_at')} from instance i where i.workflow = 'stock-reconciliation' and ${where.sql}
    order by i.opened_at desc, i.key desc limit ${where.value(filter.limit + 1)}`;
  return pageOf(
    await rowsOf(db, sql, where.values),
    filter.limit,
    (row) => ({
      key: text(row['key']),
      entity: text(row['entity']),
      number: text(row['business_id']),
      state: text(row['lifecycle']),
      openCases: number(row['open_cases']),
      openedAt: at(row['opened_at']),
      updatedAt: at(row['updated_at']),
    }),
    ({ openedAt, key }) => [timeText(openedAt), key],
  );
}
