/**
 * The bare reference: what a run wrote is written once more, by the same statements into an empty
 * database, with nothing read, locked, deduplicated or judged. Nothing that stores these rows set
 * by set in PostgreSQL can be faster by much.
 */
import type { BatchWrite } from '../src/application/ports/store.ts';
import { batchPool, type Copier } from '../src/postgres/batch-store.ts';
import { writeBatch } from '../src/postgres/batch-write.ts';
import { copyRows } from '../src/postgres/copy-rows.ts';
import type { Raw } from '../src/postgres/rows.ts';

/** Connections of the reference: as many batches under way as the processor has. */
const CONNECTIONS = 2;

/** Seconds that it takes to write these batches again. */
export async function replay(url: string, writes: readonly BatchWrite[]): Promise<number> {
  const pool = batchPool(url, CONNECTIONS);
  // A batch may begin when those before it that touch the same instances have committed.
  const lastOf = new Map<string, Promise<void>>();
  const queue = [...writes];
  const worker = async (): Promise<void> => {
    const client = await pool.connect();
    const send = async (name: string, text: string, values: readonly (string | Buffer | null)[]) =>
      (await client.query<Raw>({ name, text, values: [...values] })).rows;
    const copy: Copier = (target, rows) => copyRows(client, target, rows);
    for (let write = queue.shift(); write !== undefined; write = queue.shift()) {
      const keys = write.instances.map(({ key }) => key);
      const before = new Set(keys.map((key) => lastOf.get(key) ?? Promise.resolve()));
      const { promise, resolve } = Promise.withResolvers<void>();
      for (const key of keys) lastOf.set(key, promise);
      await Promise.all(before);
      void send('begin', 'begin', []);
      await writeBatch(send, copy, write);
      resolve();
    }
    client.release();
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.end();
  return seconds;
}
