/** Which files came, by their content. */
import type pg from 'pg';
import type { FileLedger, FileOutcome, FileReceipt } from '../../application/ports/file-ledger.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import { time } from '../columns.ts';
import { at, maybeAt, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { rowsOf } from './query.ts';

const COLUMNS = `system, name, checksum, bytes, outcome, message_id, ${ms('received_at')}`;

const receiptRow = (row: Raw): FileReceipt => ({
  system: text(row['system']),
  name: text(row['name']),
  checksum: text(row['checksum']),
  bytes: number(row['bytes']),
  outcome: text(row['outcome']) as FileOutcome,
  messageId: maybeText(row['message_id']),
  receivedAt: at(row['received_at']),
});

/** The pattern in the words of `like`, with a backslash before what is meant as it is. */
const likeOf = (pattern: string): string =>
  pattern
    .replaceAll(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');

export const postgresFiles = (pool: pg.Pool): FileLedger => ({
  receiptsOf: async (system, name) =>
    (
      await rowsOf(
        pool,
        `select ${COLUMNS} from file_receipt where (system, name) = ($1, $2) order by received_at, checksum`,
        [system, name],
      )
    ).map(receiptRow),
  record: async ({ system, name, checksum, bytes, outcome, messageId, receivedAt }) => {
    await pool.query(
      `insert into file_receipt (system, name, checksum, bytes, outcome, message_id, received_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
      [system, name, checksum, bytes, outcome, messageId, time(receivedAt)],
    );
  },
  repeated: async ({ system, name, checksum }, when) => {
    await pool.query(
      `update file_receipt set repeated = repeated + 1, repeated_at = $4
       where (system, name, checksum) = ($1, $2, $3)`,
      [system, name, checksum, time(when)],
    );
  },
  lastArrival: async (system, pattern) => {
    const [row] = await rowsOf(
      pool,
      `select ${ms('max(received_at)', 'received_at')} from file_receipt
       where system = $1 and name like $2 and outcome <> 'refused'`,
      [system, likeOf(pattern)],
    );
    return maybeAt(row!['received_at']);
  },
  firstArrival: async (system) => {
    const [row] = await rowsOf(
      pool,
      `select ${ms('min(received_at)', 'received_at')} from file_receipt where system = $1`,
      [system],
    );
    return maybeAt(row!['received_at']);
  },
  corrected: async (system, name, when) => {
    const rows = await rowsOf(
      pool,
      `with held as (
         update file_receipt set outcome = 'refused'
         where (system, name) = ($1, $2) and outcome = 'quarantined' returning checksum
       ), discarded as (
         update quarantine set state = 'discarded', settled_at = $3, settled_by = $4
         where source = $1 and state = 'open' and kind = 'message'
           and body_hash in (select checksum from held)
       ) select checksum from held`,
      [system, name, time(when), OWN_SYSTEM],
    );
    return rows.length > 0;
  },
  released: async (system) =>
    (
      await rowsOf(
        pool,
        `update file_receipt f set outcome = case when exists (
             select from quarantine q where q.source = f.system and q.state = 'discarded'
               and q.body_hash = f.checksum) then 'refused' else 'received' end
         where system = $1 and outcome = 'quarantined'
         and not exists (select from quarantine q where q.source = f.system and q.state = 'open'
           and (q.body_hash = f.checksum or q.message_id = f.message_id))
         returning name`,
        [system],
      )
    ).map((row) => text(row['name'])),
});
