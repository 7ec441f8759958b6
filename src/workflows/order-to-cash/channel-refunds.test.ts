import assert from 'node:assert/strict';
import { test } from 'node:test';
import { euros, invoiced, MORNING, Story, units } from '../../../test/support/order-story.ts';
import type { COMMANDS, ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import type { Currency } from '../../kernel/currency.ts';
import type { Money } from '../../kernel/money.ts';

type Line = ContentOfFact<typeof FACTS.channelRefundStated>['lines'][number];

const line = (goods: Line['goods'], amount: Money, quantity = 1): Line => ({
  line: 10, item: 'apple', quantity: units(quantity), goods, reason: 'not-wanted', amount,
});

/** The shop of a story pays back, by so many payments. */
function refunds(order: Story, lines: readonly Line[], paid: readonly Money[], version = 1): Story {
  order.say('channelRefundStated', {
    channel: 'shop', order: '5001', refund: 'R-1', version, refundedAt: MORNING, lines: [...lines],
    payments: paid.map((amount, at) => ({ payment: `P-${at + 1}`, amount })),
  }, 'shop');
  return order;
}

const asked = (order: Story) =>
  order.contentOf<ContentOfFact<typeof COMMANDS.requestRefundedReturn>>('request-return:R-1');
const isAsked = ({ last }: Story): boolean =>
  last.judgement.wanted.some(({ id }) => id === 'request-return:R-1');
const gatesOf = ({ last }: Story): string[] =>
  last.judgement.wanted.find(({ id }) => id === 'request-return:R-1')!.gates.map(
    ({ status, reason }) => `${status} ${reason.code}`,
  );
const kinds = ({ last }: Story): string[] =>
  last.judgement.cases
    .filter(({ kind }) => kind.startsWith('refund-'))
    .map(({ kind, text }) => `${kind}: ${text}`);

test('goods that left are handed over with their money, less what was for goods that never left', () => {
  const order = refunds(
    invoiced(),
    [line('back', euros(500)), line('not-shipped', euros(300))],
    [euros(200), euros(600)],
  );
  const content = asked(order);
  const goods = content.lines.map(({ line: number, refunded }) => [number, refunded]);
  assert.deepEqual(goods, [[10, 'goods-back']]);
  // 300 of the 800 were never billed: all of the first payment, and 100 of the second.
  assert.deepEqual(content.payments, [{ refund: 'P-2', amount: euros(500) }]);
  assert.equal(content.rma, 'R-1');
  assert.deepEqual(kinds(order), []);
});

test('a payment that comes later restates the refund, and what was paid before stays what it was', () => {
  const order = refunds(invoiced(), [line('back', euros(500))], [euros(200)]);
  assert.deepEqual(asked(order).payments, [{ refund: 'P-1', amount: euros(200) }]);
  refunds(order, [line('back', euros(500))], [euros(200), euros(300)], 2);
  assert.deepEqual(asked(order).payments.map(({ refund }) => refund), ['P-1', 'P-2']);
  refunds(order, [line('back', euros(500))], [euros(200)], 1);
  assert.equal(asked(order).payments.length, 2, 'an older word comes late');
});

test('nothing is asked before the goods are billed, and all the same once nothing more will be', () => {
  const order = new Story().orders([10, 'apple', 10, '2.5']).run();
  refunds(order, [line('back', euros(250))], [euros(250)]);
  assert.deepEqual(gatesOf(order), ['cleared currency', 'waiting not-billed']);
  const billed = refunds(invoiced(), [line('back', euros(250), 100_000)], [euros(250)]);
  assert.deepEqual(gatesOf(billed), ['cleared currency', 'cleared billed'], 'the owner of the lines says no');
});

test('money without goods, and money of another currency, are a case for finance and no return', () => {
  const much = refunds(invoiced(), [], [euros(600)]);
  assert.equal(isAsked(much), false);
  assert.match(kinds(much)[0]!, /^refund-without-goods: The channel paid 6\.00 EUR back by R-1/);
  assert.match(kinds(much)[0]!, /no invoice bills so much freight/);
  const cancelled = refunds(invoiced(), [line('not-shipped', euros(300))], [euros(300)]);
  assert.deepEqual([isAsked(cancelled), kinds(cancelled)], [false, []], 'it was never billed');
  const more = refunds(invoiced(), [line('not-shipped', euros(300))], [euros(301)]);
  assert.match(kinds(more)[0]!, /paid 0\.01 EUR back/);
  const paid = { ...euros(300), currency: 'GBP' as Currency };
  const pounds = refunds(invoiced(), [line('back', euros(300))], [paid]);
  assert.match(kinds(pounds)[0]!, /^refund-currency/);
  assert.deepEqual(gatesOf(pounds), ['blocked wrong-currency', 'cleared billed']);
});

test('money for no goods, no more than the freight that was billed, is a dispute that is paid', () => {
  const order = refunds(invoiced(), [], [euros(400), euros(100)]);
  assert.deepEqual([isAsked(order), kinds(order)], [false, []]);
  const opened = order.contentOf<ContentOfFact<typeof COMMANDS.disputeCharge>>('dispute-freight:R-1');
  const { kind, classification, amount, invoice, refunded } = opened;
  assert.deepEqual([kind, classification, amount, invoice], ['dispute', 'freight', euros(500), 'I-1']);
  assert.deepEqual(refunded, [{ refund: 'P-1', amount: euros(400) }, { refund: 'P-2', amount: euros(100) }]);
  const early = refunds(new Story().orders([10, 'apple', 10, '2.5']).run(), [], [euros(500)]);
  assert.equal(kinds(early).length, 1, 'before anything is billed nobody knows what it is for');
});
