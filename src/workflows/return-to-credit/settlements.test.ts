import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { billed, ReturnStory, type StoryOptions } from '../../../test/support/return-story.ts';
import type { ReturnAgreement } from '../../application/returns/policies.ts';

const agreed = (agreement: ReturnAgreement, options: Partial<StoryOptions> = {}): ReturnStory =>
  new ReturnStory({ lines: [billed(1, 'HOSE', 10)], agreed: { agreementOf: () => agreement }, ...options });

describe('the usual way is no exception', () => {
  test('without an agreement a small, damaged thing comes back and is inspected first', () => {
    const story = agreed('standard').asks([[1, 'HOSE', 1]]);
    assert.deepEqual([story.lifecycle, story.credited], ['authorized', '0.00']);
  });

  test('what is not wanted comes back for a fee, and at the cost of who does not want it', () => {
    const freight = { netMinor: 10_000n, taxMinor: 2_000n, freightMinor: 500n, freightTaxMinor: 100n };
    const story = new ReturnStory({ lines: [billed(1, 'HOSE', 10, { amounts: freight })] });
    story.asks([[1, 'HOSE', 10, { reason: 'not-wanted', use: 'unopened' }]]);
    story.arrives('R-1', [[1, 'HOSE', 10]]).inspects('I-1', 'R-1', [{ units: 10 }]);
    assert.deepEqual([story.credited, story.broken], ['108.00', []], '120 less a tenth');
    const { fee, freight: back } = story.contentOf<Record<string, { amountMinor: bigint }>>('post-credit');
    assert.deepEqual([fee!.amountMinor, back!.amountMinor], [1_000n, 0n]);
  });

  test('our own mistake is given back with its freight, and without a fee', () => {
    const freight = { netMinor: 10_000n, taxMinor: 2_000n, freightMinor: 500n, freightTaxMinor: 100n };
    const story = new ReturnStory({ lines: [billed(1, 'HOSE', 10, { amounts: freight })] });
    story.asks([[1, 'HOSE', 10]]).arrives('R-1', [[1, 'HOSE', 10]]).inspects('I-1', 'R-1', [{ units: 10 }]);
    assert.deepEqual([story.credited, story.broken], ['126.00', []]);
  });
});

describe('none means none, from the day of delivery on', () => {
  const defective = (warrantyDays: number, resolution = 'credit'): ReturnStory =>
    new ReturnStory({ lines: [billed(1, 'HOSE', 10)], agreed: { warrantyDaysOf: () => warrantyDays } })
      .asks([[1, 'HOSE', 1, { reason: 'defective' }]], { resolution });
  const unwanted = (returnDays: number): ReturnStory =>
    new ReturnStory({ lines: [billed(1, 'HOSE', 10)], agreed: { returnDaysOf: () => returnDays } })
      .asks([[1, 'HOSE', 1, { reason: 'not-wanted', use: 'unopened' }]]);

  test('without a warranty somebody looks at what is defective, whatever is wished for it', () => {
    for (const wish of ['credit', 'replacement']) {
      assert.equal(defective(0, wish).lifecycle, 'in-review', wish);
      assert.equal(defective(1, wish).lifecycle, 'authorized', wish);
    }
  });

  test('without days to give goods back nothing comes back that is merely not wanted', () => {
    assert.deepEqual([unwanted(0).lifecycle, unwanted(1).lifecycle], ['refused', 'authorized']);
  });
});

describe('credited without the goods, where that was agreed', () => {
  test('what is not worth the way is credited at once, in full, and no dock expects it', () => {
    const story = agreed('no-return-needed').asks([[1, 'HOSE', 2]]);
    assert.deepEqual([story.credited, story.lifecycle, story.broken], ['24.00', 'closed', []]);
    assert.equal(story.isWanted('expect-return'), false);
    const { gates } = story.wanted('post-credit');
    const received = gates.find(({ name }) => name === 'received')!.reason;
    assert.match(received.text, /return-eligibility version 5, row not-worth-the-way/);
  });

  test('beyond the amount of the agreement the goods come back like any other', () => {
    const story = agreed('no-return-needed').asks([[1, 'HOSE', 3]]);
    assert.deepEqual([story.credited, story.lifecycle], ['0.00', 'authorized']);
  });

  test('he keeps damaged goods for a part of their price, and cannot give them back again', () => {
    const story = agreed('keep-with-allowance').asks([[1, 'HOSE', 10]]);
    assert.deepEqual([story.credited, story.broken], ['36.00', []], 'three tenths');
    assert.equal(story.isWanted('expect-return'), false);
  });

  test('who pays in advance is paid back what he was credited, and no more', () => {
    const story = agreed('no-return-needed', { terms: 'prepaid' }).asks([[1, 'HOSE', 2]]);
    assert.deepEqual([story.refunded, story.broken], [2_400n, []]);
  });
});

describe('credited in advance, where that was agreed', () => {
  const asked = (): ReturnStory => agreed('advance-credit').asks([[1, 'HOSE', 4]]);

  test('the credit is posted when it is authorized, and the goods are expected all the same', () => {
    const story = asked();
    assert.deepEqual([story.credited, story.lifecycle], ['48.00', 'authorized']);
    assert.equal(story.isWanted('expect-return'), true);
    story.arrives('R-1', [[1, 'HOSE', 4]]).inspects('I-1', 'R-1', [{ units: 4 }]);
    assert.deepEqual([story.credited, story.places, story.lifecycle], ['48.00', ['4 restock'], 'closed']);
    assert.deepEqual([story.memos.size, story.broken], [1, []], 'and not a second time');
  });

  test('goods that do not come take the credit back, by a posting of its own', () => {
    const story = asked().passes(1).cancels();
    assert.deepEqual([story.credited, story.broken], ['0.00', []]);
    assert.ok(story.done.some(({ type }) => type === 'credit-memo.reverse.v1'));
    const { lines } = story.contentOf<{ lines: { quantity: bigint }[] }>('authorize-return');
    assert.equal(lines[0]!.quantity, 0n, 'and they are free for another return');
    assert.equal(story.lifecycle, 'cancelled');
  });

  test('of what comes only in part, only that stays credited', () => {
    const story = asked().passes(1).arrives('R-1', [[1, 'HOSE', 1]]).inspects('I-1', 'R-1', [{ units: 1 }]);
    story.passes(1).cancels();
    assert.deepEqual(story.cases, ['changed-after-done'], 'money that was posted: a person decides');
    story.decides('changed-after-done', 'reissue');
    assert.deepEqual([story.credited, story.broken, story.cases], ['12.00', [], []]);
  });

  test('goods that the customer ruined were credited too soon: finance decides', () => {
    const story = asked().arrives('R-1', [[1, 'HOSE', 4]]);
    story.inspects('I-1', 'R-1', [{ units: 3 }, { units: 1, grade: 'contaminated', faultOf: 'customer' }]);
    story.decides('changed-after-done', 'reissue');
    assert.deepEqual([story.credited, story.broken], ['36.00', []]);
    assert.deepEqual(story.places.toSorted(), ['1 scrap', '3 restock']);
  });
});

