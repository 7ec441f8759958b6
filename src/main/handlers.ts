/** What the commands of the command line do: composition for each, results as the CLI prints them. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { CliHandlers, CommandContext } from '../cli/handlers.ts';
import { CliError, EXIT, interrupted } from '../cli/exit-codes.ts';
import type { BenchResult, ReplayResult } from '../cli/results.ts';
import { DAY_MS, HOUR_MS, parseInstant, type Instant } from '../kernel/instant.ts';
import { expectOk } from '../kernel/result.ts';
import { createLogger } from '../telemetry/logger.ts';
import { planDemand } from './box/demand.ts';
import { planReturns } from './box/return-plan.ts';
import { runBox } from './box/run.ts';
import { demoWorld } from './box/world.ts';
import { checkConnector, listConnectors } from './check/connector-desk.ts';
import { newConnector } from './check/new-connector.ts';
import { loadConfig, type Config } from './config/config.ts';
import { openDatabase } from './database.ts';
import { configFile } from './environment.ts';
import { diagnose } from './doctor.ts';
import { openHome } from './home.ts';
import { serve } from './installation.ts';
import { keyRequestOf, makeKey } from './keys.ts';
import { readOnlineRetail } from './replay/online-retail.ts';
import { matchCredits } from './replay/credits.ts';
import { planOf, worldOf, writeOffPlanOf } from './replay/world.ts';
import { simulateOnThreads } from './simulate/simulate.ts';
import { PROJECT_FOLDER } from './version.ts';

/** First simulated morning of a demo: a Monday, so that a working week follows. */
const DEMO_START = expectOk(parseInstant('2026-10-05T06:00:00Z'), 'start of the demo');
/** Evenings of a demo on which shelves are counted. */
const COUNT_EVENINGS = 3;
/**
 * A play gives its last order this long, in simulated days, though it ends as soon as every order
 * has: a closed month moves a posting by up to 31 days, terms add up to 30, late payers the rest.
 */
const PLAY_DAYS = 100;
/** Orders of a demo that are placed on one day; more spread over several. */
const ORDERS_PER_DAY = 400;

/** Simulated systems to which nobody sends orders but whoever asks. */
const IDLE_BOX = { orders: 0, seed: 1, faults: 'none' } as const;

/** Handlers of every command, on the process's own environment. */
export function makeHandlers(environment: NodeJS.ProcessEnv): CliHandlers {
  return {
    up: async ({ port }, context) => {
      const startedAt = performance.now();
      const url = await serve({ environment, port, play: IDLE_BOX, context });
      return { url, upSeconds: Math.round((performance.now() - startedAt) / 100) / 10 };
    },
    demo: ({ orders, seed, faults }, context) =>
      withServer(environment, async (serverUrl, config) => {
        const world = demoWorld(seed);
        const days = Math.ceil(orders / ORDERS_PER_DAY);
        const plan = planDemand(world, orders, seed, DEMO_START, days);
        const result = await runBox({
          config,
          serverUrl,
          databaseName: databaseName('demo'),
          world,
          countEvenings: COUNT_EVENINGS,
          plan,
          returns: planReturns(plan, world.sites, seed),
          start: (DEMO_START - HOUR_MS) as Instant,
          until: (DEMO_START + (days + PLAY_DAYS) * DAY_MS) as Instant,
          seed,
          faults,
          logger: quietLogger(environment),
          signal: context.signal,
          progress: (report) => context.progress(report),
        });
        return whole(result, context);
      }),
    replayOnlineRetail: ({ files, seed, faults }, context) =>
      withServer(environment, (serverUrl, config) =>
        replay({ files, seed, faults, serverUrl, config, environment, context }),
      ),
    simulate: simulateOnThreads,
    bench: async ({ name, options }, context) => runBench(name, options, context),
    createKey: async (request) =>
      withServer(environment, async (serverUrl, config) => {
        if (request.system !== null) refuseUnknownSource(config, request.system);
        return makeKey(serverUrl, keyRequestOf(config, request));
      }),
    doctor: () => diagnose(environment, configFile(environment)),
    listConnectors: () => listConnectors(environment),
    newConnector: ({ name }) => newConnector(PROJECT_FOLDER, name),
    checkConnector: (request, context) => checkConnector(request, context, environment),
  };
}

/** The result of a play, unless it was cut short: half a day proves nothing. */
function whole<T>(result: T, { signal }: CommandContext): T {
  if (signal.aborted) throw interrupted();
  return result;
}

/** The database server of the installation, for as long as some work takes. */
async function withServer<T>(
  environment: NodeJS.ProcessEnv,
  work: (serverUrl: string, config: Config) => Promise<T>,
): Promise<T> {
  const config = await loadConfig(configFile(environment));
  const home = await openHome(environment);
  const server = await openDatabase(home, environment, () => {});
  try {
    return await work(server.url, config);
  } finally {
    await server.stop();
  }
}

interface ReplayWork {
  readonly files: readonly string[];
  readonly seed: number;
  readonly faults: 'none' | 'calm' | 'rough' | 'hell';
  readonly serverUrl: string;
  readonly config: Config;
  readonly environment: NodeJS.ProcessEnv;
  readonly context: CommandContext;
}

async function replay(work: ReplayWork): Promise<ReplayResult> {
  const { files, seed, faults, context } = work;
  const texts = await Promise.all(
    files.map(async (file) => ({ name: basename(file), text: await readText(file) })),
  );
  const account = readOnlineRetail(texts);
  const plan = planOf(account.documents);
  const credits = matchCredits(account.documents, account.credits);
  const [first, last] = [plan[0], plan.at(-1)];
  if (first === undefined || last === undefined) {
    throw new CliError(EXIT.usage, 'no-orders', 'The files hold no sales document.');
  }
  const world = worldOf(account.documents, seed, account.writeOffs);
  const result = await runBox({
    config: work.config,
    serverUrl: work.serverUrl,
    databaseName: databaseName('replay'),
    world,
    writeOffs: writeOffPlanOf(account.writeOffs, world),
    plan,
    returns: credits.returns,
    start: (first.at - 2 * HOUR_MS) as Instant,
    until: (last.at + PLAY_DAYS * DAY_MS) as Instant,
    seed,
    faults,
    logger: quietLogger(work.environment),
    signal: context.signal,
    progress: (report) => context.progress(report),
  });
  const { linesRead, linesSold, setAside, remarks, unreadable } = account;
  const { lines, matched, unmatched } = credits;
  const source = {
    linesRead, linesSold, setAside, remarks, unreadable, credited: { lines, matched, unmatched },
  };
  return { ...whole(result, context), source };
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch(() => {
    throw new CliError(EXIT.usage, 'no-file', `${file} cannot be read.`);
  });
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

const databaseName = (what: string): string => `${what}_${process.pid}_${Date.now().toString(36)}`;

function quietLogger(environment: NodeJS.ProcessEnv): ReturnType<typeof createLogger> {
  const level = environment['CROSSDOCK_LOG'] === undefined ? 'error' : 'info';
  return createLogger({ level, to: 'stderr' });
}

/** A key may speak for a system, or for another source that the ownership names. */
function refuseUnknownSource(config: Config, source: string): void {
  const known = new Set([...Object.keys(config.systems), ...Object.values(config.ownership).flat()]);
  if (known.has(source)) return;
  const message = `There is no system "${source}"; there are ${[...known].sort().join(', ')}.`;
  throw new CliError(EXIT.usage, 'no-system', message);
}

/** Benchmarks live beside the source: they are no part of what an installation runs. */
async function runBench(
  name: string,
  options: readonly string[],
  context: CommandContext,
): Promise<BenchResult> {
  const file = pathToFileURL(join(PROJECT_FOLDER, 'bench/bench.ts')).href;
  const benches = (await import(file)) as {
    BENCHES: Readonly<
      Record<string, (options: readonly string[], say: (line: string) => void) => Promise<BenchResult>>
    >;
  };
  const bench = benches.BENCHES[name];
  if (bench === undefined) {
    const names = Object.keys(benches.BENCHES).join(', ');
    throw new CliError(EXIT.notFound, 'no-bench', `There is no benchmark "${name}"; there are ${names}.`);
  }
  return bench(options, (line) => context.say(line));
}
