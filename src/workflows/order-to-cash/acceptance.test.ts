import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Story, TEN_APPLES, euros, released, units } from '../../../test/support/order-story.ts';

const ALLOCATE = 'allocate-inventory';

test('an order is registered at once; credit is asked when its references are known', () => {
  const order = new Story().orders(TEN_APPLES);
  assert.deepEqual(order.lastIssued, ['register-sales-order#1']);
  assert.equal(order.gate('check-credit', 'references').reason.code, 'not-registered');
  order.answers('register-sales-order');
  assert.deepEqual(order.lastIssued, ['check-credit#1']);
  assert.deepEqual(order.contentOf<{ amount: unknown }>('check-credit').amount, euros(2_500));
  assert.equal(order.lifecycle, 'captured');
  order.answers('check-credit');
  assert.deepEqual(order.lastIssued, ['allocate-inventory#1']);
  assert.equal(order.lifecycle, 'accepted');
});

test('an unknown customer blocks the order and is a case, until the ERP knows it', () => {
  const order = new Story().orders(TEN_APPLES).registers({ customerKnown: false });
  assert.deepEqual(order.cases, ['unknown-customer:C-1']);
  assert.equal(order.lifecycle, 'on-hold');
  assert.equal(order.statusOf('check-credit'), 'never');
  order.registers();
  assert.deepEqual(order.cases, []);
  assert.equal(order.statusOf('check-credit'), '#1 queued');
});

test('a cancelled order of an unknown customer needs nobody any more', () => {
  const order = new Story().orders(TEN_APPLES).registers({ customerKnown: false }).cancels(TEN_APPLES[0]);
  assert.deepEqual(order.cases, []);
  assert.equal(order.lifecycle, 'cancelled');
  assert.equal(order.statusOf('check-credit'), 'never');
});

test('an unknown item blocks, unless its line is cancelled', () => {
  const order = new Story().orders(TEN_APPLES, [20, 'quince', 1, '9']).registers({
    lines: [{ line: 10, itemKnown: true }, { line: 20, itemKnown: false }],
  });
  assert.deepEqual(order.cases, ['unknown-item:20:quince']);
  assert.equal(order.gate('check-credit', 'references').status, 'blocked');
  order.cancels(20);
  assert.deepEqual(order.cases, []);
  assert.equal(order.gate('check-credit', 'references').status, 'cleared');
});

test('a line that the ERP has not answered yet is waited for', () => {
  const order = released().orders(TEN_APPLES, [20, 'plum', 1, '9']);
  assert.equal(order.gate('check-credit', 'references').reason.code, 'not-registered');
  order.run();
  assert.equal(order.gate('check-credit', 'references').status, 'cleared');
});

test('a price within the tolerance of one percent passes; beyond it a person decides', () => {
  assert.deepEqual(released({ contract: { apple: '2.525' } }).cases, []);
  const order = released({ contract: { apple: '2.526' } });
  assert.deepEqual(order.cases, ['price:10:2.5:2.526']);
  assert.equal(order.gate(ALLOCATE, 'order-release-approved').reason.code, 'price-mismatch');
  assert.equal(order.statusOf(ALLOCATE), 'never');
  order.decides('price:10:2.5:2.526', 'accept');
  assert.deepEqual(order.cases, []);
  assert.equal(order.statusOf(ALLOCATE), '#1 queued');
});

test('accepting one price covers that price only', () => {
  const order = released({ contract: { apple: '2' } }).decides('price:10:2.5:2', 'accept');
  assert.deepEqual(order.cases, []);
  order.orders([10, 'apple', 10, '3']);
  assert.deepEqual(order.cases, ['price:10:3:2']);
});

test('a decision that arrives before its case counts when the case comes', () => {
  const order = new Story({ contract: { apple: '2' } }).decides('price:10:2.5:2', 'accept');
  assert.deepEqual(order.orders(TEN_APPLES).run().cases, []);
});

test('without a contract price the ordered price stands', () => {
  assert.equal(released().gate('check-credit', 'references').status, 'cleared');
  assert.deepEqual(released().cases, []);
});

test('a credit hold blocks the order until it is released', () => {
  const order = new Story().orders(TEN_APPLES).answers('register-sales-order');
  order.credit('held', 0);
  assert.deepEqual(order.cases, ['credit-hold:1:25.00']);
  assert.equal(order.lifecycle, 'on-hold');
  order.credit('approved', 2_500);
  assert.deepEqual(order.cases, []);
  assert.equal(order.statusOf(ALLOCATE), '#1 queued');
});

test('an approval covers an amount: more must be asked for again', () => {
  const order = released().orders([10, 'apple', 12, '2.5']);
  order.answers('register-sales-order');
  assert.equal(order.gate(ALLOCATE, 'order-release-approved').reason.code, 'not-covered');
  assert.equal(order.statusOf('check-credit'), '#2 queued');
  assert.equal(order.statusOf(ALLOCATE), '#1 done');
  order.run();
  assert.equal(order.statusOf(ALLOCATE), '#2 done');
});

test('an approval covers less at once; the smaller amount is asked for to make room', () => {
  const order = released().orders([10, 'apple', 8, '2.5']);
  assert.equal(order.statusOf('check-credit'), '#2 queued');
  assert.deepEqual(order.cases, []);
  assert.equal(order.lifecycle, 'released');
});

test('an older credit decision that arrives late changes nothing', () => {
  const order = new Story().orders(TEN_APPLES).answers('register-sales-order');
  const first = order.fact('creditDecided', {
    salesOrder: 'SO-1', decision: 1, verdict: 'held', covers: euros(0), reason: 'limit',
  });
  order.say('creditDecided', {
    salesOrder: 'SO-1', decision: 2, verdict: 'approved', covers: euros(2_500), reason: 'ok',
  });
  order.say('creditDecided', first.content as never);
  assert.deepEqual(order.cases, []);
});

test('a cancelled order asks for nothing', () => {
  const order = new Story().orders(TEN_APPLES).cancels();
  assert.equal(order.lifecycle, 'cancelled');
  order.run();
  assert.equal(order.statusOf(ALLOCATE), 'never');
  assert.equal(order.gate(ALLOCATE, 'to-allocate').status, 'waiting');
});

test('the ERP is told when a price changes, though no quantity does', () => {
  const order = released().orders([10, 'apple', 10, '2.51']);
  assert.equal(order.statusOf('register-sales-order'), '#2 queued');
  const { lines } = order.contentOf<{ lines: { quantity: unknown }[] }>('register-sales-order');
  assert.equal(lines[0]!.quantity, units(10));
});
