/** Requests that wait for a second person, on PostgreSQL. */
import type pg from 'pg';
import type { Principal } from '../../application/access/principal.ts';
import type { Proposal, ProposalState, ProposalStore } from '../../application/access/proposals.ts';
import { at, bigint, maybeAt, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { inTransaction } from './access.ts';
import { appendAudit } from './audit.ts';
import { Conditions, pageOf, rowsOf, timeText } from './query.ts';

const COLUMNS = `id, operation, params, body, principal, actor, reason, ${ms('made_at')}, state, decided_by,
  ${ms('decided_at')}, decision_reason, answer_status`;

const proposalRow = (row: Raw): Proposal => ({
  id: bigint(row['id']),
  operation: text(row['operation']),
  params: JSON.parse(text(row['params'])) as unknown,
  body: JSON.parse(text(row['body'])) as unknown,
  by: { principal: JSON.parse(text(row['principal'])) as Principal, actor: text(row['actor']) },
  reason: maybeText(row['reason']),
  madeAt: at(row['made_at']),
  state: text(row['state']) as ProposalState,
  decidedBy: maybeText(row['decided_by']),
  decidedAt: maybeAt(row['decided_at']),
  decisionReason: maybeText(row['decision_reason']),
  answerStatus: row['answer_status'] === null ? null : number(row['answer_status']),
});

export const postgresProposals = (pool: pg.Pool): ProposalStore => ({
  insert: ({ operation, params, body, by }, reason, now, audit) =>
    inTransaction(pool, async (db) => {
      const parts = [params, body ?? null, by.principal].map((part) => JSON.stringify(part));
      const [row] = await rowsOf(
        db,
        `insert into proposal (operation, params, body, principal, actor, reason, made_at)
         values ($1, $2, $3, $4, $5, $6, $7) returning ${COLUMNS}`,
        [operation, ...parts, by.actor, reason, timeText(now)],
      );
      const proposal = proposalRow(row!);
      await appendAudit(db, audit(proposal.id));
      return proposal;
    }),
  async find(id) {
    const [row] = await rowsOf(pool, `select ${COLUMNS} from proposal where id = $1`, [String(id)]);
    return row === undefined ? null : proposalRow(row);
  },
  async list({ after, limit, state }) {
    const where = new Conditions().and('state = ?', state).andAll('id < ?::bigint', after);
    const sql = `select ${COLUMNS} from proposal where ${where.sql} order by id desc
      limit ${where.value(limit + 1)}`;
    const rows = await rowsOf(pool, sql, where.values);
    return pageOf(rows, limit, proposalRow, ({ id }) => [String(id)]);
  },
  decide: (id, state, by, now, reason, audit) =>
    inTransaction(pool, async (db) => {
      const decided = await rowsOf(
        db,
        `update proposal set state = $2, decided_by = $3, decided_at = $4, decision_reason = $5
         where id = $1 and state = 'open' returning 1`,
        [String(id), state, by, timeText(now), reason],
      );
      if (decided.length > 0) await appendAudit(db, audit);
      return decided.length > 0;
    }),
  async answered(id, status) {
    await rowsOf(pool, 'update proposal set answer_status = $2 where id = $1', [String(id), status]);
  },
});
