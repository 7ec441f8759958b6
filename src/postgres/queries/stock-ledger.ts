/** One item: the ledger with the balance after each movement, who says what, and stock by day. */
import type pg from 'pg';
import type {
  ItemReads,
  LedgerEntry,
  LedgerFilter,
  StockDay,
  StockReading,
} from '../../application/stock/item-reading.ts';
import type { PromiseSamples } from '../../application/stock/promise-sampler.ts';
import type { Page } from '../../application/query/reads.ts';
import { DAY_MS, formatInstant, type Instant, type LocalDate } from '../../kernel/instant.ts';
import { at, bigint, maybeText, ms, MOVEMENT_COLUMNS, movementRow, number, text, type Raw } from '../rows.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';
import { lotStockOf, STOCK_BY_LOT } from './stock.ts';

export const postgresItemReads = (pool: pg.Pool): ItemReads => ({
  ledger: (filter) => listLedger(pool, filter),
  readings: async (item, entities, now) => [
    await readLedger(pool, item, entities, now),
    ...(await readCompared(pool, item, entities)),
    ...(await readSnapshots(pool, item, entities)),
  ],
  days: (item, entities, now, days) => readDays(pool, item, entities, now, days),
});

/** Where goods come from and go to: no places of ours. */
const OUTSIDE = `('supplier', 'customer', 'adjustment')`;

/** As the ledger entered them. */
const NEWEST_FIRST = 'm.recorded_at desc, m.instance desc, m.key desc, m.sequence desc';

/**
 * One statement, so that balance and movements are of one moment: what lies there now, less what the entries
 * before this page moved, less what each entry before this one on the page moved.
 */
async function listLedger(db: Queryable, filter: LedgerFilter): Promise<Page<LedgerEntry>> {
  const where = new Conditions().entities('m.entity', filter.entities).and('m.item = ?', filter.item);
  const [location, lot, disposition] = [filter.location, filter.lot, filter.disposition].map((value) =>
    value === null ? null : where.value(value),
  );
  const ofLot = lot === null ? 'true' : `lot = ${lot}`;
  const counts = (place: string, state: string): string =>
    `(${location === null ? `${place} not in ${OUTSIDE}` : `${place} = ${location}`}` +
    `${disposition === null ? '' : ` and ${state} = ${disposition}`})`;
  const [into, outOf] = [
    counts('m.to_location', 'm.to_disposition'), counts('m.from_location', 'm.from_disposition'),
  ];
  const [recordedAt, instance, key, sequence] = (filter.after ?? []).map((value) => where.value(value));
  const cursor = `(${recordedAt}::timestamptz, ${instance}, ${key}, ${sequence}::integer)`;
  const beside = (comparison: '<' | '>='): string =>
    `(m.recorded_at, m.instance, m.key, m.sequence) ${comparison} ${cursor}`;
  const change = `(m.quantity * (${into}::int - ${outOf}::int))`;
  const ours = `${where.sql} and ${ofLot} and (${into} or ${outOf})`;
  const sql = `with lies as (
      select coalesce(sum(on_hand), 0) as on_hand from position p
      where p.entity = any($1::text[]) and p.item = $2 and ${ofLot}
        and ${counts('p.location', 'p.disposition')}),
    newer as (
      select coalesce(sum(${change}), 0) as moved from movement m
      where ${ours} and ${filter.after === null ? 'false' : beside('>=')}),
    page as (
      select m.*, ${change} as change from movement m
      where ${ours} and ${filter.after === null ? 'true' : beside('<')}
      order by ${NEWEST_FIRST} limit ${where.value(filter.limit + 1)})
    select ${MOVEMENT_COLUMNS}, change::text as change,
      (lies.on_hand - newer.moved - coalesce(sum(change) over (order by ${NEWEST_FIRST}
        rows between unbounded preceding and 1 preceding), 0))::text as balance
    from page m, lies, newer order by ${NEWEST_FIRST}`;
  return pageOf(
    await rowsOf(db, sql, where.values),
    filter.limit,
    (row) => ({
      movement: movementRow(row), change: bigint(row['change']), balance: bigint(row['balance']),
    }),
    ({ movement }) => [
      timeText(movement.recordedAt), movement.instance, movement.key, String(movement.sequence),
    ],
  );
}

const SELLABLE = `location not in ${OUTSIDE} and disposition = 'sellable_accessible'`;
const sellable = (side: 'from' | 'to'): string =>
  SELLABLE.replaceAll(/location|disposition/g, `m.${side}_$&`);
/** What a movement changes of what can be sold. */
const CHANGE = `(m.quantity * ((${sellable('to')})::int - (${sellable('from')})::int))`;
const ON_HAND = `select coalesce(sum(on_hand), 0) as on_hand,
    count(distinct location) filter (where on_hand <> 0) as sites
    from position where entity = any($1::text[]) and item = $2 and ${SELLABLE}`;

async function readLedger(
  db: Queryable,
  item: string,
  entities: readonly string[],
  now: Instant,
): Promise<StockReading> {
  const [row] = await rowsOf(db, ON_HAND, [entities, item]);
  return {
    system: 'ledger', role: 'ledger', value: bigint(row!['on_hand']), difference: 0n, standing: 'agrees',
    sites: number(row!['sites']), cause: null, atStake: null, asOf: now,
  };
}

/** Figures of differences are text, in base units. */
const millionths = (column: string): string => `(coalesce(${column}, '0')::numeric * 1000000)::bigint`;

/** Systems whose list of stock was compared: what our ledger had when that ended, and what differed. */
async function readCompared(
  db: Queryable,
  item: string,
  entities: readonly string[],
): Promise<readonly StockReading[]> {
  const rows = await rowsOf(
    db,
    `select c.system, ${ms('c.ended_at')}, lies.on_hand - coalesce(since.moved, 0) as ours, lies.sites,
       d.difference, d.open, d.cause, d.minor, d.currency
     from (select system, object, coalesce(ended_at, compared_at) as ended_at from comparison) c
     cross join (${ON_HAND}) lies
     cross join lateral (select sum(${CHANGE}) as moved from movement m where m.entity = any($1::text[])
       and m.item = $2 and m.recorded_at > c.ended_at) since
     cross join lateral (
       select coalesce(sum(${millionths('d.theirs')} - ${millionths('d.ours')}), 0) as difference,
         bool_or(not d.in_transit) as open, string_agg(d.number || ': ' || d.cause, '; ' order by d.number)
           as cause, sum(d.at_stake_minor) as minor, max(d.currency) as currency
       from difference d where d.system = c.system and d.object = 'stock' and d.entity = any($1::text[])
         and substring(d.number from position('/' in d.number) + 1) = $2) d
     where c.object = 'stock' order by c.system`,
    [entities, item],
  );
  return rows.map((row) => {
    const difference = bigint(row['difference']);
    return {
      system: text(row['system']),
      role: 'comparison',
      value: bigint(row['ours']) + difference,
      difference,
      standing: row['open'] === null ? 'agrees' : row['open'] === true ? 'differs' : 'in-transit',
      sites: number(row['sites']),
      cause: maybeText(row['cause']),
      atStake: stakeOf(row),
      asOf: at(row['ended_at']),
    };
  });
}

const stakeOf = (row: Raw): StockReading['atStake'] =>
  row['minor'] === null || row['currency'] === null
    ? null
    : { minor: bigint(row['minor']), currency: text(row['currency']) };

/** Systems that stated their books: the newest snapshot of each site, and what our ledger said to it. */
async function readSnapshots(
  db: Queryable,
  item: string,
  entities: readonly string[],
): Promise<readonly StockReading[]> {
  const rows = await rowsOf(
    db,
    `with stated as (
       select distinct on (f.body::json ->> 'system', f.entity, f.body::json ->> 'site') i.key, i.settled,
         f.body::json as body
       from instance i join fact f on f.instance = i.key and f.type = 'stock-snapshot.stated.v1'
       where i.workflow = 'stock-reconciliation' and i.entity = any($1::text[])
         and exists (select from json_array_elements(f.body::json -> 'lines') l where l ->> 'item' = $2)
       order by f.body::json ->> 'system', f.entity, f.body::json ->> 'site',
         (f.body::json ->> 'takenAt')::timestamptz desc, (f.body::json ->> 'version')::int desc),
     line as (
       select s.body ->> 'system' as system, s.body ->> 'site' as site, s.settled, b.book,
         (s.body ->> 'takenAt')::timestamptz as taken_at, (l ->> 'onHand')::numeric as on_hand
       from stated s cross join lateral json_array_elements(s.body -> 'lines') l
       left join lateral (
         select (b ->> 'book')::numeric as book from (select f.body from fact f where f.instance = s.key
             and f.type = 'stock.compared.v1' order by f.instance_version desc limit 1) f
         cross join lateral json_array_elements(f.body::json -> 'lines') b
         where b ->> 'line' = l ->> 'line') b on true
       where l ->> 'item' = $2)
     select system, count(distinct site) as sites, (sum(on_hand) * 1000000)::bigint as value,
       case when bool_and(book is not null) then (sum(on_hand - book) * 1000000)::bigint end as difference,
       bool_and(settled) as settled, bool_or(on_hand <> book) as odd, ${ms('min(taken_at)', 'taken_at')}
     from line group by system order by system`,
    [entities, item],
  );
  return rows.map((row) => ({
    system: text(row['system']),
    role: 'snapshot',
    value: bigint(row['value']),
    difference: row['difference'] === null ? null : bigint(row['difference']),
    standing:
      row['difference'] === null ? 'in-transit'
        : row['odd'] !== true ? 'agrees'
          : row['settled'] === true ? 'settled' : 'differs',
    sites: number(row['sites']),
    cause: null,
    atStake: null,
    asOf: at(row['taken_at']),
  }));
}

/** What lay there at the end of each day follows from what lies there now and what moved since. */
async function readDays(
  db: Queryable,
  item: string,
  entities: readonly string[],
  now: Instant,
  count: number,
): Promise<readonly StockDay[]> {
  const days = Array.from({ length: count }, (_, index) => dayOf(now - (count - 1 - index) * DAY_MS));
  const rows = await rowsOf(
    db,
    `with lies as (${ON_HAND}), moved as (
       select (m.recorded_at at time zone 'UTC')::date as day, sum(${CHANGE}) as moved from movement m
       where m.entity = any($1::text[]) and m.item = $2
         and m.recorded_at >= $3::date::timestamp at time zone 'UTC'
       group by 1)
     select d.day::text, (lies.on_hand
         - coalesce((select sum(moved) from moved where moved.day > d.day), 0))::text as on_hand,
       (select sum(s.available)::text from unnest($1::text[]) named (entity) cross join lateral (
         select available from promise_sample s where s.entity = named.entity and s.item = $2
           and s.day <= d.day order by s.day desc limit 1) s) as available
     from unnest($4::date[]) d (day), lies order by d.day`,
    [entities, item, days[0], days],
  );
  return rows.map((row) => ({
    day: text(row['day']) as LocalDate,
    onHand: bigint(row['on_hand']),
    available: row['available'] === null ? null : bigint(row['available']),
  }));
}

const dayOf = (moment: number): LocalDate => formatInstant(moment as Instant).slice(0, 10) as LocalDate;

export const postgresPromiseSamples = (pool: pg.Pool): PromiseSamples => ({
  async stockChangedSince(moment) {
    const rows = await rowsOf(
      pool,
      `${STOCK_BY_LOT} and (p.entity, p.item) in (
         select entity, item from position where updated_at >= $1::timestamptz or lot <> '')`,
      [timeText(moment)],
    );
    return rows.map(lotStockOf);
  },
  async save(day, samples) {
    await pool.query(
      `insert into promise_sample (day, entity, item, available)
       select $1::date, * from unnest($2::text[], $3::text[], $4::bigint[])
       on conflict (entity, item, day) do update set available = excluded.available`,
      [
        day, samples.map(({ entity }) => entity), samples.map(({ item }) => item),
        samples.map(({ available }) => String(available)),
      ],
    );
  },
});
