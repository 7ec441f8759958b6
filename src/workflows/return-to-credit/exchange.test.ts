import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { billed, ReturnStory, type StoryOptions } from '../../../test/support/return-story.ts';
import { quantity } from '../../kernel/quantity.ts';
import { unitPrice } from '../../kernel/unit-price.ts';

/** Some hoses are given back; the customer wants valves in their place. */
function wants(
  units: number,
  exchange: { item?: string; quantity: string; unitPrice?: string },
  options: Partial<StoryOptions> = {},
  own: object = {},
): ReturnStory {
  const story = new ReturnStory({ lines: [billed(1, 'HOSE', 10)], ...options });
  const wish = { exchange: { item: 'VALVE', ...exchange }, ...own };
  return story.asks([[1, 'HOSE', units, wish]], { resolution: 'replacement' });
}

const back = (story: ReturnStory, units: number): ReturnStory =>
  story.arrives('R-1', [[1, 'HOSE', units]]).inspects('I-1', 'R-1', [{ units }]);

const ordered = ({ placed }: ReturnStory) =>
  (placed.at(-1)?.lines ?? []).map((row) => [row.item, row.quantity / quantity(1), row.unitPrice]);

describe('another item in place of what comes back', () => {
  test('what came back is credited, and the other item is ordered at the price that was quoted', () => {
    const story = wants(2, { quantity: '1', unitPrice: '30' });
    assert.equal(story.placed.length, 0, 'nothing is sent before the goods are seen');
    back(story, 2);
    assert.deepEqual(ordered(story), [['VALVE', 1n, unitPrice('30')]]);
    const { salesOrder, replaces } = story.placed[0]!;
    assert.deepEqual([salesOrder, replaces], ['EXC-RMA-1', 'SO-1']);
    assert.equal(story.credited, '24.00', 'two hoses, as they were billed');
    assert.deepEqual([story.cases, story.broken, story.lifecycle], [[], [], 'replacing']);
  });

  test('the money of the return says who owes whom what', () => {
    const story = back(wants(2, { quantity: '1', unitPrice: '30' }), 2);
    story.exchanging(1, [1, 1, 1], '36.00', '10.00');
    const { left, right } = story.equation('money');
    const termsOf = (terms: typeof left) => Object.fromEntries(terms.map(({ name, value }) => [name, value]));
    assert.deepEqual(termsOf(left), { credited: 2_400n, 'billed for the exchange': 3_600n });
    assert.deepEqual(termsOf(right), {
      'settled on invoices': 0n, 'paid back': 0n, 'on his account': 2_400n,
      'paid for the exchange': 1_000n, 'owed by the customer for it': 2_600n,
    });
    assert.deepEqual([story.lifecycle, story.cases, story.broken], ['closed', [], []]);
  });

  test('fewer came back: so many fewer are sent, in whole units', () => {
    assert.deepEqual(ordered(back(wants(4, { quantity: '6', unitPrice: '5' }), 3).cancels()), [
      ['VALVE', 4n, unitPrice('5')],
    ]);
  });

  test('no price was quoted: the list price, or what was billed where the mistake was ours', () => {
    const listed = { agreed: { listPriceOf: () => unitPrice('7.25') } };
    const fromList = back(wants(1, { quantity: '1' }, listed), 1);
    assert.deepEqual(ordered(fromList), [['VALVE', 1n, unitPrice('7.25')]]);
    const mistaken = back(wants(1, { quantity: '1' }, {}, { reason: 'wrong-item' }), 1);
    assert.deepEqual(ordered(mistaken), [['VALVE', 1n, unitPrice('10')]]);
  });

  test('nobody knows a price: a person agrees on one, or it is credited alone', () => {
    const story = back(wants(1, { quantity: '1' }), 1);
    assert.deepEqual([story.cases, story.placed.length], [['exchange-unpriced'], 0]);
    assert.equal(story.credited, '12.00');
    story.decides('exchange-unpriced', 'accept');
    assert.deepEqual([story.cases, story.lifecycle], [[], 'closed']);
    const again = back(wants(1, { quantity: '1' }), 1);
    const wish = { exchange: { item: 'VALVE', quantity: '1', unitPrice: '9.5' } };
    again.asks([[1, 'HOSE', 1, wish]], { resolution: 'replacement', revision: 2 });
    assert.deepEqual([again.cases, ordered(again)], [[], [['VALVE', 1n, unitPrice('9.5')]]]);
  });

  test('in advance where that was agreed; what never comes back was not for nothing: it is billed', () => {
    const agreed = { agreed: { agreementOf: () => 'advance-replacement' as const } };
    const story = wants(2, { quantity: '2', unitPrice: '3' }, agreed);
    assert.deepEqual(ordered(story), [['VALVE', 2n, unitPrice('3')]]);
    story.exchanging(1, [2, 2, 2], '7.20', '0.00').passes(1).cancels();
    assert.deepEqual([story.cases, story.credited, story.broken], [[], '0.00', []]);
  });

  test('the same item is not named as an exchange', () => {
    assert.throws(() => wants(1, { item: 'HOSE', quantity: '1' }), /replacement/);
  });
});
