/** Open cases by what caused them. */
import type { CaseCluster, CaseComment, ClusterFilter } from '../../application/query/console-reads.ts';
import type { EntityScope } from '../../application/query/reads.ts';
import type { Instant } from '../../kernel/instant.ts';
import { at, bigint, ms, number, text, type Raw } from '../rows.ts';
import { Conditions, rowsOf, timeText, type Queryable } from './query.ts';

/** What a case says without its numbers and what it quotes: what all cases of one cause say alike. */
const TITLE = `case when kind = 'silent-loss' then split_part(text, ':', 1)
  else regexp_replace(regexp_replace(text, '"[^"]*"', '…', 'g'),
    '[[:alnum:]_./:-]*[0-9][[:alnum:]_./:-]*', '…', 'g') end`;
const FINGERPRINT = `left(md5(kind || ' ' || role || ' ' || ${TITLE}), 16)`;

export async function listCaseClusters(
  db: Queryable,
  filter: ClusterFilter,
): Promise<readonly CaseCluster[]> {
  const where = new Conditions()
    .entities('entity', filter.entities)
    .and('state = ?', 'open')
    .and('role = ?', filter.role)
    .and('kind = ?', filter.kind)
    .and('assignee = ?', filter.assignee);
  const rows = await rowsOf(
    db,
    `with open as (
      select *, ${FINGERPRINT} as fingerprint, ${TITLE} as title from exception_case where ${where.sql}),
    sums as (
      select fingerprint, currency, sum(exposure_minor) as minor from open
      where currency is not null and exposure_minor > 0 group by fingerprint, currency)
    select fingerprint, min(kind) as kind, min(title) as title, min(role) as role, min(playbook) as playbook,
      count(*) as cases, ${ms('min(opened_at)', 'oldest_at')},
      array_remove(array_agg(distinct assignee), null) as assignees,
      (array_agg(text order by exposure_minor desc nulls last, id))[1] as sample,
      (array_agg(id order by exposure_minor desc nulls last, id))[1] as example,
      (select json_agg(json_build_object('currency', currency, 'minor', minor::text) order by minor desc)
        from sums where sums.fingerprint = open.fingerprint)::text as exposure
    from open group by fingerprint`,
    where.values,
  );
  return rows.map((row) => ({
    fingerprint: text(row['fingerprint']),
    kind: text(row['kind']),
    title: text(row['title']),
    role: text(row['role']),
    playbook: text(row['playbook']),
    cases: number(row['cases']),
    assignees: (row['assignees'] ?? []) as string[],
    exposure: exposureOf(row['exposure']),
    oldestAt: at(row['oldest_at']),
    sample: text(row['sample']),
    example: bigint(row['example']),
  }));
}

function exposureOf(json: unknown): CaseCluster['exposure'] {
  if (json === null) return [];
  const sums = JSON.parse(text(json)) as { readonly currency: string; readonly minor: string }[];
  return sums.map(({ currency, minor }) => ({ currency, minor: BigInt(minor) }));
}

const clusterConditions = (fingerprint: string, entities: EntityScope): Conditions =>
  new Conditions().and(`${FINGERPRINT} = ?`, fingerprint).entities('c.entity', entities);

export async function readCasesOfCluster(
  db: Queryable,
  fingerprint: string,
  entities: EntityScope,
  limit: number,
): Promise<readonly bigint[]> {
  const where = clusterConditions(fingerprint, entities);
  const rows = await rowsOf(
    db,
    `select c.id from exception_case c left join instance i on i.key = c.instance
    where c.state = 'open' and ${where.sql}
    order by i.opened_at nulls last, c.opened_at, c.id limit ${where.value(limit)}`,
    where.values,
  );
  return rows.map((row) => bigint(row['id']));
}

export async function countCluster(
  db: Queryable,
  fingerprint: string,
  entities: EntityScope,
): Promise<number> {
  const where = clusterConditions(fingerprint, entities);
  const [row] = await rowsOf(
    db,
    `select count(*) as n from exception_case c where c.state = 'open' and ${where.sql}`,
    where.values,
  );
  return number(row?.['n'] ?? 0);
}

const COMMENT_COLUMNS = `id, case_id, said_by, ${ms('said_at')}, text`;

const commentRow = (row: Raw): CaseComment => ({
  id: bigint(row['id']),
  caseId: bigint(row['case_id']),
  by: text(row['said_by']),
  at: at(row['said_at']),
  text: text(row['text']),
});

export async function readComments(db: Queryable, caseId: bigint): Promise<readonly CaseComment[]> {
  const sql = `select ${COMMENT_COLUMNS} from case_comment where case_id = $1 order by id`;
  return (await rowsOf(db, sql, [String(caseId)])).map(commentRow);
}

export async function insertComment(
  db: Queryable,
  caseId: bigint,
  by: string,
  now: Instant,
  said: string,
): Promise<CaseComment> {
  const sql = `insert into case_comment (case_id, said_by, said_at, text) values ($1, $2, $3, $4)
    returning ${COMMENT_COLUMNS}`;
  const [row] = await rowsOf(db, sql, [String(caseId), by, timeText(now), said]);
  return commentRow(row!);
}
