/** One dispute in memory: the tables as they come with Crossdock, the owner of the billed lines, a ledger. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billed } from '../../../test/support/return-story.ts';
import { disputed, DisputeStory } from '../../../test/support/dispute-story.ts';

test('a credit waits for the owner of the billed lines, and is posted as he grants it, line by line', () => {
  const story = new DisputeStory({ lines: [billed(1, 'VALVE', 10), billed(2, 'HOSE', 2)] });
  story.opens(disputed({ classification: 'shortage', amountMinor: 600n, shipped: [10, 2] }));
  assert.equal(story.lifecycle, 'settled');
  const [posted] = story.posted;
  assert.equal(posted!.gross.amountMinor, 600n);
  assert.equal(posted!.tax.amountMinor, 100n, 'a sixth of it is tax');
  assert.deepEqual(story.broken, []);
});

test('goods that were billed and never left are gone for returns, and their line bears the credit', () => {
  const story = new DisputeStory({ lines: [billed(1, 'VALVE', 10), billed(2, 'HOSE', 2)] });
  story.opens(disputed({ classification: 'shortage', amountMinor: 600n, shipped: [10, 1] }));
  const [posted] = story.posted;
  assert.deepEqual(posted!.lines.map(({ line, net }) => [line, net.amountMinor]), [[2, 500n]]);
  const [granted] = story.entitlements.book.granted;
  assert.deepEqual([granted!.billed, granted!.quantity], ['INV-1#2', 1_000_000n]);
});

test('what is more than is left to credit is not posted, and somebody tells the customer', () => {
  const story = new DisputeStory({ lines: [billed(1, 'VALVE', 1)] });
  story.grants('DSP-0', 1_000n);
  story.opens(disputed({ classification: 'damage', amountMinor: 900n, shipped: [1] }));
  assert.equal(story.lifecycle, 'settled');
  assert.equal(story.posted[0]!.gross.amountMinor, 200n);
  assert.deepEqual(story.cases, ['credited-before']);
  assert.deepEqual(story.broken, []);
  assert.deepEqual(story.report, { state: 'settled', references: [] });
});

test('later words of the customer tell what it is about; what was posted stays as it was posted', () => {
  const story = new DisputeStory({ lines: [billed(1, 'VALVE', 10)] });
  story.opens(disputed({ classification: 'unknown', amountMinor: 2_400n, shipped: [10] }));
  assert.equal(story.lifecycle, 'review');
  story.hears('D-7', 'price', 2_400n);
  assert.deepEqual([story.lifecycle, story.report], ['rejected', { state: 'rejected', references: ['D-7'] }]);
  const settled = new DisputeStory({ lines: [billed(1, 'VALVE', 10)] });
  settled.opens(disputed({ classification: 'unknown', amountMinor: 900n, shipped: [10] }));
  assert.equal(settled.lifecycle, 'settled');
  settled.hears('D-7', 'price', 5_000n);
  assert.deepEqual([settled.lifecycle, settled.posted.length], ['settled', 1]);
  assert.deepEqual([settled.cases, settled.broken], [[], []]);
});
