/** Exception cases: the queues, one case, and its assignment. */
import type { CaseFilter, CaseState, ListedCase, Page } from '../../application/query/reads.ts';
import { at, bigint, maybeAt, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { Conditions, pageOf, rowsOf, timeText, type Queryable } from './query.ts';

const CASE_COLUMNS = `id, entity, instance, case_id, kind, text, role, exposure_minor, currency, playbook,
  state, assignee, version, ${ms('opened_at')}, ${ms('closed_at')}`;

export const caseRow = (row: Raw): ListedCase => ({
  id: bigint(row['id']),
  entity: text(row['entity']),
  instance: text(row['instance']),
  caseId: text(row['case_id']),
  kind: text(row['kind']),
  text: text(row['text']),
  role: text(row['role']),
  exposureMinor: row['exposure_minor'] === null ? null : bigint(row['exposure_minor']),
  currency: maybeText(row['currency']),
  playbook: text(row['playbook']),
  state: row['state'] as CaseState,
  assignee: maybeText(row['assignee']),
  version: number(row['version']),
  openedAt: at(row['opened_at']),
  closedAt: maybeAt(row['closed_at']),
});

const EXPOSURE = 'coalesce(exposure_minor, -1)';

export async function listCases(db: Queryable, filter: CaseFilter): Promise<Page<ListedCase>> {
  const byExposure = filter.sort === 'exposure';
  const where = new Conditions()
    .entities('entity', filter.entities)
    .and('state = ?', filter.state)
    .and('role = ?', filter.role)
    .and('kind = ?', filter.kind)
    .and('assignee = ?', filter.assignee)
    .and('instance = ?', filter.instance)
    .andAll(
      byExposure
        ? `(-${EXPOSURE}, id) > (-(?::bigint), ?::bigint)`
        : '(exception_case.opened_at, id) > (?::timestamptz, ?::bigint)',
      filter.after,
    );
  const sql = `select ${CASE_COLUMNS} from exception_case where ${where.sql}
    order by ${byExposure ? `-${EXPOSURE}` : 'exception_case.opened_at'}, id
    limit ${where.value(filter.limit + 1)}`;
  return pageOf(await rowsOf(db, sql, where.values), filter.limit, caseRow, (item) => [
    byExposure ? String(item.exposureMinor ?? -1n) : timeText(item.openedAt),
    String(item.id),
  ]);
}

export async function readCase(db: Queryable, id: bigint): Promise<ListedCase | null> {
  const [row] = await rowsOf(db, `select ${CASE_COLUMNS} from exception_case where id = $1`, [String(id)]);
  return row === undefined ? null : caseRow(row);
}

/** Answers the case as it was before, and as it is now; `null` if it is not open, or not as it was read. */
export async function assignCaseRow(
  db: Queryable,
  id: bigint,
  assignee: string | null,
  ifVersion: number | null,
): Promise<{ readonly before: string | null; readonly now: ListedCase } | null> {
  const sql = `with before as (
      select id, assignee from exception_case
      where id = $1 and state = 'open' and version = coalesce($3, version) for update)
    update exception_case set assignee = $2 from before where exception_case.id = before.id
    returning before.assignee as assignee_before,
      ${CASE_COLUMNS.replaceAll(/\b(id|assignee)\b/g, 'exception_case.$1')}`;
  const [row] = await rowsOf(db, sql, [String(id), assignee, ifVersion]);
  return row === undefined ? null : { before: maybeText(row['assignee_before']), now: caseRow(row) };
}

/** Takes the case as it was read: of two who read the same, one alone succeeds. */
export async function claimCaseRow(db: Queryable, id: bigint, version: number): Promise<boolean> {
  const sql = `update exception_case set version = version + 1
    where id = $1 and state = 'open' and version = $2 returning id`;
  return (await rowsOf(db, sql, [String(id), version])).length > 0;
}
