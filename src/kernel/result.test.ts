import assert from 'node:assert/strict';
import { test } from 'node:test';
import { err, expectOk, ok, quoted } from './result.ts';

test('expectOk hands out the value of a success', () => {
  assert.equal(expectOk(ok(7), 'seven'), 7);
});

test('expectOk names what failed and why', () => {
  assert.throws(() => expectOk(err('too long'), 'the label'), { message: 'the label: too long' });
  assert.throws(() => expectOk(err({ code: 'x' }), 'it'), { message: 'it: {"code":"x"}' });
  assert.throws(() => expectOk(err(new RangeError('no')), 'it'), { message: 'it: no' });
  assert.throws(() => expectOk(err(3), 'it'), { message: 'it: 3' });
});

test('quoted text is escaped and cut', () => {
  assert.equal(quoted('a"b'), '"a\\"b"');
  assert.equal(quoted('x'.repeat(41)), `"${'x'.repeat(40)}"…`);
});
