/**
 * How long does it take to compare a hundred thousand open orders with the shop's list, and does
 * memory stay where it is? The shop is a server that makes its pages as they are asked for; the
 * reference reads the same pages and does nothing but parse them.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type pg from 'pg';
import { Comparison, type ComparisonResult } from '../src/application/sweep/comparison.ts';
import type { FrontDoor } from '../src/application/receive/receive.ts';
import { shopConnector } from '../src/connectors/shop/connector.ts';
import { instant } from '../src/kernel/instant.ts';
import { VirtualClock } from '../src/kernel/virtual-clock.ts';
import { PostgresComparisonStore } from '../src/postgres/comparison-store.ts';
import { prepareDatabase, withPool } from './database.ts';
import { median, rounded, spreadOf, startBenchServer, type Figure, type Say } from './harness.ts';
import { ENTITY } from './policy.ts';

const ORDERS = 100_000;
const FEW = 10_000;
const RUNS = 3;
/** Of the orders with differences, every how many-th the shop shows another revision. */
const ODD_EVERY = 1_000;
const GOALS = { seconds: 30, memory: 1.1 } as const;
/** Pages between two looks at the memory in use. */
const LOOK_EVERY = 2;

/** `bench sweep [orders]` */
export async function benchSweep([given]: readonly string[], say: Say): Promise<Figure> {
  const orders = given === undefined ? ORDERS : Number(given);
  const few = Math.ceil((orders * FEW) / ORDERS);
  const server = await startBenchServer();
  try {
    const [small, large] = [await server.database(), await server.database()];
    await makeOrders(small, few);
    await makeOrders(large, orders);
    say(`${orders} open orders with five facts each`);
    const agreeing = await openShop(orders, false);
    const bare: number[] = [];
    const compared: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      bare.push(await secondsOf(() => readBare(agreeing.url)));
      const seconds = await secondsOf(async () => {
        const { row } = await compare(large, agreeing.url);
        if (row.agreed !== orders) throw new Error(`${row.agreed} of ${orders} agree`);
      });
      compared.push(seconds);
      say(`compared in ${seconds.toFixed(2)} s; the pages alone take ${bare.at(-1)!.toFixed(2)} s`);
    }
    const peakOfMany = await peakBytes(large, agreeing.url);
    await agreeing.close();
    const fewer = await openShop(few, false);
    const peakOfFew = await peakBytes(small, fewer.url);
    await fewer.close();
    const odd = await openShop(orders, true);
    let found = 0;
    const withOdd = await secondsOf(async () => {
      found = (await compare(large, odd.url)).row.odd;
    });
    await odd.close();
    const memory = peakOfMany / peakOfFew;
    say(`memory: ${mebibytes(peakOfFew)} MiB for ${few}, ${mebibytes(peakOfMany)} MiB for ${orders}`);
    return {
      name: 'sweep',
      value: rounded(median(compared)),
      unit: `s to compare ${orders} open orders`,
      reference: rounded(median(bare)),
      ratio: rounded(median(compared) / median(bare)),
      runs: RUNS,
      spread: spreadOf(compared.map((seconds) => rounded(seconds))),
      passed: median(compared) <= GOALS.seconds && memory <= GOALS.memory,
      referenceIs: 'the same pages over HTTP, parsed as JSON and dropped',
      memoryRatio: rounded(memory),
      peakMebibytes: mebibytes(peakOfMany),
      peakOfTenthMebibytes: mebibytes(peakOfFew),
      oddFound: found,
      secondsWithOdd: rounded(withOdd),
    };
  } finally {
    await server.stop();
  }
}

const mebibytes = (bytes: number): number => rounded(bytes / 1024 / 1024);

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** Open orders as far as the ERP has registered them, made by SQL. */
async function makeOrders(url: string, orders: number): Promise<void> {
  await prepareDatabase(url);
  await withPool(url, async (pool) => {
    await pool.query(
      `insert into instance (key, entity, workflow, business_id, version, definition_version, lifecycle,
         settled, underway, equations_checked, equations_in_transit, equations_broken, open_cases,
         at_stake_minor, currency, line_count, ordered_minor, shipped_minor, invoiced_minor,
         credited_minor, paid_minor, opened_at, updated_at)
       select '${ENTITY}/sales-order/' || ${NAME}, '${ENTITY}', 'order-to-cash', ${NAME}, 5, '1', 'released',
         false, false, 0, 0, 0, 0, 0, 'GBP', 2, 12000, 0, 0, 0, 0, ${PAST}, ${PAST}
       from generate_series(1, ${orders}) n`,
    );
    await insertFacts(pool, orders, 1, 'shop', 'sales-order.stated.v1', STATED);
    for (let version = 2; version <= 5; version++) {
      await insertFacts(pool, orders, version, 'erp', `other.fact.v${version}`, `'{"salesOrder":"' || ${NAME} || '"}'`);
    }
    await pool.query('vacuum analyze');
  });
}

const PAST = `timestamptz '2031-05-01T08:00:00Z'`;
const NAME = `'SO-' || lpad(n::text, 7, '0')`;
const STATED = `'{"salesOrder":"' || ${NAME} || '","revision":1,"channel":"shop","customer":"C-1","currency":"GBP",'
  || '"orderedAt":"2031-05-01T08:00:00.000Z","shipTo":{"country":"GB"},"lines":['
  || '{"line":1,"item":"BOLT","quantity":"10","unitPrice":"1.25"},{"line":2,"item":"NUT","quantity":"4","unitPrice":"0.0425"}]}'`;

async function insertFacts(
  pool: pg.Pool,
  orders: number,
  version: number,
  source: string,
  type: string,
  body: string,
): Promise<void> {
  await pool.query(
    `insert into fact (instance, instance_version, entity, source, id, type, occurred_at, recorded_at,
       correlation_id, body, evolution)
     select '${ENTITY}/sales-order/' || ${NAME}, ${version}, '${ENTITY}', '${source}', '${type}/' || n, '${type}',
       ${PAST}, ${PAST}, ${NAME}, ${body}, 0 from generate_series(1, ${orders}) n`,
  );
}

const nameOf = (number: number): string => `SO-${String(number).padStart(7, '0')}`;
const numberOf = (name: string): number => (name === '' ? 0 : Number(name.slice('SO-'.length)));
const revisionOf = (number: number, isOdd: boolean): number => (isOdd && number % ODD_EVERY === 0 ? 2 : 1);

/** A shop whose list is as long as one likes. */
async function openShop(orders: number, isOdd: boolean): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://shop');
    const after = numberOf(searchParams.get('after') ?? '');
    const limit = Number(searchParams.get('limit') ?? '0');
    const body = pathname.endsWith('/open_orders.json')
      ? pageOf(after, Math.min(orders, after + limit), limit, isOdd)
      : { order: orderOf(numberOf(pathname.split('/').at(-1)!.replace('.json', '')), isOdd) };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function pageOf(after: number, upTo: number, limit: number, isOdd: boolean): unknown {
  const orders = Array.from({ length: upTo - after }, (_, at) => {
    const number = after + at + 1;
    return {
      name: nameOf(number), company_code: COMPANY, revision: revisionOf(number, isOdd),
      revised_at: '2031-05-01T08:00:00.000Z', currency: 'GBP', lines: 2, units: 14,
    };
  });
  return { orders, more: orders.length === limit };
}

const COMPANY = '10';

const fixture = JSON.parse(
  readFileSync(new URL('../src/connectors/shop/fixtures/order.json', import.meta.url), 'utf8'),
) as object;

function orderOf(number: number, isOdd: boolean): unknown {
  const time = '2031-05-01T08:00:00.000Z';
  return {
    ...fixture, id: number, name: nameOf(number), company_code: COMPANY, revision: revisionOf(number, isOdd),
    created_at: time, revised_at: time, updated_at: time, cancelled_at: null, cancellations: [],
  };
}

/** A door that knows everything already: nothing is repaired, so that only comparing is measured. */
const CLOSED_DOOR = {
  admitSwept: (_system: string, facts: readonly unknown[]) =>
    Promise.resolve(facts.map(() => ({ status: 'duplicate', instance: '', evolution: 'duplicate' }))),
  countLosses: () => Promise.resolve(),
} as unknown as FrontDoor;

function compare(url: string, shopUrl: string, onProgress?: () => void): Promise<ComparisonResult> {
  const connector = shopConnector({ system: 'shop', url: shopUrl, secret: 'x', entities: { [COMPANY]: ENTITY } });
  return withPool(url, (pool) =>
    new Comparison({
      store: new PostgresComparisonStore(pool),
      door: CLOSED_DOOR,
      connector,
      inventory: connector.inventories![0]!,
      clock: new VirtualClock(instant(Date.UTC(2031, 5, 1))),
      lagMs: 60_000,
      signal: new AbortController().signal,
      ...(onProgress === undefined ? {} : { onProgress }),
    }).run(),
  );
}

async function readBare(shopUrl: string): Promise<void> {
  for (let after = ''; ; ) {
    const answer = await fetch(`${shopUrl}/admin/open_orders.json?after=${after}&limit=500`);
    const page = (await answer.json()) as { orders: { name: string }[]; more: boolean };
    if (!page.more) return;
    after = page.orders.at(-1)!.name;
  }
}

/** Bytes in use at their highest, garbage not counted. */
async function peakBytes(url: string, shopUrl: string): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Buffers of what was done before are given back a turn after they are garbage.
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await new Promise((next) => setImmediate(next));
  }
  let peak = 0;
  let pages = 0;
  const look = (): void => {
    if (pages++ % LOOK_EVERY !== 0) return;
    collect();
    const { heapUsed, external } = process.memoryUsage();
    peak = Math.max(peak, heapUsed + external);
  };
  await compare(url, shopUrl, look);
  return peak;
}
