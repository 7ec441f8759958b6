import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertReplayIsRight } from './expectations.ts';
import { replay, retailFiles, WHY_SKIPPED } from './replay.ts';

const files = retailFiles('2010-12-');

test('all of December 2010, with faults: 1,559 orders end explained, to the penny', {
  skip: files === null ? WHY_SKIPPED : false,
}, async () => {
  const { result, code } = await replay(files!, 'rough');
  assertReplayIsRight(result, code);
  assert.equal(result.orders, 1_559);
  assert.equal(result.lines, 41_480);
});
