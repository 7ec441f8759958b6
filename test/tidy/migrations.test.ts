/** Migrations run in the order of their numbers: two with one number have an order that nobody chose. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './planted-copy.ts';

/** Below it numbers were shared before there was a rule; those files ran, and their names stay. */
const UNIQUE_FROM = 17;

/** What is wrong with the names of migrations. */
function faultsOf(names: readonly string[]): readonly string[] {
  const numbered = names.map((name) => ({ name, number: /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1] }));
  const nameless = numbered.filter(({ number }) => number === undefined).map(({ name }) => `${name}: no number`);
  const byNumber = Object.groupBy(numbered, ({ number }) => number ?? '');
  const shared = Object.entries(byNumber)
    .filter(([number, files = []]) => Number(number) >= UNIQUE_FROM && files.length > 1)
    .map(([number, files = []]) => `${number}: ${files.map(({ name }) => name).join(' and ')}`);
  return [...nameless, ...shared];
}

test('every migration has a number of its own', () => {
  const names = readdirSync(join(ROOT, 'db', 'migrations'));
  assert.ok(names.length > UNIQUE_FROM);
  assert.deepEqual(faultsOf(names), []);
});

test('a number that is taken, and a name without one, are found', () => {
  assert.deepEqual(faultsOf(['0013-lots.sql', '0013-people.sql']), []);
  assert.deepEqual(faultsOf(['0019-a.sql', '0019-b.sql', '0020-c.sql']), ['0019: 0019-a.sql and 0019-b.sql']);
  assert.deepEqual(faultsOf(['lots.sql']), ['lots.sql: no number']);
});
