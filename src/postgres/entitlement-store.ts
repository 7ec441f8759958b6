import type pg from 'pg';
import type { EntitlementStore } from '../application/ports/entitlement-store.ts';
import { SALES_ORDER } from '../canonical/fact-type.ts';
import { inTransaction } from './queries/access.ts';
import { readFacts } from './queries/instances.ts';

/** A new book must exist before it can be locked: two that begin it at once meet here. */
const OPEN = `
insert into entitlement (entity, sales_order, body, decisions) values ($1, $2, '', 0)
on conflict (entity, sales_order) do nothing`;

const LOCK = `
select body from entitlement where entity = $1 and sales_order = $2 for update`;

const KEEP = `
update entitlement set body = $3, decisions = decisions + 1 where entity = $1 and sales_order = $2`;

const READ = `
select body from entitlement where entity = $1 and sales_order = $2 and body <> ''`;

/** Books of billed lines in PostgreSQL: the row's lock is the lock of the sales order's billed lines. */
export function postgresEntitlements(pool: pg.Pool): EntitlementStore {
  return {
    decide: (entity, salesOrder, decide) =>
      inTransaction(pool, async (db) => {
        await db.query(OPEN, [entity, salesOrder]);
        const { rows } = await db.query(LOCK, [entity, salesOrder]);
        const body = String(rows[0]!['body']);
        const facts = await readFacts(db, `${entity}/${SALES_ORDER}/${salesOrder}`);
        const { keep, answer } = decide({ text: body === '' ? null : body, facts });
        if (keep !== null) await db.query(KEEP, [entity, salesOrder, keep]);
        return answer;
      }),
    read: async (entity, salesOrder) => {
      const { rows } = await pool.query<{ body: string }>(READ, [entity, salesOrder]);
      return rows[0]?.body ?? null;
    },
  };
}
