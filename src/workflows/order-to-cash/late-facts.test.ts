/** Facts that come when everything is done: what is closed, corrected or contradicted too late. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { step } from '../../engine/step.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import {
  GROSS_MINOR,
  invoiced,
  released,
  Story,
  TEN_APPLES,
  units,
} from '../../../test/support/order-story.ts';

/** Shipped, billed and paid. */
const paid = (): Story => invoiced().pays('P-1', 'I-1', GROSS_MINOR).run();

const REVERSALS = ['undo:post-invoice:SH-1', 'undo:request-payment:I-1'];
const undone = (order: Story): string[] => REVERSALS.filter((id) => order.instance.book.has(id));

describe('nothing that is done is undone by a gate', () => {
  test('a credit hold after payment does nothing but name its case', () => {
    const order = paid().credit('held', 0);
    assert.deepEqual(order.lastIssued, []);
    assert.deepEqual(order.cases, ['credit-hold:2:25.00']);
    assert.deepEqual(undone(order.run()), []);
    assert.equal(order.lifecycle, 'closed');
  });

  test('a contract price corrected after posting is a case; nothing is reversed or given back', () => {
    const order = paid();
    order.contract['apple'] = '2';
    order.registers();
    assert.deepEqual(order.lastIssued, []);
    assert.deepEqual(order.cases, ['price:10:2.5:2']);
    assert.deepEqual(undone(order.run()), []);
  });

  test('a newer credit decision with a lower limit does nothing', () => {
    const order = paid().credit('approved', 1_000);
    assert.deepEqual(order.lastIssued, []);
    assert.deepEqual(undone(order.run()), []);
  });

  test('a hold before the goods leave withdraws what has not left', () => {
    const order = new Story().orders(TEN_APPLES);
    order.silent.add('shipping-order.release.v1');
    order.run();
    assert.equal(order.statusOf('release-shipping-order:north'), '#1 queued');
    order.credit('held', 0);
    assert.equal(order.statusOf('release-shipping-order:north'), '#1 withdrawn');
    order.credit('approved', 2_500);
    assert.equal(order.statusOf('release-shipping-order:north'), '#2 queued');
  });

  test('a hold while it is in doubt waits for the proof', () => {
    const order = new Story().orders(TEN_APPLES);
    order.silent.add('shipping-order.release.v1');
    order.run().reports('release-shipping-order:north', 'sent');
    order.reports('release-shipping-order:north', 'in-doubt').credit('held', 0);
    assert.equal(order.statusOf('release-shipping-order:north'), '#1 in-doubt');
    order.reports('release-shipping-order:north', 'absent');
    assert.equal(order.statusOf('release-shipping-order:north'), '#1 withdrawn');
  });
});

describe('disputes', () => {
  const DISPUTE = 'dispute:shipment.confirmed.v1:SH-1:1';

  /** The person picks the statement with this text. */
  function settle(order: Story, text: string): Story {
    order.say('disputeDecided', {
      salesOrder: 'SO-1',
      dispute: order.cases.find((id) => id.startsWith('dispute:'))!,
      decision: 1,
      content: fingerprint(text),
      decidedBy: 'clerk',
      reason: 'as in the books',
    });
    return order;
  }

  test('the same shipment in two ways, after billing: a case, nothing else', () => {
    const order = invoiced().ships('SH-1', { 10: 9 });
    assert.deepEqual(order.cases, [DISPUTE]);
    assert.deepEqual(order.lastIssued, []);
    assert.deepEqual(undone(order.run()), []);
  });

  test('before billing: neither carried nor billed until a person picks one', () => {
    const order = released().ships('SH-1', { 10: 10 });
    const truth = order.facts.at(-1)!.text;
    order.ships('SH-1', { 10: 4 }).run();
    assert.deepEqual(order.cases, [DISPUTE]);
    assert.equal(order.gate('post-invoice:SH-1', 'shipment-confirmed').reason.code, 'disputed');
    assert.equal(order.statusOf('post-invoice:SH-1'), 'never');
    settle(order, truth).run();
    assert.deepEqual(order.cases, []);
    assert.equal(order.lifecycle, 'invoiced');
    assert.equal(order.last.judgement.totals.shippedMinor, 2_500n);
  });

  test('the other statement may be the right one', () => {
    const order = invoiced().ships('SH-1', { 10: 9 });
    settle(order, order.facts.at(-1)!.text).run();
    assert.match(order.cases[0]!, /^changed:post-invoice:SH-1/);
  });

  test('a decision about one dispute does not settle the next', () => {
    const order = released().ships('SH-1', { 10: 10 }).ships('SH-1', { 10: 9 });
    settle(order, order.facts.at(-1)!.text);
    order.ships('SH-1', { 10: 8 }, { version: 2 }).ships('SH-1', { 10: 7 }, { version: 2 });
    assert.deepEqual(order.cases, ['dispute:shipment.confirmed.v1:SH-1:2']);
  });

  test('a disputed order is told to nobody; an older revision in dispute is no matter', () => {
    const order = new Story().orders(TEN_APPLES);
    const stated = order.facts[0]!.content as { lines: object[] };
    const other = { ...stated, lines: [{ ...stated.lines[0], quantity: units(4) }] };
    order.say('salesOrderStated', other as never);
    assert.equal(order.cases.length, 1);
    assert.equal(order.statusOf('register-sales-order'), '#1 withdrawn');
    order.orders(TEN_APPLES).run();
    assert.deepEqual(order.cases, []);
    assert.equal(order.lifecycle, 'released');
  });

  test('a disputed credit decision blocks the order', () => {
    const order = new Story().orders(TEN_APPLES).answers('register-sales-order');
    order.credit('approved', 2_500);
    const approved = order.facts.at(-1)!.content as object;
    order.say('creditDecided', { ...approved, verdict: 'held' } as never);
    assert.equal(order.gate('allocate-inventory', 'order-release-approved').reason.code, 'disputed');
    assert.equal(order.statusOf('allocate-inventory'), '#1 withdrawn');
  });

  test('a disputed promise is not told to the warehouse', () => {
    const order = new Story().orders(TEN_APPLES);
    order.silent.add('shipping-order.release.v1');
    order.run();
    const promise = order.facts.at(-1)!.content as { allocations: object[] };
    const other = { ...promise, allocations: [{ ...promise.allocations[0], quantity: units(4) }] };
    order.say('inventoryAllocated', other as never);
    assert.equal(order.statusOf('release-shipping-order:north'), '#1 withdrawn');
  });

  test('tax quoted in two ways after billing: no correction before it is decided', () => {
    const order = invoiced();
    const quote = order.facts.find(({ type }) => type === 'tax.quoted.v1')!.content as object;
    order.say('taxQuoted', { ...quote, quote: 'A-other' } as never);
    assert.equal(order.cases.length, 1);
    assert.match(order.cases[0]!, /^dispute:tax.quoted.v1/);
  });
});

test('a refused allocation is a case, and is issued again when the order changes', () => {
  const order = new Story().orders(TEN_APPLES);
  order.silent.add('inventory.allocate.v1');
  order.run().refuses('allocate-inventory');
  assert.deepEqual(order.cases, ['refused:allocate-inventory#1']);
  order.orders([10, 'apple', 8, '2.5']).run();
  assert.equal(order.statusOf('allocate-inventory'), '#2 queued');
  assert.deepEqual(order.cases, []);
});

test('the same facts told twice, under other ids, issue nothing twice', () => {
  const order = paid();
  const again = order.facts.map((fact) => ({ ...fact, id: `${fact.id} again` }));
  const { issued, evolutions } = step(order.workflow.definition, order.instance, again, []);
  assert.deepEqual(issued, []);
  assert.ok(evolutions.every((evolution) => evolution !== 'applied'));
});
