/** An invoice is wrong: the ledger takes it back and bills anew in one posting, and everybody agrees about it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAgreement, returnDesk } from '../support/return-desk.ts';
import { openStage, type Answered } from '../support/stage.ts';

const stage = await openStage();
const desk = returnDesk(stage);

const minor = (text: string): number => Math.round(Number(text) * 100);
const seen = (dispute: string): Promise<Answered> => stage.get(`/v1/disputes/${dispute}`);

/** Invoices of an order in the ledger's own books, with what it took back. */
async function billedAs(salesOrder: string): Promise<{ invoices: Answered[]; reversals: Answered[] }> {
  const { invoices, reversals } = await stage.ask('erp', 'GET', '/sandbox/books');
  const own = ({ sales_order }: Answered): boolean => sales_order === salesOrder;
  return { invoices: invoices.filter(own), reversals: reversals.filter(own) };
}

test('a dispute that is right about the invoice has it billed anew: once, as one unit, and it is paid', async () => {
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 10], ['HOSE', 7]] });
  await stage.untilLifecycle('SO-1', 'invoiced');
  const [wrong] = (await billedAs('SO-1')).invoices;
  const { body } = await stage.api('POST', '/v1/disputes', {
    body: {
      invoice: wrong.number, kind: 'dispute', classification: 'promotion',
      amount: { amount: '12.00', currency: 'GBP' }, text: 'the spring prices',
    },
  });
  await stage.settle();
  const right = { verdict: 'reissue', reason: 'the spring prices were forgotten' };
  await stage.decide(body.dispute, 'dispute-review', 'resolution', right);
  await stage.settle();
  const { items } = await stage.get(`/v1/approvals?instance=uk/dispute/${body.dispute}`);
  assert.equal(items.length, 1);
  assert.deepEqual((await billedAs('SO-1')).reversals, [], 'nothing moves before it is approved');
  const approved = await stage.api('POST', `/v1/approvals/${items[0].id}/decision`, {
    headers: { 'x-crossdock-actor': 'grace' }, body: { verdict: 'approve', reason: 'checked' },
  });
  assert.ok(approved.status < 300, approved.text);
  await stage.until('it is settled', async () => (await seen(body.dispute)).lifecycle === 'settled', 2);

  const { invoices, reversals } = await billedAs('SO-1');
  assert.deepEqual([invoices.length, reversals.length], [2, 1]);
  const [, anew] = invoices;
  assert.equal(minor(anew.gross), minor(wrong.gross) - 1_200);
  const { settled } = await seen(body.dispute);
  assert.deepEqual(
    [settled.how, settled.reversal, settled.invoice, settled.rebilled.amount],
    ['rebill', reversals[0].number, anew.number, anew.gross],
  );

  // Whatever comes again, and whoever starts again: nothing is billed a third time.
  await Promise.all(stage.line.told.map((told) => stage.line.deliver(told)));
  await stage.restart();
  await stage.untilLifecycle('SO-1', 'closed', 24 * 40);
  assert.equal((await billedAs('SO-1')).invoices.length, 2);
  const requests = (await stage.ask('payment', 'GET', '/sandbox/books')).payment_requests.filter(
    (one: Answered) => one.sales_order === 'SO-1',
  );
  const paid = requests.reduce((sum: number, one: Answered) => sum + minor(one.paid), 0);
  assert.equal(paid, minor(anew.gross), 'he pays what the new invoice says');
  const { equations } = await stage.explain('SO-1');
  for (const { id, verdict, left, right: other } of equations) {
    assert.equal(verdict, 'holds', `${id}: ${JSON.stringify({ left, other })}`);
  }
  await stage.audit();
});

test('paid and partly given back: the new invoice takes over both, and no return is lost', async () => {
  await stage.placeInShop({ salesOrder: 'SO-2', lines: [['VALVE', 10]] });
  await stage.untilLifecycle('SO-2', 'closed', 24 * 40);
  const first = await desk.ask({ salesOrder: 'SO-2', lines: [[1, 'VALVE', 1]] });
  await desk.inspects(await desk.arrives(first, [['VALVE', 1, 1]]), [{ quantity: 1 }]);
  await desk.until(first, 'closed');
  // Another return holds goods of the invoice while it is billed anew.
  const second = await desk.ask({ salesOrder: 'SO-2', lines: [[1, 'VALVE', 3]] });
  await desk.until(second, 'authorized');
  const [wrong] = (await billedAs('SO-2')).invoices;
  const { body } = await stage.api('POST', '/v1/disputes', {
    body: {
      invoice: wrong.number, kind: 'dispute', classification: 'promotion',
      amount: { amount: '15.00', currency: 'GBP' }, text: 'the spring prices',
    },
  });
  await stage.settle();
  const right = { verdict: 'reissue', reason: 'the spring prices were forgotten' };
  await stage.decide(body.dispute, 'dispute-review', 'resolution', right);
  await stage.settle();
  const { items } = await stage.get(`/v1/approvals?instance=uk/dispute/${body.dispute}`);
  const approved = await stage.api('POST', `/v1/approvals/${items[0].id}/decision`, {
    headers: { 'x-crossdock-actor': 'grace' }, body: { verdict: 'approve', reason: 'checked' },
  });
  assert.ok(approved.status < 300, approved.text);
  await stage.until('it is settled', async () => (await seen(body.dispute)).lifecycle === 'settled', 2);
  await stage.settle();
  const { invoices } = await billedAs('SO-2');
  const [, anew] = invoices;
  assert.equal(invoices.length, 2);
  const order = await stage.order('SO-2');
  assert.equal(order.lifecycle, 'closed', 'nobody is asked for money that he has paid');
  const [agrees] = await stage.query(
    'select equations_broken as broken, settled from instance where key = $1', [`uk/dispute/${body.dispute}`],
  );
  assert.deepEqual(agrees, { broken: 0, settled: true });
  for (const { id, verdict, left, right: other } of (await stage.explain('SO-2')).equations) {
    assert.equal(verdict, 'holds', `${id}: ${JSON.stringify({ left, other })}`);
  }

  await desk.inspects(await desk.arrives(second, [['VALVE', 3, 1]]), [{ quantity: 3 }]);
  const closed = await desk.until(second, 'closed');
  assert.equal(closed.credits[0].invoice, anew.number, 'credited where it is billed now');
  await assertAgreement(desk, second);
  await assertAgreement(desk, first);
  await stage.audit();
});
