/** Our side of comparisons: the figures of open objects, read from the facts that state them. */
import type pg from 'pg';
import type {
  ComparisonRow,
  ComparisonStore,
  DifferenceRow,
  UnitWorth,
} from '../application/ports/comparison-store.ts';
import { nameOf } from '../application/ports/comparison-store.ts';
import type { InventoryObject, InventoryRecord, ObjectName } from '../application/ports/inventory.ts';
import type { Instant } from '../kernel/instant.ts';
import { parseCurrency, type Currency } from '../kernel/currency.ts';
import { parseAmount } from '../kernel/money.ts';
import { parseUnitPrice } from '../kernel/unit-price.ts';
import { column, insertSql, parameters, time, type Column } from './columns.ts';
import { at, bigint, maybeAt, ms, number, text, type Raw } from './rows.ts';

const quantityOf = (lines: string): string =>
  `(select coalesce(trim_scale(sum((l ->> 'quantity')::numeric)), 0) from json_array_elements(${lines}) l)`;

/** Which instances: those of a range of open ones, or those of certain keys. */
interface Where {
  readonly open: boolean;
  readonly condition: string;
}

/** Columns: entity, sorted_by, number, figures, changed_at, worth_minor, currency. `$1` is the system. */
type RecordsSql = (where: Where) => string;

const salesOrders: RecordsSql = ({ open, condition }) => `
  select i.entity, i.business_id as sorted_by, i.business_id as number, s.figures, s.changed_at,
    i.ordered_minor as worth_minor, i.currency
  from instance i cross join lateral (
    select concat_ws(' ', f.body::json ->> 'revision', json_array_length(f.body::json -> 'lines'),
      ${quantityOf(`f.body::json -> 'lines'`)}) as figures, f.recorded_at as changed_at
    from fact f where f.instance = i.key and f.type = 'sales-order.stated.v1' and f.source = $1
    order by (f.body::json ->> 'revision')::int desc, f.instance_version limit 1) s
  where i.workflow = 'order-to-cash' ${open ? 'and not i.settled' : ''} and ${condition}`;

const shippingOrders: RecordsSql = ({ open, condition }) => `
  select i.entity, i.business_id as sorted_by, a.number,
    concat_ws(' ', a.version, a.undertaken, coalesce(s.shipped, 0)) as figures,
    greatest(a.changed_at, s.changed_at) as changed_at, i.ordered_minor as worth_minor, i.currency
  from instance i cross join lateral (
    select distinct on (1) f.body::json ->> 'shippingOrder' as number, f.body::json ->> 'site' as site,
      (f.body::json ->> 'version')::int as version,
      ${quantityOf(`f.body::json -> 'lines'`)} as undertaken, f.recorded_at as changed_at
    from fact f where f.instance = i.key and f.type = 'shipping-order.accepted.v1' and f.source = $1
    order by 1, 3 desc, f.instance_version) a
  left join lateral (
    select trim_scale(sum(quantity)) as shipped, max(changed_at) as changed_at from (
      select distinct on (f.body::json ->> 'shipment') ${quantityOf(`f.body::json -> 'lines'`)} as quantity,
        f.recorded_at as changed_at
      from fact f where f.instance = i.key and f.type = 'shipment.confirmed.v1' and f.source = $1
        and f.body::json ->> 'site' = a.site
      order by f.body::json ->> 'shipment', (f.body::json ->> 'version')::int desc, f.instance_version) one
    ) s on true
  where i.workflow = 'order-to-cash' and ${condition}
    ${open ? `and not i.settled and i.lifecycle not in ('shipped', 'invoiced', 'closed', 'cancelled')` : ''}`;

const invoices: RecordsSql = ({ open, condition }) => `
  select i.entity, i.business_id as sorted_by, v.number,
    concat_ws(' ', v.gross, v.currency, case when r.reversed then 'reversed' else 'stands' end) as figures,
    greatest(v.changed_at, r.changed_at) as changed_at,
    null::bigint as worth_minor, v.currency
  from instance i cross join lateral (
    select distinct on (1) f.body::json ->> 'invoice' as number,
      f.body::json -> 'gross' ->> 'amount' as gross, f.body::json -> 'gross' ->> 'currency' as currency,
      f.recorded_at as changed_at
    from fact f where f.instance = i.key and f.type = 'invoice.posted.v1' and f.source = $1
    order by 1, (f.body::json ->> 'generation')::int desc, f.instance_version) v
  cross join lateral (
    select count(*) > 0 as reversed, max(f.recorded_at) as changed_at
    from fact f where f.instance = i.key and f.type = 'invoice.reversed.v1' and f.source = $1
      and f.body::json ->> 'invoice' = v.number) r
  where i.workflow = 'order-to-cash' and ${condition}
    ${open ? `and not i.settled and not r.reversed and v.gross::numeric > ${APPLIED}` : ''}`;

/** What of an invoice is settled already. */
const APPLIED = `(
      select coalesce(sum(applied), 0) from (
        select distinct on (f.body::json ->> 'payment')
          (f.body::json -> 'applied' ->> 'amount')::numeric as applied
        from fact f where f.instance = i.key and f.type = 'payment.applied.v1' and f.source = $1
          and f.body::json ->> 'invoice' = v.number
        order by f.body::json ->> 'payment', f.instance_version) one)`;

const STOCK_NUMBER = `(p.location || '/' || p.item)`;

const stock: RecordsSql = ({ open, condition }) => `
  select p.entity, ${STOCK_NUMBER} as sorted_by, ${STOCK_NUMBER} as number,
    trim_scale(sum(p.on_hand) / 1000000.0)::text as figures, max(p.updated_at) as changed_at,
    null::bigint as worth_minor, null::text as currency
  from position p
  where p.disposition = 'sellable_accessible' and p.location not in ('supplier', 'customer', 'adjustment')
    and $1::text is not null and ${condition}
  group by p.entity, p.location, p.item ${open ? 'having sum(p.on_hand) <> 0' : ''}`;

const RECORDS: Readonly<Record<InventoryObject, RecordsSql>> = {
  'sales-orders': salesOrders,
  'shipping-orders': shippingOrders,
  invoices,
  stock,
};

/** What lists of this object are sorted by. */
const sortedBy = (object: InventoryObject): string =>
  `${object === 'stock' ? STOCK_NUMBER : 'i.business_id'} collate "C"`;

const rangeOf = (object: InventoryObject): string =>
  `($2::text is null or ${sortedBy(object)} > $2) and ($3::text is null or ${sortedBy(object)} <= $3)`;

const ORDER = `sorted_by collate "C", number collate "C", entity collate "C"`;

/** The comparison store on PostgreSQL. */
export class PostgresComparisonStore implements ComparisonStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  digest: ComparisonStore['digest'] = async (object, system, { after, upTo }) => {
    const records = RECORDS[object]({ open: true, condition: rangeOf(object) });
    const [row] = await this.#rows(
      `select count(*) as n, md5(coalesce(string_agg(
         entity || ' ' || number || ' ' || figures, E'\\n' order by ${ORDER}), '')) as hash
       from (${records}) record`,
      [system, after, upTo],
    );
    return { count: number(row!['n']), hash: text(row!['hash']) };
  };

  records: ComparisonStore['records'] = async (object, system, { after, upTo }, from, limit) => {
    const condition = `${rangeOf(object)} and ($4::text is null or ${sortedBy(object)} >= $4)`;
    const rows = await this.#rows(
      `select *, ${ms('changed_at', 'changed_at_ms')}
       from (${RECORDS[object]({ open: true, condition })}) record
       where $4::text is null
         or (sorted_by collate "C", number collate "C", entity collate "C") > ($4, $5::text, $6::text)
       order by ${ORDER} limit $7`,
      [system, after, upTo, from?.sortedBy ?? null, from?.number ?? null, from?.entity ?? null, limit],
    );
    return recordsOf(object, rows);
  };

  find: ComparisonStore['find'] = async (object, system, names) => {
    const condition = object === 'stock' ? `${STOCK_NUMBER} = any($2)` : 'i.key = any($2)';
    const keys = names.map((name) =>
      object === 'stock' ? name.number : `${name.entity}/sales-order/${name.sortedBy}`,
    );
    const rows = await this.#rows(
      `select *, ${ms('changed_at', 'changed_at_ms')}
       from (${RECORDS[object]({ open: false, condition })}) record`,
      [system, [...new Set(keys)]],
    );
    const wanted = new Set(names.map(nameOf));
    return recordsOf(object, rows).filter((record) => wanted.has(nameOf(record)));
  };

  firstSeen: ComparisonStore['firstSeen'] = async (object, system, names) => {
    const rows = await this.#rows(
      `select entity, number, ${ms('first_seen_at')} from difference
       where system = $1 and object = $2 and number = any($3)`,
      [system, object, names.map((name) => name.number)],
    );
    return new Map(
      rows.map((row): [string, Instant] => {
        const name: Pick<ObjectName, 'entity' | 'number'> = {
          entity: text(row['entity']),
          number: text(row['number']),
        };
        return [nameOf(name), at(row['first_seen_at'])];
      }),
    );
  };

  unitWorths: ComparisonStore['unitWorths'] = async (names) => {
    const positions = names.map(({ entity, number: position }) => ({
      name: nameOf({ entity, number: position }),
      entity,
      item: position.slice(position.indexOf('/') + 1),
    }));
    const rows = await this.#rows(UNIT_WORTHS, [
      positions.map(({ name }) => name),
      positions.map(({ entity }) => entity),
      positions.map(({ item }) => item),
    ]);
    return new Map(
      rows.flatMap((row): [string, UnitWorth][] => {
        const currency = parseCurrency(text(row['currency']));
        const price = parseUnitPrice(text(row['price']));
        if (!currency.ok || !price.ok) return [];
        const by = row['by_cost'] === true ? 'cost' : 'price';
        return [[text(row['name']), { price: price.value, currency: currency.value, by }]];
      }),
    );
  };

  saveDifferences: ComparisonStore['saveDifferences'] = async (rows) => {
    await this.#rows(
      insertSql(
        'difference',
        DIFFERENCES,
        `on conflict (system, object, entity, number) do update set verdict = excluded.verdict,
           in_transit = excluded.in_transit, ours = excluded.ours, theirs = excluded.theirs,
           cause = excluded.cause, at_stake_minor = excluded.at_stake_minor, currency = excluded.currency,
           last_seen_at = excluded.last_seen_at`,
      ),
      parameters(DIFFERENCES, rows),
    );
  };

  finish: ComparisonStore['finish'] = async (row) => {
    await this.#rows('delete from difference where system = $1 and object = $2 and last_seen_at < $3', [
      row.system,
      row.object,
      time(row.comparedAt),
    ]);
    await this.#rows(
      insertSql(
        'comparison',
        COMPARISONS,
        `on conflict (system, object) do update set ${COMPARISONS.map(
          ({ name }) => `${name} = excluded.${name}`,
        ).join(', ')}`,
      ),
      parameters(COMPARISONS, [row]),
    );
  };

  comparedAt: ComparisonStore['comparedAt'] = async (object, system) => {
    const [row] = await this.#rows(
      `select ${ms('compared_at')} from comparison where system = $1 and object = $2`,
      [system, object],
    );
    return row === undefined ? null : at(row['compared_at']);
  };

  fail: ComparisonStore['fail'] = async (object, system, when, failure) => {
    await this.#rows(
      `insert into comparison (system, object, compared_at, took_ms, agreed_count, odd_count,
         missing_here_count, missing_there_count, in_transit_count, repaired_count, at_stake,
         agreed_at, failure)
       values ($1, $2, $3, 0, 0, 0, 0, 0, 0, 0, '{}', '[]', $4)
       on conflict (system, object) do update set failure = excluded.failure`,
      [system, object, time(when), failure],
    );
  };

  async #rows(sql: string, values: readonly unknown[]): Promise<readonly Raw[]> {
    return (await this.#pool.query<Raw>(sql, values as unknown[])).rows;
  }
}

/**
 * What a unit is worth: the newest cost that anybody stated of the item with a count, a snapshot or a
 * request, else the price of the order that took it from the shelf last.
 */
const UNIT_WORTHS = `
  select p.name, coalesce(c.cost, s.price) as price, coalesce(c.currency, s.currency) as currency,
    c.cost is not null as by_cost
  from unnest($1::text[], $2::text[], $3::text[]) p (name, entity, item)
  left join lateral (
    select l -> 'unitCost' ->> 'amount' as cost, l -> 'unitCost' ->> 'currency' as currency
    from fact f cross join lateral json_array_elements(f.body::json -> 'lines') l
    where f.type in ('count.recorded.v1', 'stock-snapshot.stated.v1', 'adjustment.requested.v1')
      and f.entity = p.entity and l ->> 'item' = p.item and l -> 'unitCost' is not null
    order by f.recorded_at desc limit 1) c on true
  left join lateral (
    select l ->> 'unitPrice' as price, o.body::json ->> 'currency' as currency
    from (select m.instance from movement m
      where m.entity = p.entity and m.item = p.item and m.kind = 'ship'
      order by m.recorded_at desc limit 1) m
    join fact o on o.instance = m.instance and o.type = 'sales-order.stated.v1'
    cross join lateral json_array_elements(o.body::json -> 'lines') l
    where l ->> 'item' = p.item
    order by o.instance_version desc limit 1) s on true
  where c.cost is not null or s.price is not null`;

const recordsOf = (object: InventoryObject, rows: readonly Raw[]): readonly InventoryRecord[] =>
  rows.map((row) => {
    const record = recordOf(row);
    return object === 'invoices' ? { ...record, worth: grossOf(record.figures) } : record;
  });

/** Worth of an invoice: its own first figures. */
function grossOf([amount = '', code = '']: readonly string[]): InventoryRecord['worth'] {
  const currency = parseCurrency(code);
  const minor = currency.ok ? parseAmount(amount, currency.value) : currency;
  return currency.ok && minor.ok ? { amountMinor: minor.value as bigint, currency: currency.value } : null;
}

function recordOf(row: Raw): InventoryRecord {
  const [minor, currency] = [row['worth_minor'], row['currency']];
  const hasWorth = minor !== null && typeof currency === 'string' && currency !== '';
  return {
    entity: text(row['entity']),
    sortedBy: text(row['sorted_by']),
    number: text(row['number']),
    figures: text(row['figures']).split(' '),
    changedAt: maybeAt(row['changed_at_ms']),
    worth: hasWorth ? { amountMinor: bigint(minor), currency: currency as Currency } : null,
  };
}

const DIFFERENCES: readonly Column<DifferenceRow>[] = [
  column('system', 'text', (row) => row.system),
  column('object', 'text', (row) => row.object),
  column('entity', 'text', (row) => row.entity),
  column('number', 'text', (row) => row.number),
  column('verdict', 'text', (row) => row.verdict),
  column('in_transit', 'boolean', (row) => row.inTransit),
  column('ours', 'text', (row) => row.ours),
  column('theirs', 'text', (row) => row.theirs),
  column('cause', 'text', (row) => row.cause),
  column('at_stake_minor', 'bigint', (row) => row.atStakeMinor),
  column('currency', 'text', (row) => row.currency),
  column('first_seen_at', 'timestamptz', (row) => row.firstSeenAt),
  column('last_seen_at', 'timestamptz', (row) => row.lastSeenAt),
];

const COMPARISONS: readonly Column<ComparisonRow>[] = [
  column('system', 'text', (row) => row.system),
  column('object', 'text', (row) => row.object),
  column('compared_at', 'timestamptz', (row) => row.comparedAt),
  column('ended_at', 'timestamptz', (row) => row.endedAt),
  column('took_ms', 'integer', (row) => row.tookMs),
  column('agreed_count', 'integer', (row) => row.agreed),
  column('odd_count', 'integer', (row) => row.odd),
  column('missing_here_count', 'integer', (row) => row.missingHere),
  column('missing_there_count', 'integer', (row) => row.missingThere),
  column('in_transit_count', 'integer', (row) => row.inTransit),
  column('repaired_count', 'integer', (row) => row.repaired),
  column('at_stake', 'text', (row) => stakesText(row.atStake)),
  column('agreed_at', 'text', (row) => JSON.stringify(row.agreedAt)),
  column('failure', 'text', (row) => row.failure),
];

const stakesText = (stakes: ComparisonRow['atStake']): string =>
  JSON.stringify(Object.fromEntries(stakes.map(({ currency, minor }) => [currency, String(minor)])));
