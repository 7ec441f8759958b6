import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { billed, BEGIN, ReturnStory, type Found } from '../../../test/support/return-story.ts';
import type { LotBar, LotTerms } from '../../domain/inventory/shelf-life.ts';
import { localDateIn } from '../../kernel/calendar.ts';
import { addDays } from '../../kernel/instant.ts';

const TODAY = localDateIn('Europe/London', BEGIN);
const lot = (days: number, bar: LotBar | null = null): LotTerms => ({
  lot: 'L-1', expiresOn: addDays(TODAY, days), receivedOn: null, bar,
});

/** Two of a lot come back and are found as new; everything else is as it is said. */
function returned(
  terms: LotTerms | null,
  { read = 'L-1', shipped = 'L-1', ...options }: {
    read?: string | null; shipped?: string | null; lifeDays?: number; found?: Partial<Found>;
    regulated?: boolean;
  } = {},
): ReturnStory {
  const agreed = { isRegulated: () => options.regulated === true };
  const story = new ReturnStory({
    lines: [billed(1, 'MILK', 5, { lot: shipped })],
    lots: terms === null ? [] : [terms],
    lifeDays: options.lifeDays ?? 0,
    agreed,
  });
  story.asks([[1, 'MILK', 2]]);
  if (story.cases.includes('return-review')) story.decides('return-review', 'accept');
  return story
    .arrives('R-1', [[1, 'MILK', 2, read ?? undefined]])
    .inspects('I-1', 'R-1', [{ units: 2, ...options.found }]);
}

describe('what came back is stock again only if anybody could be promised it', () => {
  test('a lot that left with this order, in an unbroken chain, with life enough, is restocked', () => {
    const story = returned(lot(40), { lifeDays: 30 });
    assert.deepEqual([story.places, story.lifecycle, story.broken], [['2 restock'], 'closed', []]);
    assert.equal(story.credited, '24.00');
  });

  test('each reason why a lot may not be sold keeps it from stock; credited it is all the same', () => {
    const expected: readonly (readonly [LotTerms | null, string])[] = [
      [lot(40, 'recalled'), '2 quarantine'],
      [lot(40, 'held'), '2 quarantine'],
      [lot(40, 'rejected'), '2 quarantine'],
      [lot(40, 'unreleased'), '2 quarantine'],
      [lot(40, 'disputed'), '2 quarantine'],
      [null, '2 quarantine'],
      [lot(-1), '2 scrap'],
      [lot(29), '2 quarantine'],
    ];
    for (const [terms, place] of expected) {
      const story = returned(terms, { lifeDays: 30 });
      const name = terms?.bar ?? terms?.expiresOn ?? 'nobody stated it';
      assert.deepEqual(story.places, [place], name);
      assert.equal(story.credited, '24.00', name);
      assert.deepEqual(story.broken, [], name);
    }
  });

  test('on its last day a lot is good for who demands no life, and too old for who demands a day', () => {
    assert.deepEqual(returned(lot(0)).places, ['2 restock']);
    assert.deepEqual(returned(lot(0), { lifeDays: 1 }).places, ['2 quarantine']);
    assert.deepEqual(returned(lot(1), { lifeDays: 1 }).places, ['2 restock']);
  });

  test('the customer keeps it warm: quality may attest the chain, and only then is it stock again', () => {
    const story = returned(lot(40), { found: { chainUnbroken: false } });
    assert.deepEqual([story.places, story.cases], [['2 quarantine'], ['quality-release']]);
    story.decides('quality-release', 'accept');
    assert.deepEqual([story.places, story.cases, story.lifecycle], [['2 restock'], [], 'closed']);
    assert.equal(story.credited, '24.00', 'and nothing is credited twice by it');
    assert.deepEqual(story.broken, []);
  });

  test('what quality turns down is scrapped', () => {
    const story = returned(lot(40), { found: { chainUnbroken: false } }).decides('quality-release', 'reject');
    assert.deepEqual([story.places, story.cases, story.lifecycle], [['2 scrap'], [], 'closed']);
  });

  test('regulated goods wait for quality however good they look', () => {
    const story = returned(lot(40), { regulated: true });
    assert.deepEqual([story.places, story.cases], [['2 quarantine'], ['quality-release']]);
    assert.deepEqual(story.decides('quality-release', 'accept').places, ['2 restock']);
  });

  test('quality cannot let go what a hold keeps; once it is lifted, it can', () => {
    const story = returned(lot(40, 'held'));
    story.decides('quality-release', 'accept');
    assert.deepEqual([story.places, story.cases], [['2 quarantine'], ['quality-release']]);
    story.lot(lot(40)).decides('quality-release', 'accept');
    assert.deepEqual([story.places, story.cases], [['2 restock'], []]);
  });
});

describe('goods of another lot than left', () => {
  test('of an item with lots, goods without one may be anything', () => {
    assert.deepEqual(returned(lot(40), { read: null }).places, ['2 quarantine']);
  });

  test('where nobody said which lot left, a lot that comes back is nobody’s chain', () => {
    assert.deepEqual(returned(lot(40), { shipped: null }).places, ['2 quarantine']);
  });

  test('another lot than was billed is no ground for a credit before somebody has looked', () => {
    const story = returned({ ...lot(40), lot: 'L-9' }, { read: 'L-9' });
    assert.ok(story.cases.includes('wrong-lot'), story.cases.join(', '));
    assert.equal(story.credited, '0.00');
    story.decides('wrong-lot', 'reject');
    assert.deepEqual([story.places, story.credited], [['2 back-to-customer'], '0.00']);
    assert.equal(story.lifecycle, 'closed');
  });

  test('and is credited where that person finds that it is his all the same', () => {
    const story = returned({ ...lot(40), lot: 'L-9' }, { read: 'L-9' }).decides('wrong-lot', 'accept');
    assert.deepEqual([story.places, story.credited], [['2 quarantine'], '24.00']);
    assert.deepEqual(story.broken, []);
  });

  test('a lot that was never shipped cannot be asked for', () => {
    const story = new ReturnStory({ lines: [billed(1, 'MILK', 5, { lot: 'L-1' })] });
    story.asks([[1, 'MILK', 2, { lot: 'NO-SUCH-LOT' }]]);
    assert.equal(story.lifecycle, 'refused');
  });
});
