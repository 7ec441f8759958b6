/** What it costs to keep many consoles live: ingest with and without them, in turn, through one server. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SILENT } from '../src/application/ports/logger.ts';
import { SystemClock } from '../src/main/clocks.ts';
import { loadConfig } from '../src/main/config/config.ts';
import { composeServer } from '../src/main/server.ts';
import { PROJECT_FOLDER } from '../src/main/version.ts';
import { migrate } from '../src/postgres/migrate.ts';
import type { FollowReport, FollowTask } from './followers.ts';
import { median, rounded, type BenchServer, type Say } from './harness.ts';
import { ingest } from './ingest.ts';

/** Consoles that are open at once: every desk of a large house. */
const CLIENTS = 200;
/** They may take so much of the throughput. */
const COST_MAX = 0.2;
const RUNS = 3;
const SHAPE = { batches: 150, batchSize: 100, connections: 8, items: 10_000, sites: ['leeds', 'reading'] } as const;

export interface FollowingFigure {
  readonly clients: number;
  /** Facts per second with nobody looking, and with all of them. */
  readonly alonePerSecond: number;
  readonly followedPerSecond: number;
  /** Share of the throughput that they take. */
  readonly cost: number;
  /** Notices that all of them were sent. */
  readonly notices: number;
  readonly passed: boolean;
}

/** Measures in turn, so that whatever disturbs the machine disturbs both. */
export async function following(postgres: BenchServer, say: Say): Promise<FollowingFigure> {
  const databaseUrl = await postgres.database();
  await migrate(databaseUrl);
  const server = composeServer({
    config: await loadConfig(join(PROJECT_FOLDER, 'crossdock.config.ts')),
    databaseUrl,
    connectors: new Map(),
    clock: new SystemClock(),
    logger: SILENT,
    alone: true,
  });
  const url = await server.api.listen({ host: '127.0.0.1', port: 0 });
  try {
    const key = await server.makeKey('bench', 'wms');
    const consoleKey = await server.makeKey('console', null);
    await server.core.start();
    const rateOf = async (run: string): Promise<number> => {
      const { accepted, seconds } = await ingest({ ...SHAPE, url, key, run });
      return accepted / seconds;
    };
    await rateOf('warm');
    const [alone, followed]: [number[], number[]] = [[], []];
    let notices = 0;
    for (let run = 1; run <= RUNS; run++) {
      alone.push(await rateOf(`alone-${run}`));
      const consoles = await openConsoles({ url, key: consoleKey, clients: CLIENTS });
      followed.push(await rateOf(`followed-${run}`));
      notices += await consoles.leave();
      say(`${Math.round(alone.at(-1)!)}/s alone, ${Math.round(followed.at(-1)!)}/s with ${CLIENTS} consoles`);
    }
    // Each pair was measured one right after the other: the median of their ratios is what they cost.
    const cost = 1 - median(followed.map((rate, run) => rate / alone[run]!));
    return {
      clients: CLIENTS,
      alonePerSecond: rounded(median(alone)),
      followedPerSecond: rounded(median(followed)),
      cost: rounded(cost),
      notices,
      passed: cost < COST_MAX && notices >= CLIENTS,
    };
  } finally {
    await server.stop();
  }
}

async function openConsoles(task: FollowTask): Promise<{ leave(): Promise<number> }> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'followers.ts'));
  child.send(task);
  await once(child, 'message');
  return {
    leave: async () => {
      const left = once(child, 'message') as Promise<[FollowReport]>;
      child.send('leave');
      const [report] = await left;
      return report.kind === 'left' ? report.events : 0;
    },
  };
}
