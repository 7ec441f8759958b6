/** Changes of some lines: applied to the revision before them, in any order of arrival. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { FactType } from '../../canonical/fact-type.ts';
import type { Fact } from '../../engine/fact.ts';
import { emptyState, evolve, type State } from '../../engine/state.ts';
import { EUR, MORNING, released, Story, TEN_APPLES, units } from '../../../test/support/order-story.ts';
import { unitPrice } from '../../kernel/unit-price.ts';
import { REGISTERS } from './registers.ts';
import { revisionsOf } from './revisions.ts';

type Change = ContentOfFact<typeof FACTS.salesOrderChangeRequested>;

const change = (revision: number, lines: Change['lines'], dropped: number[] = []): Change => ({
  salesOrder: 'SO-1',
  revision,
  lines,
  dropped,
});

/** The customer changes his order: what becomes of it. */
function changes(order: Story, what: Change): Story {
  order.say('salesOrderChangeRequested', what);
  return order;
}

const more = (line: number, quantity: number): Change['lines'][number] => ({
  line,
  quantity: units(quantity),
});

test('a change raises what it names and leaves the rest; what it asks for is told the ERP', () => {
  const order = changes(released(), change(2, [more(10, 12)]));
  assert.deepEqual(order.lastIssued, ['register-sales-order#2', 'check-credit#2']);
  const told = order.contentOf<{ lines: readonly { quantity: bigint }[] }>('register-sales-order');
  assert.deepEqual(told.lines.map(({ quantity }) => quantity), [units(12)]);
  order.run().ships('SH-1', { 10: 12 }).run();
  assert.deepEqual(order.cases, []);
});

test('a line that a change drops is ordered no more, and one that it adds is', () => {
  const order = released({}, TEN_APPLES, [20, 'plum', 3, '2']);
  const fig = { line: 30, item: 'fig', quantity: units(1), unitPrice: unitPrice('4') };
  changes(order, change(2, [fig], [20]));
  order.run().ships('SH-1', { 10: 10, 30: 1 }).run();
  assert.deepEqual(order.cases, []);
  assert.equal(order.lifecycle, 'invoiced');
});

test('a change that names what the order does not have is a case; the rest of it counts', () => {
  const order = changes(released(), change(2, [more(10, 12), more(90, 1)], [91]));
  assert.deepEqual(order.cases, ['order-change:2:90,91']);
  order.decides('order-change:2:90,91', 'accept');
  assert.deepEqual(order.cases, []);
  assert.equal(order.contentOf<{ lines: unknown[] }>('register-sales-order').lines.length, 1);
});

test('a whole statement under a higher number replaces the changes before it', () => {
  const order = new Story().orders(TEN_APPLES);
  changes(order, change(2, [more(90, 1)]));
  assert.deepEqual(order.cases, ['order-change:2:90']);
  const [stated] = order.facts;
  order.say('salesOrderStated', {
    ...(stated!.content as ContentOfFact<typeof FACTS.salesOrderStated>),
    revision: 3,
  });
  assert.deepEqual(order.cases, []);
});

const whole = (revision: number, quantity: number): Fact =>
  fact(`whole/${revision}`, FACTS.salesOrderStated, {
    salesOrder: 'SO-1', revision, channel: 'edi', customer: 'C-1', currency: EUR, orderedAt: MORNING,
    shipTo: { country: 'DE' },
    lines: [{ line: 10, item: 'apple', quantity: units(quantity), unitPrice: unitPrice('2.5') }],
  });
const part = (revision: number, quantity: number): Fact =>
  fact(`part/${revision}`, FACTS.salesOrderChangeRequested, change(revision, [more(10, quantity)]));

function fact<T>(id: string, { type, encode }: FactType<T>, content: T): Fact {
  return {
    source: 'edi', id, type, content, entity: 'main', occurredAt: MORNING, recordedAt: MORNING,
    correlationId: 'SO-1', causationId: null, text: encode(content),
  };
}

test('whatever the order in which statements and changes come, the order is the same', () => {
  const facts = [whole(1, 5), part(2, 6), part(3, 7), whole(5, 9), part(6, 10), part(4, 8), part(7, 10)];
  fc.assert(
    fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (shuffled) => {
      let state: State = emptyState(REGISTERS);
      for (const one of shuffled) ({ state } = evolve(REGISTERS, state, one));
      const revisions = revisionsOf(state);
      assert.deepEqual(
        revisions.map(({ value }) => [value.revision, value.lines[0]!.quantity]),
        [5, 6, 7, 8, 9, 10].map((quantity, at) => [at + 1, units(quantity)]),
      );
    }),
    { seed: 7 },
  );
});

test('two contents of one change are a dispute until somebody picks one', () => {
  const order = changes(released(), change(2, [more(10, 12)]));
  changes(order, change(2, [more(10, 14)]));
  assert.equal(order.cases.length, 1);
  assert.match(order.cases[0]!, /^dispute:sales-order\.change-requested\.v1:/);
});

test('a revision that says the same again is no change: nobody is told, and no number rises', () => {
  const order = released().orders(TEN_APPLES);
  assert.deepEqual(order.lastIssued, []);
  assert.deepEqual(order.orders(TEN_APPLES).lastIssued, []);
  const raised = order.orders([10, 'apple', 12, '2.5']);
  assert.deepEqual(raised.lastIssued, ['register-sales-order#2', 'check-credit#2']);
  assert.deepEqual(order.run().orders(TEN_APPLES).lastIssued.includes('register-sales-order#3'), true);
});
