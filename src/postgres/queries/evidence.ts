/** What an evidence pack gathers beside facts and commands. */
import type pg from 'pg';
import { hashedText } from '../../application/access/audit.ts';
import type { EvidenceStore } from '../../application/ports/evidence-store.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { text } from '../rows.ts';
import { AUDIT_COLUMNS, chainedEntry } from './audit.ts';
import { rowsOf } from './query.ts';

export const postgresEvidence = (pool: pg.Pool): EvidenceStore => ({
  messagesOf: async (facts) => {
    const carried = facts.filter(({ messageId }) => messageId !== null);
    const sql = `select distinct source, message_id, body_hash from inbound_message
      join unnest($1::text[], $2::text[]) wanted (source, message_id) using (source, message_id)
      where erased_at is null`;
    const values = [carried.map(({ source }) => source), carried.map(({ messageId }) => messageId)];
    return (await rowsOf(pool, sql, values)).map((row) => ({
      source: text(row['source']),
      messageId: text(row['message_id']),
      bodyHash: text(row['body_hash']),
    }));
  },
  auditOf: async (instances) => {
    const sql = `select ${AUDIT_COLUMNS} from audit_entry where subject in (
        select prefix || id from exception_case, unnest(array['case/exc_', 'approval/apr_']) prefix
        where instance = any($1::text[]))
      order by id`;
    return (await rowsOf(pool, sql, [instances])).map((row) => {
      const { number, subject, at, previous, hash, ...entry } = chainedEntry(row);
      return {
        number,
        subject,
        at: formatInstant(at),
        text: hashedText({ ...entry, subject, at }, previous),
        hash,
      };
    });
  },
});
