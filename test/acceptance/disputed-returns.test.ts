/** Money of one invoice is asked for by a dispute, by returns, by a clerk. It is given once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant } from '../../src/kernel/instant.ts';
import { assertAgreement, returnDesk, type ReturnLine } from '../support/return-desk.ts';
import { invoicesOf } from '../support/stage-books.ts';
import { openStage, type Answered } from '../support/stage.ts';

const stage = await openStage();
const desk = returnDesk(stage);

const minor = (text: string): number => Math.round(Number(text) * 100);

/** An order that was shipped, billed and paid, and its invoice as the ledger has it. */
async function billed(salesOrder: string, lines: readonly (readonly [string, number])[]): Promise<Answered> {
  await stage.placeInShop({ salesOrder, lines });
  await stage.untilLifecycle(salesOrder, 'closed');
  const [invoice, ...others] = invoicesOf(await stage.books(), salesOrder);
  assert.deepEqual(others, []);
  return invoice;
}

/** A dispute that a person finds right and another approves, after whatever happens before that. */
async function disputes(
  invoice: string,
  amount: string,
  classification: string,
  before: () => Promise<void> = async () => {},
): Promise<string> {
  const { body } = await stage.api('POST', '/v1/disputes', {
    body: { invoice, kind: 'dispute', classification, amount: { amount, currency: 'GBP' }, text: 'agreed' },
  });
  const look = async (): Promise<boolean> => (await seen(body.dispute)).lifecycle === 'review';
  await stage.until('somebody is asked', look, 4);
  const right = { verdict: 'accept', reason: 'he is right' };
  await stage.decide(body.dispute, 'dispute-review', 'resolution', right);
  await stage.settle();
  await before();
  await approve('dispute', body.dispute);
  return body.dispute;
}

const seen = (dispute: string): Promise<Answered> => stage.get(`/v1/disputes/${dispute}`);

async function comesBack(salesOrder: string, lines: readonly ReturnLine[]): Promise<string> {
  const rma = await desk.ask({ salesOrder, lines });
  await desk.until(rma, 'authorized');
  const receipt = await desk.arrives(rma, lines.map(([, item, quantity], at) => [item, quantity, at + 1]));
  await desk.until(rma, 'received');
  await desk.inspects(receipt, lines.map(([, , quantity], at) => ({ line: at + 1, quantity })));
  return rma;
}

const memosOf = async (invoice: string): Promise<Answered[]> =>
  (await desk.books()).creditMemos.filter((memo) => memo.invoice === invoice);

const creditedOf = async (invoice: string): Promise<number> =>
  (await memosOf(invoice)).reduce((sum, { gross }) => sum + minor(gross), 0);

test('a dispute is credited, then all goods come back: together exactly what was billed', async () => {
  const invoice = await billed('SO-1', [['VALVE', 3], ['HOSE', 2]]);
  const dispute = await disputes(invoice.number, '12.00', 'damage');
  await stage.until('it is credited', async () => (await seen(dispute)).lifecycle === 'settled');
  const { creditable } = await seen(dispute);
  assert.deepEqual([creditable.gross.amount, creditable.before.amount], ['12.00', '0.00']);

  const first = await comesBack('SO-1', [[1, 'VALVE', 1]]);
  await desk.until(first, 'closed', 24);
  const rest = await comesBack('SO-1', [[1, 'VALVE', 2], [2, 'HOSE', 2]]);
  await desk.until(rest, 'closed', 24);
  assert.equal(await creditedOf(invoice.number), minor(invoice.gross));
  const memos = await memosOf(invoice.number);
  for (const { line, net } of invoice.lines) {
    const own = memos.flatMap(({ lines }) => lines).filter((row: Answered) => row.order_line === line);
    const given = own.reduce((sum: number, row: Answered) => sum + minor(row.net), 0);
    assert.equal(given, minor(net), `line ${line}`);
  }
  assert.equal(memos.reduce((sum, { tax }) => sum + minor(tax), 0), minor(invoice.tax));
  await assertAgreement(desk, first);
  await assertAgreement(desk, rest);
  await stage.audit();
});

test('goods came back, then more is disputed than is left: that is credited, and he is told', async () => {
  const invoice = await billed('SO-2', [['VALVE', 4]]);
  await desk.until(await comesBack('SO-2', [[1, 'VALVE', 1]]), 'closed', 24);
  const returned = await creditedOf(invoice.number);
  const asked = minor(invoice.gross) - 100;
  const dispute = await disputes(invoice.number, (asked / 100).toFixed(2), 'promotion');
  await stage.until('it is settled', async () => (await seen(dispute)).lifecycle === 'settled', 4);
  assert.equal(await creditedOf(invoice.number), minor(invoice.gross), 'nothing beyond the invoice');
  const [open] = (await stage.openCases(dispute)).filter(({ kind }) => kind === 'credited-before');
  assert.match(open.text, /ACME is right about .* GBP of .* would be more than is left to credit/);
  assert.deepEqual([open.role, minor(open.exposure.amount)], ['finance', returned - 100]);
  await stage.decide(dispute, 'credited-before', 'resolution', { verdict: 'accept', reason: 'he knows' });
  await stage.settle();
  assert.deepEqual((await stage.openCases(dispute)).map(({ kind }) => kind), []);
  await stage.audit();
});

/** A clerk gives 8.40 of an invoice of valves in the ERP; nobody hears of it before its journal is read. */
const byHand = (salesOrder: string, invoice: string): Promise<unknown> =>
  stage.erp('credit_memo.post', {
    code: '10', reference: `CLERK-${salesOrder}`, reference_revision: 1, rma: 'GOODWILL', credit: salesOrder,
    sales_order: salesOrder, invoice, customer: 'ACME', currency: 'GBP',
    posting_date: formatInstant(stage.now()).slice(0, 10),
    lines: [{ line: 1, order_line: 1, item: 'VALVE', quantity: '0', net: '7.00' }],
    freight: '0.00', fee: '0.00', tax: '1.40', gross: '8.40',
  });

test('a clerk credits by hand what nobody asked for: the return that comes later gets the rest', async () => {
  const invoice = await billed('SO-3', [['VALVE', 2]]);
  await byHand('SO-3', invoice.number);
  await stage.until('the ledger has told it', async () => {
    const rows = await stage.query("select instance from fact where type = 'invoice.adjusted.v1'");
    return rows.some(({ instance }) => instance === 'uk/sales-order/SO-3');
  });
  await desk.until(await comesBack('SO-3', [[1, 'VALVE', 2]]), 'closed', 24);
  assert.equal(await creditedOf(invoice.number), minor(invoice.gross));
  await stage.audit();
});

test('a clerk is quicker than the credit of a dispute: it is refused, decided again, and the rest is given', async () => {
  const invoice = await billed('SO-4', [['VALVE', 2]]);
  const asked = minor(invoice.gross) - 100;
  const dispute = await disputes(invoice.number, (asked / 100).toFixed(2), 'promotion', async () => {
    await byHand('SO-4', invoice.number);
  });
  await stage.settle();
  const kinds = (await stage.openCases(dispute)).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['command-refused'], 'the ledger has less to give than was granted');
  await stage.until('it is settled', async () => (await seen(dispute)).lifecycle === 'settled', 24);
  assert.equal(await creditedOf(invoice.number), minor(invoice.gross), 'by the clerk and by us, and no more');
  assert.deepEqual((await stage.openCases(dispute)).map(({ kind }) => kind), ['credited-before']);
  await stage.audit();
});

test('an approved credit whose invoice is billed anew meanwhile is decided again, and credits the new one', async () => {
  const invoice = await billed('SO-5', [['RELAY', 14]]);
  const rma = await comesBack('SO-5', [[1, 'RELAY', 13]]);
  await desk.until(rma, 'in-approval');
  const { body } = await stage.api('POST', '/v1/disputes', {
    body: {
      invoice: invoice.number, kind: 'dispute', classification: 'promotion',
      amount: { amount: '12.00', currency: 'GBP' }, text: 'the spring prices',
    },
  });
  const look = async (): Promise<boolean> => (await seen(body.dispute)).lifecycle === 'review';
  await stage.until('somebody is asked', look, 4);
  const right = { verdict: 'reissue', reason: 'the spring prices were forgotten' };
  await stage.decide(body.dispute, 'dispute-review', 'resolution', right);
  await stage.settle();
  await approve('dispute', body.dispute);
  await stage.until('it is billed anew', async () => (await seen(body.dispute)).lifecycle === 'settled', 4);
  await stage.settle();
  await approve('return', rma);
  const closed = await desk.until(rma, 'closed', 24);
  assert.equal(closed.credits[0].invoice, (await seen(body.dispute)).settled.invoice);
  await assertAgreement(desk, rma);
  await stage.audit();
});

async function approve(workflow: string, number: string): Promise<void> {
  const { items } = await stage.get(`/v1/approvals?instance=uk/${workflow}/${number}`);
  for (const { id } of items) {
    const answer = await stage.api('POST', `/v1/approvals/${id}/decision`, {
      headers: { 'x-crossdock-actor': 'grace' }, body: { verdict: 'approve', reason: 'checked' },
    });
    assert.ok(answer.status < 300, answer.text);
  }
}
