/** Versions of decision tables, what people said about them, and what the tables decided. */
import type pg from 'pg';
import type {
  PolicyDecided,
  PolicyStore,
  PolicyVerdict,
  PolicyVersion,
  StoredPolicy,
} from '../../application/ports/policy-store.ts';
import { FACTS } from '../../canonical/catalogue.ts';
import { at, bigint, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { inTransaction } from './access.ts';
import { appendAudit } from './audit.ts';
import { rowsOf, timeText, type Queryable } from './query.ts';

const COLUMNS = `table_name, version, content, content_hash, policy_version.reason, proposed_by, proposer,
  ${ms('proposed_at')}, approved, policy_verdict.reason as verdict_reason, decided_by, ${ms('decided_at')}`;
const VERSIONS = 'policy_version left join policy_verdict using (table_name, version)';

const policyRow = (row: Raw): StoredPolicy => ({
  table: text(row['table_name']),
  version: number(row['version']),
  content: text(row['content']),
  contentHash: text(row['content_hash']),
  reason: text(row['reason']),
  proposedBy: text(row['proposed_by']),
  proposer: maybeText(row['proposer']),
  proposedAt: at(row['proposed_at']),
  verdict:
    row['approved'] === null
      ? null
      : {
          approved: row['approved'] === true,
          reason: text(row['verdict_reason']),
          decidedBy: text(row['decided_by']),
          decidedAt: at(row['decided_at']),
        },
});

export const postgresPolicies = (pool: pg.Pool): PolicyStore => ({
  newest: async () => {
    const [row] = await rowsOf(pool, 'select coalesce(max(id), 0) as id from policy_verdict');
    return bigint(row!['id']);
  },
  inForce: async () => {
    const sql = `select distinct on (table_name) ${COLUMNS} from ${VERSIONS}
      where approved order by table_name, version desc`;
    return (await rowsOf(pool, sql)).map(policyRow);
  },
  versions: async (table) => {
    const sql = `select ${COLUMNS} from ${VERSIONS} where table_name = $1 order by version desc`;
    return (await rowsOf(pool, sql, [table])).map(policyRow);
  },
  proposed: async () => {
    const sql = `select ${COLUMNS} from ${VERSIONS} where approved is null order by table_name, version`;
    return (await rowsOf(pool, sql)).map(policyRow);
  },
  keep: (policy, verdict, audit) =>
    inTransaction(pool, async (db) => {
      if (!(await insertVersion(db, policy))) return false;
      if (verdict !== null) await insertVerdict(db, policy.table, policy.version, verdict);
      await appendAudit(db, audit);
      return true;
    }),
  decide: (table, version, verdict, audit) =>
    inTransaction(pool, async (db) => {
      if (!(await insertVerdict(db, table, version, verdict))) return false;
      await appendAudit(db, audit);
      return true;
    }),
  decisions: async (table, limit) => {
    const sql = `select instance, body from fact
      where type = '${FACTS.policyDecided.type}' and body::jsonb ->> 'table' = $1
      order by committed desc, seq desc limit $2`;
    return (await rowsOf(pool, sql, [table, limit])).map(decidedRow);
  },
});

async function insertVersion(db: Queryable, policy: PolicyVersion): Promise<boolean> {
  const { table, version, content, contentHash, reason, proposedBy, proposer, proposedAt } = policy;
  const rows = await rowsOf(
    db,
    `insert into policy_version
      (table_name, version, content, content_hash, reason, proposed_by, proposer, proposed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning version`,
    [table, version, content, contentHash, reason, proposedBy, proposer, timeText(proposedAt)],
  );
  return rows.length > 0;
}

async function insertVerdict(
  db: Queryable,
  table: string,
  version: number,
  { approved, reason, decidedBy, decidedAt }: PolicyVerdict,
): Promise<boolean> {
  const rows = await rowsOf(
    db,
    `insert into policy_verdict (table_name, version, approved, reason, decided_by, decided_at)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id`,
    [table, version, approved, reason, decidedBy, timeText(decidedAt)],
  );
  return rows.length > 0;
}

function decidedRow(row: Raw): PolicyDecided {
  const content = FACTS.policyDecided.read(text(row['body']));
  const { decision, tableVersion: version, row: name, inputs, outputs } = content;
  return { instance: text(row['instance']), decision, version, row: name, inputs, outputs };
}
