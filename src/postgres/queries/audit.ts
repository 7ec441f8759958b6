/** The audit chain: each entry carries the hash of the one before, so none can be left out. */
import { createHash } from 'node:crypto';
import type { AuditEntry } from '../../application/access/audit.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { canonicalJson } from '../../kernel/fingerprint.ts';
import { text } from '../rows.ts';
import { rowsOf, type Queryable } from './query.ts';

/** Any number that nothing else locks: one entry at a time, or the chain would fork. */
const CHAIN_LOCK = 7_261_044;
/** What the first entry names as the one before. */
const GENESIS = '';

/** Appends to the chain, inside the caller's database transaction. */
export async function appendAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  await rowsOf(db, 'select pg_advisory_xact_lock($1)', [CHAIN_LOCK]);
  const [last] = await rowsOf(db, 'select hash from audit_entry order by id desc limit 1');
  const previous = last === undefined ? GENESIS : text(last['hash']);
  const at = formatInstant(entry.at);
  const hash = createHash('sha256')
    .update(canonicalJson({ ...entry, at, previous }))
    .digest('hex');
  const { actor, action, entity, subject, before, after, reason } = entry;
  await rowsOf(
    db,
    `insert into audit_entry (at, actor, action, entity, subject, before, after, reason,
      previous_hash, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [at, actor, action, entity, subject, before, after, reason, previous, hash],
  );
}
