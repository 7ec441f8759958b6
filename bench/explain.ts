/** As-of of a long order: its facts up to a past moment, gathered and judged anew. */
import pg from 'pg';
import { rememberingHistories } from '../src/application/query/histories.ts';
import { readInstance } from '../src/application/query/instance-reading.ts';
import { FACTS } from '../src/canonical/catalogue.ts';
import { instant, type Instant } from '../src/kernel/instant.ts';
import { ZERO_QUANTITY } from '../src/kernel/quantity.ts';
import { seededRandom } from '../src/kernel/random.ts';
import { SystemClock } from '../src/main/clocks.ts';
import { postgresReads } from '../src/postgres/queries/reads.ts';
import { orderToCash } from '../src/workflows/order-to-cash/workflow.ts';
import { prepareDatabase } from './database.ts';
import { median, percentile, rounded, startBenchServer, type Figure, type Say } from './harness.ts';
import { newFactOf } from './instant-systems.ts';
import { OrderFlow } from './order-flow.ts';
import { benchPolicy, ENTITY, SITE } from './policy.ts';

const LINES = 500;
/** Picks told one by one, so that the order has about a thousand facts. */
const PICKS = 1_000;
const TRIES = 400;
/** Milliseconds that the slowest hundredth may take. */
const GOAL_P99_MS = 20;

/** `bench explain` */
export async function benchExplain(_options: readonly string[], say: Say): Promise<Figure> {
  const server = await startBenchServer();
  try {
    const url = await server.database();
    await prepareDatabase(url);
    const instance = await tellOrder(url, say);
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    // The server may stop before the last connection has closed.
    pool.on('error', () => undefined);
    try {
      return await measure(pool, instance);
    } finally {
      await pool.end();
    }
  } finally {
    await server.stop();
  }
}

/** One order from its statement to its payment, and a pick for every line, twice. */
async function tellOrder(url: string, say: Say): Promise<string> {
  const flow = new OrderFlow({ url, run: 'explain', lines: LINES });
  await flow.start();
  await flow.drive(1, 1);
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const { rows } = await pool.query<{ key: string; business_id: string }>('select key, business_id from instance');
  await pool.end();
  const [{ key, business_id: salesOrder }] = rows as [{ key: string; business_id: string }];
  for (let at = 0; at < PICKS; at++) {
    const line = { line: (at % LINES) + 1, item: 'ITEM-1', picked: ZERO_QUANTITY, short: ZERO_QUANTITY };
    const content = { salesOrder, pick: `P-${at}`, version: 1, site: SITE, lines: [line] };
    const occurredAt = instant(Date.now());
    const stated = { type: FACTS.pickConfirmed.type, id: `pick/${at}`, entity: ENTITY, occurredAt, content };
    await flow.processor.submit({ facts: [newFactOf('wms', stated)] });
  }
  await flow.stop();
  say(`${LINES} lines, ${PICKS} picks told one by one`);
  return key;
}

async function measure(pool: pg.Pool, instance: string): Promise<Figure> {
  const reads = rememberingHistories(postgresReads(pool), new SystemClock());
  const workflows = new Map([['sales-order', orderToCash(benchPolicy)]]);
  const facts = await reads.factsOf(instance);
  const random = seededRandom('explain');
  const moments = Array.from({ length: TRIES }, () => random.pick(facts).recordedAt);
  const judged = await timesOf(moments, (at) =>
    readInstance(reads, workflows, instance, { at, reading: 'known' }),
  );
  const plain = postgresReads(pool);
  const bare = await timesOf(moments, (at) =>
    Promise.all([plain.factsOf(instance, { at, reading: 'known' }), plain.commandsOf(instance)]),
  );
  const p99 = percentile(judged, 0.99);
  return {
    name: 'explain',
    value: rounded(p99),
    unit: 'ms (p99)',
    reference: rounded(percentile(bare, 0.99)),
    ratio: rounded(p99 / percentile(bare, 0.99)),
    runs: TRIES,
    spread: [rounded(Math.min(...judged)), rounded(Math.max(...judged))],
    passed: p99 <= GOAL_P99_MS,
    p50Ms: rounded(median(judged)),
    lines: LINES,
    facts: facts.length,
    referenceIs: 'reading the same rows without judging them',
  };
}

/** Milliseconds of each, after the first tenth has warmed everything up. */
async function timesOf(
  moments: readonly Instant[],
  work: (moment: Instant) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (const moment of moments) {
    const startedAt = performance.now();
    await work(moment);
    times.push(performance.now() - startedAt);
  }
  return times.slice(moments.length / 10);
}
