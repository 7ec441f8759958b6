import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { billed, ReturnStory } from '../../../test/support/return-story.ts';

const hoses = () => new ReturnStory({ lines: [billed(1, 'HOSE', 10)] });

describe('more than was asked for', () => {
  const three = () =>
    hoses().asks([[1, 'HOSE', 2]]).arrives('R-1', [[1, 'HOSE', 3]]).inspects('I-1', 'R-1', [{ units: 3 }]);

  test('nothing is placed or credited before somebody has said whose the third one is', () => {
    const story = three();
    assert.deepEqual([story.cases, story.places, story.credited], [['surplus-return'], [], '0.00']);
    assert.deepEqual(story.broken, []);
  });

  test('it is taken as well, and credited', () => {
    const story = three().decides('surplus-return', 'accept');
    assert.deepEqual([story.places, story.credited, story.lifecycle], [['3 restock'], '36.00', 'closed']);
    assert.deepEqual(story.broken, []);
  });

  test('or only that one goes back, and the inspection has a part more', () => {
    const story = three().decides('surplus-return', 'reject');
    assert.deepEqual(story.places, ['2 restock', '1 back-to-customer']);
    assert.deepEqual([story.credited, story.lifecycle, story.broken], ['24.00', 'closed', []]);
  });

  test('more than was ever bought is never credited, whoever accepts it', () => {
    const story = hoses().asks([[1, 'HOSE', 10]]).arrives('R-1', [[1, 'HOSE', 11]]);
    story.inspects('I-1', 'R-1', [{ units: 11 }]).decides('surplus-return', 'accept');
    assert.deepEqual([story.cases, story.credited], [['refused-return'], '0.00']);
    story.decides('refused-return', 'reject');
    assert.deepEqual([story.places, story.credited], [['10 restock', '1 back-to-customer'], '120.00']);
    assert.deepEqual([story.lifecycle, story.broken], ['closed', []]);
  });
});

describe('after the end', () => {
  test('the last that came goes back, whichever inspection saw it, and what came in time is credited', () => {
    const story = hoses().asks([[1, 'HOSE', 4]]).passes(1).arrives('R-1', [[1, 'HOSE', 1]]);
    story.passes(1).cancels().passes(1).arrives('R-2', [[1, 'HOSE', 2]]);
    story.inspects('I-2', 'R-2', [{ units: 1 }, { units: 1, grade: 'damaged', faultOf: 'customer' }]);
    story.inspects('I-1', 'R-1', [{ units: 1 }]).decides('arrived-after-end', 'reject');
    assert.deepEqual(story.places.toSorted(), ['1 back-to-customer', '1 back-to-customer', '1 restock']);
    assert.deepEqual([story.credited, story.broken, story.cases], ['12.00', [], []]);
  });

  test('two lines that came late in the same quantity are two questions', () => {
    const story = new ReturnStory({ lines: [billed(1, 'HOSE', 2), billed(2, 'VALVE', 2)] });
    story.asks([[1, 'HOSE', 2], [2, 'VALVE', 2]]).passes(1).cancels().passes(1);
    story.arrives('R-1', [[1, 'HOSE', 2], [2, 'VALVE', 2]]);
    story.inspects('I-1', 'R-1', [{ units: 2 }, { units: 2, receiptLine: 2 }]);
    assert.deepEqual(story.cases, ['arrived-after-end', 'arrived-after-end']);
    story.decides('arrived-after-end', 'accept').decides('arrived-after-end', 'reject');
    assert.deepEqual(story.places.toSorted(), ['2 back-to-customer', '2 restock']);
    assert.deepEqual([story.credited, story.broken], ['24.00', []]);
  });
});

describe('although it was turned down', () => {
  const turnedDown = () =>
    hoses()
      .asks([[1, 'HOSE', 2, { reason: 'not-wanted', use: 'used' }]])
      .decides('return-review', 'reject')
      .arrives('R-1', [[1, 'HOSE', 2]])
      .inspects('I-1', 'R-1', [{ units: 2 }]);

  test('it waits apart, and goes back', () => {
    const story = turnedDown();
    assert.deepEqual([story.cases, story.places], [['refused-return'], []]);
    story.decides('refused-return', 'reject');
    assert.deepEqual([story.places, story.credited], [['2 back-to-customer'], '0.00']);
    assert.equal(story.lifecycle, 'closed');
  });

  test('or is left to us without credit', () => {
    const story = turnedDown().decides('refused-return', 'accept');
    assert.deepEqual([story.places, story.credited, story.broken], [['2 restock'], '0.00', []]);
  });

  test('nothing is credited of what somebody has yet to look at', () => {
    const story = hoses().asks([[1, 'HOSE', 2, { reason: 'not-wanted', use: 'used' }]]);
    story.arrives('R-1', [[1, 'HOSE', 2]]).inspects('I-1', 'R-1', [{ units: 2 }]);
    assert.equal(story.credited, '0.00');
    story.decides('return-review', 'accept');
    assert.deepEqual([story.credited, story.broken], ['24.00', []]);
  });
});
