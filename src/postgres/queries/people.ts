/** People, their sessions, and what failed when somebody tried to sign in, on PostgreSQL. */
import type pg from 'pg';
import { rolesOf } from '../../application/access/api-keys.ts';
import type { FailureStore } from '../../application/access/lockout.ts';
import type { Person, PersonStore } from '../../application/access/people.ts';
import type { SessionStore, SignInMethod } from '../../application/access/sessions.ts';
import type { SignInLinkStore } from '../../application/access/sign-in-links.ts';
import type { PendingSignInStore } from '../../application/access/sign-in.ts';
import { DAY_MS, type Instant } from '../../kernel/instant.ts';
import { at, maybeAt, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { inTransaction, listOf } from './access.ts';
import { appendAudit } from './audit.ts';
import { rowsOf, timeText, type Queryable } from './query.ts';

const PERSON = `name, display_name, password, must_change, issuer, subject, roles, entities, sites,
  ${ms('person.created_at')}, ${ms('disabled_at')}`;

/** Failures and sessions of the past that one request clears away. */
const CLEARED_MAX = 100;

const personRow = (row: Raw): Person => ({
  name: text(row['name']),
  displayName: text(row['display_name']),
  password: maybeText(row['password']),
  mustChange: row['must_change'] === true,
  identity:
    row['issuer'] === null ? null : { issuer: text(row['issuer']), subject: text(row['subject']) },
  roles: rolesOf(listOf(text(row['roles']))),
  entities: listOf(text(row['entities'])),
  sites: listOf(text(row['sites'])),
  createdAt: at(row['created_at']),
  disabledAt: maybeAt(row['disabled_at']),
});

const valuesOf = (person: Person): unknown[] => [
  person.name,
  person.displayName,
  person.password,
  person.mustChange,
  person.identity?.issuer ?? null,
  person.identity?.subject ?? null,
  person.roles.join(','),
  person.entities.join(','),
  person.sites.join(','),
  timeText(person.createdAt),
  person.disabledAt === null ? null : timeText(person.disabledAt),
];

const one = (rows: readonly Raw[]): Person | null => (rows[0] === undefined ? null : personRow(rows[0]));

export const postgresPeople = (pool: pg.Pool): PersonStore => ({
  find: async (name) => one(await rowsOf(pool, `select ${PERSON} from person where name = $1`, [name])),
  async findByIdentity(issuer, subject) {
    const sql = `select ${PERSON} from person where (issuer, subject) = ($1, $2)`;
    return one(await rowsOf(pool, sql, [issuer, subject]));
  },
  all: async () => (await rowsOf(pool, `select ${PERSON} from person order by name`)).map(personRow),
  insert: (person, audit) =>
    inTransaction(pool, async (db) => {
      const inserted = await rowsOf(
        db,
        `insert into person (name, display_name, password, must_change, issuer, subject, roles, entities,
          sites, created_at, disabled_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict do nothing returning 1`,
        valuesOf(person),
      );
      if (inserted.length > 0) await appendAudit(db, audit);
      return inserted.length > 0;
    }),
  update: (person, audit, endSessions) =>
    inTransaction(pool, async (db) => {
      await rowsOf(
        db,
        `update person set display_name = $2, password = $3, must_change = $4, issuer = $5, subject = $6,
          roles = $7, entities = $8, sites = $9, created_at = $10, disabled_at = $11 where name = $1`,
        valuesOf(person),
      );
      if (endSessions) await rowsOf(db, 'delete from session where person = $1', [person.name]);
      await appendAudit(db, audit);
    }),
});

export const postgresSessions = (pool: pg.Pool): SessionStore => ({
  async insert({ tokenHash, person, method, createdAt, seenAt, expiresAt }) {
    await clearOld(pool, 'session', 'token_hash', 'expires_at', createdAt);
    await rowsOf(
      pool,
      `insert into session (token_hash, person, method, created_at, seen_at, expires_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [tokenHash, person, method, timeText(createdAt), timeText(seenAt), timeText(expiresAt)],
    );
  },
  async find(tokenHash) {
    const [row] = await rowsOf(
      pool,
      `select ${PERSON}, token_hash, method, ${ms('session.created_at', 'begun_at')}, ${ms('seen_at')},
        ${ms('expires_at')} from session join person on person.name = session.person where token_hash = $1`,
      [tokenHash],
    );
    if (row === undefined) return null;
    const person = personRow(row);
    const session = {
      tokenHash,
      person: person.name,
      method: text(row['method']) as SignInMethod,
      createdAt: at(row['begun_at']),
      seenAt: at(row['seen_at']),
      expiresAt: at(row['expires_at']),
    };
    return { session, person };
  },
  async seen(tokenHash, now) {
    await rowsOf(pool, 'update session set seen_at = $2 where token_hash = $1', [tokenHash, timeText(now)]);
  },
  async end(tokenHash) {
    await rowsOf(pool, 'delete from session where token_hash = $1', [tokenHash]);
  },
  async isKnownDevice(deviceHash, person) {
    const sql = 'select 1 from known_device where (device_hash, person) = ($1, $2)';
    return (await rowsOf(pool, sql, [deviceHash, person])).length > 0;
  },
  async knowDevice(deviceHash, person, now) {
    await rowsOf(
      pool,
      'insert into known_device (device_hash, person, known_at) values ($1, $2, $3) on conflict do nothing',
      [deviceHash, person, timeText(now)],
    );
  },
});

export const postgresFailures = (pool: pg.Pool): FailureStore => ({
  charge: (buckets, now, forgetMs, mayTry) =>
    inTransaction(pool, async (db) => {
      const forgotten = Math.max(0, now - forgetMs) as Instant;
      await clearOld(db, 'sign_in_failure', 'bucket', 'last_at', forgotten);
      const counts: { readonly failures: number; readonly lastAt: Instant }[] = [];
      // In one order everywhere, so that two tries never wait for each other.
      for (const bucket of buckets.toSorted()) {
        const [row] = await rowsOf(
          db,
          `insert into sign_in_failure (bucket, failures, last_at) values ($1, 0, $2)
           on conflict (bucket) do update set
             failures = case when sign_in_failure.last_at < $3 then 0 else sign_in_failure.failures end
           returning failures, ${ms('last_at')}`,
          [bucket, timeText(now), timeText(forgotten)],
        );
        counts[buckets.indexOf(bucket)] = { failures: number(row!['failures']), lastAt: at(row!['last_at']) };
      }
      if (!mayTry(counts)) return;
      const sql = `update sign_in_failure set failures = failures + 1, last_at = $2 where bucket = any($1)`;
      await rowsOf(db, sql, [buckets, timeText(now)]);
    }),
  async clear(buckets) {
    await rowsOf(pool, 'delete from sign_in_failure where bucket = any($1)', [buckets]);
  },
});

/** Every request clears away a few rows of the past, so that nobody has to. */
async function clearOld(
  db: Queryable,
  table: 'session' | 'sign_in_failure',
  key: string,
  column: string,
  before: Instant,
): Promise<void> {
  await rowsOf(
    db,
    `delete from ${table} where ${key} in
      (select ${key} from ${table} where ${column} < $1 limit ${CLEARED_MAX} for update skip locked)`,
    [timeText(before)],
  );
}

export const postgresPendingSignIns = (pool: pg.Pool): PendingSignInStore => ({
  async insert({ state, nonce, verifier, browserHash, returnTo, begunAt }) {
    const old = timeText(Math.max(0, begunAt - DAY_MS));
    await rowsOf(pool, 'delete from pending_sign_in where begun_at < $1', [old]);
    await rowsOf(
      pool,
      `insert into pending_sign_in (state, nonce, verifier, browser_hash, return_to, begun_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [state, nonce, verifier, browserHash, returnTo, timeText(begunAt)],
    );
  },
  async take(state) {
    const sql = `delete from pending_sign_in where state = $1
      returning state, nonce, verifier, browser_hash, return_to, ${ms('begun_at')}`;
    const [row] = await rowsOf(pool, sql, [state]);
    if (row === undefined) return null;
    return {
      state: text(row['state']),
      nonce: text(row['nonce']),
      verifier: text(row['verifier']),
      browserHash: text(row['browser_hash']),
      returnTo: text(row['return_to']),
      begunAt: at(row['begun_at']),
    };
  },
});

export const postgresSignInLinks = (pool: pg.Pool): SignInLinkStore => ({
  insert: ({ tokenHash, person, madeAt, expiresAt }, audit) =>
    inTransaction(pool, async (db) => {
      await rowsOf(db, 'delete from sign_in_link where expires_at < $1', [timeText(madeAt)]);
      await rowsOf(
        db,
        'insert into sign_in_link (token_hash, person, made_at, expires_at) values ($1, $2, $3, $4)',
        [tokenHash, person, timeText(madeAt), timeText(expiresAt)],
      );
      await appendAudit(db, audit);
    }),
  async take(tokenHash) {
    const sql = `delete from sign_in_link where token_hash = $1
      returning token_hash, person, ${ms('made_at')}, ${ms('expires_at')}`;
    const [row] = await rowsOf(pool, sql, [tokenHash]);
    if (row === undefined) return null;
    return {
      tokenHash: text(row['token_hash']),
      person: text(row['person']),
      madeAt: at(row['made_at']),
      expiresAt: at(row['expires_at']),
    };
  },
});
