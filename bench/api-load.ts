/** Asks a server in a closed loop, in a thread of its own so that asking costs the server nothing. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { Pool } from 'undici';

/** Requests under way at once: as many as a busy office has. */
const CONNECTIONS = 8;

export interface LoadRequest {
  readonly url: string;
  readonly key: string;
  /** Asked in turn. */
  readonly paths: readonly string[];
  readonly seconds: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
}

/** Runs one load. @throws Error when any answer is not 200 */
export function runLoad(request: LoadRequest): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: request });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function ask({ url, key, paths, seconds }: LoadRequest): Promise<LoadResult> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const headers = { authorization: `Bearer ${key}` };
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  let turn = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      const path = paths[turn++ % paths.length]!;
      const before = performance.now();
      const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
      await body.dump();
      if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}`);
      latenciesMs.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  const took = (performance.now() - startedAt) / 1_000;
  await pool.close();
  return { perSecond: latenciesMs.length / took, latenciesMs };
}

if (parentPort !== null && workerData !== null) parentPort.postMessage(await ask(workerData as LoadRequest));
