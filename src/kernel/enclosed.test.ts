import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparable, isEnclosed, saysTheSame } from './enclosed.ts';

const value = (key: string, tag: string, text: string): string =>
  `~pd.${key}.${tag.padEnd(11, '_')}.${text.padEnd(22, 'x')}`;

test('values compare by their tag, and plain ones without case and blanks', () => {
  assert.equal(comparable('  Main   Street '), 'main street');
  assert.equal(comparable(value('1-1', 'a', 'p')), comparable(value('1-1', 'a', 'q')));
  assert.notEqual(comparable(value('1-1', 'a', 'p')), comparable(value('1-1', 'b', 'p')));
  assert.notEqual(comparable(value('1-1', 'a', 'p')), comparable(value('2-1', 'a', 'p')));
});

test('what only looks like an enclosed value is none', () => {
  assert.equal(isEnclosed('~pd.1-1.short.short'), false);
  assert.equal(isEnclosed(`${value('1-1', 'a', 'p')} and more`), false);
  assert.equal(isEnclosed(value('1-1', 'a', 'p')), true);
});

test('under the same key other values contradict; under a newer key nobody can tell', () => {
  const order = (postalCode: string, quantity = '1'): string =>
    JSON.stringify({ shipTo: { postalCode }, quantity });
  const before = order(value('7-1', 'a', 'p'));
  assert.equal(saysTheSame(before, before), true);
  assert.equal(saysTheSame(before, order(value('7-1', 'b', 'q'))), false);
  assert.equal(saysTheSame(before, order(value('7-2', 'c', 'r'))), true);
  assert.equal(saysTheSame(before, order(value('8-2', 'c', 'r'))), false, 'another data subject');
  assert.equal(saysTheSame(before, order(value('7-2', 'c', 'r'), '2')), false, 'another quantity');
  assert.equal(saysTheSame(before, order('LS1')), false, 'not enclosed');
});
