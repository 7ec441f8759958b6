/** How far decisions of rules stand in the audit chain, on PostgreSQL. */
import type pg from 'pg';
import type { RuleMark } from '../../application/access/rule-scribe.ts';
import { text } from '../rows.ts';
import { inTransaction } from './access.ts';
import { appendAudit } from './audit.ts';
import { rowsOf } from './query.ts';

export const postgresRuleMark = (pool: pg.Pool): RuleMark => ({
  async at() {
    const [row] = await rowsOf(pool, 'select committed::text, seq from rule_mark');
    return [text(row!['committed']), text(row!['seq'])];
  },
  write: (from, to, entries) =>
    inTransaction(pool, async (db) => {
      // Whoever moves the mark holds it until its entries stand in the chain.
      const moved = await rowsOf(
        db,
        `update rule_mark set committed = $3::text::xid8, seq = $4
         where committed = $1::text::xid8 and seq = $2 returning 1`,
        [...from, ...to],
      );
      if (moved.length === 0) return false;
      for (const entry of entries) await appendAudit(db, entry);
      return true;
    }),
});
