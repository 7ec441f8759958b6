/** What processes that share a data folder, or once had it, do to each other. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { makeDatabase, openDatabase } from '../../src/main/database.ts';
import { portOf } from '../../src/main/environment.ts';
import { HomeInUseError, openHome, type Home } from '../../src/main/home.ts';
import { withClient } from '../../src/postgres/databases.ts';

async function home(t: TestContext): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'crossdock-shared-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return openHome({ CROSSDOCK_HOME: folder });
}

const noProc = existsSync('/proc/self/cmdline') ? false : 'this machine does not tell what runs';

test('a number that a crashed server had does not keep its folder', { skip: noProc }, async (t) => {
  const folder = await home(t);
  const stale = { url: 'http://127.0.0.1:1', pid: process.ppid, script: '/somewhere/start.ts' };
  await folder.writeJson('server.json', stale);
  assert.equal(await folder.running(), null);
  await folder.claim('http://127.0.0.1:2');
  assert.equal(JSON.parse(await readFile(folder.path('server.json'), 'utf8')).pid, process.pid);
  await folder.release();
  assert.equal(existsSync(folder.path('server.json')), false);
});

test('who comes second is told, and leaves the first its folder', { skip: noProc }, async (t) => {
  const folder = await home(t);
  const line = await readFile(`/proc/${process.ppid}/cmdline`, 'utf8');
  const first = { url: 'http://127.0.0.1:1', pid: process.ppid, script: line.split('\0')[0]! };
  await folder.writeJson('server.json', first);
  await assert.rejects(folder.claim('http://127.0.0.1:2'), HomeInUseError);
  await folder.release();
  assert.deepEqual(await folder.running(), first);
});

test('the embedded database is stopped by whoever leaves it last', async (t) => {
  const folder = await home(t);
  const [first, second] = [await openDatabase(folder, {}, () => {}), await openDatabase(folder, {}, () => {})];
  const answers = (): Promise<boolean> =>
    withClient(second.url, () => Promise.resolve(true)).catch(() => false);
  const other = new URL(second.url);
  other.searchParams.set('application_name', 'crossdock-1');
  await withClient(other.href, async () => {
    await first.stop();
    assert.equal(await answers(), true, 'another process works with it');
  });
  // The backend of a connection that was closed is gone a moment later.
  const others = "select 1 from pg_stat_activity where application_name = 'crossdock-1'";
  await withClient(second.url, async (client) => {
    while ((await client.query(others)).rowCount !== 0);
  });
  await second.stop();
  assert.equal(await answers(), false);
});

test('PORT is a port or a sentence', () => {
  assert.deepEqual([portOf({}), portOf({ PORT: '' }), portOf({ PORT: '8080' })], [null, null, 8080]);
  for (const PORT of ['abc', '-1', '65536', '80.5']) assert.throws(() => portOf({ PORT }), /PORT must be/);
});

test('a database that cannot be had ends with 3 and its own words', async (t) => {
  const folder = await home(t);
  const real = await openDatabase(folder, {}, () => {});
  t.after(() => real.stop());
  const wrong = new URL(real.url);
  wrong.password = 'wrong';
  const noDatabase = { exitCode: EXIT.notRunning, code: 'no-database' };
  const named = (url: string): Promise<unknown> => openDatabase(folder, { DATABASE_URL: url }, () => {});
  await assert.rejects(named(wrong.href), { ...noDatabase, message: /DATABASE_URL.*password/ });
  await assert.rejects(named('postgres://crossdock@127.0.0.1:1/x'), { ...noDatabase, message: /REFUSED/ });

  await withClient(real.url, (client) => client.query("create role plain login password 'plain'"));
  const plain = new URL(real.url);
  [plain.username, plain.password] = ['plain', 'plain'];
  await assert.rejects(makeDatabase(plain.href, 'own'), { ...noDatabase, message: /CREATEDB.*permission/ });
});
