/** Notices between processes by LISTEN and NOTIFY of the database that they share. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { ChangeNotice, ChangeNotices } from '../application/ports/change-notices.ts';
import type { Logger } from '../application/ports/logger.ts';

const CHANNEL = 'crossdock_change';
/** Bytes of a notice: PostgreSQL takes less than 8,000. */
const BYTES_MAX = 7_900;
/** Milliseconds until a line that was cut is opened again. */
const AGAIN_MS = 1_000;

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
      const line = new Line(url, logger, (payload) => {
        const { by: whose, ...notice } = JSON.parse(payload) as Told;
        if (whose !== by) hear(notice);
      }, () => hear(null));
      await line.open();
      return () => line.close();
    },
  };
}

/** A connection that listens, and is opened again whenever it is cut. */
class Line {
  readonly #url: string;
  readonly #logger: Logger;
  readonly #heard: (payload: string) => void;
  readonly #restored: () => void;
  #client: pg.Client | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(url: string, logger: Logger, heard: (payload: string) => void, restored: () => void) {
    this.#url = url;
    this.#logger = logger;
    this.#heard = heard;
    this.#restored = restored;
  }

  async open(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url });
    client.on('error', () => undefined);
    client.on('notification', ({ payload = '' }) => this.#heard(payload));
    client.once('end', () => this.#again(client));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.#client = client;
    } catch (error) {
      this.#logger.warn('what other processes change is not heard', { error: String(error) });
      await client.end().catch(() => undefined);
      this.#again(client);
    }
  }

  /** Opens another line, and says that something may have been missed meanwhile. */
  #again(client: pg.Client): void {
    if (this.#closed || this.#timer !== null || (this.#client !== null && this.#client !== client)) return;
    this.#client = null;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.open().then(() => {
        if (this.#client !== null) this.#restored();
      });
    }, AGAIN_MS).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }
}
