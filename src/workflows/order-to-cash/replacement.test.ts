import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Story, units } from '../../../test/support/order-story.ts';
import { unitPrice } from '../../kernel/unit-price.ts';

/** Ten apples at no price, which a contract has at 2.50. */
const free = (): Story => new Story({ contract: { apple: '2.5' } }).orders([10, 'apple', 10, '0']);

/** Other goods that a customer buys in exchange, at 2.50 each. */
const exchanged = (story: Story): Story => {
  const lines = [{ line: 10, item: 'apple', quantity: units(10), unitPrice: unitPrice('2.5') }];
  const placed = { rma: 'RMA-1', salesOrder: 'SO-1', version: 1, replaces: 'SO-0', lines };
  story.say('replacementPlaced', placed, 'crossdock');
  return story.run();
};

const replaced = (story: Story): Story => {
  const lines = [{ line: 10, item: 'apple', quantity: units(10) }];
  const placed = { rma: 'RMA-1', salesOrder: 'SO-1', version: 1, replaces: 'SO-0', lines };
  story.say('replacementPlaced', placed, 'crossdock');
  return story.run();
};

test('goods at no price need a reason: that a return had them placed', () => {
  const order = free().run();
  assert.deepEqual(order.cases, ['price:10:0:2.5'], 'a mistake of the shop, as far as anybody knows');
  replaced(order);
  assert.deepEqual(order.cases, []);
  assert.equal(order.lifecycle, 'released');
});

test('another item, or a price, is held against the contract like on any order', () => {
  const other = new Story({ contract: { apple: '2.5', plum: '9' } });
  replaced(other.orders([10, 'apple', 10, '0'], [20, 'plum', 1, '0']));
  assert.deepEqual(other.cases, ['price:20:0:9']);
  const priced = new Story({ contract: { apple: '2.5' } });
  replaced(priced.orders([10, 'apple', 10, '1']));
  assert.deepEqual(priced.cases, ['price:10:1:2.5']);
});

test('the return is told what will ship and what has left; nobody is asked for money', () => {
  const order = replaced(free());
  const report = () => order.contentOf<{ lines: unknown[] }>('report-replacement:RMA-1').lines;
  assert.deepEqual(report(), [
    { line: 10, ordered: units(10), toShip: units(10), shipped: units(0) },
  ]);
  order.ships('SH-1', { 10: 10 }).run();
  assert.deepEqual(report(), [
    { line: 10, ordered: units(10), toShip: units(10), shipped: units(10) },
  ]);
  const { gross, freight } = order.contentOf<Record<string, { amountMinor: bigint }>>('post-invoice:SH-1');
  assert.deepEqual([gross!.amountMinor, freight!.amountMinor], [0n, 0n], 'the way is ours to pay');
  assert.equal(order.lifecycle, 'closed');
  assert.equal(order.statusOf('request-payment:I-1'), 'never');
  assert.deepEqual(order.broken, []);
});

test('what is sold in exchange is billed and asked for like on any order, and the return hears of it', () => {
  const order = exchanged(new Story({ contract: { apple: '2.5' } }).orders([10, 'apple', 10, '2.5']));
  assert.deepEqual(order.cases, []);
  order.ships('SH-1', { 10: 10 }).run();
  const invoice = order.contentOf<Record<string, { amountMinor: bigint }>>('post-invoice:SH-1');
  assert.ok(invoice['freight']!.amountMinor > 0n, 'his order, his freight');
  assert.notEqual(order.statusOf('request-payment:I-1'), 'never');
  const told = order.contentOf<Record<string, { amountMinor: bigint }>>('report-replacement:RMA-1');
  const { amountMinor: gross } = invoice['gross']!;
  assert.deepEqual([told['billed']!.amountMinor, told['settled']!.amountMinor], [gross, 0n]);
  assert.deepEqual(order.broken, []);
});

test('an exchange at no price is no free replacement: the contract is held against it', () => {
  const order = exchanged(new Story({ contract: { apple: '2.5' } }).orders([10, 'apple', 10, '0']));
  assert.deepEqual(order.cases, ['price:10:0:2.5']);
});
