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
  const { requested, credited, awaitingPerson } = result.returns;
  assert.deepEqual(requested, { count: 5, money: '65.40' });
  assert.deepEqual(credited, { count: 1, money: '2.10' }, 'one line leads to a sale of the same day');
  assert.deepEqual(awaitingPerson, { count: 4, money: '63.30' }, 'the files hold no sale of the others');
});
