import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { batchPool } from './batch-store.ts';
import { column, type Value } from './columns.ts';
import { copyInto, copyRows } from './copy-rows.ts';

let database: TestDatabase;
let pool: pg.Pool;
let client: pg.PoolClient;
before(async () => {
  database = await createTestDatabase();
  pool = batchPool(database.url, 1);
  client = await pool.connect();
});
after(async () => {
  client.release();
  await pool.end();
  await database.drop();
});

interface Item {
  readonly id: bigint;
  readonly name: string | null;
}

const ITEMS = copyInto<Item>('item', [
  column('id', 'bigint', (row) => row.id),
  column('name', 'text', (row) => row.name),
]);

test('every type arrives as it was meant, side by side, nulls among them', async () => {
  const types = 'a text, b boolean, c smallint, d integer, e bigint, f date, g bytea, h timestamptz';
  await client.query(`create temp table every_type (${types})`);
  const rows: readonly (readonly Value[])[] = [
    ['Größe "½"\t\n', true, -32_768, 2_147_483_647, -(2n ** 63n), '2028-02-29', Uint8Array.of(0, 255), 0],
    [null, null, null, null, null, null, null, null],
    ['', false, 1, -1, 1n, '1899-12-31', new Uint8Array(), Date.UTC(2026, 10, 29, 12, 0, 0, 1)],
  ];
  const columns = types.split(', ').map((part, at) => {
    const [name, type] = part.split(' ') as [string, 'text'];
    return column<readonly Value[]>(name, type, (row) => row[at]!);
  });
  await copyRows(client, copyInto('every_type', columns), rows);
  const read = await client.query(`select a, b, c, d, e::text, f::text, encode(g, 'hex') as g,
    (extract(epoch from h) * 1000)::bigint::text as h from every_type`);
  assert.deepEqual(read.rows.map((row: object) => Object.values(row)), [
    ['Größe "½"\t\n', true, -32_768, 2_147_483_647, String(-(2n ** 63n)), '2028-02-29', '00ff', '0'],
    [null, null, null, null, null, null, null, null],
    ['', false, 1, -1, '1', '1899-12-31', '', String(Date.UTC(2026, 10, 29, 12, 0, 0, 1))],
  ]);
});

test('rows that are longer than any before them arrive whole', async () => {
  await client.query('create table item (id bigint primary key, name text)');
  const names = ['x'.repeat(3_000_000), 'ü'.repeat(700_000), 'end'];
  await copyRows(client, ITEMS, names.map((name, at) => ({ id: BigInt(at), name })));
  const { rows } = await client.query<{ name: string }>('select name from item order by id');
  assert.deepEqual(rows.map(({ name }) => name), names);
});

test('a row that is there already undoes the whole batch, and the connection goes on', async () => {
  await client.query('truncate item');
  const sent = [
    client.query('begin'),
    copyRows(client, ITEMS, [{ id: 1n, name: 'first' }]),
    copyRows(client, ITEMS, [{ id: 2n, name: 'new' }, { id: 1n, name: 'again' }]),
    copyRows(client, ITEMS, [{ id: 3n, name: 'after the error' }]),
    client.query('commit'),
  ];
  const codeOf = (result: PromiseSettledResult<unknown>): string =>
    result.status === 'rejected' ? (result.reason as { code: string }).code : '';
  const codes = (await Promise.allSettled(sent)).map(codeOf);
  assert.deepEqual(codes, ['', '', '23505', '25P02', '']);
  assert.deepEqual((await client.query('select id from item')).rows, []);
  await copyRows(client, ITEMS, [{ id: 4n, name: null }]);
  assert.deepEqual((await client.query('select id::int, name from item')).rows, [{ id: 4, name: null }]);
});
