/** A connection that hears notices of the database, and is opened again whenever it is cut. */
import pg from 'pg';

/** Milliseconds until a line that was cut is opened again. */
const AGAIN_MS = 1_000;

export interface NoticeLineOptions {
  readonly url: string;
  /** Name of PostgreSQL's LISTEN. */
  readonly channel: string;
  heard(payload: string): void;
  /** The line is open again: what was said meanwhile is lost. */
  restored?(): void;
  /** The line could not be opened; it is tried again. */
  failed?(error: unknown): void;
}

export class NoticeLine {
  readonly #options: NoticeLineOptions;
  #client: pg.Client | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(options: NoticeLineOptions) {
    this.#options = options;
  }

  /** Ends when the line is open, or when it is known that it must be tried again. */
  async open(): Promise<void> {
    const { url, channel, heard, failed } = this.#options;
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    client.on('notification', ({ payload = '' }) => heard(payload));
    client.once('end', () => this.#again(client));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      this.#client = client;
    } catch (error) {
      failed?.(error);
      await client.end().catch(() => undefined);
      this.#again(client);
    }
  }

  #again(client: pg.Client): void {
    if (this.#closed || this.#timer !== null || (this.#client !== null && this.#client !== client)) return;
    this.#client = null;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.open().then(() => {
        if (this.#client !== null) this.#options.restored?.();
      });
    }, AGAIN_MS).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }
}
