/**
 * What the API costs: an order's page and a filtered list, beside a bare select through the same server; and
 * what consoles that follow take from the ingest of facts.
 */
import { SILENT } from '../src/application/ports/logger.ts';
import { SystemClock } from '../src/main/clocks.ts';
import { checkConfig } from '../src/main/config/config.ts';
import type { ConfigInput } from '../src/main/config/schema.ts';
import { composeServer } from '../src/main/server.ts';
import { following } from './following.ts';
import { runLoad, type LoadResult } from './api-load.ts';
import { prepareDatabase } from './database.ts';
import { median, percentile, rounded, spreadOf, startBenchServer, type Figure, type Say } from './harness.ts';
import { OrderFlow } from './order-flow.ts';
import { ENTITY } from './policy.ts';

const CONFIG = new URL('../crossdock.config.ts', import.meta.url).pathname;
const ORDERS = 2_000;
const LINES = 10;
/** Orders whose pages are asked for in turn. */
const PAGES = 200;
const SECONDS = 3;
const RUNS = 3;
/** Nobody is refused while we measure. */
const UNLIMITED = [{ name: 'burst', requests: 1_000_000_000, per: '10 s' }];
/** An order's page may cost so many bare selects; a list of 50 rows so many. */
const GOALS = { page: 12, list: 12 } as const;

const KINDS = ['bare', 'page', 'list'] as const;
type Kind = (typeof KINDS)[number];

/** `bench api` */
export async function benchApi(_options: readonly string[], say: Say): Promise<Figure> {
  const database = await startBenchServer();
  try {
    const url = await database.database();
    await prepareDatabase(url);
    await fill(url, say);
    const figure = await measure(url, say);
    const live = await following(database, say);
    return { ...figure, passed: figure['passed'] === true && live.passed, following: live };
  } finally {
    await database.stop();
  }
}

/** Orders from their statement to their payment. */
async function fill(url: string, say: Say): Promise<void> {
  const flow = new OrderFlow({ url, run: 'api', lines: LINES });
  await flow.start();
  await flow.drive(ORDERS, 50);
  await flow.stop();
  say(`${ORDERS} orders of ${LINES} lines`);
}

async function measure(databaseUrl: string, say: Say): Promise<Figure> {
  const { default: input } = (await import(CONFIG)) as { default: ConfigInput };
  const config = checkConfig(CONFIG, { ...input, api: { limits: UNLIMITED } });
  const server = composeServer({
    config, databaseUrl, connectors: new Map(), clock: new SystemClock(), logger: SILENT,
  });
  server.api.get('/bare', async () => (await server.pool.query('select 1 as one')).rows);
  const url = await server.api.listen({ port: 0, host: '127.0.0.1' });
  try {
    const key = await server.makeKey('bench', null);
    const { rows } = await server.pool.query<{ business_id: string }>(
      `select business_id from instance where workflow = 'order-to-cash' order by key limit ${PAGES}`,
    );
    const lifecycle = await lifecycleOfMost(server.pool);
    const paths: Record<Kind, readonly string[]> = {
      bare: ['/bare'],
      page: rows.map(({ business_id: number }) => `/v1/sales-orders/${number}?entity=${ENTITY}`),
      list: [`/v1/sales-orders?entity=${ENTITY}&lifecycle=${lifecycle}&limit=50`],
    };
    const results: Record<Kind, LoadResult[]> = { bare: [], page: [], list: [] };
    for (const kind of KINDS) await runLoad({ url, key, paths: paths[kind], seconds: 1 });
    // In turn, so that whatever disturbs the machine disturbs all of them.
    for (let run = 0; run < RUNS; run++) {
      for (const kind of KINDS) {
        results[kind].push(await runLoad({ url, key, paths: paths[kind], seconds: SECONDS }));
      }
      say(`run ${run + 1} of ${RUNS}`);
    }
    return figureOf(results);
  } finally {
    await server.stop();
  }
}

async function lifecycleOfMost(pool: { query(sql: string): Promise<{ rows: unknown[] }> }): Promise<string> {
  const { rows } = await pool.query(
    `select lifecycle from instance where workflow = 'order-to-cash' group by 1 order by count(*) desc limit 1`,
  );
  return encodeURIComponent((rows[0] as { lifecycle: string }).lifecycle);
}

function figureOf(results: Readonly<Record<Kind, readonly LoadResult[]>>): Figure {
  const perSecond = (kind: Kind): number => median(results[kind].map((result) => result.perSecond));
  const p99 = (kind: Kind): number =>
    median(results[kind].map(({ latenciesMs }) => percentile(latenciesMs, 0.99)));
  const slower = (kind: Kind): number => perSecond('bare') / perSecond(kind);
  return {
    name: 'api',
    value: rounded(perSecond('page')),
    unit: 'order pages/s',
    reference: rounded(perSecond('bare')),
    ratio: rounded(perSecond('page') / perSecond('bare')),
    runs: RUNS,
    spread: spreadOf(results.page.map((result) => rounded(result.perSecond))) as [number, number],
    passed: slower('page') <= GOALS.page && slower('list') <= GOALS.list,
    listsPerSecond: rounded(perSecond('list')),
    listRatio: rounded(perSecond('list') / perSecond('bare')),
    p99Ms: { bare: rounded(p99('bare')), page: rounded(p99('page')), list: rounded(p99('list')) },
    p99Ratio: { page: rounded(p99('page') / p99('bare')), list: rounded(p99('list') / p99('bare')) },
    referenceIs: 'select 1 through the same server, without a key',
  };
}
