import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  euros,
  GROSS_MINOR,
  invoiced,
  MORNING,
  units,
  type Story,
} from '../../../test/support/order-story.ts';
import { FACTS, type COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { Money } from '../../kernel/money.ts';

const ONE_PERCENT = { policy: { shortPayToleranceBasisPoints: 100n } };

/** The customer keeps so much back of the invoice of a story. */
function deducts(order: Story, deduction: string, amount: Money, customer = 'C-1', item?: string): void {
  const line = {
    line: 1, amount, classification: 'price' as const,
    ...(item === undefined ? {} : { item, quantity: units(1) }),
  };
  order.say('deductionStated', {
    deduction, customer, invoice: 'I-1', amount, classification: 'price', statedAt: MORNING, lines: [line],
  }, 'partner');
}

/** He takes back so much of a deduction; nothing said is all of it. */
function takesBack(
  order: Story,
  withdrawal: string,
  deduction: string,
  revision: number,
  amount?: Money,
): void {
  order.say('deductionWithdrawn', {
    withdrawal, deduction, revision, customer: 'C-1', invoice: 'I-1', statedAt: MORNING,
    ...(amount === undefined ? {} : { amount }),
  }, 'partner');
}

/** He states a deduction anew. */
function restates(order: Story, deduction: string, revision: number, amount: Money): void {
  order.say('deductionStated', {
    deduction, revision, customer: 'C-1', invoice: 'I-1', amount, classification: 'price', statedAt: MORNING,
    lines: [{ line: 1, amount, classification: 'price' }],
  }, 'partner');
}

const contentOf = (order: Story, id: string): ContentOfFact<typeof COMMANDS.disputeCharge> =>
  order.contentOf(id);
const disputedBy = ({ last }: Story): readonly string[] =>
  last.judgement.wanted.filter(({ id }) => id.startsWith('dispute-')).map(({ id }) => id);
const unusable = ({ last }: Story): readonly string[] =>
  last.judgement.cases.filter(({ kind }) => kind === 'deduction-unusable').map(({ text }) => text);

test('a deduction as the customer states it opens the dispute, member for member', () => {
  const order = invoiced();
  deducts(order, 'D-1', euros(500));
  assert.deepEqual(disputedBy(order), ['dispute-deduction:I-1:D-1']);
  const content = contentOf(order, 'dispute-deduction:I-1:D-1');
  assert.deepEqual(
    [content.kind, content.classification, content.customerReference, content.openedBy, content.amount],
    ['deduction', 'price', 'D-1', 'partner', euros(500)],
  );
  assert.equal(content.evidence.gross.amountMinor, BigInt(GROSS_MINOR));
  const text = FACTS.chargeDisputed.encode(content);
  assert.ok(FACTS.chargeDisputed.decode(JSON.parse(text)).ok, text);
});

test('what was said to be kept back is not disputed again when the payment is short by it', () => {
  const order = invoiced(ONE_PERCENT);
  deducts(order, 'D-1', euros(500));
  order.pays('P-1', 'I-1', GROSS_MINOR - 500).run().passes('payment:I-1');
  assert.deepEqual(disputedBy(order), ['dispute-deduction:I-1:D-1']);
  const shorter = invoiced(ONE_PERCENT);
  deducts(shorter, 'D-1', euros(500));
  shorter.pays('P-1', 'I-1', GROSS_MINOR - 900).run().passes('payment:I-1');
  assert.deepEqual(disputedBy(shorter), ['dispute-deduction:I-1:D-1', 'dispute-charge:I-1:P-1']);
  const rest = contentOf(shorter, 'dispute-charge:I-1:P-1');
  assert.equal(rest.amount.amountMinor, 400n, 'only the rest is unexplained');
});

test('deductions may take no more than was billed, together, whichever of them comes first', () => {
  const stated = [['D-1', GROSS_MINOR - 100], ['D-2', 200]] as const;
  const orders = [stated, [...stated].reverse()].map((both) => {
    const order = invoiced();
    for (const [deduction, amount] of both) deducts(order, deduction, euros(amount));
    return order;
  });
  for (const order of orders) {
    assert.deepEqual(disputedBy(order), ['dispute-deduction:I-1:D-1']);
    assert.match(unusable(order)[0]!, /\(D-2\), and cannot: I-1 comes to .* of which he keeps .* back/);
  }
  assert.equal(orders[0]!.last.judgement.cases[0]!.id, orders[1]!.last.judgement.cases[0]!.id);
});

test('a stranger, another currency, unbilled goods and a reversed invoice open no dispute', () => {
  const wrong = (tell: (order: Story) => void): string => {
    const order = invoiced();
    tell(order);
    assert.deepEqual(disputedBy(order), []);
    const [text, ...others] = unusable(order);
    assert.deepEqual(others, []);
    return text!;
  };
  assert.match(wrong((order) => deducts(order, 'D-1', euros(5), 'C-2')), /was billed to C-1, not to C-2/);
  const pounds = { amountMinor: 5n, currency: 'GBP' as Money['currency'] };
  assert.match(wrong((order) => deducts(order, 'D-1', pounds)), /was billed in EUR/);
  assert.match(wrong((order) => deducts(order, 'D-1', euros(5), 'C-1', 'melon')), /does not bill melon/);
  const reversed = wrong((order) => {
    deducts(order, 'D-1', euros(5));
    const gross = euros(GROSS_MINOR);
    const postingDate = '2031-03-04' as never;
    order.say('invoiceReversed', { salesOrder: 'SO-1', invoice: 'I-1', reversal: 'R-1', postingDate, gross });
  });
  assert.match(reversed, /I-1 does not stand: it was reversed/);
});

test('a deduction that is stated anew restates its dispute, in whatever order its words come', () => {
  const said = [[1, 500], [7, 300], [5, 900]] as const;
  for (const order of [said, [...said].reverse()]) {
    const story = invoiced();
    for (const [revision, amount] of order) restates(story, 'D-1', revision, euros(amount));
    assert.deepEqual(disputedBy(story), ['dispute-deduction:I-1:D-1'], 'never a second');
    const { amount, deducted } = contentOf(story, 'dispute-deduction:I-1:D-1');
    assert.deepEqual([amount, deducted!.map((line) => line.amount)], [euros(300), [euros(300)]]);
    assert.deepEqual(unusable(story), []);
  }
});

test('what is taken back lowers the dispute, down to nothing; what is stated later counts whole', () => {
  const order = invoiced(ONE_PERCENT);
  restates(order, 'D-1', 10, euros(500));
  takesBack(order, 'R-1', 'D-1', 20, euros(200));
  takesBack(order, 'R-1', 'D-1', 20, euros(200));
  const content = contentOf(order, 'dispute-deduction:I-1:D-1');
  assert.deepEqual(content.amount, euros(300));
  const sum = content.deducted!.reduce((total, line) => total + line.amount.amountMinor, 0n);
  assert.equal(sum, 300n, 'its lines still come to it');
  takesBack(order, 'R-2', 'D-1', 21, euros(100));
  assert.deepEqual(contentOf(order, 'dispute-deduction:I-1:D-1').amount, euros(200));
  order.pays('P-1', 'I-1', GROSS_MINOR - 500).run().passes('payment:I-1');
  const rest = contentOf(order, 'dispute-charge:I-1:P-1').amount;
  assert.deepEqual(rest, euros(300), 'what he took back and did not pay is no part of what he said');

  takesBack(order, 'R-3', 'D-1', 22);
  const gone = contentOf(order, 'dispute-deduction:I-1:D-1');
  assert.deepEqual([gone.amount, gone.text], [euros(0), 'Deduction D-1 was taken back.']);
  restates(order, 'D-1', 30, euros(400));
  assert.deepEqual(contentOf(order, 'dispute-deduction:I-1:D-1').amount, euros(400));
  assert.deepEqual(unusable(order), []);
});

test('nobody takes back what was never stated, more than it was, or other money: a case says so', () => {
  const order = invoiced();
  takesBack(order, 'R-9', 'D-9', 20, euros(100));
  assert.match(unusable(order)[0]!, /takes 1\.00 EUR back of .* I-1 \(D-9\), and cannot: he never/);
  restates(order, 'D-9', 10, euros(500));
  assert.deepEqual(unusable(order), [], 'its statement came late');
  takesBack(order, 'R-8', 'D-9', 21, euros(501));
  assert.match(unusable(order)[0]!, /it comes to 5\.00 EUR/);
  takesBack(order, 'R-7', 'D-9', 22, { ...euros(100), currency: 'GBP' as Money['currency'] });
  assert.match(unusable(order).join(), /it was stated in EUR/);
});
