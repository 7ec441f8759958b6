/** API keys, answers already given, and the audit chain, on PostgreSQL. */
import type pg from 'pg';
import { rolesOf, type ApiKey, type ApiKeyStore } from '../../application/access/api-keys.ts';
import type { AuditTrail } from '../../application/access/audit.ts';
import type { IdempotencyStore } from '../../application/access/idempotency.ts';
import { at, maybeAt, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { HTTP_LIMITS } from '../../contract/limits.ts';
import { HOUR_MS } from '../../kernel/instant.ts';
import { appendAudit } from './audit.ts';
import { rowsOf, timeText, type Queryable } from './query.ts';

/** Old answers that one request clears away: more than it adds. */
const EXPIRED_CLEARED_MAX = 20;

export const listOf = (value: string): readonly string[] => (value === '' ? [] : value.split(','));

/** Runs some work in one database transaction. */
export async function inTransaction<T>(pool: pg.Pool, work: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // The server ends the transaction of a connection that is closed.
    client.release(error as Error);
    throw error;
  }
}

export const postgresAudit = (pool: pg.Pool): AuditTrail => ({
  append: (entry) => inTransaction(pool, (db) => appendAudit(db, entry)),
});

const KEY = `id, name, secret_hash, roles, entities, sites, system, speaks_for_people, ${ms('created_at')},
  ${ms('last_used_at')}, ${ms('expires_at')}, ${ms('revoked_at')}`;

const keyRow = (row: Raw): ApiKey => ({
  id: text(row['id']),
  name: text(row['name']),
  secretHash: text(row['secret_hash']),
  system: maybeText(row['system']),
  entities: listOf(text(row['entities'])),
  sites: listOf(text(row['sites'])),
  roles: rolesOf(listOf(text(row['roles']))),
  speaksForPeople: row['speaks_for_people'] === true,
  createdAt: at(row['created_at']),
  lastUsedAt: maybeAt(row['last_used_at']),
  expiresAt: maybeAt(row['expires_at']),
  revokedAt: maybeAt(row['revoked_at']),
});

const maybeTimeText = (time: number | null): string | null => (time === null ? null : timeText(time));

export const postgresApiKeys = (pool: pg.Pool): ApiKeyStore => ({
  async find(id) {
    const [row] = await rowsOf(pool, `select ${KEY} from api_key where id = $1`, [id]);
    return row === undefined ? null : keyRow(row);
  },
  all: async () =>
    (await rowsOf(pool, `select ${KEY} from api_key order by api_key.created_at desc, id`)).map(keyRow),
  insert: (key, createdBy, audit) =>
    inTransaction(pool, async (db) => {
      const { id, name, secretHash, roles, entities, sites, system, speaksForPeople } = key;
      await rowsOf(
        db,
        `insert into api_key (id, name, secret_hash, roles, entities, sites, system, speaks_for_people,
          created_at, expires_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [id, name, secretHash, roles.join(','), entities.join(','), sites.join(','), system, speaksForPeople,
          timeText(key.createdAt), maybeTimeText(key.expiresAt), createdBy],
      );
      await appendAudit(db, audit);
    }),
  update: (key, audit) =>
    inTransaction(pool, async (db) => {
      const ends = [maybeTimeText(key.expiresAt), maybeTimeText(key.revokedAt)];
      const sql = 'update api_key set expires_at = $2, revoked_at = $3 where id = $1';
      await rowsOf(db, sql, [key.id, ...ends]);
      await appendAudit(db, audit);
    }),
  async used(id, now) {
    await rowsOf(pool, 'update api_key set last_used_at = $2 where id = $1', [id, timeText(now)]);
  },
});

export const postgresIdempotency = (pool: pg.Pool): IdempotencyStore => ({
  async begin(principal, key, requestHash, now) {
    const expired = timeText(Math.max(0, now - HTTP_LIMITS.idempotencyHours * HOUR_MS));
    // Every request clears away a few old answers, so that nobody has to.
    await rowsOf(
      pool,
      `delete from idempotency_key where (principal, key) = ($1, $2) and created_at < $3
      or (principal, key) in (select principal, key from idempotency_key where created_at < $3 limit $4)`,
      [principal, key, expired, EXPIRED_CLEARED_MAX],
    );
    const inserted = await rowsOf(
      pool,
      `insert into idempotency_key (principal, key, request_hash, created_at) values ($1, $2, $3, $4)
      on conflict do nothing returning 1`,
      [principal, key, requestHash, timeText(now)],
    );
    if (inserted.length > 0) return null;
    const [row] = await rowsOf(
      pool,
      `select request_hash, status, response, ${ms('created_at')} from idempotency_key
      where principal = $1 and key = $2`,
      [principal, key],
    );
    // It was abandoned in between: nobody runs it, so the caller may.
    if (row === undefined) return this.begin(principal, key, requestHash, now);
    const status = row['status'];
    return {
      requestHash: text(row['request_hash']),
      createdAt: at(row['created_at']),
      answer: status === null ? null : { status: number(status), response: text(row['response']) },
    };
  },
  async takeOver(principal, key, createdAt, now) {
    const taken = await rowsOf(
      pool,
      `update idempotency_key set created_at = $4 where principal = $1 and key = $2 and status is null
      and created_at = $3 returning 1`,
      [principal, key, timeText(createdAt), timeText(now)],
    );
    return taken.length > 0;
  },
  async finish(principal, key, { status, response }) {
    await rowsOf(
      pool,
      'update idempotency_key set status = $3, response = $4 where principal = $1 and key = $2',
      [principal, key, status, response],
    );
  },
  async abandon(principal, key) {
    await rowsOf(
      pool,
      'delete from idempotency_key where principal = $1 and key = $2 and status is null',
      [principal, key],
    );
  },
});
