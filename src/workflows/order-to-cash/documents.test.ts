/** Documents to a partner: what he is told, what he hears when it does not hold, what he must answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from '../../canonical/catalogue.ts';
import type { Step } from '../../engine/step.ts';
import { HOUR_MS, parseLocalDate } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import {
  euros,
  GROSS_MINOR,
  invoiced,
  MORNING,
  released,
  Story,
  TEN_APPLES,
  type Setting,
} from '../../../test/support/order-story.ts';
import type { OrderToCashPolicy } from './policy.ts';

const ALL = new Set([
  COMMANDS.sendOrderAcknowledgement.type,
  COMMANDS.sendShipNotice.type,
  COMMANDS.sendInvoiceDocument.type,
]);

/** The orders of the shop are answered by documents to `acme`. */
const toldBy = (takes: ReadonlySet<string>): Setting => ({
  policy: {
    documents: { systems: new Map([['shop', new Map([['acme', takes]])]]), answerMs: 4 * HOUR_MS },
  } satisfies Partial<OrderToCashPolicy>,
});

const wantedOf = (order: Story) => order.last.judgement.wanted;
const idsOf = (order: Story): string[] =>
  wantedOf(order).filter(({ system }) => system === 'acme').map(({ id }) => id).sort();

const sent = (order: Story, document: string, generation = 1): Story => {
  order.say('documentSent', {
    salesOrder: 'SO-1', document, generation, system: 'acme', interchange: `00000000${generation}`,
    group: `${document}/${generation}`, answered: true, sentAt: order.now,
  });
  return order;
};

const answered = (order: Story, document: string, verdict: 'accepted' | 'rejected'): Story => {
  order.say('documentAcknowledged', {
    system: 'acme', group: `${document}/1`, by: '997', verdict,
    findings: verdict === 'accepted' ? [] : ['HL: 3'],
  });
  return order;
};

test('a partner is told what is accepted, what left and what was posted, as far as he takes it', () => {
  const told = invoiced(toldBy(ALL));
  assert.deepEqual(idsOf(told), [
    'send-invoice-document:I-1', 'send-order-acknowledgement', 'send-ship-notice:SH-1',
  ]);
  const notice = told.contentOf<{ lines: readonly { quantity: bigint }[] }>('send-ship-notice:SH-1');
  assert.deepEqual(notice.lines.map(({ quantity }) => quantity), [10_000_000n]);
  const bill = told.contentOf<{ gross: { amountMinor: bigint } }>('send-invoice-document:I-1');
  assert.equal(bill.gross.amountMinor, BigInt(GROSS_MINOR), 'what the ledger posted');
  const onlyNotices = invoiced(toldBy(new Set([COMMANDS.sendShipNotice.type])));
  assert.deepEqual(idsOf(onlyNotices), ['send-ship-notice:SH-1']);
  assert.deepEqual(idsOf(invoiced()), [], 'nobody is told where no documents are agreed');
});

test('nothing is acknowledged before price and stock are known', () => {
  const order = new Story({ ...toldBy(ALL), contract: { apple: '2' } }).orders(TEN_APPLES).run();
  const gates = order.wanted('send-order-acknowledgement').gates;
  assert.ok(gates.some(({ status }) => status !== 'cleared'));
  assert.equal(order.statusOf('send-order-acknowledgement'), 'never');
});

test('a shipment that is void is told to whoever has heard of it, and to nobody else', () => {
  const silent = released(toldBy(ALL));
  silent.silent.add(COMMANDS.sendShipNotice.type);
  const unheard = silent.ships('SH-1', { 10: 10 }).run().ships('SH-1', {}, { version: 2 });
  assert.ok(!idsOf(unheard).includes('send-ship-notice:SH-1'));
  const heard = sent(invoiced(toldBy(ALL)), '856:SH-1').ships('SH-1', {}, { version: 2 });
  assert.ok(idsOf(heard).includes('send-ship-notice:SH-1'));
  const notice = heard.contentOf<{ lines: readonly unknown[] }>('send-ship-notice:SH-1');
  assert.deepEqual(notice.lines, []);
  assert.deepEqual(heard.wanted('send-ship-notice:SH-1').gates, []);
});

const reverse = (order: Story): Step =>
  order.say('invoiceReversed', {
    salesOrder: 'SO-1',
    invoice: 'I-1',
    reversal: 'R-1',
    postingDate: expectOk(parseLocalDate('2031-03-04'), 'date'),
    gross: euros(GROSS_MINOR),
  });

test('an invoice that was reversed is told to whoever was sent it', () => {
  const order = sent(invoiced(toldBy(ALL)), '810:I-1');
  reverse(order);
  assert.equal(order.contentOf<{ reversal: string }>('send-invoice-document:I-1').reversal, 'R-1');
  const unsent = invoiced(toldBy(ALL));
  reverse(unsent);
  assert.ok(!idsOf(unsent).includes('send-invoice-document:I-1'));
});

test('a document that is not acknowledged in time is a case, which an answer closes however late', () => {
  const order = sent(invoiced(toldBy(ALL)), '856:SH-1');
  const due = order.last.judgement.deadlines.find(({ id }) => id === 'document-answer:856:SH-1#1');
  assert.equal(due!.dueAt, MORNING + 4 * HOUR_MS);
  order.passes(due!.id);
  assert.ok(order.cases.some((id) => id.startsWith('late:document-answer:856:SH-1#1')));
  answered(order, '856:SH-1', 'accepted');
  assert.ok(!order.cases.some((id) => id.startsWith('late:document-answer')));
});

test('a document that he rejects is a case; asking again sends it as another generation', () => {
  const order = answered(sent(invoiced(toldBy(ALL)), '856:SH-1'), '856:SH-1', 'rejected');
  const id = order.cases.find((one) => one.startsWith('document-rejected:856:SH-1#1'))!;
  assert.ok(id !== undefined, order.cases.join());
  const before = order.wanted('send-ship-notice:SH-1').fingerprint;
  order.decides(id, 'retry');
  const after = order.wanted('send-ship-notice:SH-1').fingerprint;
  assert.notEqual(after, before);
});

test('the documents of an order go to the partner who sent it, where a channel has several', () => {
  const takes = new Map([['one', ALL], ['system', ALL]]);
  const policy = { documents: { systems: new Map([['shop', takes]]), answerMs: HOUR_MS } };
  const order = new Story({ policy }).orders(TEN_APPLES).run();
  assert.equal(order.wanted('send-order-acknowledgement').system, 'system');
  assert.ok(!wantedOf(order).some(({ system }) => system === 'one'));
});
