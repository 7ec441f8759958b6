import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GROSS_MINOR, invoiced, type Story } from '../../../test/support/order-story.ts';
import { FACTS, type COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';

const ONE_PERCENT = { policy: { shortPayToleranceBasisPoints: 100n } };
const opened = (order: Story): readonly string[] =>
  order.last.judgement.wanted.filter(({ id }) => id.startsWith('dispute-charge')).map(({ id }) => id);
const contentOf = (order: Story): ContentOfFact<typeof COMMANDS.disputeCharge> =>
  order.contentOf('dispute-charge:I-1:P-1');

test('what a customer keeps back beyond its time is a dispute with its evidence', () => {
  const order = invoiced(ONE_PERCENT).pays('P-1', 'I-1', 1_000).run();
  assert.deepEqual(opened(order), []);
  order.passes('payment:I-1');
  assert.deepEqual(opened(order), ['dispute-charge:I-1:P-1']);
  const content = contentOf(order);
  assert.equal(content.amount.amountMinor, BigInt(GROSS_MINOR - 1_000));
  assert.deepEqual([content.kind, content.payment, content.invoice], ['deduction', 'P-1', 'I-1']);
  assert.equal(content.evidence.gross.amountMinor, BigInt(GROSS_MINOR));
  assert.deepEqual(content.evidence.shipped.map(({ line }) => line), [10]);
  // It is the fact that opens the dispute, member for member.
  const text = FACTS.chargeDisputed.encode(content);
  assert.ok(FACTS.chargeDisputed.decode(JSON.parse(text)).ok, text);
});

test('it is opened once, whatever is paid afterwards, and is one number whoever works it out', () => {
  const order = invoiced(ONE_PERCENT).pays('P-1', 'I-1', 1_000).run().passes('payment:I-1').run();
  const { dispute } = contentOf(order);
  assert.match(dispute, /^DSP-[0-9A-Z]+$/);
  assert.equal(order.statusOf('dispute-charge:I-1:P-1'), '#1 done');
  order.pays('P-2', 'I-1', GROSS_MINOR - 1_000).run();
  assert.deepEqual(opened(order), []);
});

test('less than the tolerance, and what nobody paid at all, is no dispute', () => {
  const nearly = invoiced(ONE_PERCENT).pays('P-1', 'I-1', GROSS_MINOR - 5).run().passes('payment:I-1');
  assert.deepEqual(opened(nearly), []);
  assert.deepEqual(opened(invoiced(ONE_PERCENT).passes('payment:I-1')), [], 'that is a late payment');
});

test('where no tolerance was agreed, none is opened by itself', () => {
  const order = invoiced().pays('P-1', 'I-1', 1_000).run().passes('payment:I-1');
  assert.deepEqual(opened(order), []);
});
