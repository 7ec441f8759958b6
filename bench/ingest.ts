/** Movements through the HTTP front door into the ledger, against the bare writing of the same rows. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SILENT } from '../src/application/ports/logger.ts';
import type { BatchStore, BatchWrite } from '../src/application/ports/store.ts';
import { SystemClock } from '../src/main/clocks.ts';
import { loadConfig } from '../src/main/config/config.ts';
import { composeServer } from '../src/main/server.ts';
import { PROJECT_FOLDER } from '../src/main/version.ts';
import { migrate } from '../src/postgres/migrate.ts';
import { median, rounded, spreadOf, startBenchServer, type Figure, type Say } from './harness.ts';
import type { IngestEnd, IngestTask } from './ingest-load.ts';
import { replay } from './replay.ts';

const GOAL_RATIO = 0.5;
const RUNS = 3;
const SHAPE = { batches: 400, batchSize: 100, connections: 8, items: 10_000, sites: ['leeds', 'reading'] } as const;

/** `bench ingest` */
export async function benchIngest(_options: readonly string[], say: Say): Promise<Figure> {
  const postgres = await startBenchServer();
  const writes: BatchWrite[] = [];
  let recording = false;
  try {
    const url = await postgres.database();
    await migrate(url);
    const server = composeServer({
      config: await loadConfig(join(PROJECT_FOLDER, 'crossdock.config.ts')),
      databaseUrl: url,
      connectors: new Map(),
      clock: new SystemClock(),
      logger: SILENT,
      alone: true,
      wrapStore: (store) => recorded(store, (write) => void (recording && writes.push(write))),
    });
    const apiUrl = await server.api.listen({ host: '127.0.0.1', port: 0 });
    const key = await server.makeKey('bench', 'wms');
    await server.core.start();
    const rates: number[] = [];
    const references: number[] = [];
    for (let run = 0; run <= RUNS; run++) {
      recording = run > 0;
      writes.length = 0;
      const result = await ingest({ ...SHAPE, url: apiUrl, key, run: String(run) });
      const rate = result.accepted / result.seconds;
      if (run === 0) continue; // The first run warms everything up.
      rates.push(rate);
      const bareUrl = await postgres.database();
      await migrate(bareUrl);
      const bare = await replay(bareUrl, writes);
      references.push(result.accepted / bare);
      say(`run ${run}: ${Math.round(rate)}/s, bare ${Math.round(references.at(-1)!)}/s`);
    }
    await server.stop();
    return figureOf(rates, references);
  } finally {
    await postgres.stop();
  }
}

function figureOf(rates: readonly number[], references: readonly number[]): Figure {
  const ratios = rates.map((rate, at) => rate / references[at]!);
  return {
    name: 'ingest',
    value: Math.round(median(rates)),
    unit: 'movements/s',
    reference: Math.round(median(references)),
    ratio: rounded(median(ratios)),
    runs: RUNS,
    spread: spreadOf(rates.map(Math.round)),
    passed: median(ratios) >= GOAL_RATIO,
    ...SHAPE,
    referenceIs: 'the same rows written set-based over two connections, without HTTP, checks or locks',
  };
}

/** Posts movements from a process of its own, and answers how long it took. */
export async function ingest(task: IngestTask): Promise<IngestEnd> {
  const child = fork(join(import.meta.dirname, 'ingest-load.ts'), [], { stdio: 'inherit' });
  child.send(task);
  const [end] = (await once(child, 'message')) as [IngestEnd];
  child.kill();
  return end;
}

/** The same store; `stored` gets what each batch has written. */
function recorded(store: BatchStore, stored: (write: BatchWrite) => void): BatchStore {
  return {
    faultOf: (error) => store.faultOf(error),
    resolveAliases: (aliases) => store.resolveAliases(aliases),
    begin: async () => {
      const transaction = await store.begin();
      return {
        open: (request) => transaction.open(request),
        load: (wanted) => transaction.load(wanted),
        lockStock: (items) => transaction.lockStock(items),
    bookAt: (question) => transaction.bookAt(question),
        standingRequests: (type, instances) => transaction.standingRequests(type, instances),
        rollback: () => transaction.rollback(),
        commit: async (write) => {
          const committed = await transaction.commit(write);
          stored(write);
          return committed;
        },
      };
    },
  };
}
