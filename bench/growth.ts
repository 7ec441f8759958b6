/**
 * Does it stay as fast as history grows? The same orders in front of empty tables, and in front of a
 * million facts, a hundred thousand open orders and the stock of a large distributor; then those open
 * orders, touched at random.
 */
import type pg from 'pg';
import { COMMANDS, FACTS } from '../src/canonical/catalogue.ts';
import { instant } from '../src/kernel/instant.ts';
import { ZERO_QUANTITY } from '../src/kernel/quantity.ts';
import { seededRandom } from '../src/kernel/random.ts';
import { prepareDatabase, withPool } from './database.ts';
import { median, rounded, spreadOf, startBenchServer, timed, type BenchServer, type Figure, type Say } from './harness.ts';
import { newFactOf, ORDER_REPLIES, type Replies } from './instant-systems.ts';
import { OrderFlow, orderNumber } from './order-flow.ts';
import { ENTITY, SITE } from './policy.ts';

const ACTIVE = 1_000;
const RUNS = 3;
const ORDERS_PER_RUN = 2_500;
/** Orders that are driven to be multiplied: their copies are the history. */
const PATTERN_ORDERS = 1_000;
/** With the copies of the open ones, a million facts. */
const CLOSED_COPIES = 40;
const OPEN_COPIES = 100;
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
    await multiply(empty, { run: 'few', open: true, copies: OPEN_COPIES / 10 });
    await withPool(empty, (pool) => pool.query('vacuum analyze'));
    const full = await server.database();
    await prepareDatabase(full);
    const history = await makeHistory(full, say);
    const withHistory = await costs(server, full, 'full', say);
    const touched = { few: [] as number[], many: [] as number[] };
    for (let run = 0; run < RUNS; run++) {
      touched.few.push(await touchOpenOrders(server, empty, `few ${run}`));
      touched.many.push(await touchOpenOrders(server, full, `many ${run}`));
      const [few, many] = [touched.few, touched.many].map((costs) => costs.at(-1)!.toFixed(0));
      say(`touched at random: ${few} us among ${OPEN_COPIES / 10} thousand, ${many} among ${OPEN_COPIES}`);
    }
    const ratio = median(withHistory) / median(without);
    const random = median(touched.many) / median(touched.few);
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
      touchedOfManyUs: touched.many.map((cost) => rounded(cost)),
      touchedOfFewUs: touched.few.map((cost) => rounded(cost)),
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
): Promise<number> {
  const flow = new OrderFlow({ url, run: `touch ${name}`, lines: 2 });
  await flow.start();
  const orders = await withPool(url, async (pool) => {
    const sql = `select business_id from instance where not settled and business_id like '%-copy-%'`;
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
  await multiply(url, { run: 'closed', open: false, copies: CLOSED_COPIES });
  await multiply(url, { run: 'open', open: true, copies: OPEN_COPIES });
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

/** Orders that are there to be multiplied: their numbers, what ends them, how often they are copied. */
interface Pattern {
  readonly run: string;
  readonly open: boolean;
  readonly copies: number;
}

/** Drives pattern orders, to their end or until the warehouse has undertaken them, and copies them. */
async function multiply(url: string, { run, open, copies }: Pattern): Promise<void> {
  const flow = new OrderFlow({ url, run, lines: 2, ...(open ? { finishedAs: 'released', replies: UNDERTAKEN } : {}) });
  await flow.start();
  await flow.drive(PATTERN_ORDERS, ACTIVE);
  await flow.stop();
  await withPool(url, async (pool) => {
    for (const copied of COPIED) await copyRows(pool, copied, run, copies);
    await pool.query(
      `update position p set allocated = a.promised
       from (select entity, item, site, sum(quantity) as promised from allocation group by entity, item, site) a
       where p.entity = a.entity and p.item = a.item and p.location = a.site and p.disposition = 'sellable_accessible'`,
    );
  });
}

/** The warehouse undertakes an order, and tells no more of it. */
const UNDERTAKEN: Replies = {
  [COMMANDS.releaseShippingOrder.type]: (command, content, now) => ({
    ...ORDER_REPLIES[COMMANDS.releaseShippingOrder.type]!(command, content, now),
    afterwards: [],
  }),
};

/** What an order consists of: the column that says whose a row is, those with its number, and when it was written. */
interface Copied {
  readonly table: string;
  readonly instance: string;
  readonly numbered: readonly string[];
  readonly order: string;
}

const COPIED: readonly Copied[] = [
  {
    table: 'fact',
    instance: 'instance',
    numbered: ['instance', 'id', 'correlation_id', 'causation_id', 'body'],
    order: 'seq',
  },
  {
    table: 'command',
    instance: 'instance',
    numbered: ['instance', 'command_id', 'correlation_id', 'causation_id', 'content'],
    order: 'issued_at, instance',
  },
  { table: 'instance', instance: 'key', numbered: ['key', 'business_id'], order: 'opened_at, key' },
  { table: 'allocation', instance: 'instance', numbered: ['instance'], order: 'ordered_at, instance' },
];

/** What the database gives a fact itself. */
const GIVEN = ['seq', 'committed'];

/** One copy of all rows after the other, so that they lie in the table as the rows that were written lie. */
async function copyRows(
  pool: pg.Pool,
  { table, instance, numbered, order }: Copied,
  run: string,
  copies: number,
): Promise<void> {
  const pattern = `pattern_${run}_${table}`;
  await pool.query(
    `create table ${pattern} as select t.*, i.business_id as pattern_number from ${table} t
     join instance i on i.key = t.${instance} where i.business_id like '${orderNumber(run, '%')}'`,
  );
  const { rows } = await pool.query<{ name: string }>(
    'select column_name as name from information_schema.columns where table_name = $1',
    [table],
  );
  const columns = rows.map(({ name }) => name).filter((name) => !GIVEN.includes(name));
  const value = (name: string): string =>
    numbered.includes(name) ? `replace(${name}, pattern_number, pattern_number || '-copy-' || $1)` : name;
  const sql = `insert into ${table} (${columns.join(', ')}) select ${columns.map(value).join(', ')}
    from ${pattern} order by ${order}`;
  for (let copy = 1; copy <= copies; copy++) await pool.query(sql, [String(copy)]);
  await pool.query(`drop table ${pattern}`);
}
