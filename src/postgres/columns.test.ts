import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { array, arrayOf, column, parameters, rowset } from './columns.ts';
import type { Column, ColumnType, Value } from './columns.ts';

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

/** What the server reads in an array, as texts. */
async function readBack(type: ColumnType, values: readonly Value[]): Promise<readonly (string | null)[]> {
  const { rows } = await pool.query<{ read: string | null }>(
    `select v::text as read from unnest(${arrayOf(1, type)}) with ordinality u(v, at) order by at`,
    [array(type, values)],
  );
  return rows.map(({ read }) => read);
}

/** A type, values of it, and how the server shows them where that is another text. */
type Case = readonly [type: ColumnType, values: readonly Value[], read?: readonly (string | null)[]];

const CASES: readonly Case[] = [
  ['text', ['', 'Größe 3 ½', '{"a":"\\u001e"}', '\u001e\u001d', null, '𝄞']],
  ['boolean', [true, false, null], ['true', 'false', null]],
  ['smallint', [-32_768, 0, 32_767, null]],
  ['integer', [-2_147_483_648, 0, 2_147_483_647, null]],
  ['bigint', [-(2n ** 63n), 0n, 2n ** 63n - 1n, null]],
  ['date', ['1899-12-31', '2000-01-01', '2028-02-29', null]],
  ['bytea', [Uint8Array.of(0, 255, 30), new Uint8Array(), null], ['\\x00ff1e', '\\x', null]],
  [
    'timestamptz',
    [Date.UTC(1999, 11, 31, 23, 59, 59, 999), 946_684_800_000, Date.UTC(2026, 10, 28, 12, 0, 0, 1), null],
    ['1999-12-31 23:59:59.999+00', '2000-01-01 00:00:00+00', '2026-11-28 12:00:00.001+00', null],
  ],
];

for (const [type, values, read] of CASES) {
  test(`an array of ${type} is read as it was meant, nothing in it altered`, async () => {
    const asTexts = values.map((value) => (value === null ? null : String(value)));
    assert.deepEqual(await readBack(type, values), read ?? asTexts);
    assert.deepEqual(await readBack(type, []), []);
  });
}

test('an array that is longer than any before it is written whole', async () => {
  const long = ['x'.repeat(3_000_000), 'ü'.repeat(700_000), 'end'];
  assert.deepEqual(await readBack('text', long), long);
});

test('columns of a rowset stay side by side', async () => {
  const columns: readonly Column<{ readonly key: string; readonly count: number | null }>[] = [
    column('key', 'text', (row) => row.key),
    column('count', 'integer', (row) => row.count),
  ];
  const rows = [{ key: 'a', count: 1 }, { key: '', count: null }];
  const read = await pool.query(`select key, count from ${rowset('u', columns)}`, parameters(columns, rows));
  assert.deepEqual(read.rows, rows);
});

test('a number that its type cannot hold is refused before it is sent', () => {
  assert.throws(() => array('integer', [2 ** 31]), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => array('bigint', [2n ** 63n]), { code: 'ERR_OUT_OF_RANGE' });
});
