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
