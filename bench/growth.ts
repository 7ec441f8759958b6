/**
 * Does it stay as fast as history grows? The same orders in front of empty tables, and in front of a
 * million facts, a hundred thousand open orders and the stock of a large distributor; then those open
 * orders, touched at random.
 */
import type pg from 'pg';
import { FACTS } from '../src/canonical/catalogue.ts';
import { instant } from '../src/kernel/instant.ts';
import { ZERO_QUANTITY } from '../src/kernel/quantity.ts';
import { seededRandom } from '../src/kernel/random.ts';
import { prepareDatabase, withPool } from './database.ts';
import { median, rounded, spreadOf, startBenchServer, timed, type BenchServer, type Figure, type Say } from './harness.ts';
import { newFactOf } from './instant-systems.ts';
import { OrderFlow } from './order-flow.ts';
import { ENTITY, SITE } from './policy.ts';

const ACTIVE = 1_000;
const RUNS = 3;
const ORDERS_PER_RUN = 2_500;
/** Orders that are driven to be multiplied: their copies are the history. */
const PATTERN_ORDERS = 1_000;
const CLOSED_COPIES = 40;
const OPEN_COPIES = 100;
/** Facts of an open copy: as far as the warehouse has undertaken it. */
const OPEN_FACTS = 5;
/** Positions of other items than those that are ordered. */
const OTHER_POSITIONS = 200_000;
const TOUCHES = 20_000;
const GOALS = { growth: 1.2, random: 2 } as const;

/** `bench growth` */
export async function benchGrowth(_options: readonly string[], say: Say): Promise<Figure> {
  const server = await startBenchServer();
  try {
    const empty = await server.database();
    await prepareDatabase(empty);
    const without = await costs(server, empty, 'empty', say);
    const touchedFew = await touchOpenOrders(server, empty, 'few', 10);
    const full = await server.database();
    await prepareDatabase(full);
    const history = await makeHistory(full, say);
    const withHistory = await costs(server, full, 'full', say);
    const touchedMany = await touchOpenOrders(server, full, 'many', OPEN_COPIES);
    const ratio = median(withHistory) / median(without);
    const random = touchedMany / touchedFew;
    return {
      name: 'growth',
      value: rounded(median(withHistory)),
      unit: 'us of CPU per fact, server and process',
      reference: rounded(median(without)),
      ratio: rounded(ratio),
      runs: RUNS,
      spread: spreadOf(withHistory.map((cost) => rounded(cost))),
      passed: ratio <= GOALS.growth && random <= GOALS.random,
      ...history,
      randomRatio: rounded(random),
      touchedOfManyUs: rounded(touchedMany),
      touchedOfFewUs: rounded(touchedFew),
      historyIs: 'copies of orders that were driven through, made by SQL with numbers of their own',
    };
  } finally {
    await server.stop();
  }
}

/** Microseconds of CPU per fact, of this process and the database server together, by run. */
async function costs(server: BenchServer, url: string, name: string, say: Say): Promise<number[]> {
  const flow = new OrderFlow({ url, run: name, lines: 2 });
  await flow.start();
  await flow.drive(ACTIVE, ACTIVE);
  const measured: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { result, seconds, ownCores, serverCores, otherCores } = await timed(server, () =>
      flow.drive(ORDERS_PER_RUN, ACTIVE),
    );
    measured.push(((ownCores + serverCores) * seconds * 1e6) / result.facts);
    const rate = Math.round(result.facts / seconds);
    say(`${name}: ${rate} facts/s, ${measured.at(-1)!.toFixed(0)} us/fact, other cores ${otherCores.toFixed(1)}`);
  }
  await flow.stop();
  return measured;
}

/** Microseconds of CPU per fact when open orders are touched at random, most of them cold. */
async function touchOpenOrders(
  server: BenchServer,
  url: string,
  name: string,
  copies: number,
): Promise<number> {
  if (copies < OPEN_COPIES) await multiply(url, 'few', copies, 0);
  const flow = new OrderFlow({ url, run: `touch ${name}`, lines: 2 });
  await flow.start();
  const orders = await withPool(url, async (pool) => {
    const sql = `select business_id from instance where not settled and business_id like '%-open-%'`;
    return (await pool.query<{ business_id: string }>(sql)).rows.map((row) => row.business_id);
  });
  const random = seededRandom('touch');
  const { seconds, ownCores, serverCores } = await timed(server, async () => {
    for (let at = 0; at < TOUCHES; at += ACTIVE) {
      await Promise.all(
        Array.from({ length: ACTIVE }, (_, number) => {
          const salesOrder = random.pick(orders);
          const line = { line: 1, item: 'ITEM-1', picked: ZERO_QUANTITY, short: ZERO_QUANTITY };
          const pick = `T-${at + number}`;
          const content = { salesOrder, pick, version: 1, site: SITE, lines: [line] };
          const occurredAt = instant(Date.now());
          const stated = { type: FACTS.pickConfirmed.type, id: `touch/${name}/${pick}`, entity: ENTITY, occurredAt, content };
          return flow.processor.submit({ facts: [newFactOf('wms', stated)] });
        }),
      );
    }
  });
  await flow.stop();
  return ((ownCores + serverCores) * seconds * 1e6) / TOUCHES;
}

type History = { readonly facts: number; readonly openOrders: number; readonly positions: number };

async function makeHistory(url: string, say: Say): Promise<History> {
  await multiply(url, 'history', OPEN_COPIES, CLOSED_COPIES);
  return withPool(url, async (pool) => {
    await stockOtherItems(pool);
    const counted = await pool.query<{ facts: string; open: string; positions: string }>(
      `select (select count(*) from fact) as facts, (select count(*) from position) as positions,
        (select count(*) from instance where not settled) as open`,
    );
    await pool.query('vacuum analyze');
    const { facts, open, positions } = counted.rows[0]!;
    say(`history: ${facts} facts, ${open} open orders, ${positions} positions`);
    return { facts: Number(facts), openOrders: Number(open), positions: Number(positions) };
  });
}

/** Goods that nobody orders, on the shelves of the same site. */
async function stockOtherItems(pool: pg.Pool): Promise<void> {
  await pool.query(
    `insert into position (entity, location, disposition, item, on_hand, updated_at)
     select $1, $2, 'sellable_accessible', 'OTHER-' || n, 1000000, now() from generate_series(1, $3) n`,
    [ENTITY, SITE, OTHER_POSITIONS],
  );
}

/** Drives pattern orders and copies them: some whole, some as far as the warehouse's word. */
async function multiply(url: string, run: string, open: number, closed: number): Promise<void> {
  const flow = new OrderFlow({ url, run: `pattern${run}`, lines: 2 });
  await flow.start();
  await flow.drive(PATTERN_ORDERS, ACTIVE);
  await flow.stop();
  await withPool(url, async (pool) => {
    await copyFacts(pool, run, 'open', open, OPEN_FACTS);
    await copyFacts(pool, run, 'shut', closed, Number.MAX_SAFE_INTEGER);
  });
}

const FACT_COLUMNS = 'instance_version, entity, source, type, occurred_at, recorded_at, causation_id, message_id, evolution';

async function copyFacts(
  pool: pg.Pool,
  run: string,
  word: string,
  copies: number,
  factsMax: number,
): Promise<void> {
  if (copies === 0) return;
  const mark = `'-${word}-' || n`;
  const renamed = (text: string): string => `replace(${text}, i.business_id, i.business_id || ${mark})`;
  const from = `instance i cross join generate_series(1, ${copies}) n`;
  const pattern = `i.business_id like 'SO-pattern${run}-%' and i.business_id not like '%-open-%' and i.business_id not like '%-shut-%'`;
  const upTo = Math.min(factsMax, 1_000);
  await pool.query(
    `insert into fact (instance, id, correlation_id, body, ${FACT_COLUMNS})
     select ${renamed('f.instance')}, ${renamed('f.id')}, ${renamed('f.correlation_id')}, ${renamed('f.body')},
       ${FACT_COLUMNS.split(', ').map((column) => `f.${column}`).join(', ')}
     from ${from} join fact f on f.instance = i.key and f.instance_version <= ${upTo} where ${pattern}`,
  );
  const names = await pool.query<{ column_name: string }>(
    `select column_name from information_schema.columns where table_name = 'instance' order by ordinal_position`,
  );
  const columns = names.rows.map((row) => row.column_name);
  const open = word === 'open';
  const value = (column: string): string => {
    if (column === 'key' || column === 'business_id') return renamed(`i.${column}`);
    if (open && column === 'version') return String(OPEN_FACTS);
    if (open && column === 'settled') return 'false';
    if (open && column === 'lifecycle') return `'released'`;
    return `i.${column}`;
  };
  await pool.query(
    `insert into instance (${columns.join(', ')}) select ${columns.map(value).join(', ')} from ${from} where ${pattern}`,
  );
  const commandNames = await pool.query<{ column_name: string }>(
    `select column_name from information_schema.columns where table_name = 'command' order by ordinal_position`,
  );
  const commandColumns = commandNames.rows.map((row) => row.column_name);
  const text = ['instance', 'command_id', 'content', 'correlation_id'];
  const kept = open
    ? `and c.type in ('sales-order.register.v1', 'credit.check.v1', 'inventory.allocate.v1', 'shipping-order.release.v1')`
    : '';
  await pool.query(
    `insert into command (${commandColumns.join(', ')})
     select ${commandColumns.map((column) => (text.includes(column) ? renamed(`c.${column}`) : `c.${column}`)).join(', ')}
     from ${from} join command c on c.instance = i.key ${kept} where ${pattern}`,
  );
}
