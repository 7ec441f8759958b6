/** A small day as `crossdock demo` plays it: with faults, returns, counts, and people who work their queues. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunResult } from '../../src/cli/results.ts';
import { played } from './replay.ts';

test('twenty orders on a bad day, with goods that come back: everything ends explained', async () => {
  const line = ['demo', '--orders', '20', '--seed', '3', '--faults', 'rough'];
  const { code, result } = await played<RunResult>(...line);
  assert.equal(code, 0);
  assert.deepEqual(result.lifecycle, { closed: 20 });
  assert.deepEqual([result.unexplained, result.equations.broken, result.stock.unequal], [0, 0, 0]);
  const { violations, forgotten } = result.audit;
  assert.deepEqual([violations, forgotten], [0, 0]);
  assert.ok(result.duplicatesSuppressed > 0, 'it was a bad day');

  const { requested, credited, refused, awaitingPerson } = result.returns;
  assert.ok(requested.count > 0, 'some goods came back');
  assert.equal(awaitingPerson.count, 0);
  assert.equal(credited.count + refused.count, requested.count, 'each was credited or refused');
  const { queued, sending, inDoubt, failing, parked } = result.commands;
  assert.deepEqual({ queued, sending, inDoubt, failing, parked }, {
    queued: 0, sending: 0, inDoubt: 0, failing: 0, parked: 0,
  });
});
