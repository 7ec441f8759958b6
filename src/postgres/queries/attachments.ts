/** Files beside cases, on PostgreSQL. */
import type pg from 'pg';
import type { Attachment, AttachmentStore, AttachmentType } from '../../application/act/attachments.ts';
import { at, bigint, maybeAt, ms, number, text, type Raw } from '../rows.ts';
import { inTransaction } from './access.ts';
import { appendAudit } from './audit.ts';
import { rowsOf, timeText } from './query.ts';

const COLUMNS = `id, case_id, name, media_type, octet_length(content) as bytes, sha256, attached_by,
  ${ms('attached_at')}, ${ms('erased_at')}`;

const attachmentRow = (row: Raw): Attachment => ({
  id: bigint(row['id']),
  caseId: bigint(row['case_id']),
  name: text(row['name']),
  type: text(row['media_type']) as AttachmentType,
  bytes: number(row['bytes']),
  sha256: text(row['sha256']),
  by: text(row['attached_by']),
  at: at(row['attached_at']),
  erasedAt: maybeAt(row['erased_at']),
});

export const postgresAttachments = (pool: pg.Pool): AttachmentStore => ({
  insert: (file, filesMax, audit) =>
    inTransaction(pool, async (db) => {
      // The row of the case is the lock: two files at a time would both find room.
      await rowsOf(db, 'select from exception_case where id = $1 for update', [String(file.caseId)]);
      const [row] = await rowsOf(
        db,
        `insert into case_attachment (case_id, name, media_type, sha256, content, attached_by, attached_at)
        select $1, $2, $3, $4, $5, $6, $7
        where (select count(*) from case_attachment where case_id = $1) < $8
        returning ${COLUMNS}`,
        [
          String(file.caseId), file.name, file.type, file.sha256, Buffer.from(file.content), file.by,
          timeText(file.at), filesMax,
        ],
      );
      if (row === undefined) return null;
      await appendAudit(db, audit);
      return attachmentRow(row);
    }),
  async of(caseId) {
    const sql = `select ${COLUMNS} from case_attachment where case_id = $1 order by id`;
    return (await rowsOf(pool, sql, [String(caseId)])).map(attachmentRow);
  },
  async read(caseId, id) {
    const sql = `select ${COLUMNS}, content from case_attachment where case_id = $1 and id = $2`;
    const [row] = await rowsOf(pool, sql, [String(caseId), String(id)]);
    return row === undefined ? null : { ...attachmentRow(row), content: row['content'] as Buffer };
  },
});
