import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { PostgresDispatchStore } from './dispatch-store.ts';
import { NoticeLine } from './notice-line.ts';

let database: TestDatabase;
let pool: pg.Pool;
before(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
});
after(async () => {
  await pool.end();
  await database.drop();
});

const cut = (): Promise<unknown> =>
  pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like 'listen %'`);

test('a line that is cut is opened again, says so, and hears what comes after', async () => {
  const heard = Promise.withResolvers<string>();
  const restored = Promise.withResolvers<void>();
  const line = new NoticeLine({
    url: database.url, channel: 'test_line', heard: heard.resolve, restored: restored.resolve,
  });
  await line.open();
  await cut();
  await restored.promise;
  await pool.query("select pg_notify('test_line', 'after the cut')");
  assert.equal(await heard.promise, 'after the cut');
  await line.close();
});

test('commands of another process are announced again after the line was cut', async () => {
  const woken = Promise.withResolvers<number>();
  const close = await new PostgresDispatchStore(pool, database.url).listen(woken.resolve);
  await cut();
  // Nothing says when it hears again: it is told until it does.
  let partition: number | null = null;
  void woken.promise.then((one) => (partition = one));
  while (partition === null) await pool.query("select pg_notify('crossdock_command', '7')");
  assert.equal(partition, 7);
  await close();
});
