import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertReplayIsRight } from './expectations.ts';
import { replay, retailFiles, WHY_SKIPPED } from './replay.ts';

const files = retailFiles('2010-12-');
/** Minutes of work: asked for by name. */
const isWanted = process.env['CROSSDOCK_LONG'] !== undefined;
const whySkipped = files === null ? WHY_SKIPPED : 'it takes minutes: set CROSSDOCK_LONG to run it';

test('all of December 2010, with faults: 1,559 orders end explained, to the penny', {
  skip: files === null || !isWanted ? whySkipped : false,
}, async () => {
  const { result, code } = await replay(files!, 'rough');
  assertReplayIsRight(result, code);
  assert.equal(result.orders, 1_559);
  assert.equal(result.lines, 41_480);
});
