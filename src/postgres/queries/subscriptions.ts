/** Subscriptions of partners, who serves them, and every attempt. */
import type pg from 'pg';
import type {
  Hold,
  Subscription,
  SubscriptionChange,
  SubscriptionState,
  SubscriptionStore,
} from '../../application/subscriptions/subscription.ts';
import { at, bigint, maybeAt, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { Conditions, pageOf, rowsOf, timeText } from './query.ts';

const COLUMNS = `id, name, url, types, entities, state, because, secret, old_secret,
  ${ms('old_secret_until')}, committed::text, seq, taken_count, failure_count,
  ${ms('next_attempt_at')}, version, ${ms('created_at')},
  created_by, ${ms('updated_at')}`;

const HELD = 'id = $1 and lease_owner = $2 and version = $3';
const holdValues = ({ id, owner, version }: Hold): unknown[] => [id, owner, version];

/** Column of each member that a person may change, with the form of its value. */
const CHANGES: Readonly<
  Record<keyof SubscriptionChange, (value: never) => readonly (readonly [string, unknown])[]>
> = {
  name: (value) => [['name', value]],
  url: (value) => [['url', value]],
  types: (value) => [['types', value]],
  state: (value) => [['state', value]],
  because: (value) => [['because', value]],
  secret: (value) => [['secret', value]],
  oldSecret: (value) => [['old_secret', value]],
  oldSecretUntil: (value: number | null) => [['old_secret_until', value === null ? null : timeText(value)]],
  position: ([committed, seq]: readonly [string, string]) => [
    ['committed', committed],
    ['seq', seq],
  ],
  failures: (value) => [['failure_count', value]],
  nextAttemptAt: (value: number | null) => [['next_attempt_at', value === null ? null : timeText(value)]],
};

export const postgresSubscriptions = (pool: pg.Pool): SubscriptionStore => ({
  async insert(one) {
    await rowsOf(
      pool,
      `insert into subscription (id, name, url, types, entities, state, secret, committed, seq, taken_count,
        failure_count, version, created_at, created_by, updated_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8::text::xid8, $9, 0, 0, $10, $11, $12, $11)`,
      [
        one.id,
        one.name,
        one.url,
        one.types,
        one.entities,
        one.state,
        one.secret,
        one.position[0],
        one.position[1],
        one.version,
        timeText(one.createdAt),
        one.createdBy,
      ],
    );
  },

  async find(id) {
    const [row] = await rowsOf(pool, `select ${COLUMNS} from subscription where id = $1`, [id]);
    return row === undefined ? null : subscriptionOf(row);
  },

  async list({ after, limit, entities }) {
    const where = new Conditions().andAll('(name, id) > (?, ?)', after);
    if (entities !== null) where.and(`entities <@ ?::text[] and entities <> '{}'`, entities);
    const rows = await rowsOf(
      pool,
      `select ${COLUMNS} from subscription where ${where.sql}
      order by name, id limit ${where.value(limit + 1)}`,
      where.values,
    );
    return pageOf(rows, limit, subscriptionOf, ({ name, id }) => [name, id]);
  },

  async change(id, version, change, now) {
    const values: unknown[] = [id, version, timeText(now)];
    const sets = (Object.keys(change) as (keyof SubscriptionChange)[])
      .flatMap((member) => CHANGES[member](change[member] as never))
      .map(([column, value]) => {
        values.push(value);
        return column === 'committed'
          ? `committed = $${values.length}::text::xid8`
          : `${column} = $${values.length}`;
      });
    const [row] = await rowsOf(
      pool,
      `update subscription set ${[...sets, 'version = version + 1', 'updated_at = $3'].join(', ')},
        lease_owner = null, lease_until = null
      where id = $1 and version = $2 returning ${COLUMNS}`,
      values,
    );
    return row === undefined ? null : subscriptionOf(row);
  },

  async attempts(id, { after, limit }) {
    const where = new Conditions().and('subscription = ?', id).andAll('id < ?::bigint', after);
    const rows = await rowsOf(
      pool,
      `select id, ${ms('at')}, took_ms, fact_source, fact_id, fact_type, result, status, detail
      from subscription_attempt where ${where.sql} order by id desc limit ${where.value(limit + 1)}`,
      where.values,
    );
    return pageOf(
      rows,
      limit,
      (row) => ({
        id: bigint(row['id']),
        at: at(row['at']),
        tookMs: number(row['took_ms']),
        source: text(row['fact_source']),
        factId: text(row['fact_id']),
        factType: text(row['fact_type']),
        result: text(row['result']) as 'taken' | 'failed',
        status: row['status'] === null ? null : number(row['status']),
        detail: maybeText(row['detail']),
      }),
      ({ id: last }) => [String(last)],
    );
  },

  async forgetAttempts(before) {
    await rowsOf(pool, 'delete from subscription_attempt where at < $1', [timeText(before)]);
  },

  async claim(owner, now, until, max) {
    const rows = await rowsOf(
      pool,
      `update subscription set lease_owner = $1, lease_until = $3 where id in (
        select id from subscription where state = 'active'
          and (next_attempt_at is null or next_attempt_at <= $2)
          and (lease_until is null or lease_until <= $2)
        order by updated_at limit $4 for update skip locked
      ) returning ${COLUMNS}`,
      [owner, timeText(now), timeText(until), max],
    );
    return rows.map(subscriptionOf);
  },

  async taken(hold, position, attempt, until) {
    return changed(
      pool,
      `with moved as (
        update subscription set committed = $4::text::xid8, seq = $5, taken_count = taken_count + 1,
          failure_count = 0, next_attempt_at = null, lease_until = $6 where ${HELD} returning id
      ) ${INSERT_ATTEMPT(7)}`,
      [...holdValues(hold), ...position, timeText(until), ...attemptValues(attempt)],
    );
  },

  async passed(hold, [committed, seq]) {
    return changed(
      pool,
      `update subscription set committed = $4::text::xid8, seq = $5 where ${HELD} returning id`,
      [...holdValues(hold), committed, seq],
    );
  },

  async failed(hold, { failures, nextAttemptAt, because }, attempt) {
    return changed(
      pool,
      `with moved as (
        update subscription set failure_count = $4, next_attempt_at = $5, because = $6,
          state = case when $6::text is null then state else 'disabled' end,
          lease_owner = null, lease_until = null where ${HELD} returning id
      ) ${INSERT_ATTEMPT(7)}`,
      [
        ...holdValues(hold),
        failures,
        nextAttemptAt === null ? null : timeText(nextAttemptAt),
        because,
        ...attemptValues(attempt),
      ],
    );
  },

  async release(hold) {
    const sql = `update subscription set lease_owner = null, lease_until = null where ${HELD}`;
    await rowsOf(pool, sql, holdValues(hold));
  },
});

/** An attempt is written with the change that it made, or not at all. */
const INSERT_ATTEMPT = (first: number): string => {
  const values = Array.from({ length: 8 }, (_, at) => `$${first + at}`);
  const [when, took, ...others] = values;
  const [source, factId, type, result, status, detail] = others;
  return `insert into subscription_attempt
      (subscription, at, took_ms, fact_source, fact_id, fact_type, result, status, detail)
    select moved.id, ${when}::timestamptz, ${took}::integer, ${source}, ${factId}, ${type}, ${result},
      ${status}::smallint, ${detail} from moved returning id`;
};

type Attempt = Parameters<SubscriptionStore['taken']>[2];
const attemptValues = (one: Attempt): unknown[] => [
  timeText(one.at),
  one.tookMs,
  one.source,
  one.factId,
  one.factType,
  one.result,
  one.status,
  one.detail,
];

async function changed(pool: pg.Pool, sql: string, values: readonly unknown[]): Promise<boolean> {
  return (await rowsOf(pool, sql, values)).length > 0;
}

const subscriptionOf = (row: Raw): Subscription => ({
  id: text(row['id']),
  name: text(row['name']),
  url: text(row['url']),
  types: row['types'] as string[],
  entities: row['entities'] as string[],
  state: text(row['state']) as SubscriptionState,
  because: maybeText(row['because']),
  secret: text(row['secret']),
  oldSecret: maybeText(row['old_secret']),
  oldSecretUntil: maybeAt(row['old_secret_until']),
  position: [text(row['committed']), text(row['seq'])],
  taken: number(row['taken_count']),
  failures: number(row['failure_count']),
  nextAttemptAt: maybeAt(row['next_attempt_at']),
  version: number(row['version']),
  createdAt: at(row['created_at']),
  createdBy: text(row['created_by']),
  updatedAt: at(row['updated_at']),
});
