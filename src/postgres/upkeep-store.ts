import type pg from 'pg';
import type { UpkeepStore } from '../application/ports/upkeep-store.ts';
import type { Enclosure } from '../application/privacy/enclosure.ts';
import { lineOf } from '../application/codes/waits-for.ts';
import { goodFrom } from '../domain/inventory/shelf-life.ts';
import { ENCLOSED } from '../kernel/enclosed.ts';
import type { LocalDate } from '../kernel/instant.ts';
import type { QuarantineCode } from '../application/ports/store.ts';
import { array, arrayOf, texts, time } from './columns.ts';
import { at, bigint, maybeAt, maybeText, ms, number, text, waitingFactRow, type Raw } from './rows.ts';

/** Numbers that are named of those that facts of a source wait for: a sentence holds no more. */
const ALIASES_NAMED_MAX = 3;

/**
 * What each site has of each lot that counts for promises, $1 and $2 being the sites and the day from
 * which lots are good there: of a lot that is barred or expired only a lack counts.
 */
const LOTWISE = `select p.entity, p.item, p.location, p.lot, p.allocated, l.expires_on, d.good_from,
    case when p.lot = '' or (l.lot is not null and l.bar is null
      and (l.expires_on is null or d.good_from is null or l.expires_on >= d.good_from))
      then p.on_hand else least(p.on_hand, 0) end as good
  from position p
  left join lot l on p.lot <> '' and l.entity = p.entity and l.item = p.item and l.lot = p.lot
  left join unnest(${arrayOf(1, 'text')}, ${arrayOf(2, 'date')}) as d(site, good_from) on d.site = p.location
  where p.disposition = 'sellable_accessible'
    and p.location not in ('supplier', 'customer', 'adjustment')`;

/** What each site can promise of an item, over its lots. */
const PROMISABLE = `select entity, item, location, sum(good - allocated) as free from (${LOTWISE}) s
  group by entity, item, location`;

/** Lots have a date or live for ever; of those with a date, the life that is demanded is left. */
const alive = (place: string, demand: string): string =>
  `(${place}.expires_on is null or ${place}.good_from is null
    or ${place}.expires_on >= ${place}.good_from + ${demand}.life_days)`;

/** Promises of a lot that has less than is promised of it, or not the life that was agreed. */
const OF_LOTS_GONE = `select a.entity, a.item, a.instance, a.ordered_at from allocation a
  join (${LOTWISE} and p.lot <> '') s
    on s.entity = a.entity and s.item = a.item and s.location = a.site and s.lot = a.lot
  where s.good < s.allocated or not ${alive('s', 'a')}`;

export interface UpkeepStoreOptions {
  /** The day of now at each site; without them no lot expires for these looks. */
  dates?(): ReadonlyMap<string, LocalDate>;
  /** Reads personal values of facts in quarantine. */
  readonly enclosure?: Pick<Enclosure, 'text'> | null;
}

/** Reads of upkeep on PostgreSQL. */
export class PostgresUpkeepStore implements UpkeepStore {
  readonly #pool: pg.Pool;
  readonly #dates: () => ReadonlyMap<string, LocalDate>;
  readonly #enclosure: Pick<Enclosure, 'text'> | null;

  constructor(pool: pg.Pool, { dates = () => new Map(), enclosure = null }: UpkeepStoreOptions = {}) {
    this.#pool = pool;
    this.#dates = dates;
    this.#enclosure = enclosure;
  }

  /** Sites, and the day from which lots are good there. */
  #days(): [Buffer, Buffer] {
    const dates = this.#dates();
    const goodDays = [...dates.values()].map((today) => goodFrom(today, 0));
    return [texts([...dates.keys()]), array('date', goodDays)];
  }

  instancesToLookAt: UpkeepStore['instancesToLookAt'] = async (now, limit) => {
    const rows = await this.#rows(
      'select key from instance where look_again_at <= $1 order by look_again_at limit $2',
      [time(now), limit],
    );
    return rows.map((row) => text(row['key']));
  };

  nextLookAt: UpkeepStore['nextLookAt'] = async () => {
    const [row] = await this.#rows(
      `select ${ms('look_again_at')} from instance
       where look_again_at is not null order by instance.look_again_at limit 1`,
      [],
    );
    return row === undefined ? null : maybeAt(row['look_again_at']);
  };

  deliverable: UpkeepStore['deliverable'] = async (limit) => {
    const rows = await this.#rows(
      `select w.source, w.id, w.entity, w.alias, w.type, ${ms('w.occurred_at')}, ${ms('w.recorded_at')},
         w.correlation_id, w.causation_id, w.message_id, w.body
       from waiting_fact w join alias a using (entity, alias) order by w.recorded_at limit $1`,
      [limit],
    );
    return rows.map(waitingFactRow);
  };

  longWaiting: UpkeepStore['longWaiting'] = async (before) => {
    const rows = await this.#rows(
      `select entity, source, count(*) as count, count(distinct alias) as numbers,
         (array_agg(distinct alias order by alias))[1:$2] as aliases, ${ms('min(recorded_at)', 'since')}
       from waiting_fact where recorded_at < $1 group by entity, source order by entity, source`,
      [time(before), ALIASES_NAMED_MAX],
    );
    return rows.map((row) => ({
      entity: text(row['entity']),
      source: text(row['source']),
      count: number(row['count']),
      numbers: number(row['numbers']),
      aliases: row['aliases'] as string[],
      since: at(row['since']),
    }));
  };

  sourcesEverHeld: UpkeepStore['sourcesEverHeld'] = async (but) => {
    const rows = await this.#rows('select distinct source from quarantine where source <> all($1)', [but]);
    return rows.map((row) => text(row['source']));
  };

  longHeld: UpkeepStore['longHeld'] = async (before, but, except, unnamed) => {
    const rows = await this.#rows(
      `select coalesce(entity, $4) as of_entity, source, count(*) as count,
         array_agg(distinct code order by code) as codes,
         (array_agg(reason order by received_at, id))[1] as reason, ${ms('min(received_at)', 'since')}
       from quarantine where state = 'open' and received_at < $1 and source <> all($2) and code <> all($3)
       group by 1, 2 order by 1, 2`,
      [time(before), but, except, unnamed],
    );
    return rows.map((row) => ({
      entity: text(row['of_entity']),
      source: text(row['source']),
      count: number(row['count']),
      codes: row['codes'] as string[],
      reason: text(row['reason']),
      since: at(row['since']),
    }));
  };

  servable: UpkeepStore['servable'] = async (limit) => {
    const rows = await this.#rows(
      `select distinct b.entity, b.item from backorder b
       join (${PROMISABLE}) p on p.entity = b.entity and p.item = b.item and p.free > 0
       join (${LOTWISE}) s on s.entity = p.entity and s.item = p.item and s.location = p.location
         and s.good > s.allocated and ${alive('s', 'b')}
       order by 1, 2 limit $3`,
      [...this.#days(), limit],
    );
    return rows.map(itemOf);
  };

  overpromised: UpkeepStore['overpromised'] = async (limit) => {
    const rows = await this.#rows(
      `select distinct entity, item from (${PROMISABLE}) p where free < 0
         and exists (select from allocation a
           where a.entity = p.entity and a.item = p.item and a.site = p.location)
       union select entity, item from (${OF_LOTS_GONE}) g
       order by 1, 2 limit $3`,
      [...this.#days(), limit],
    );
    return rows.map(itemOf);
  };

  backordered: UpkeepStore['backordered'] = async (entity, item, limit) => {
    const rows = await this.#rows(
      `select instance, min(ordered_at) as age from backorder where entity = $3 and item = $4
         and exists (select from (${PROMISABLE}) p where p.entity = $3 and p.item = $4 and p.free > 0)
       group by instance order by age, instance limit $5`,
      [...this.#days(), entity, item, limit],
    );
    return rows.map((row) => text(row['instance']));
  };

  toTakeBack: UpkeepStore['toTakeBack'] = async (entity, item, limit) => {
    const rows = await this.#rows(
      `select instance, max(ordered_at) as age from (
         select a.instance, a.ordered_at from allocation a
         join (${PROMISABLE}) p
           on p.entity = a.entity and p.item = a.item and p.location = a.site and p.free < 0
         where a.entity = $3 and a.item = $4
         union all select instance, ordered_at from (${OF_LOTS_GONE}) g where entity = $3 and item = $4) o
       group by instance order by age desc, instance desc limit $5`,
      [...this.#days(), entity, item, limit],
    );
    return rows.map((row) => text(row['instance']));
  };

  staleComparisons: UpkeepStore['staleComparisons'] = async (since, limit) => {
    const rows = await this.#rows(
      `select distinct i.key from instance i
       cross join lateral (select f.recorded_at from fact f
         where f.instance = i.key and f.type = 'stock.compared.v1' order by f.instance_version desc limit 1) c
       cross join lateral (select f.source, f.body::json as body from fact f where f.instance = i.key
         and f.type in ('count.recorded.v1', 'stock-snapshot.stated.v1')
         order by f.instance_version desc limit 1) s
       cross join lateral json_array_elements(s.body -> 'lines') l
       where i.workflow = 'stock-reconciliation' and i.opened_at >= $1
         and exists (select from movement m where m.entity = i.entity and m.item = l ->> 'item'
           and m.recorded_at > c.recorded_at and s.body ->> 'site' in (m.from_location, m.to_location)
           and case when s.body ->> 'after' is not null and m.stream_position is not null
               and m.fact_source = s.source
             then m.stream_position <= (s.body ->> 'after')::bigint
             else m.occurred_at <= coalesce(s.body ->> 'countedAt', s.body ->> 'takenAt')::timestamptz end)
       order by i.key limit $2`,
      [time(since), limit],
    );
    return rows.map((row) => text(row['key']));
  };

  quarantined: UpkeepStore['quarantined'] = async (filter, after, limit) => {
    const rows = await this.#rows(
      `select id, kind, entity, source, message_id, fact_id, fact_type, business_key, code, reason, headers,
         body, body_hash, ${ms('occurred_at')}, ${ms('received_at')}
       from quarantine where state = 'open' and id > $1
         and ($2::text is null or source = $2) and ($3::text is null or code = $3)
         and (${arrayOf(4, 'bigint')} is null or id = any(${arrayOf(4, 'bigint')}))
         and ($6::text is null or $6 = any(string_to_array(waits_for, E'\\n')))
       order by quarantine.id limit $5`,
      [
        String(after),
        filter.source ?? null,
        filter.code ?? null,
        filter.numbers === undefined ? null : array('bigint', filter.numbers),
        limit,
        filter.waitsFor === undefined ? null : lineOf(filter.waitsFor),
      ],
    );
    return Promise.all(rows.map(async (row) => ({
      number: bigint(row['id']),
      kind: row['kind'] as 'message' | 'fact',
      entity: maybeText(row['entity']),
      source: text(row['source']),
      messageId: maybeText(row['message_id']),
      factId: maybeText(row['fact_id']),
      factType: maybeText(row['fact_type']),
      businessKey: maybeText(row['business_key']),
      code: row['code'] as QuarantineCode,
      reason: text(row['reason']),
      headers: maybeText(row['headers']),
      body: await this.#plain(row['body'] as Buffer),
      bodyHash: text(row['body_hash']),
      occurredAt: maybeAt(row['occurred_at']),
      receivedAt: at(row['received_at']),
    })));
  };

  /** The bytes of an entry: a fact that was refused after it was let in holds enclosed values. */
  async #plain(body: Buffer): Promise<Uint8Array> {
    if (this.#enclosure === null || !body.includes(ENCLOSED)) return body;
    return Buffer.from(await this.#enclosure.text(body.toString('utf8')));
  }

  stillFaulty: UpkeepStore['stillFaulty'] = async (number, code, reason, waitsFor) => {
    await this.#rows(
      `update quarantine set redrive_count = redrive_count + 1, code = $2, reason = $3,
         waits_for = $4 where id = $1`,
      [String(number), code, reason, waitsFor],
    );
  };

  discard: UpkeepStore['discard'] = async (number, by, now) => {
    const rows = await this.#rows(
      `update quarantine set state = 'discarded', settled_at = $3, settled_by = $2
       where id = $1 and state = 'open' returning 1`,
      [String(number), by, time(now)],
    );
    return rows.length > 0;
  };

  lastObserved: UpkeepStore['lastObserved'] = async (instance, condition) => {
    const [row] = await this.#rows(
      `select body from fact where instance = $1 and type = 'channel-condition.observed.v1'
         and body::json ->> 'condition' = $2
       order by (body::json ->> 'version')::int desc, id limit 1`,
      [instance, condition],
    );
    return row === undefined ? null : text(row['body']);
  };

  sweptTo: UpkeepStore['sweptTo'] = async (system) => {
    const [row] = await this.#rows(`select ${ms('read_to')} from sweep_mark where system = $1`, [system]);
    return row === undefined ? null : at(row['read_to']);
  };

  setSweptTo: UpkeepStore['setSweptTo'] = async (system, readTo, sweptAt, read) => {
    await this.#rows(
      `insert into sweep_mark (system, read_to, swept_at, read_count) values ($1, $2, $3, $4)
       on conflict (system) do update set read_to = excluded.read_to, swept_at = excluded.swept_at,
         read_count = sweep_mark.read_count + excluded.read_count`,
      [system, time(readTo), time(sweptAt), read],
    );
  };

  async #rows(sql: string, values: readonly unknown[]): Promise<readonly Raw[]> {
    return (await this.#pool.query<Raw>(sql, values as unknown[])).rows;
  }
}

const itemOf = (row: Raw): { entity: string; item: string } => ({
  entity: text(row['entity']),
  item: text(row['item']),
});
