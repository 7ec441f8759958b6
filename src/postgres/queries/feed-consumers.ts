/** Readers of the feed, and how far each of them is. */
import type pg from 'pg';
import type { FeedConsumer, FeedConsumers } from '../../application/ports/feed-consumers.ts';
import { at, ms, number, text, type Raw } from '../rows.ts';
import { rowsOf, timeText } from './query.ts';

const COLUMNS = `name, types, entities, committed::text, seq, taken_count, version, ${ms('created_at')},
  created_by, ${ms('updated_at')}`;

export const postgresFeedConsumers = (pool: pg.Pool): FeedConsumers => ({
  async find(name) {
    const [row] = await rowsOf(pool, `select ${COLUMNS} from feed_consumer where name = $1`, [name]);
    return row === undefined ? null : consumerOf(row);
  },
  async insert({ name, types, entities, position, createdAt, createdBy }) {
    const inserted = await rowsOf(
      pool,
      `insert into feed_consumer (name, types, entities, committed, seq, taken_count, version, created_at,
        created_by, updated_at) values ($1, $2, $3, $4::text::xid8, $5, 0, 1, $6, $7, $6)
      on conflict do nothing returning name`,
      [name, types, entities, ...position, timeText(createdAt), createdBy],
    );
    return inserted.length > 0;
  },
  async change(name, version, { types, position, takenMore }, now) {
    const [row] = await rowsOf(
      pool,
      `update feed_consumer set types = $3, committed = $4::text::xid8, seq = $5,
        taken_count = taken_count + $6, version = version + 1, updated_at = $7
      where name = $1 and version = $2 returning ${COLUMNS}`,
      [name, version, types, ...position, takenMore, timeText(now)],
    );
    return row === undefined ? null : consumerOf(row);
  },
});

const consumerOf = (row: Raw): FeedConsumer => ({
  name: text(row['name']),
  types: row['types'] as string[],
  entities: row['entities'] as string[],
  position: [text(row['committed']), text(row['seq'])],
  taken: number(row['taken_count']),
  version: number(row['version']),
  createdAt: at(row['created_at']),
  createdBy: text(row['created_by']),
  updatedAt: at(row['updated_at']),
});
