/** Heads of the audit chain, kept in the data folder: whoever edits the database does not reach them. */
import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { AuditBook, ChainHead, KeptHeads } from '../application/access/audit.ts';
import type { Logger } from '../application/ports/logger.ts';

const line = z.object({ entries: z.int().min(1), hash: z.string() });

/** Milliseconds between two looks at the chain: what was forged in between is not found by them. */
const KEEP_EVERY_MS = 60_000;

/** Heads in a file, a JSON object a line. A line that was cut off by a crash says nothing. */
export const fileOfHeads = (file: string): KeptHeads => ({
  async all() {
    const text = await readFile(file, 'utf8').catch(() => '');
    return text.split('\n').flatMap((written) => {
      try {
        return [line.parse(JSON.parse(written))];
      } catch {
        return [];
      }
    });
  },
  keep: ({ entries, hash }) => appendFile(file, `${JSON.stringify({ entries, hash })}\n`, { mode: 0o600 }),
});

/** Writes the head down whenever the chain has grown, until it is stopped. */
export class HeadKeeper {
  readonly #book: Pick<AuditBook, 'head'>;
  readonly #heads: KeptHeads;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  #last: ChainHead = { entries: 0, hash: '' };

  constructor(book: Pick<AuditBook, 'head'>, heads: KeptHeads, logger: Logger) {
    this.#book = book;
    this.#heads = heads;
    this.#logger = logger;
    this.#timer = setInterval(() => void this.look(), KEEP_EVERY_MS).unref();
  }

  /** Looks now. A chain that got shorter, or was rewritten, is kept as it is now found: `verify` tells. */
  async look(): Promise<void> {
    try {
      const head = await this.#book.head();
      if (head.entries === 0 || head.hash === this.#last.hash) return;
      await this.#heads.keep(head);
      this.#last = head;
    } catch (error) {
      this.#logger.warn('the head of the audit chain was not kept', { error: String(error) });
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.look();
  }
}
