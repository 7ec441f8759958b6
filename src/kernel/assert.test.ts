import nodeAssert from 'node:assert/strict';
import { test } from 'node:test';
import { assert, assertNever, InvariantError } from './assert.ts';

test('an assertion that holds says nothing', () => {
  assert(true, 'never seen');
});

test('a broken assertion throws an InvariantError with its message', () => {
  nodeAssert.throws(
    () => assert(false, 'stock below zero'),
    (error) => error instanceof InvariantError && error.message === 'stock below zero',
  );
  nodeAssert.equal(new InvariantError('x').name, 'InvariantError');
});

test('assertNever names the value that should not exist', () => {
  nodeAssert.throws(() => assertNever('lost' as never), { message: 'unexpected value: lost' });
});
