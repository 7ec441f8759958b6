/** What users of other systems suffer with returns and credits: each is a story that must end otherwise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billed, BEGIN, ReturnStory } from '../../../test/support/return-story.ts';
import { COMMANDS, FACTS } from '../../canonical/catalogue.ts';
import type { LotTerms } from '../../domain/inventory/shelf-life.ts';
import { localDateIn } from '../../kernel/calendar.ts';
import { quantity } from '../../kernel/quantity.ts';

const hoses = (units = 10) => new ReturnStory({ lines: [billed(1, 'HOSE', units)] });

test('no goods, no inspection, no credit, in whatever order they are told (pain 21)', () => {
  const story = hoses().inspects('I-1', 'R-1', [{ units: 2 }]);
  assert.equal(story.credited, '0.00', 'an inspection of goods that nobody received');
  story.asks([[1, 'HOSE', 2]]);
  assert.equal(story.credited, '0.00', 'and nobody received them yet');
  story.arrives('R-1', [[1, 'HOSE', 2]]);
  assert.deepEqual([story.credited, story.places, story.broken], ['24.00', ['2 restock'], []]);
});

test('each unit goes where its own inspection sends it, and no other line comes with it (pain 22)', () => {
  const story = new ReturnStory({ lines: [billed(1, 'HOSE', 5), billed(2, 'VALVE', 5)] });
  story.asks([[1, 'HOSE', 4]]).arrives('R-1', [[1, 'HOSE', 4]]);
  story.inspects('I-1', 'R-1', [
    { units: 1 },
    { units: 1, grade: 'opened' },
    { units: 1, grade: 'contaminated' },
    { units: 1, grade: 'unknown' },
  ]);
  assert.deepEqual(story.places, ['1 restock', '1 refurbish', '1 scrap', '1 quarantine']);
  const { lines } = story.contentOf<{ lines: { item: string }[] }>('place-goods');
  assert.ok(lines.every(({ item }) => item === 'HOSE'));
  assert.deepEqual([story.credited, story.broken], ['48.00', []]);
});

test('a carton was sold, and pieces come back: what is left is counted in pieces (pain 23)', () => {
  // One carton of twelve was billed as one line; five pieces come back, then ten more are asked for.
  const story = hoses(12).asks([[1, 'HOSE', 5]]).arrives('R-1', [[1, 'HOSE', 5]]);
  story.inspects('I-1', 'R-1', [{ units: 5 }]);
  assert.equal(story.credited, '60.00');
  story.asks([[1, 'HOSE', 15]], { revision: 2 });
  const { lines, refusals } = story.state.slots.flat().map(({ contents }) => contents[0].value as never)
    .findLast((value: { refusals?: unknown }) => value.refusals !== undefined) as unknown as {
      lines: { quantity: bigint }[]; refusals: { code: string; quantity: bigint }[];
    };
  assert.equal(lines.reduce((sum, row) => sum + row.quantity, 0n), quantity(12));
  assert.deepEqual(refusals.map(({ code, quantity: units }) => [code, units]), [
    ['nothing-left-to-return', quantity(3)],
  ]);
});

test('an exchange leaves the balance as it is, and money owed is not forced to nothing (pain 24)', () => {
  const exchange = hoses().asks([[1, 'HOSE', 2]], { resolution: 'replacement' });
  exchange.arrives('R-1', [[1, 'HOSE', 2]]).inspects('I-1', 'R-1', [{ units: 2 }]);
  exchange.replacing(1, 2, 2, 2);
  assert.equal(exchange.lifecycle, 'closed');
  assert.deepEqual([exchange.credited, exchange.refunded, exchange.broken], ['0.00', 0n, []]);

  const prepaid = new ReturnStory({ lines: [billed(1, 'HOSE', 10)], terms: 'prepaid' });
  prepaid.refuses.set(COMMANDS.refundPayment.type, 'the card has expired');
  prepaid.asks([[1, 'HOSE', 2]]).arrives('R-1', [[1, 'HOSE', 2]]).inspects('I-1', 'R-1', [{ units: 2 }]);
  assert.deepEqual([prepaid.credited, prepaid.refunded], ['24.00', 0n]);
  assert.deepEqual([prepaid.lifecycle, prepaid.cases], ['credited', ['command-refused']]);
  assert.deepEqual(prepaid.broken, [], 'what is owed is a term of its own, and shows');
});

test('a partial refund of a discounted line gives back what was paid, to the last penny (pain 25)', () => {
  // Three at 10.00 with 1.00 off: 29.00 net, 5.80 tax.
  const amounts = { netMinor: 2_900n, taxMinor: 580n, freightMinor: 0n, freightTaxMinor: 0n };
  const story = new ReturnStory({ lines: [billed(1, 'HOSE', 3, { amounts })] }).asks([[1, 'HOSE', 3]]);
  const sums: string[] = [];
  for (const at of [1, 2, 3]) {
    story.arrives(`R-${at}`, [[1, 'HOSE', 1]]).inspects(`I-${at}`, `R-${at}`, [{ units: 1 }]);
    sums.push(story.credited);
  }
  assert.deepEqual(sums, ['11.60', '23.20', '34.80']);
  assert.deepEqual(story.broken, []);
});

test('"expires today" is one question, asked the same way when goods come back (pain 27)', () => {
  const today = localDateIn('Europe/London', BEGIN);
  const lot: LotTerms = { lot: 'L-1', expiresOn: today, receivedOn: null, bar: null };
  const back = (lifeDays: number) => {
    const story = new ReturnStory({ lines: [billed(1, 'MILK', 2, { lot: 'L-1' })], lots: [lot], lifeDays });
    return story.asks([[1, 'MILK', 2]]).arrives('R-1', [[1, 'MILK', 2, 'L-1']])
      .inspects('I-1', 'R-1', [{ units: 2 }]).places;
  };
  assert.deepEqual([back(0), back(1)], [['2 restock'], ['2 quarantine']]);
});

test('tax is given back as it was billed, not worked out anew: no cent between the systems (pain 28)', () => {
  // 7 at 0.99 is 6.93; at 20 % that were 1.386, and the engine had said 1.40.
  const amounts = { netMinor: 693n, taxMinor: 140n, freightMinor: 0n, freightTaxMinor: 0n };
  const story = new ReturnStory({ lines: [billed(1, 'CLAMP', 7, { amounts })] });
  story.asks([[1, 'CLAMP', 7]]).arrives('R-1', [[1, 'CLAMP', 7]]).inspects('I-1', 'R-1', [{ units: 7 }]);
  const { tax, gross } = story.contentOf<Record<string, { amountMinor: bigint }>>('post-credit');
  assert.deepEqual([tax!.amountMinor, gross!.amountMinor], [140n, 833n]);
});

test('a closed period has its way out: no date is moved silently, nothing posted twice (pain 29)', () => {
  const story = hoses();
  story.refuses.set(COMMANDS.postCreditMemo.type, 'March is closed');
  story.asks([[1, 'HOSE', 2]]).arrives('R-1', [[1, 'HOSE', 2]]).inspects('I-1', 'R-1', [{ units: 2 }]);
  story.refuses.clear();
  story.say(FACTS.creditMemoRefused, {
    rma: 'RMA-1', credit: 'I-1:INV-1', postingDate: '2031-03-03', firstOpenDate: '2031-04-01',
    reason: 'March is closed',
  });
  assert.deepEqual([story.cases, story.credited], [['closed-period'], '0.00']);
  story.decides('closed-period', 'accept');
  assert.deepEqual([story.credited, story.memos.size, story.cases, story.broken], ['24.00', 1, [], []]);
  assert.equal(story.contentOf<{ postingDate: string }>('post-credit').postingDate, '2031-04-01');
});

test('several receipts of one return are several legs, each once, however often it is told (pain 46)', () => {
  const story = hoses().asks([[1, 'HOSE', 3]]);
  for (let time = 0; time < 2; time++) {
    story.arrives('R-1', [[1, 'HOSE', 1]]).arrives('R-2', [[1, 'HOSE', 2]]);
    story.inspects('I-1', 'R-1', [{ units: 1 }]).inspects('I-2', 'R-2', [{ units: 2 }]);
  }
  assert.deepEqual([story.credited, story.memos.size, story.broken], ['36.00', 2, []]);
  const { movements } = story.workflow.stockOf(story.state);
  assert.deepEqual(movements.map(({ key }) => key).toSorted(), [
    'place:I-1:1', 'place:I-2:1', 'return:R-1:1', 'return:R-2:1',
  ]);
});
