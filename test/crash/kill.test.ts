/**
 * Law 2: the server is killed at random moments, with the systems running on, and started again.
 * The auditor reads only the systems' own books: nothing lost, nothing twice.
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { readBooks } from '../../src/main/box/audit.ts';
import { seededRandom } from '../../src/kernel/random.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import { withClient } from '../../src/postgres/databases.ts';
import { audit, incomplete } from '../../src/sandbox/auditor.ts';
import { createTestDatabase } from '../support/database.ts';
import { eagerWorld, type Setting } from './setting.ts';

const SEED = Number(process.env['CROSSDOCK_SEED'] ?? 1);
const ORDERS = 40;
const KILLS = 6;
/** Wall-clock milliseconds within which everything must be well again. */
const PATIENCE_MS = 120_000;

const script = (name: string): string => join(import.meta.dirname, name);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function startChild(name: string, file: string): Promise<{ child: ChildProcess; said: unknown }> {
  const child = fork(script(name), [file], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [said] = (await once(child, 'message')) as [unknown];
  return { child, said };
}

async function placeOrder(shop: string, number: number, seed: number): Promise<void> {
  const world = eagerWorld(seed);
  const random = seededRandom(`order ${seed} ${number}`);
  const customer = random.pick(world.customers);
  const entity = world.entities.find((candidate) => candidate.entity === customer.entity)!;
  const response = await fetch(`${shop}/storefront/checkouts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: `SO-${1000 + number}`,
      company_code: entity.code,
      customer_code: customer.customer,
      currency: entity.currency,
      shipping_address: { country_code: customer.country },
      line_items: random
        .shuffle(world.items)
        .slice(0, random.between(1, 4))
        .map(({ item, listPrice }) => ({
          sku: item,
          quantity: random.between(1, 9),
          price: customer.contractPrices[item] ?? listPrice,
        })),
    }),
  });
  assert.equal(response.status < 300, true, await response.text());
}

/** Everything is finished in our own tables: only then is the systems' word asked. */
async function unfinished(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ open: number; known: number }>(
      `select count(*) filter (where not settled)::int as open, count(*)::int as known
       from instance where workflow = 'order-to-cash'`,
    );
    return rows[0]!.open + (ORDERS - rows[0]!.known);
  });
}

test(`killed ${KILLS} times at random moments: nothing lost, nothing twice (seed ${SEED})`, async (t) => {
  const random = seededRandom(`kills ${SEED}`);
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'crossdock-crash-'));
  const file = join(folder, 'setting.json');
  const children: ChildProcess[] = [];
  t.after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });
  await migrate(database.url);
  const setting: Setting = {
    originMs: Date.now(),
    seed: SEED,
    databaseUrl: database.url,
    secret: 'crash test',
    serverPort: await freePort(),
    urls: {},
  };
  await writeFile(file, JSON.stringify(setting));
  const sandbox = await startChild('sandbox-process.ts', file);
  children.push(sandbox.child);
  const urls = sandbox.said as Record<string, string>;
  await writeFile(file, JSON.stringify({ ...setting, urls }));

  let server = await startChild('server-process.ts', file);
  children.push(server.child);
  let placed = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const until = Math.ceil((ORDERS * (kill + 1)) / KILLS);
    while (placed < until) await placeOrder(urls['shop']!, placed++, SEED);
    // A moment, not a condition: it is chance that decides where the server is struck.
    await setTimeout(random.between(50, 2_500));
    server.child.kill('SIGKILL');
    await once(server.child, 'exit');
    server = await startChild('server-process.ts', file);
    children.push(server.child);
  }

  const deadline = performance.now() + PATIENCE_MS;
  let open = await unfinished(database.url);
  while (open > 0 && performance.now() < deadline) {
    await setTimeout(250);
    open = await unfinished(database.url);
  }
  assert.equal(open, 0, `${open} orders are not finished`);
  const books = await readBooks(urls);
  assert.deepEqual(audit(books), []);
  assert.deepEqual(incomplete(books), []);
});
