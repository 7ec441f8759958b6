/** The audit chain: each entry carries the hash of the one before, so none can be left out. */
import type pg from 'pg';
import {
  ChainCheck,
  hashOfEntry,
  type AuditBook,
  type AuditEntry,
  type AuditFilter,
  type ChainedEntry,
  type ChainHead,
} from '../../application/access/audit.ts';
import type { Page } from '../../application/query/reads.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { at, bigint, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';

/** Entries that a walk along the chain reads at a time. */
const WALK_STEP = 2_000;

export const AUDIT_COLUMNS = `id, ${ms('at')}, actor, principal, action, entity, subject, before, after,
  reason, previous_hash, hash`;

/** Appends to the chain, inside the caller's database transaction. */
export async function appendAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  // The row of the head is the lock: one entry at a time, or the chain would fork.
  const [last] = await rowsOf(db, 'select hash from audit_head for update');
  const previous = text(last!['hash']);
  const hash = hashOfEntry(entry, previous);
  const { actor, principal = null, action, entity, subject, before, after, reason } = entry;
  await rowsOf(
    db,
    `insert into audit_entry (at, actor, principal, action, entity, subject, before, after, reason,
      previous_hash, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [formatInstant(entry.at), actor, principal, action, entity, subject, before, after, reason,
      previous, hash],
  );
  await rowsOf(db, 'update audit_head set entries = entries + 1, hash = $1', [hash]);
}

export const postgresAuditBook = (pool: pg.Pool): AuditBook => ({
  list: (filter) => listEntries(pool, filter),
  head: () => readHead(pool),
  async verify(kept) {
    const client = await pool.connect();
    try {
      // One snapshot: what is appended meanwhile is neither missing nor too much.
      await client.query('begin isolation level repeatable read read only');
      const check = new ChainCheck(kept);
      for (let after = 0n; ; ) {
        const sql = `select ${AUDIT_COLUMNS} from audit_entry where id > $1 order by id limit ${WALK_STEP}`;
        const rows = await rowsOf(client, sql, [String(after)]);
        for (const row of rows) check.next(chainedEntry(row));
        if (rows.length < WALK_STEP) break;
        after = bigint(rows.at(-1)!['id']);
      }
      const verdict = check.end(await readHead(client));
      await client.query('commit');
      client.release();
      return verdict;
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  },
});

async function readHead(db: Queryable): Promise<ChainHead> {
  const [row] = await rowsOf(db, 'select entries, hash from audit_head');
  return { entries: number(row!['entries']), hash: text(row!['hash']) };
}

async function listEntries(db: Queryable, filter: AuditFilter): Promise<Page<ChainedEntry>> {
  const { after, limit, entities, actor, action, subject, from, to, order } = filter;
  const newest = order === 'newest';
  const where = new Conditions()
    .entities('entity', entities)
    .and('actor = ?', actor)
    .and('action = ?', action)
    .and('subject = ?', subject)
    .and('at >= ?::timestamptz', from === null ? null : timeText(from))
    .and('at < ?::timestamptz', to === null ? null : timeText(to))
    .andAll(newest ? 'id < ?::bigint' : 'id > ?::bigint', after);
  const sql = `select ${AUDIT_COLUMNS} from audit_entry where ${where.sql}
    order by id ${newest ? 'desc' : 'asc'} limit ${where.value(limit + 1)}`;
  return pageOf(await rowsOf(db, sql, where.values), limit, chainedEntry, (entry) => [String(entry.number)]);
}

export const chainedEntry = (row: Raw): ChainedEntry => ({
  number: bigint(row['id']),
  at: at(row['at']),
  actor: text(row['actor']),
  principal: maybeText(row['principal']),
  action: text(row['action']),
  entity: maybeText(row['entity']),
  subject: text(row['subject']),
  before: maybeText(row['before']),
  after: maybeText(row['after']),
  reason: maybeText(row['reason']),
  previous: text(row['previous_hash']),
  hash: text(row['hash']),
});
