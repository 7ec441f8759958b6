/** Learned shapes of messages. */
import type pg from 'pg';
import { NOTHING_LEARNED, type Learned } from '../../application/drift/shape.ts';
import type { ShapeStore } from '../../application/ports/shape-store.ts';
import { at, ms, number, text } from '../rows.ts';
import { inTransaction } from './access.ts';
import { appendAudit } from './audit.ts';
import { rowsOf, timeText } from './query.ts';

export const postgresShapes = (pool: pg.Pool): ShapeStore => ({
  change: (system, topic, now, next, audit) =>
    inTransaction(pool, async (db) => {
      const values = [system, topic, JSON.stringify(NOTHING_LEARNED), timeText(now)];
      await rowsOf(
        db,
        `insert into payload_shape (system, topic, body, updated_at) values ($1, $2, $3, $4)
         on conflict do nothing`,
        values,
      );
      const sql = 'select body from payload_shape where (system, topic) = ($1, $2) for update';
      const [row] = await rowsOf(db, sql, [system, topic]);
      const learned = next(JSON.parse(text(row!['body'])) as Learned);
      await rowsOf(
        db,
        'update payload_shape set body = $3, updated_at = $4 where (system, topic) = ($1, $2)',
        [system, topic, JSON.stringify(learned), timeText(now)],
      );
      if (audit !== undefined) await appendAudit(db, audit);
      return learned;
    }),
  all: async () => {
    const sql = `select system, topic, body, ${ms('updated_at')} from payload_shape order by system, topic`;
    return (await rowsOf(pool, sql)).map((row) => ({
      system: text(row['system']),
      topic: text(row['topic']),
      learned: JSON.parse(text(row['body'])) as Learned,
      updatedAt: at(row['updated_at']),
    }));
  },
  waitingSince: async (system, since) => {
    const sql = `select count(*) as waiting from quarantine
      where source = $1 and kind = 'message' and state = 'open' and received_at >= $2`;
    const [row] = await rowsOf(pool, sql, [system, timeText(since)]);
    return number(row!['waiting']);
  },
});
