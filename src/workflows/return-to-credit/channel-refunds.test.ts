import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billed, ReturnStory } from '../../../test/support/return-story.ts';
import { FACTS } from '../../canonical/catalogue.ts';

/** A shop paid so much back for hoses; of each of them twelve pounds were billed. */
const refunded = (units: number, paid: string, how = 'goods-back'): ReturnStory =>
  new ReturnStory({ lines: [billed(1, 'HOSE', 10)], terms: 'prepaid' })
    .asks([[1, 'HOSE', units, { reason: 'not-wanted', use: 'unknown', refunded: how }]], { channel: 'shop' })
    .say(FACTS.refundMade, {
      rma: 'RMA-1', refund: 'P-1', amount: { amount: paid, currency: 'GBP' },
    }, 'crossdock');

const settled = (story: ReturnStory): string[] =>
  story.done
    .filter(({ id }) => id.startsWith('settle-credit:'))
    .map(({ id, content }) => `${id} ${(content['amount'] as { amountMinor: bigint }).amountMinor}`);

test('goods that the shop paid back for are taken without a question, and nobody is paid twice', () => {
  const story = refunded(2, '24.00');
  assert.deepEqual([story.lifecycle, story.credited], ['authorized', '0.00'], 'before the goods are seen');
  story.arrives('R-1', [[1, 'HOSE', 2]]).inspects('I-1', 'R-1', [{ units: 2 }]);
  assert.deepEqual([story.credited, story.refunded, story.lifecycle], ['24.00', 0n, 'closed']);
  const number = [...story.memos.values()][0]?.number;
  assert.deepEqual(settled(story), [`settle-credit:P-1:${number} 2400`]);
  assert.deepEqual([story.cases, story.broken], [[], []]);
});

test('what the shop kept back is paid by our own provider', () => {
  const story = refunded(2, '20.00').arrives('R-1', [[1, 'HOSE', 2]]).inspects('I-1', 'R-1', [{ units: 2 }]);
  assert.deepEqual([story.credited, story.refunded, story.lifecycle], ['24.00', 400n, 'closed']);
  assert.deepEqual(settled(story).map((one) => one.split(' ')[1]), ['2000', '400']);
  assert.deepEqual([story.cases, story.broken], [[], []]);
});

test('one payment of the shop pays several credit memos, the oldest first', () => {
  const story = refunded(4, '36.00');
  story.arrives('R-1', [[1, 'HOSE', 2]]).inspects('I-1', 'R-1', [{ units: 2 }]);
  assert.deepEqual(settled(story).map((one) => one.split(' ')[1]), ['2400']);
  story.passes(48).arrives('R-2', [[1, 'HOSE', 2]]).inspects('I-2', 'R-2', [{ units: 2 }]);
  assert.deepEqual([story.credited, story.refunded, story.lifecycle], ['48.00', 1_200n, 'closed']);
  assert.deepEqual(settled(story).map((one) => one.split(' ')[1]), ['2400', '1200', '1200']);
  assert.deepEqual([story.cases, story.broken], [[], []]);
});

test('goods that never come, or are worth less, leave money that somebody must answer for', () => {
  const worse = refunded(2, '24.00').arrives('R-1', [[1, 'HOSE', 2]]);
  worse.inspects('I-1', 'R-1', [{ units: 2, grade: 'damaged', faultOf: 'customer' }]);
  assert.equal(worse.lifecycle, 'closed');
  assert.deepEqual(worse.cases, ['refund-uncovered']);
  assert.deepEqual(worse.broken, []);
  worse.decides('refund-uncovered', 'accept');
  assert.deepEqual(worse.cases, []);

  const never = refunded(2, '24.00').cancels();
  assert.deepEqual([never.lifecycle, never.cases], ['cancelled', ['refund-uncovered']]);
});

test('goods that the customer keeps are credited once finance has said yes', () => {
  const story = refunded(1, '12.00', 'goods-kept');
  assert.deepEqual([story.lifecycle, story.cases, story.credited], ['in-review', ['return-review'], '0.00']);
  story.decides('return-review', 'accept');
  assert.deepEqual([story.credited, story.refunded, story.lifecycle], ['12.00', 0n, 'closed']);
  assert.equal(story.isWanted('expect-return'), false, 'no dock expects them');
  assert.deepEqual([story.cases, story.broken], [[], []]);

  const refused = refunded(1, '12.00', 'goods-kept').decides('return-review', 'reject');
  assert.deepEqual([refused.credited, refused.cases], ['0.00', ['refund-uncovered']]);
});
