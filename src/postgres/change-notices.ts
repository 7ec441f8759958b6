/** Notices between processes by LISTEN and NOTIFY of the database that they share. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { ChangeNotice, ChangeNotices } from '../application/ports/change-notices.ts';
import type { Logger } from '../application/ports/logger.ts';
import { NoticeLine } from './notice-line.ts';

const CHANNEL = 'crossdock_change';
/** Bytes of a notice: PostgreSQL takes less than 8,000. */
const BYTES_MAX = 7_900;

interface Told extends ChangeNotice {
  /** Process that says it: nobody needs to hear what it said itself. */
  readonly by: string;
}

export function postgresChangeNotices(pool: pg.Pool, url: string, logger: Logger): ChangeNotices {
  const by = randomUUID();
  return {
    async publish(notice) {
      const whole = JSON.stringify({ by, ...notice } satisfies Told);
      const isLong = Buffer.byteLength(whole) > BYTES_MAX;
      const short = { by, ...notice, instances: [], more: true } satisfies Told;
      await pool.query('select pg_notify($1, $2)', [CHANNEL, isLong ? JSON.stringify(short) : whole]);
    },
    listen: async (hear) => {
      const line = new NoticeLine({
        url,
        channel: CHANNEL,
        heard: (payload) => {
          const { by: whose, ...notice } = JSON.parse(payload) as Told;
          if (whose !== by) hear(notice);
        },
        restored: () => hear(null),
        failed: (error) => logger.warn('what other processes change is not heard', { error: String(error) }),
      });
      await line.open();
      return () => line.close();
    },
  };
}
