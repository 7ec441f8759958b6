import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonOf } from './faulty.ts';

test('a reason can be stored and shown, whatever the sender has sent', () => {
  const [nul, half] = [String.fromCodePoint(0), String.fromCharCode(0xd800)];
  assert.equal(reasonOf([{ path: '$.a', message: `"${nul}x${half}"` }]), '$.a "\\u0000x\ufffd"');
  assert.equal(reasonOf([{ path: '$', message: 'x'.repeat(10_000) }]).length, 4_002);
});
