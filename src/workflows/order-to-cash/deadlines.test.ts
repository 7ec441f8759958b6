import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileCalendar } from '../../kernel/calendar.ts';
import { formatInstant, HOUR_MS } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import {
  at,
  GROSS_MINOR,
  invoiced,
  POLICY,
  released,
  Story,
  TEN_APPLES,
  type Setting,
} from '../../../test/support/order-story.ts';

const SHIFT = ['08:00-16:00'];
/** Monday to Friday, eight to four in Berlin; 2031-03-05 is a holiday. */
const BERLIN = expectOk(
  compileCalendar({
    zone: 'Europe/Berlin',
    week: { mon: SHIFT, tue: SHIFT, wed: SHIFT, thu: SHIFT, fri: SHIFT, sat: [], sun: [] },
    holidays: ['2031-03-05'],
    fromYear: 2031,
    toYear: 2031,
  }),
  'calendar',
);
const WORKING: Setting = {
  policy: { entities: new Map([['main', { zone: 'Europe/Berlin', calendar: BERLIN }]]) },
};

/** Deadlines as `id due`. */
const due = (order: Story): string[] =>
  order.last.judgement.deadlines.map(
    ({ id, dueAt }) => `${id} ${formatInstant(dueAt).slice(0, 16)}`,
  );

test('acceptance is due in working hours, over the night', () => {
  const order = new Story(WORKING);
  // Ordered on Monday at 13:00 in Berlin: three hours are left of the day, five on Tuesday.
  order.now = at('2031-03-03T12:00:00Z');
  order.orders(TEN_APPLES);
  assert.deepEqual(due(order), ['acceptance 2031-03-04T12:00']);
});

test('a holiday and a weekend do not count', () => {
  const order = new Story(WORKING);
  order.now = at('2031-03-04T14:00:00Z');
  order.orders(TEN_APPLES);
  assert.deepEqual(due(order), ['acceptance 2031-03-06T14:00']);
});

test('each step has its own deadline, and it goes when the step is taken', () => {
  const order = new Story().orders(TEN_APPLES);
  order.answers('register-sales-order').answers('check-credit');
  assert.deepEqual(due(order), ['allocation 2031-03-03T12:00']);
  order.answers('allocate-inventory');
  assert.deepEqual(due(order), ['release:north 2031-03-03T12:00']);
  order.answers('release-shipping-order:north');
  assert.deepEqual(due(order), ['shipment:north 2031-03-05T08:00']);
  order.ships('SH-1', { 10: 10 });
  assert.deepEqual(due(order), ['invoice:SH-1 2031-03-04T08:00']);
  order.run();
  // Thirty days net, and five of grace, by the calendar on the wall.
  assert.deepEqual(due(order), ['payment:I-1 2031-04-08T00:00']);
  order.pays('P-1', 'I-1', GROSS_MINOR).run();
  assert.deepEqual(due(order), []);
});

test('a deadline that passes is a case of whoever owes the step, until the step is taken', () => {
  const order = released().ships('SH-1', { 10: 10 }).passes('invoice:SH-1');
  const [open] = order.last.cases;
  assert.equal(open?.kind, 'late-invoice');
  assert.equal(open?.role, 'finance');
  assert.deepEqual(due(order), []);
  assert.deepEqual(order.run().cases, []);
});

test('terms that ask for proof of delivery have a deadline for it; the invoice is due from the proof', () => {
  const order = released({ terms: { proofOfDelivery: true } }).ships('SH-1', { 10: 10 });
  assert.deepEqual(due(order), ['delivery:SH-1 2031-03-06T08:00']);
  order.passes('delivery:SH-1');
  assert.deepEqual(
    order.last.cases.map(({ kind, role }) => [kind, role]),
    [['late-delivery', 'service']],
  );
  order.now = at('2031-03-07T10:00:00Z');
  order.say('proofOfDeliveryRecorded', {
    trackingNumber: 'T-SH-1',
    shipment: 'SH-1',
    deliveredAt: order.now,
  });
  assert.deepEqual(due(order), ['invoice:SH-1 2031-03-08T10:00']);
  assert.deepEqual(order.last.cases, []);
});

test('a deadline that has moved since it passed is due again', () => {
  const order = released().ships('SH-1', { 10: 10 });
  const passed = order.last.judgement.deadlines[0]!;
  order.now = (order.now + HOUR_MS) as typeof order.now;
  order.ships('SH-1', { 10: 9 }, { version: 2 });
  order.say('deadlinePassed', { salesOrder: 'SO-1', deadline: passed.id, dueAt: passed.dueAt });
  assert.deepEqual(order.cases, []);
});

test('an overdue payment is a case with what is still owed', () => {
  const order = invoiced().pays('P-1', 'I-1', 1_000).run().passes('payment:I-1');
  assert.equal(order.last.cases[0]?.kind, 'late-payment');
  assert.equal(order.last.cases[0]?.exposure?.amountMinor, BigInt(GROSS_MINOR - 1_000));
});

test('a site may keep other hours than its entity', () => {
  const order = released({ policy: { siteCalendars: new Map([['north', BERLIN]]) } });
  // Sixteen working hours in Berlin, from nine on Monday, past the holiday: Thursday at nine.
  const sla = { ...POLICY.slaMs, shipment: 16 * HOUR_MS };
  const strict = released({ policy: { siteCalendars: new Map([['north', BERLIN]]), slaMs: sla } });
  assert.notDeepEqual(due(order), due(strict));
  assert.deepEqual(due(strict), ['shipment:north 2031-03-06T08:00']);
});

test('facts about an order that nobody stated are waited for, and then a case', () => {
  const order = new Story().ships('SH-1', { 10: 10 });
  assert.deepEqual(due(order), ['order-known 2031-03-03T09:00']);
  order.passes('order-known');
  assert.equal(order.last.cases[0]?.kind, 'unknown-order');
  assert.deepEqual(order.orders(TEN_APPLES).cases, []);
});
