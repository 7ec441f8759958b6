import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { billed, ReturnStory, type StoryOptions } from '../../../test/support/return-story.ts';
import { quantity } from '../../kernel/quantity.ts';

type Agreement = 'standard' | 'advance-replacement';

const agreed = (agreement: Agreement, more: Partial<StoryOptions> = {}): ReturnStory =>
  new ReturnStory({
    lines: [billed(1, 'HOSE', 10), billed(2, 'VALVE', 5)],
    agreed: { agreementOf: () => agreement },
    ...more,
  });

const wanted = (units: number, agreement: Agreement = 'standard'): ReturnStory =>
  agreed(agreement).asks([[1, 'HOSE', units]], { resolution: 'replacement' });

/** Units of each line on the order, as it was told last. */
const ordered = ({ placed }: ReturnStory): (readonly [line: number, units: bigint])[] =>
  (placed.at(-1)?.lines ?? []).map((line) => [line.line, line.quantity / quantity(1)] as const);

describe('the same again once the goods were inspected', () => {
  const inspected = (): ReturnStory =>
    wanted(2).arrives('R-1', [[1, 'HOSE', 2]]).inspects('I-1', 'R-1', [{ units: 2 }]);

  test('is ordered neither when it is allowed nor when it arrives, but when it was inspected', () => {
    const story = wanted(2);
    assert.equal(story.placed.length, 0);
    story.arrives('R-1', [[1, 'HOSE', 2]]);
    assert.equal(story.placed.length, 0);
    story.inspects('I-1', 'R-1', [{ units: 2 }]);
    assert.deepEqual([ordered(story), story.cases, story.credited], [[[1, 2n]], [], '0.00']);
    const { salesOrder, replaces, customer, shipTo } = story.placed[0]!;
    assert.deepEqual(
      { salesOrder, replaces, customer, shipTo },
      {
        salesOrder: 'RPL-RMA-1', replaces: 'SO-1', customer: 'ACME',
        shipTo: { country: 'GB', postalCode: 'LS1 4AP' },
      },
    );
  });

  test('closes the return when it has shipped, and not before', () => {
    const story = inspected();
    assert.equal(story.lifecycle, 'replacing');
    story.replacing(1, 2, 2, 0);
    assert.deepEqual([story.lifecycle, story.broken], ['replacing', []]);
    story.replacing(1, 2, 2, 1);
    assert.deepEqual([story.lifecycle, story.broken], ['replacing', []]);
    story.replacing(1, 2, 2, 2);
    assert.deepEqual([story.lifecycle, story.broken, story.cases], ['closed', [], []]);
    assert.equal(story.placed.length, 1, 'one order, whatever came after it');
  });

  test('a second receipt makes the same order larger', () => {
    const story = wanted(5).arrives('R-1', [[1, 'HOSE', 2]]).inspects('I-1', 'R-1', [{ units: 2 }]);
    assert.deepEqual(ordered(story), [[1, 2n]]);
    story.arrives('R-2', [[1, 'HOSE', 3]]).inspects('I-2', 'R-2', [{ units: 3 }]);
    assert.deepEqual(ordered(story), [[1, 5n]]);
    assert.equal(new Set(story.placed.map(({ salesOrder }) => salesOrder)).size, 1);
  });

  test('is not owed for goods that the customer broke himself, nor for more than may come back', () => {
    const story = wanted(2).arrives('R-1', [[1, 'HOSE', 2]]);
    story.inspects('I-1', 'R-1', [{ units: 2, grade: 'damaged', faultOf: 'customer' }]);
    assert.deepEqual([story.placed.length, story.cases, story.credited], [0, [], '0.00']);
    const more = wanted(2).arrives('R-1', [[1, 'HOSE', 3]]).inspects('I-1', 'R-1', [{ units: 3 }]);
    assert.deepEqual([more.cases, more.placed.length], [['surplus-return'], 0], 'whose goods are they?');
    more.decides('surplus-return', 'reject');
    assert.deepEqual(ordered(more), [[1, 2n]]);
  });

  test('an inspection that is taken back takes the order back, and what has left stays', () => {
    const ruined = [{ units: 2, grade: 'damaged', faultOf: 'customer' }];
    const story = inspected().inspects('I-1', 'R-1', ruined, 2);
    assert.ok(story.done.some(({ type }) => type === 'replacement.withdraw.v1'));
    const late = inspected().replacing(1, 2, 2, 2).inspects('I-1', 'R-1', ruined, 2);
    assert.ok(!late.done.some(({ type }) => type === 'replacement.withdraw.v1'));
    assert.deepEqual([late.cases, late.broken], [['replacement-unearned'], []]);
    late.decides('replacement-unearned', 'accept');
    assert.deepEqual([late.cases, late.lifecycle], [[], 'closed']);
  });

  test('an order that will not bring it is a case, and a person makes it good', () => {
    const story = inspected().replacing(1, 2, 1, 1);
    assert.deepEqual(story.cases, ['replacement-not-shipped']);
    assert.deepEqual([story.lifecycle, story.broken], ['replacing', []]);
    story.decides('replacement-not-shipped', 'accept');
    assert.deepEqual([story.cases, story.lifecycle, story.broken], [[], 'closed', []]);
  });

  test('where nobody kept the address, a person sends it', () => {
    const story = agreed('standard', { shipTo: null }).asks([[1, 'HOSE', 2]], { resolution: 'replacement' });
    story.arrives('R-1', [[1, 'HOSE', 2]]).inspects('I-1', 'R-1', [{ units: 2 }]);
    assert.deepEqual(story.cases, ['replacement-due']);
    assert.deepEqual([story.placed.length, story.lifecycle], [0, 'replacing']);
    story.decides('replacement-due', 'accept');
    assert.deepEqual([story.cases, story.lifecycle, story.broken], [[], 'closed', []]);
  });

  test('of a return in part for money, only the rest is sent again', () => {
    const story = agreed('standard').asks(
      [[1, 'HOSE', 2], [2, 'VALVE', 1, { reason: 'not-wanted', use: 'unopened' }]],
      { resolution: 'replacement' },
    );
    story.arrives('R-1', [[1, 'HOSE', 2], [2, 'VALVE', 1]]);
    story.inspects('I-1', 'R-1', [{ units: 2 }, { units: 1, receiptLine: 2 }]);
    assert.deepEqual([ordered(story), story.credited], [[[1, 2n]], '10.80'], 'less the fee of a tenth');
  });
});

describe('the same again in advance, where that was agreed', () => {
  test('is ordered with the authorization, and the goods are expected all the same', () => {
    const story = wanted(3, 'advance-replacement');
    assert.deepEqual([ordered(story), story.lifecycle, story.credited], [[[1, 3n]], 'authorized', '0.00']);
    assert.equal(story.isWanted('expect-return'), true);
    const { gates } = story.wanted('place-replacement');
    assert.match(gates.find(({ name }) => name === 'inspected')!.reason.text, /row replaced-in-advance/);
    story.replacing(1, 3, 3, 3).arrives('R-1', [[1, 'HOSE', 3]]).inspects('I-1', 'R-1', [{ units: 3 }]);
    assert.deepEqual([story.placed.length, story.lifecycle], [1, 'closed']);
    assert.deepEqual([story.cases, story.broken], [[], []]);
  });

  test('goods that do not come back after all: what has not left is called off, the rest is billed', () => {
    const story = wanted(3, 'advance-replacement').replacing(1, 3, 3, 1).passes(1).cancels();
    assert.deepEqual([ordered(story), story.cases], [[[1, 1n]], ['replacement-unearned']]);
    story.replacing(1, 1, 1, 1);
    assert.deepEqual(story.broken, []);
    const none = wanted(3, 'advance-replacement').passes(1).cancels();
    assert.ok(none.done.some(({ type }) => type === 'replacement.withdraw.v1'));
    assert.deepEqual([none.cases, none.lifecycle], [[], 'cancelled']);
  });
});
