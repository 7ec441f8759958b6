/** What was not let in, in the order of its redrive. */
import type { ListedQuarantine, Page, QuarantineFilter } from '../../application/query/reads.ts';
import { at, bigint, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { Conditions, pageOf, rowsOf, type Queryable } from './query.ts';

const COLUMNS = `id, kind, state, entity, source, message_id, fact_id, fact_type, business_key, code, reason,
  octet_length(body) as bytes, seen_count, redrive_count, ${ms('received_at')}`;

const quarantineRow = (row: Raw): ListedQuarantine => ({
  id: bigint(row['id']),
  kind: row['kind'] as ListedQuarantine['kind'],
  state: row['state'] as ListedQuarantine['state'],
  entity: maybeText(row['entity']),
  source: text(row['source']),
  messageId: maybeText(row['message_id']),
  factId: maybeText(row['fact_id']),
  factType: maybeText(row['fact_type']),
  businessKey: maybeText(row['business_key']),
  code: text(row['code']),
  reason: text(row['reason']),
  bytes: number(row['bytes']),
  seen: number(row['seen_count']),
  redrives: number(row['redrive_count']),
  receivedAt: at(row['received_at']),
});

export async function listQuarantine(
  db: Queryable,
  filter: QuarantineFilter,
): Promise<Page<ListedQuarantine>> {
  const where = new Conditions()
    .entities('entity', filter.entities)
    .and('state = ?', filter.state)
    .and('source = ?', filter.source)
    .and('code = ?', filter.code)
    .andAll('id > ?::bigint', filter.after);
  const sql = `select ${COLUMNS} from quarantine where ${where.sql}
    order by id limit ${where.value(filter.limit + 1)}`;
  return pageOf(await rowsOf(db, sql, where.values), filter.limit, quarantineRow, ({ id }) => [String(id)]);
}

export async function readQuarantined(db: Queryable, id: bigint): Promise<ListedQuarantine | null> {
  const [row] = await rowsOf(db, `select ${COLUMNS} from quarantine where id = $1`, [String(id)]);
  return row === undefined ? null : quarantineRow(row);
}
