/**
 * The feed of facts in commit order. A number that was taken earlier can commit later, so the
 * cursor is (transaction, number), and only transactions that every older one has joined are shown:
 * nothing can still appear before a cursor that was given out.
 */
import type { FeedFilter, FeedPage } from '../../application/query/reads.ts';
import { FACT_COLUMNS, factRow, text } from '../rows.ts';
import { Conditions, rowsOf, type Queryable } from './query.ts';

export async function readFeed(db: Queryable, filter: FeedFilter): Promise<FeedPage> {
  const after = filter.after ?? ['0', '0'];
  const where = new Conditions()
    .andAll('(committed, seq) > (?::xid8, ?::bigint)', after)
    .entities('entity', filter.entities)
    .and('type = ?', filter.type)
    .and('instance = ?', filter.instance);
  const sql = `select ${FACT_COLUMNS}, committed::text, seq from fact
    where committed < (select feed_horizon()) and ${where.sql}
    order by fact.committed, seq limit ${where.value(filter.limit + 1)}`;
  const rows = await rowsOf(db, sql, where.values);
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  return {
    items: page.map(factRow),
    next: last === undefined ? after : [text(last['committed']), text(last['seq'])],
    more: rows.length > filter.limit,
  };
}
