/** A whole play from an empty database to its summary: what `demo` and `replay` run. */
import type { ProgressReport } from '../../cli/progress.ts';
import type { RunResult } from '../../cli/results.ts';
import { CodeBooks } from '../../application/codes/code-books.ts';
import type { Logger } from '../../application/ports/logger.ts';
import { HOUR_MS, formatInstant, type Instant } from '../../kernel/instant.ts';
import { VirtualClock } from '../../kernel/virtual-clock.ts';
import { dropDatabase } from '../../postgres/databases.ts';
import { migrate } from '../../postgres/migrate.ts';
import { FAULT_LEVELS } from '../../sandbox/faults.ts';
import type { FaultLevel, World } from '../../sandbox/system.ts';
import type { Config } from '../config/config.ts';
import { makeConnectors } from '../connectors.ts';
import { makeDatabase } from '../database.ts';
import { composeServer } from '../server.ts';
import { play, startBoxSandbox } from './box.ts';
import type { PlannedOrder } from './demand.ts';
import type { PlannedWriteOff } from './stock-clerks.ts';
import { auditBooks } from './audit.ts';
import { sumReturns } from './return-sums.ts';
import type { PlannedReturn } from './return-plan.ts';
import { progressOf, summarize } from './summary.ts';

/** Looks at the clock this often in played time: deadlines of the trade are hours. */
export const PLAY_LOOK_EVERY_MS = HOUR_MS / 2;

export interface BoxRunOptions {
  readonly config: Config;
  /** Server on which the run makes a database of its own, and drops it in the end. */
  readonly serverUrl: string;
  readonly databaseName: string;
  readonly world: World;
  readonly plan: readonly PlannedOrder[];
  readonly writeOffs?: readonly PlannedWriteOff[];
  readonly countEvenings?: number;
  readonly returns: readonly PlannedReturn[];
  readonly start: Instant;
  readonly until: Instant;
  readonly seed: number;
  readonly faults: FaultLevel;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  progress(report: ProgressReport): void;
}

export async function runBox(options: BoxRunOptions): Promise<RunResult> {
  const databaseUrl = await makeDatabase(options.serverUrl, options.databaseName);
  try {
    await migrate(databaseUrl);
    return await runOn(databaseUrl, options);
  } finally {
    await dropDatabase(options.serverUrl, options.databaseName);
  }
}

async function runOn(databaseUrl: string, options: BoxRunOptions): Promise<RunResult> {
  const { config, world, seed, logger } = options;
  const startedAt = performance.now();
  const clock = new VirtualClock(options.start);
  const secret = `secret of seed ${seed}`;
  let apiUrl = '';
  const sandbox = await startBoxSandbox({
    config,
    world,
    clock,
    seed,
    folder: null,
    faults: { ...FAULT_LEVELS[options.faults] },
    secret,
    deliverTo: (system) => `${apiUrl}/v1/inbound/${system}`,
  });
  const address = { urls: sandbox.urls, secret };
  const codeBooks = new CodeBooks();
  const connectors = makeConnectors(config, address, {}, codeBooks);
  const server = composeServer({
    config, databaseUrl, connectors, codeBooks, clock, logger, lookEveryMs: PLAY_LOOK_EVERY_MS,
  });
  try {
    apiUrl = await server.api.listen({ host: '127.0.0.1', port: 0 });
    const apiKey = await server.makeKey('play', null);
    await server.core.start();
    const end = await play({
      config,
      core: server.core,
      db: server.pool,
      sandbox,
      address,
      clock,
      apiUrl,
      apiKey,
      seed,
      plan: options.plan,
      world,
      ...(options.writeOffs === undefined ? {} : { writeOffs: options.writeOffs }),
      ...(options.countEvenings === undefined ? {} : { countEvenings: options.countEvenings }),
      returns: options.returns,
      until: options.until,
      signal: options.signal,
      progress: async () => options.progress(await progressOf(server.pool, formatInstant(clock.now()))),
    });
    const elapsed = (performance.now() - startedAt) / 1000;
    const verdict = await auditBooks(sandbox.urls, server.pool);
    const currency = world.entities[0]?.currency ?? '';
    return await summarize(server.pool, currency, verdict, elapsed, (of) =>
      sumReturns({ apiUrl, apiKey }, options.returns, of, end.returnNumberOf),
    );
  } finally {
    await server.stop();
    await sandbox.stop();
  }
}
