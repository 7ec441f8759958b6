import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ALWAYS_OPEN } from '../../kernel/calendar.ts';
import {
  at,
  euros,
  GROSS_MINOR,
  invoiced,
  released,
  type Setting,
  type Story,
  TEN_APPLES,
  units,
} from '../../../test/support/order-story.ts';

const INVOICE = 'post-invoice:SH-1';
const TAX = 'quote-tax:SH-1';
const SHIPPED = { 10: 10 };

/** Names of the checkpoints of the invoice that are not cleared. */
const holding = (order: Story, id = INVOICE): string[] =>
  order.wanted(id).gates.filter(({ status }) => status !== 'cleared').map(({ name }) => name);

const grossOf = (order: Story, id = INVOICE): bigint =>
  order.contentOf<{ gross: { amountMinor: bigint } }>(id).gross.amountMinor;

describe('the five checkpoints of invoice release', () => {
  test('all of them are cleared, and the invoice is what shipped, with freight and tax', () => {
    const order = released().ships('SH-1', SHIPPED);
    assert.deepEqual(
      order.wanted(INVOICE).gates.map(({ name }) => name),
      [
        'order-release-approved',
        'shipment-confirmed',
        'price-validated',
        'tax-answered',
        'no-open-exception',
      ],
    );
    assert.deepEqual(holding(order), ['tax-answered']);
    order.run();
    assert.deepEqual(holding(order), []);
    assert.equal(grossOf(order), BigInt(GROSS_MINOR));
    assert.equal(order.lifecycle, 'invoiced');
    assert.deepEqual(order.broken, []);
  });

  test('order release approved: a credit hold after shipping holds the invoice', () => {
    const order = released().ships('SH-1', SHIPPED).credit('held', 0).run();
    assert.deepEqual(holding(order), ['order-release-approved', 'no-open-exception']);
    assert.equal(order.statusOf(INVOICE), 'never');
    order.credit('approved', 2_500).run();
    assert.equal(order.statusOf(INVOICE), '#1 done');
  });

  test('shipment confirmed: terms that require proof of delivery wait for it', () => {
    const order = released({ terms: { proofOfDelivery: true } }).ships('SH-1', SHIPPED).run();
    assert.deepEqual(holding(order), ['shipment-confirmed']);
    order.say('proofOfDeliveryRecorded', {
      trackingNumber: 'T-SH-1', shipment: 'SH-1', deliveredAt: order.now,
    });
    assert.deepEqual(holding(order), []);
  });

  test('price validated: a contract price corrected after shipping holds the invoice', () => {
    const order = released().ships('SH-1', SHIPPED);
    order.contract['apple'] = '2';
    order.registers().run();
    assert.deepEqual(holding(order), [
      'order-release-approved', 'price-validated', 'tax-answered', 'no-open-exception',
    ]);
    order.decides('price:10:2.5:2', 'accept').run();
    assert.equal(order.statusOf(INVOICE), '#1 done');
  });

  test('tax answered: asked when freight is known, and a refusal blocks until it is retried', () => {
    const order = released().ships('SH-1', SHIPPED);
    assert.equal(order.gate(INVOICE, 'tax-answered').reason.code, 'no-freight');
    order.answers('arrange-transport:SH-1');
    assert.equal(order.gate(INVOICE, 'tax-answered').reason.code, 'not-quoted');
    const { of } = order.contentOf<{ of: string }>(TAX);
    const refusal = { salesOrder: 'SO-1', shipment: 'SH-1', of, reason: 'no such postal code' };
    order.refuses(TAX, order.fact('taxRefused', refusal));
    assert.equal(order.gate(INVOICE, 'tax-answered').status, 'blocked');
    assert.deepEqual(order.cases, ['refused:quote-tax:SH-1#1']);
    assert.match(order.last.cases[0]!.text, /no such postal code/);
    order.decides('refused:quote-tax:SH-1#1', 'retry').run();
    assert.equal(order.statusOf(TAX), '#2 done');
    assert.equal(order.statusOf(INVOICE), '#1 done');
  });

  test('no open exception: an overshipment holds the invoice until it is accepted', () => {
    const order = released().ships('SH-1', { 10: 11 }).run();
    assert.deepEqual(holding(order), ['no-open-exception']);
    order.decides('overship:10:11000000:10000000', 'accept').run();
    assert.equal(order.statusOf(INVOICE), '#1 done');
  });
});

test('each shipment has its own invoice, for what left with it', () => {
  const order = released().ships('SH-1', { 10: 7 }).ships('SH-2', { 10: 3 }).run();
  const quantityOf = (id: string) =>
    order.contentOf<{ lines: { quantity: bigint }[] }>(id).lines[0]!.quantity;
  assert.equal(quantityOf(INVOICE), units(7));
  assert.equal(quantityOf('post-invoice:SH-2'), units(3));
  assert.deepEqual(order.broken, []);
});

test('a tax answer to an older question does not count', () => {
  const order = released().ships('SH-1', SHIPPED).answers('arrange-transport:SH-1');
  const old = order.contentOf<Parameters<Story['taxQuote']>[0]>(TAX);
  order.ships('SH-1', { 10: 9 }, { version: 2 });
  order.say('taxQuoted', order.taxQuote(old).content as never);
  assert.deepEqual(holding(order), ['tax-answered']);
  assert.equal(order.statusOf(TAX), '#2 queued');
  order.run();
  assert.equal(grossOf(order), 2_250n + 500n + 428n + 95n);
});

describe('restated and voided shipments', () => {
  test('restated before the invoice: the invoice is for the newer version', () => {
    const order = released().ships('SH-1', SHIPPED).ships('SH-1', { 10: 9 }, { version: 2 }).run();
    assert.equal(grossOf(order), 2_250n + 500n + 428n + 95n);
  });

  test('restated after the invoice: tax is asked again, then a case; nothing is reversed', () => {
    const order = invoiced().ships('SH-1', { 10: 9 }, { version: 2 });
    assert.deepEqual(order.lastIssued, ['quote-tax:SH-1#2', 'publish-order-status#2']);
    assert.deepEqual(order.cases, []);
    order.run();
    const [open] = order.cases;
    assert.match(open!, /^changed:post-invoice:SH-1#1:/);
    assert.equal(order.statusOf(INVOICE), '#1 done');
    assert.equal(order.statusOf(`undo:${INVOICE}`), 'never');
    assert.deepEqual(order.broken, ['shipped:10', 'invoice:I-1']);
  });

  test('a person has it reissued: reversed, and billed again as the next generation', () => {
    const order = invoiced().ships('SH-1', { 10: 9 }, { version: 2 }).run();
    order.decides(order.cases[0]!, 'reissue');
    assert.deepEqual(order.lastIssued, [`undo:${INVOICE}#1`]);
    order.answers(`undo:${INVOICE}`);
    assert.equal(order.statusOf(INVOICE), '#2 queued');
    order.run();
    assert.equal(grossOf(order), 2_250n + 500n + 428n + 95n);
    assert.equal(order.statusOf('request-payment:I-1'), '#1 compensated');
    assert.equal(order.statusOf('request-payment:I-2'), '#1 done');
    assert.deepEqual(order.cases, []);
    assert.deepEqual(order.broken, []);
  });

  test('a person lets it stand', () => {
    const order = invoiced().ships('SH-1', { 10: 9 }, { version: 2 }).run();
    order.decides(order.cases[0]!, 'waive');
    assert.deepEqual(order.cases, []);
    assert.equal(order.statusOf(INVOICE), '#1 done');
  });

  test('a shipment that never left: the invoice is reversed, and the carrier must be called', () => {
    const order = invoiced().ships('SH-1', {}, { version: 2 });
    assert.ok(order.lastIssued.includes(`undo:${INVOICE}#1`));
    assert.deepEqual(order.cases, ['unwanted:arrange-transport:SH-1#1']);
    order.run();
    assert.equal(order.statusOf(INVOICE), '#1 compensated');
    assert.equal(order.statusOf('request-payment:I-1'), '#1 compensated');
    assert.deepEqual(order.broken, []);
  });

  test('wanted again after the reversal: the next generation, not the same key', () => {
    const order = invoiced().ships('SH-1', {}, { version: 2 }).run();
    order.ships('SH-1', SHIPPED, { version: 3 }).run();
    assert.equal(order.statusOf(INVOICE), '#2 done');
    assert.deepEqual(order.broken, []);
  });

  test('a reversal that the ERP refuses is a case, and the invoice stands', () => {
    const order = invoiced().ships('SH-1', {}, { version: 2 }).refuses(`undo:${INVOICE}`);
    assert.ok(order.cases.includes(`refused:undo:${INVOICE}#1:unwanted`));
    assert.equal(order.entry(INVOICE).effect?.generation, 1);
    order.decides(`refused:undo:${INVOICE}#1:unwanted`, 'retry');
    assert.equal(order.statusOf(`undo:${INVOICE}`), '#2 queued');
  });

  test('the refusal waived: the difference becomes a term of its own, and the equations hold', () => {
    const order = invoiced().ships('SH-1', {}, { version: 2 }).refuses(`undo:${INVOICE}`);
    assert.notDeepEqual(order.broken, []);
    order.decides(`refused:undo:${INVOICE}#1:unwanted`, 'waive').run();
    assert.deepEqual(order.broken, []);
  });
});

describe('a closed period', () => {
  function closed(order: Story, postingDate: string, firstOpenDate: string): Story {
    const refusal = {
      salesOrder: 'SO-1',
      shipment: 'SH-1',
      postingDate: postingDate as never,
      firstOpenDate: firstOpenDate as never,
      reason: 'closed',
    };
    return order.refuses(INVOICE, order.fact('postingRefused', refusal));
  }

  /** As far as the invoice, which waits in the queue. */
  function queued(setting: Setting = {}): Story {
    const order = released(setting).ships('SH-1', SHIPPED);
    order.silent.add('invoice.post.v1');
    return order.run();
  }

  const dateOf = (order: Story): string =>
    order.contentOf<{ postingDate: string }>(INVOICE).postingDate;

  const redated = (order: Story, decision: number, postingDate: string): Story => {
    order.say('postingRedated', {
      salesOrder: 'SO-1',
      shipment: 'SH-1',
      decision,
      postingDate: postingDate as never,
      decidedBy: 'clerk',
      reason: '',
    });
    return order;
  };

  test('the posting date is the day on which it shipped, where the entity is', () => {
    const policy = {
      entities: new Map([['main', { zone: 'Asia/Tokyo', calendar: ALWAYS_OPEN }]]),
    };
    const order = released({ policy });
    order.now = at('2031-03-03T20:00:00Z');
    order.ships('SH-1', SHIPPED).run();
    assert.equal(dateOf(order), '2031-03-04');
  });

  test('is parked as a case with the exposure, and no second case says the same', () => {
    const order = closed(queued(), '2031-03-03', '2031-04-01');
    assert.deepEqual(order.cases, ['closed-period:SH-1:2031-03-03']);
    assert.deepEqual(order.last.cases[0]!.exposure, euros(GROSS_MINOR));
    assert.equal(order.gate(INVOICE, 'no-open-exception').reason.code, 'closed-period');
  });

  test('a person gives another date; it may be refused again', () => {
    const order = redated(closed(queued(), '2031-03-03', '2031-04-01'), 1, '2031-03-31');
    assert.equal(order.statusOf(INVOICE), '#2 queued');
    assert.equal(dateOf(order), '2031-03-31');
    closed(order, '2031-03-31', '2031-04-01');
    assert.deepEqual(order.cases, ['closed-period:SH-1:2031-03-31']);
    redated(order, 2, '2031-04-01');
    assert.equal(dateOf(order), '2031-04-01');
    assert.deepEqual(order.cases, []);
  });

  test('a person opens the period and has it retried as it is', () => {
    const order = closed(queued(), '2031-03-03', '2031-04-01');
    order.decides('closed-period:SH-1:2031-03-03', 'retry');
    assert.equal(order.statusOf(INVOICE), '#2 queued');
    assert.equal(dateOf(order), '2031-03-03');
    // Refused once more: that is another case, which the decision does not cover.
    closed(order, '2031-03-03', '2031-04-01');
    assert.deepEqual(order.cases, [`refused:${INVOICE}#2`]);
    order.decides(`refused:${INVOICE}#2`, 'retry');
    assert.equal(order.statusOf(INVOICE), '#3 queued');
  });

  test('a rule posts it on the first open date', () => {
    const setting: Setting = { policy: { closedPeriod: 'redate-to-first-open' } };
    const order = closed(queued(setting), '2031-03-03', '2031-04-01');
    assert.deepEqual(order.cases, []);
    assert.equal(dateOf(order), '2031-04-01');
    closed(order, '2031-04-01', '2031-05-01');
    assert.equal(dateOf(order), '2031-05-01');
  });

  test('two refusals of one date: the one that knows of more closed periods counts', () => {
    const setting: Setting = { policy: { closedPeriod: 'redate-to-first-open' } };
    const order = closed(queued(setting), '2031-03-03', '2031-04-01');
    order.say('postingRefused', {
      salesOrder: 'SO-1', shipment: 'SH-1', postingDate: '2031-03-03' as never,
      firstOpenDate: '2031-05-01' as never, reason: 'closed',
    });
    assert.equal(dateOf(order), '2031-05-01');
    assert.deepEqual(order.cases, []);
  });
});

describe('payments', () => {
  test('paid in full: settled once, and closed', () => {
    const order = invoiced().pays('P-1', 'I-1', GROSS_MINOR).run();
    assert.equal(order.statusOf('apply-payment:P-1'), '#1 done');
    assert.equal(order.lifecycle, 'closed');
    assert.equal(order.last.judgement.settled, true);
    assert.deepEqual(order.cases, []);
    assert.deepEqual(order.broken, []);
  });

  test('paid in part stays open; the rest closes it', () => {
    const order = invoiced().pays('P-1', 'I-1', 1_000).run();
    assert.equal(order.lifecycle, 'invoiced');
    order.pays('P-2', 'I-1', GROSS_MINOR - 1_000).run();
    assert.equal(order.lifecycle, 'closed');
  });

  test('overpaid is a case with the amount over; waiving it closes the case', () => {
    const order = invoiced().pays('P-1', 'I-1', GROSS_MINOR + 500).run();
    assert.deepEqual(order.cases, ['unapplied:500']);
    assert.deepEqual(order.last.cases[0]!.exposure, euros(500));
    assert.equal(order.lifecycle, 'closed');
    assert.deepEqual(order.decides('unapplied:500', 'waive').cases, []);
  });

  test('a payment that is not settled yet breaks the equation until it is', () => {
    const order = invoiced().pays('P-1', 'I-1', GROSS_MINOR);
    assert.deepEqual(order.broken, ['paid']);
    assert.equal(order.last.underway, true);
    assert.deepEqual(order.run().broken, []);
  });
});

describe('what the ledger did without being asked', () => {
  const posted = (order: Story, invoice: string, shipment: string, generation: number): void => {
    order.say('invoicePosted', {
      salesOrder: 'SO-1', shipment, invoice, generation, postingDate: '2031-03-03' as never,
      lines: [{ line: 10, item: 'apple', quantity: units(10), net: euros(2_500) }],
      freight: euros(500), tax: euros(570), gross: euros(GROSS_MINOR),
    });
  };

  test('a shipment billed twice is a case, and breaks the equation', () => {
    const order = invoiced();
    posted(order, 'I-X', 'SH-1', 1);
    assert.deepEqual(order.cases, ['billed-twice:I-X']);
    assert.deepEqual(order.broken, ['shipped:10']);
    assert.equal(order.lifecycle, 'invoiced');
  });

  test('an invoice of a shipment that nobody confirmed is a case', () => {
    const order = released();
    posted(order, 'I-X', 'SH-9', 1);
    assert.deepEqual(order.cases, ['unknown-shipment:I-X']);
  });
});


test('a finished order wants nothing more', () => {
  const order = released({}, TEN_APPLES).ships('SH-1', SHIPPED).run().pays('P-1', 'I-1', GROSS_MINOR).run();
  assert.deepEqual([...order.instance.book.values()].filter(({ status }) => status !== 'done'), []);
});
