/**
 * Facts in commit order, by transaction and number. Only transactions that every older one has joined are
 * shown, so nothing can still appear before a place that was given out.
 */
import type pg from 'pg';
import type { FactFeed, FeedPosition, FeedSelection } from '../../application/ports/fact-feed.ts';
import { FACT_COLUMNS, factRow, number, text } from '../rows.ts';
import { Conditions, rowsOf, timeText } from './query.ts';

const SETTLED = 'committed < (select feed_horizon())';

/** What a reader wants, as conditions. */
const wanted = ({ types, entities }: FeedSelection): Conditions =>
  new Conditions()
    .and('type = any(?::text[])', types.length === 0 ? null : types)
    .entities('entity', entities.length === 0 ? null : entities);

export const postgresFactFeed = (pool: pg.Pool): FactFeed => ({
  async read(selection, after, limit) {
    const where = wanted(selection).andAll('(committed, seq) > (?::xid8, ?::bigint)', after);
    const rows = await rowsOf(
      pool,
      `with horizon as materialized (select feed_horizon() as xmin)
      select horizon.xmin::text as horizon, page.* from horizon left join lateral (
        select ${FACT_COLUMNS}, committed, committed::text as transaction, seq from fact
        where committed < horizon.xmin and ${where.sql}
        order by fact.committed, seq limit ${where.value(limit + 1)}
      ) as page on true order by page.committed, page.seq`,
      where.values,
    );
    const found = rows[0]!['instance'] === null ? [] : rows;
    const items = found.slice(0, limit).map((row) => ({
      fact: factRow(row),
      position: [text(row['transaction']), text(row['seq'])] as const,
    }));
    const more = found.length > limit;
    const horizon: FeedPosition = [text(rows[0]!['horizon']), '0'];
    const isAhead = BigInt(horizon[0]) > BigInt(after[0]);
    const next = more ? items.at(-1)!.position : isAhead ? horizon : (items.at(-1)?.position ?? after);
    return { items, next, more };
  },

  async placeOf(moment) {
    if (moment !== null) {
      // Facts are recorded about as they commit; the index leads to the first of them quickly enough.
      const [first] = await rowsOf(
        pool,
        `select committed::text, seq from fact where recorded_at >= $1 and ${SETTLED}
        order by fact.committed, seq limit 1`,
        [timeText(moment)],
      );
      if (first !== undefined) {
        return [text(first['committed']), String(BigInt(text(first['seq'])) - 1n)];
      }
    }
    const [row] = await rowsOf(pool, 'select feed_horizon()::text as horizon');
    return [text(row!['horizon']), '0'];
  },

  async count(selection, after, upTo, max) {
    const where = wanted(selection)
      .andAll('(committed, seq) > (?::xid8, ?::bigint)', after)
      .andAll('(committed, seq) <= (?::xid8, ?::bigint)', upTo);
    const [row] = await rowsOf(
      pool,
      `select count(*) as found from (
        select 1 from fact where ${SETTLED} and ${where.sql} limit ${where.value(max)}
      ) as counted`,
      where.values,
    );
    return number(row!['found']);
  },
});
