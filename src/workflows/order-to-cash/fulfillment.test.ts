import assert from 'node:assert/strict';
import { test } from 'node:test';
import { released, Story, TEN_APPLES, units } from '../../../test/support/order-story.ts';

const ALLOCATE = 'allocate-inventory';
const RELEASE = 'release-shipping-order:north';

interface Told {
  readonly lines: readonly { readonly line: number; readonly item: string; readonly quantity: bigint }[];
}

/** What a command says of a line, in units. */
const said = (order: Story, id: string, line = 10): bigint | undefined =>
  order.contentOf<Told>(id).lines.find((known) => known.line === line)?.quantity;

/** What the warehouse should be told of a line now. */
const wantedOf = (order: Story, id: string, line = 10): bigint | undefined =>
  (order.wanted(id).content() as Told).lines.find((known) => known.line === line)?.quantity;

/** The warehouse answers that it is too late: it has picked this much. */
function tooLate(order: Story, committed: number): Story {
  const { shippingOrder, of, site } = order.contentOf<{
    shippingOrder: string;
    of: string;
    site: string;
  }>(RELEASE);
  const lines = [{ line: 10, item: 'apple', committed: units(committed) }];
  const refusal = { salesOrder: 'SO-1', shippingOrder, of, site, lines, reason: 'picked' };
  return order.refuses(RELEASE, order.fact('shippingOrderChangeRefused', refusal));
}

test('what is promised is told to the warehouse; what is missing waits as a backorder', () => {
  const order = released({ stock: { north: 6 } });
  assert.equal(said(order, RELEASE), units(6));
  assert.equal(order.lifecycle, 'released');
  const { backorders, allocations } = order.workflow.stockOf(order.instance.state);
  assert.deepEqual(backorders.map(({ shortfall }) => shortfall), [units(4)]);
  assert.deepEqual(allocations.map(({ quantity }) => quantity), [units(6)]);
  assert.deepEqual(order.broken, []);
});

test('two sites are told what each of them has promised', () => {
  const order = released({ stock: { north: 6, south: 100 } });
  assert.equal(said(order, RELEASE), units(6));
  assert.equal(said(order, 'release-shipping-order:south'), units(4));
  order.ships('SH-1', { 10: 6 }).ships('SH-2', { 10: 4 }, { site: 'south' });
  assert.equal(order.lifecycle, 'shipped');
  assert.deepEqual(order.broken, []);
});

test('a smaller order gives stock back and tells the warehouse less, without approval', () => {
  const order = released().orders([10, 'apple', 7, '2.5']).credit('held', 0).run();
  assert.equal(said(order, RELEASE), units(7));
  assert.equal(said(order, ALLOCATE), units(7));
  assert.deepEqual(order.broken, []);
});

test('a larger order needs approval before more is promised', () => {
  const order = released().credit('held', 0).orders([10, 'apple', 12, '2.5']);
  order.silent.add('credit.check.v1');
  order.run();
  assert.equal(said(order, ALLOCATE), units(10));
  assert.equal(order.gate(ALLOCATE, 'order-release-approved').status, 'blocked');
});

test('promised stock stays promised until the warehouse has given it up', () => {
  const order = released();
  order.silent.add('shipping-order.release.v1');
  order.cancels(10).run();
  assert.equal(said(order, RELEASE), units(0));
  assert.equal(said(order, ALLOCATE), units(10));
  order.silent.clear();
  order.run();
  assert.equal(said(order, ALLOCATE), units(0));
  assert.equal(order.lifecycle, 'cancelled');
});

test('too late: what is picked stays ordered, and the rest is cancelled', () => {
  const order = tooLate(released().cancels(10), 4).run();
  assert.equal(said(order, RELEASE), units(4));
  assert.equal(said(order, ALLOCATE), units(4));
  assert.equal(said(order, 'register-sales-order'), units(4));
  assert.deepEqual(order.cases, []);
  assert.deepEqual(order.broken, []);
  order.ships('SH-1', { 10: 4 }).run();
  assert.equal(order.lifecycle, 'invoiced');
});

test('too late for everything: the order is as it was, and no case is left', () => {
  const order = tooLate(released().cancels(10), 10).run();
  assert.equal(wantedOf(order, RELEASE), units(10));
  assert.deepEqual(order.cases, []);
  assert.equal(order.lifecycle, 'released');
});

test('an amendment that comes too late is floored in the same way', () => {
  const order = tooLate(released().orders([10, 'apple', 2, '2.5']), 6).run();
  assert.equal(said(order, RELEASE), units(6));
  assert.equal(said(order, 'register-sales-order'), units(6));
});

test('of two refusals with one name the larger floor counts, and there is no dispute', () => {
  const order = tooLate(released().cancels(10), 4);
  const again = order.facts.at(-1)!.content as { lines: object[] };
  order.say('shippingOrderChangeRefused', {
    ...(again as never as object),
    lines: [{ line: 10, item: 'apple', committed: units(6) }],
  } as never);
  assert.equal(wantedOf(order, RELEASE), units(6));
  assert.deepEqual(order.cases, []);
});

test('cancelled after it shipped: it stays ordered and is billed', () => {
  const order = released().ships('SH-1', { 10: 10 }).cancels(10).run();
  assert.equal(said(order, 'register-sales-order'), units(10));
  assert.equal(order.lifecycle, 'invoiced');
  assert.deepEqual(order.cases, []);
  assert.deepEqual(order.broken, []);
});

test('a line dropped by a revision after it shipped is still billed, once somebody accepts it', () => {
  const order = released({}, TEN_APPLES, [20, 'plum', 1, '9']).ships('SH-1', { 10: 10, 20: 1 });
  order.orders([20, 'plum', 1, '9']);
  assert.deepEqual(order.cases, ['overship:10:10000000:0']);
  order.decides('overship:10:10000000:0', 'accept').run();
  const { gross } = order.contentOf<{ gross: { amountMinor: bigint } }>('post-invoice:SH-1');
  assert.equal(gross.amountMinor, (3_400n + 500n) + 646n + 95n);
  assert.deepEqual(order.broken, []);
});

test('a dropped line that has not shipped is cancelled', () => {
  const order = released({}, TEN_APPLES, [20, 'plum', 1, '9']).orders([20, 'plum', 1, '9']).run();
  assert.equal(said(order, 'register-sales-order'), units(0));
  assert.equal(said(order, RELEASE, 20), units(1));
  assert.equal(said(order, RELEASE, 10), units(0));
  assert.deepEqual(order.broken, []);
});

test('a short pick is picked again from other stock where the terms say backorder', () => {
  const order = released().picksShort(10, 7, 3);
  assert.equal(said(order, ALLOCATE), units(13));
  order.run();
  assert.equal(said(order, RELEASE), units(13));
  order.ships('SH-1', { 10: 7 }).ships('SH-2', { 10: 3 }).run();
  assert.equal(order.lifecycle, 'invoiced');
  assert.deepEqual(order.broken, []);
});

test('a short pick closes the line where the terms say so', () => {
  const order = released({ terms: { shortShip: 'close' } }).picksShort(10, 7, 3).run();
  assert.equal(said(order, RELEASE), units(10));
  order.ships('SH-1', { 10: 7 }).run();
  assert.equal(order.lifecycle, 'invoiced');
  assert.deepEqual(order.broken, []);
});

test('what shipped beyond the order is never told to the warehouse as ordered', () => {
  const order = released().ships('SH-1', { 10: 12 });
  assert.equal(wantedOf(order, RELEASE), units(10));
  assert.equal(wantedOf(order, ALLOCATE), units(10));
  assert.deepEqual(order.cases, ['overship:10:12000000:10000000']);
  assert.equal(order.gate('post-invoice:SH-1', 'no-open-exception').status, 'blocked');
  assert.deepEqual(order.broken, ['ordered:10']);
  order.decides('overship:10:12000000:10000000', 'accept');
  assert.deepEqual(order.broken, []);
});

test('a void shipment is picked and shipped again, and not counted twice', () => {
  const order = released().ships('SH-2', { 10: 10 }).ships('SH-1', { 10: 10 });
  assert.equal(order.cases.length, 1);
  order.ships('SH-1', {}, { version: 2 });
  assert.deepEqual(order.cases, []);
  assert.equal(wantedOf(order, RELEASE), units(10));
});

test('what one site gives up goes to no other before it has given it up', () => {
  const order = released({ stock: { north: 10 } });
  const allocations = (north: number, south: number) => ({
    salesOrder: 'SO-1',
    decision: order.facts.length + 10,
    of: 'again',
    allocations: [
      { line: 10, item: 'apple', site: 'north', quantity: units(north) },
      { line: 10, item: 'apple', site: 'south', quantity: units(south) },
    ],
    shortfalls: [],
  });
  order.say('inventoryAllocated', allocations(6, 4));
  assert.equal(said(order, RELEASE), units(6));
  assert.equal(order.statusOf('release-shipping-order:south'), 'never');
  order.answers(RELEASE);
  assert.equal(said(order, 'release-shipping-order:south'), units(4));
});

test('a substitute is promised only where the terms allow it', () => {
  const alternatives = (order: Story): unknown =>
    order.contentOf<{ lines: { alternatives: unknown }[] }>(ALLOCATE).lines[0]!.alternatives;
  assert.deepEqual(alternatives(released()), []);
  const order = released({ terms: { substitution: true } });
  assert.deepEqual(alternatives(order), ['pear']);
});

test('a substitute is shipped, billed at the ordered price, and moves its own stock', () => {
  const order = new Story({ terms: { substitution: true } }).orders(TEN_APPLES);
  order.silent.add('inventory.allocate.v1');
  order.run().say('inventoryAllocated', {
    salesOrder: 'SO-1', decision: 1, of: 'x',
    allocations: [{ line: 10, item: 'pear', site: 'north', quantity: units(10) }],
    shortfalls: [],
  });
  order.run().ships('SH-1', { 10: 10 }, { item: 'pear' }).run();
  const billed = order.contentOf<{ lines: { item: string; net: { amountMinor: bigint } }[] }>(
    'post-invoice:SH-1',
  ).lines[0]!;
  assert.equal(billed.item, 'pear');
  assert.equal(billed.net.amountMinor, 2_500n);
  const [movement] = order.workflow.stockOf(order.instance.state).movements;
  assert.equal(movement?.item, 'pear');
});

test('goods that left before their order is known have left all the same', () => {
  const order = new Story().ships('SH-1', { 10: 10 });
  assert.equal(order.lifecycle, 'awaiting-order');
  assert.equal(order.workflow.stockOf(order.instance.state).movements.length, 1);
});

test('more stock later is promised by the owner on its own, and told on', () => {
  const order = released({ stock: { north: 6 } });
  order.say('inventoryAllocated', {
    salesOrder: 'SO-1', decision: 9, of: 'again',
    allocations: [{ line: 10, item: 'apple', site: 'north', quantity: units(10) }],
    shortfalls: [],
  });
  assert.equal(said(order, RELEASE), units(10));
});
