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

test('a wrong price is billed anew by the ledger in one posting: its lines and their tax', () => {
  const story = new DisputeStory({ lines: [billed(1, 'VALVE', 10)] });
  story.opens(disputed({ classification: 'price', amountMinor: 1_200n, shipped: [10], agreed: 9_000_000n }));
  assert.deepEqual([story.lifecycle, story.rebilled], ['approval', []]);
  story.approves();
  const [asked, ...others] = story.rebilled;
  assert.deepEqual(others, []);
  const [line] = asked!.lines;
  assert.deepEqual([line!.net.amountMinor, line!.unitPrice], [9_000n, 9_000_000n]);
  assert.deepEqual([asked!.tax.amountMinor, asked!.gross.amountMinor], [1_800n, 10_800n]);
  assert.deepEqual([story.lifecycle, story.cases, story.broken], ['settled', [], []]);
  assert.deepEqual(story.equations, ['settled:DSP-1', 'rebilled:DSP-1']);
});

test('a rebill that the ledger refuses leaves both undone, and a person does it by hand', () => {
  const story = new DisputeStory({ lines: [billed(1, 'VALVE', 10)] });
  story.refuses = true;
  story.opens(disputed({ classification: 'price', amountMinor: 1_200n, shipped: [10], agreed: 9_000_000n }));
  story.approves();
  assert.equal(story.lifecycle, 'to-rebill');
  assert.deepEqual(story.cases, ['command-refused']);
  assert.match(story.playbooks[0]!, /by hand in the ERP: reverse the invoice, post the new one/);
});

test('what was credited in part already is billed anew for what is left of it', () => {
  const story = new DisputeStory({ lines: [billed(1, 'VALVE', 10)] });
  story.grants('DSP-0', 11_500n);
  story.opens(disputed({ classification: 'price', amountMinor: 1_200n, shipped: [10], agreed: 9_000_000n }));
  story.approves();
  assert.deepEqual([story.lifecycle, story.cases, story.broken], ['settled', ['credited-before'], []]);
  const grosses = story.rebilled.map(({ gross }) => gross.amountMinor);
  assert.deepEqual(grosses, [11_500n], 'of 120.00, 5.00 was left');
});

test('what was credited in full already is not billed anew', () => {
  const story = new DisputeStory({ lines: [billed(1, 'VALVE', 10)] });
  story.grants('DSP-0', 12_000n);
  story.opens(disputed({ classification: 'price', amountMinor: 1_200n, shipped: [10], agreed: 9_000_000n }));
  story.approves();
  assert.deepEqual([story.lifecycle, story.rebilled, story.cases], ['rejected', [], ['credited-before']]);
});

test('a dispute whose money another one is about is withdrawn, or asks for what is left of it', () => {
  const story = new DisputeStory({ lines: [billed(1, 'VALVE', 10)] });
  story.opens(disputed({ classification: 'unknown', amountMinor: 1_200n, shipped: [10] })).covered(0n);
  assert.deepEqual([story.lifecycle, story.cases, story.report?.state], ['withdrawn', [], 'withdrawn']);
  const part = new DisputeStory({ lines: [billed(1, 'VALVE', 10)] });
  part.opens(disputed({ classification: 'price', amountMinor: 1_200n, shipped: [10] })).covered(500n);
  part.hears('D-1', 'price', 1_200n);
  assert.equal(part.amount, 500n, 'whatever else is said of it');
});
