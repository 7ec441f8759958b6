/** Roles that people took in an emergency, on PostgreSQL. */
import type pg from 'pg';
import type { BreakGlass, BreakGlassStore, ReviewVerdict } from '../../application/access/break-glass.ts';
import type { Role } from '../../contract/permissions.ts';
import { at, bigint, maybeAt, maybeText, ms, number, text, type Raw } from '../rows.ts';
import { inTransaction } from './access.ts';
import { appendAudit } from './audit.ts';
import { Conditions, pageOf, rowsOf, timeText } from './query.ts';

/** With what the person did under it, by the audit chain. */
const COLUMNS = `g.id, g.person, g.role, g.reason, ${ms('g.taken_at', 'taken_at')},
  ${ms('g.ends_at', 'ends_at')}, ${ms('g.returned_at', 'returned_at')}, g.reviewed_by,
  ${ms('g.reviewed_at', 'reviewed_at')}, g.verdict, g.review,
  (select count(*) from audit_entry a
    where a.actor = g.person and 'bgl_' || g.id = any(string_to_array(a.principal, '+'))) as acts`;

const glassRow = (row: Raw): BreakGlass => {
  const by = maybeText(row['reviewed_by']);
  return {
    id: bigint(row['id']),
    person: text(row['person']),
    role: text(row['role']) as Role,
    reason: text(row['reason']),
    takenAt: at(row['taken_at']),
    endsAt: at(row['ends_at']),
    returnedAt: maybeAt(row['returned_at']),
    review:
      by === null
        ? null
        : {
            by,
            at: at(row['reviewed_at']),
            verdict: text(row['verdict']) as ReviewVerdict,
            reason: text(row['review']),
          },
    acts: number(row['acts']),
  };
};

const FROM = 'from break_glass g';

export const postgresBreakGlass = (pool: pg.Pool): BreakGlassStore => ({
  take: ({ person, role, reason, takenAt, endsAt }, audit) =>
    inTransaction(pool, async (db) => {
      const [row] = await rowsOf(
        db,
        `insert into break_glass (person, role, reason, taken_at, ends_at) values ($1, $2, $3, $4, $5)
         returning id`,
        [person, role, reason, timeText(takenAt), timeText(endsAt)],
      );
      const id = bigint(row!['id']);
      await appendAudit(db, audit(id));
      return { id, person, role, reason, takenAt, endsAt, returnedAt: null, review: null, acts: 0 };
    }),
  async active(person, now) {
    const sql = `select id, role, reason, ${ms('ends_at')} from break_glass
      where person = $1 and ends_at > $2 and returned_at is null order by break_glass.ends_at, id`;
    const rows = await rowsOf(pool, sql, [person, timeText(now)]);
    return rows.map((row) => ({
      id: bigint(row['id']),
      role: text(row['role']) as Role,
      reason: text(row['reason']),
      endsAt: at(row['ends_at']),
    }));
  },
  async find(id) {
    const [row] = await rowsOf(pool, `select ${COLUMNS} ${FROM} where g.id = $1`, [String(id)]);
    return row === undefined ? null : glassRow(row);
  },
  async list({ after, limit }) {
    const where = new Conditions().andAll('g.id < ?::bigint', after);
    const sql = `select ${COLUMNS} ${FROM} where ${where.sql} order by g.id desc
      limit ${where.value(limit + 1)}`;
    return pageOf(await rowsOf(pool, sql, where.values), limit, glassRow, ({ id }) => [String(id)]);
  },
  giveBack: (id, now, audit) =>
    inTransaction(pool, async (db) => {
      const sql = `update break_glass set returned_at = $2
        where id = $1 and returned_at is null and ends_at > $2 returning 1`;
      if ((await rowsOf(db, sql, [String(id), timeText(now)])).length === 0) return false;
      await appendAudit(db, audit);
      return true;
    }),
  review: (id, { by, at: now, verdict, reason }, audit) =>
    inTransaction(pool, async (db) => {
      const sql = `update break_glass set reviewed_by = $2, reviewed_at = $3, verdict = $4, review = $5
        where id = $1 and reviewed_by is null returning 1`;
      const values = [String(id), by, timeText(now), verdict, reason];
      if ((await rowsOf(db, sql, values)).length === 0) return false;
      await appendAudit(db, audit);
      return true;
    }),
});
