import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertReplayIsRight } from './expectations.ts';
import { replay, retailFiles, WHY_SKIPPED } from './replay.ts';

const files = retailFiles('2010-12-22');

test('a real day of a wholesaler, with faults: everything ends explained, to the penny', {
  skip: files === null ? WHY_SKIPPED : false,
}, async () => {
  const { result, code } = await replay(files!, 'rough');
  assertReplayIsRight(result, code);
  assert.equal(result.orders, 17);
  assert.equal(result.lines, 222);
});
