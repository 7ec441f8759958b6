/** A customer pays less than was billed: a deduction opens with its evidence, is resolved, and the books agree. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertLedgerAddsUp } from '../support/stage-stock.ts';
import { openStage, type Answered } from '../support/stage.ts';

const stage = await openStage();

interface Billed {
  readonly number: string;
  readonly gross: string;
}

/** An order that was shipped and billed, and its invoice as the ledger has it. */
async function billed(salesOrder: string): Promise<Billed> {
  await stage.placeInShop({ salesOrder, lines: [['VALVE', 10], ['HOSE', 7]] });
  await stage.untilLifecycle(salesOrder, 'invoiced');
  const { invoices } = await stage.ask('erp', 'GET', '/sandbox/books');
  await stage.until('the customer was asked', async () => (await requestOf(salesOrder)) !== undefined);
  return invoices.find((one: Answered) => one.sales_order === salesOrder);
}

const requestOf = async (salesOrder: string): Promise<Answered> =>
  (await stage.ask('payment', 'GET', '/sandbox/books')).payment_requests.find(
    (one: Answered) => one.sales_order === salesOrder,
  );

const keeps = (invoice: string, amount: string): Promise<Answered> =>
  stage.ask('payment', 'POST', `/customers/short-payments/${invoice}`, { keeps: amount });

/** The deduction that opened by itself, once the time to pay is over. */
async function deductionOf(salesOrder: string): Promise<Answered> {
  let found: Answered;
  await stage.until(`a deduction of ${salesOrder} is open`, async () => {
    const rows = await stage.query(`select key from instance where workflow = 'dispute-resolution'`);
    const all = await Promise.all(rows.map(({ key }) => stage.get(`/v1/disputes/${String(key).split('/')[2]}`)));
    found = all.find(({ disputed }) => disputed.salesOrder === salesOrder);
    return found !== undefined;
  });
  return found;
}

const stateOf = async (dispute: string): Promise<string> => (await stage.get(`/v1/disputes/${dispute}`)).lifecycle;

const memosOf = async (invoice: string): Promise<Answered[]> =>
  (await stage.ask('erp', 'GET', '/sandbox/books')).credit_memos.filter(
    (one: Answered) => one.invoice === invoice,
  );

async function assertAgreement(salesOrder: string): Promise<void> {
  const { equations } = await stage.explain(salesOrder);
  for (const { id, verdict, left, right } of equations) {
    assert.equal(verdict, 'holds', `${salesOrder} ${id}: ${JSON.stringify({ left, right })}`);
  }
}

test('what is not worth a discussion is credited by rule, once, and closes its order', async () => {
  const invoice = await billed('SO-1');
  await keeps(invoice.number, '6.50');
  await stage.pass(1);
  assert.equal((await stage.order('SO-1')).lifecycle, 'invoiced', 'nothing is given up before it is due');
  const { dispute, disputed } = await deductionOf('SO-1');
  assert.deepEqual([disputed.kind, disputed.amount.amount, disputed.invoice], ['deduction', '6.50', invoice.number]);
  assert.equal(disputed.evidence.billed.length, 2, 'what was billed is attached');
  assert.ok(disputed.evidence.facts.length >= 4, 'and the facts that say so');

  await stage.until('it is settled', async () => (await stateOf(dispute)) === 'settled');
  await stage.untilLifecycle('SO-1', 'closed');
  const [memo, ...others] = await memosOf(invoice.number);
  assert.equal(others.length, 0, 'credited once');
  assert.deepEqual([memo.gross, memo.applied, memo.open], ['6.50', '6.50', '0.00']);
  assert.equal((await stage.get(`/v1/disputes/${dispute}`)).settled.creditMemo, memo.number);
  assert.ok((await stage.openCases('SO-1')).every(({ kind }) => kind !== 'late-payment'));

  // Whatever comes again, and whoever starts again: nothing is credited twice.
  await Promise.all(stage.line.told.map((told) => stage.line.deliver(told)));
  await stage.restart();
  await stage.pass(12);
  assert.equal((await memosOf(invoice.number)).length, 1);
  await assertAgreement('SO-1');
  await assertLedgerAddsUp(stage);
  await stage.audit();
});

test('a larger one is looked at, classified and accepted by a person, and then posted', async () => {
  const invoice = await billed('SO-2');
  await keeps(invoice.number, '24.00');
  const { dispute } = await deductionOf('SO-2');
  await stage.until('somebody is asked', async () => (await stateOf(dispute)) === 'review');
  assert.deepEqual(await memosOf(invoice.number), []);
  await stage.api('POST', `/v1/disputes/${dispute}/classification`, {
    body: { classification: 'damage', reason: 'two hoses leaked' },
  });
  await stage.settle();
  const { items } = await stage.get('/v1/cases?kind=dispute-review');
  assert.equal(items.length, 1);
  const decided = await stage.api('POST', `/v1/cases/${items[0].id}/resolution`, {
    body: { verdict: 'accept', reason: 'seen on the photos' },
  });
  assert.ok(decided.status < 300, decided.text);
  await stage.settle();
  const { items: tasks } = await stage.get(`/v1/approvals?instance=uk/dispute/${dispute}`);
  for (const { id } of tasks) {
    const answer = await stage.api('POST', `/v1/approvals/${id}/decision`, {
      headers: { 'x-crossdock-actor': 'grace' }, body: { verdict: 'approve', reason: 'checked' },
    });
    assert.ok(answer.status < 300, answer.text);
  }
  await stage.until('it is settled', async () => (await stateOf(dispute)) === 'settled');
  await stage.untilLifecycle('SO-2', 'closed');
  const [memo] = await memosOf(invoice.number);
  const cents = (text: string): number => Math.round(Number(text) * 100);
  const nets = memo.lines.reduce((sum: number, { net }: Answered) => sum + cents(net), 0);
  assert.equal(nets + cents(memo.tax) + cents(memo.freight), 2_400, 'tax and freight in their share');
  assert.ok(cents(memo.tax) > 0);
  await assertAgreement('SO-2');
  await stage.audit();
});

test('one that is rejected stays owed, and the books agree all the same', async () => {
  const invoice = await billed('SO-3');
  await keeps(invoice.number, '20.00');
  const { dispute } = await deductionOf('SO-3');
  await stage.api('POST', `/v1/disputes/${dispute}/classification`, {
    body: { classification: 'price', reason: 'he says that it was cheaper' },
  });
  await stage.until('it is rejected', async () => (await stateOf(dispute)) === 'rejected');
  assert.deepEqual(await memosOf(invoice.number), []);
  assert.equal((await stage.order('SO-3')).lifecycle, 'invoiced');
  const { amount, paid } = await requestOf('SO-3');
  assert.ok(Number(amount) - Number(paid) === 20, 'the whole invoice is still asked for');
  await assertAgreement('SO-3');
  const byHand = await stage.api('POST', `/v1/disputes/${dispute}/settlement`, {
    body: { how: 'credit', creditMemo: 'CM-1', amount: { amount: '20.00', currency: 'GBP' } },
  });
  assert.equal(byHand.status, 409, 'nothing is settled against the rejection');
});
