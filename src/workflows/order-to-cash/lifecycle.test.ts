import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOf } from '../../engine/step.ts';
import type { Instant } from '../../kernel/instant.ts';
import {
  GROSS_MINOR,
  invoiced,
  POLICY,
  released,
  Story,
  TEN_APPLES,
} from '../../../test/support/order-story.ts';

test('every status word of an order, in the order of its life', () => {
  const words: string[] = [];
  const order = new Story();
  const note = (): void => void words.push(order.lifecycle);
  note();
  order.orders(TEN_APPLES);
  note();
  order.answers('register-sales-order').answers('check-credit');
  note();
  order.answers('allocate-inventory');
  note();
  order.answers('release-shipping-order:north');
  note();
  order.ships('SH-1', { 10: 6 });
  note();
  order.ships('SH-2', { 10: 4 });
  note();
  order.run();
  note();
  order.pays('P-1', 'I-1', 10_000).pays('P-2', 'I-2', 10_000).run();
  note();
  assert.deepEqual(words, [
    'awaiting-order',
    'captured',
    'accepted',
    'allocated',
    'released',
    'part-shipped',
    'shipped',
    'invoiced',
    'closed',
  ]);
});

test('without stock an order is backordered; blocked it is on hold; cancelled it is settled', () => {
  assert.equal(released({ stock: {} }).lifecycle, 'backordered');
  assert.equal(released({ contract: { apple: '1' } }).lifecycle, 'on-hold');
  const cancelled = released().cancels().run();
  assert.equal(cancelled.lifecycle, 'cancelled');
  assert.equal(cancelled.last.judgement.settled, true);
});

test('the channel is told what shipped, and not what finance does afterwards', () => {
  const order = released();
  assert.equal(order.gate('publish-order-status', 'news').status, 'waiting');
  order.ships('SH-1', { 10: 10 }).run().pays('P-1', 'I-1', GROSS_MINOR).run();
  assert.equal(order.statusOf('publish-order-status'), '#1 done');
  assert.equal(order.contentOf<{ lifecycle: string }>('publish-order-status').lifecycle, 'shipped');
});

test('a channel without a system is told nothing', () => {
  const systems = { ...POLICY.systems, channels: new Map<string, string>() };
  assert.equal(released({ policy: { systems } }).wants('publish-order-status'), false);
});

test('equations hold at every moment of a good life, or something is under way', () => {
  const order = new Story().orders(TEN_APPLES);
  const soon = (order.now + 1) as Instant;
  const verdicts = new Set<string>();
  for (const id of [
    'register-sales-order',
    'check-credit',
    'allocate-inventory',
    'release-shipping-order:north',
  ]) {
    order.answers(id);
    const { judgement, underway } = order.last;
    for (const equation of judgement.equations) {
      verdicts.add(verdictOf(equation, underway, order.now, soon));
    }
  }
  assert.deepEqual([...verdicts], ['holds']);
});

test('goods that shipped and were billed otherwise break the equation, with the money at stake', () => {
  const order = invoiced().ships('SH-1', { 10: 9 }, { version: 2 }).run();
  const broken = order.last.judgement.equations.find(({ id }) => id === 'shipped:10')!;
  assert.equal(broken.atStake?.amountMinor, 250n);
  assert.equal(broken.odd, 'erp');
  assert.equal(verdictOf(broken, false, order.now, order.now), 'broken');
});

test('totals: ordered, shipped and billed net, paid gross', () => {
  const { totals } = invoiced().pays('P-1', 'I-1', GROSS_MINOR).run().last.judgement;
  assert.deepEqual(totals, {
    currency: 'EUR',
    lines: 1,
    orderedMinor: 2_500n,
    shippedMinor: 2_500n,
    invoicedMinor: 2_500n,
    creditedMinor: 0n,
    paidMinor: BigInt(GROSS_MINOR),
  });
});

test('what is ordered counts in the totals even when it is cancelled', () => {
  const { totals } = released().cancels().run().last.judgement;
  assert.equal(totals.orderedMinor, 2_500n);
});
