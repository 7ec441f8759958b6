/** Money of returns that does not go by itself: large credits, closed periods, refusals, wrong currencies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant } from '../../src/kernel/instant.ts';
import { assertAgreement, returnDesk, type ReturnLine } from '../support/return-desk.ts';
import { soundPack } from '../support/stage-evidence.ts';
import { tellFact } from '../support/stage-facts.ts';
import { openStage, type Answered } from '../support/stage.ts';

const stage = await openStage({ relayed: ['erp'] });
const desk = returnDesk(stage);
const ledger = stage.relays.get('erp')!;
await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 30], ['HOSE', 30], ['RELAY', 12]] });
await stage.untilLifecycle('SO-1', 'closed');

/** Goods come back and are inspected as new; the return is left to itself. Answers number and inspection. */
async function comesBack(line: ReturnLine): Promise<readonly [rma: string, receipt: string, inspection: string]> {
  const [, item, quantity] = line;
  const rma = await desk.ask({ salesOrder: 'SO-1', lines: [line] });
  await desk.until(rma, 'authorized');
  const receipt = await desk.arrives(rma, [[item, quantity, 1]]);
  await desk.until(rma, 'received');
  return [rma, receipt, await desk.inspects(receipt, [{ quantity }])];
}

const isAsked = (rma: string, kind: string): Promise<void> =>
  stage.until(`somebody is asked: ${kind}`, async () =>
    (await stage.openCases(rma)).some((one) => one.kind === kind), 24,
  );

const booksOf = async (rma: string): Promise<{ memos: Answered[]; reversals: Answered[] }> => {
  const { creditMemos, reversals } = await desk.books();
  return {
    memos: creditMemos.filter((memo) => memo.rma === rma),
    reversals: reversals.filter((memo) => memo.rma === rma),
  };
};

test('a large credit waits for somebody who did not inspect it; a closed period for the next one', async () => {
  const month = formatInstant(stage.now()).slice(0, 7);
  await stage.erp('period.close', { code: '10', month });
  const [rma] = await comesBack([3, 'RELAY', 12]);
  await desk.until(rma, 'in-approval', 24);
  assert.deepEqual((await booksOf(rma)).memos, []);
  const { items } = await stage.get(`/v1/approvals?instance=uk/return/${rma}`);
  const decide = (actor: string) =>
    stage.api('POST', `/v1/approvals/${items[0].id}/decision`, {
      body: { verdict: 'approve', reason: 'as inspected' }, headers: { 'x-crossdock-actor': actor },
    });
  const inspector = await decide('s.dekker');
  assert.equal(inspector.status, 403);
  assert.match(inspector.body.detail, /s\.dekker began it: another person must decide/);
  assert.equal((await decide('grace')).status, 200);

  // The ledger is closed: no error, but a state with its playbook and the date that it would take.
  await isAsked(rma, 'closed-period');
  const [open] = (await stage.openCases(rma)).filter(({ kind }) => kind === 'closed-period');
  assert.match(open.playbook, /first open date, 2031-04-01/);
  assert.equal(open.role, 'finance');
  await stage.decide(rma, 'closed-period', 'resolution', { verdict: 'accept', reason: 'post it next month' });
  const { credits } = await desk.until(rma, 'closed', 24);
  assert.equal(credits[0].postingDate, '2031-04-01');
  assert.equal(credits[0].lines[0].net.amount, '300.00');
  await assertAgreement(desk, rma);
  const pack = await soundPack(stage, credits[0].creditMemo);
  const kinds = new Set(pack.records.map(({ kind }) => kind));
  for (const kind of [
    'fact return.received.v1', 'fact inspection.completed.v1', 'fact credit.approved.v1',
    'fact approval.decided.v1', 'fact credit-memo.refused.v1', 'fact credit-memo.posted.v1', 'fact invoice.posted.v1',
    'command credit-memo.post.v1', 'policy', 'audit',
  ]) {
    assert.ok(kinds.has(kind), `${kind} is missing in ${[...kinds].join()}`);
  }
  await stage.erp('period.open', { code: '10', month });
});

test('a large credit that is turned down is posted by nobody, and the return says so', async () => {
  const [rma] = await comesBack([1, 'VALVE', 28]);
  await desk.until(rma, 'in-approval', 24);
  const { items } = await stage.get(`/v1/approvals?instance=uk/return/${rma}`);
  const body = { verdict: 'reject', reason: 'the goods are not ours' };
  const headers = { 'x-crossdock-actor': 'grace' };
  assert.equal((await stage.api('POST', `/v1/approvals/${items[0].id}/decision`, { body, headers })).status, 200);
  const closed = await desk.until(rma, 'closed', 24);
  assert.equal(closed.credits[0].rejected, true);
  assert.deepEqual((await booksOf(rma)).memos, []);
  await assertAgreement(desk, rma);
});

test('the ledger refuses a credit for its tax: finance is asked, and what is asked again is posted once', async () => {
  ledger.treat((asked, forward) => {
    if (!asked.body.includes('"method":"credit_memo.post"')) return forward();
    const { id } = JSON.parse(asked.body) as { id: unknown };
    const error = { code: 'TAX_FILED', message: 'Tax return for the quarter is filed', data: null };
    return { status: 200, body: JSON.stringify({ id, error }) };
  });
  const [rma] = await comesBack([2, 'HOSE', 2]);
  await isAsked(rma, 'command-refused');
  const [open] = (await stage.openCases(rma)).filter(({ kind }) => kind === 'command-refused');
  assert.equal(open.role, 'finance');
  const { lifecycle, commands, credits } = await desk.get(rma);
  assert.deepEqual(open.exposure, credits[0].gross, 'what the customer waits for');
  assert.equal(lifecycle, 'inspected');
  const refused = commands.find(({ type }: Answered) => type === 'credit-memo.post.v1');
  assert.match(refused.detail, /Tax return for the quarter is filed/);
  ledger.treat((_, forward) => forward());
  const reason = 'tax lets it be corrected';
  await stage.decide(rma, 'command-refused', 'resolution', { verdict: 'retry', reason });
  await desk.until(rma, 'closed', 24);
  assert.equal((await booksOf(rma)).memos.length, 1);
  await assertAgreement(desk, rma);
});

test('a credit that is posted in another currency than was billed credits nothing, and is a case', async () => {
  const [rma, , inspection] = await comesBack([2, 'HOSE', 2]);
  const { credits } = await desk.until(rma, 'closed', 24);
  const euros = { ...credits[0].gross, currency: 'EUR' };
  const zero = { amount: '0.00', currency: 'EUR' };
  await tellFact(stage, 'erp', 'credit-memo.posted.v1', {
    rma, credit: `${inspection}:${credits[0].invoice}`, creditMemo: 'CM-EUR', generation: 7,
    invoice: credits[0].invoice, salesOrder: 'SO-1', postingDate: '2031-03-05',
    lines: [], tax: zero, gross: euros, applied: zero, open: euros,
  });
  await stage.settle();
  const [open] = await stage.openCases(rma);
  assert.deepEqual([open.kind, open.exposure], ['wrong-currency', euros]);
  const { money } = await desk.get(rma);
  assert.deepEqual(money.credited, credits[0].gross, 'euros are not added to pounds');
  await assertAgreement(desk, rma);
});

test('an inspection that is stated anew takes the credit back by a posting, and makes another', async () => {
  const [rma, receipt, inspection] = await comesBack([2, 'HOSE', 3]);
  await desk.until(rma, 'closed', 24);
  await desk.inspects(receipt, [{ quantity: 3, grade: 'D', cause: 'CU' }], inspection);
  await isAsked(rma, 'changed-after-done');
  await stage.decide(rma, 'changed-after-done', 'resolution', { verdict: 'reissue', reason: 'his own fault' });
  const { credits } = await desk.until(rma, 'closed', 24);
  assert.equal(credits[0].lines[0].net.amount, '6.75', 'half of it');
  const { memos, reversals } = await booksOf(rma);
  assert.equal(memos.length, 2);
  assert.equal(reversals.length, 1, 'nothing posted is edited');
  await assertAgreement(desk, rma);
});

test('a customer asks in the shop for his money back: it is a return like any other', async () => {
  const wish = { note: 'it leaks', lines: [{ position: 2, quantity: 2, reason: 'damaged', opened: true }] };
  const { refund } = await stage.ask('shop', 'POST', '/storefront/orders/SO-1/refunds', wish);
  const seen = await desk.until(refund.name, 'authorized', 24);
  assert.deepEqual([seen.channel, seen.lines[0].authorized], ['shop', '2']);
  const receipt = await desk.arrives(refund.name, [['HOSE', 2, 1]]);
  await desk.inspects(receipt, [{ quantity: 2 }]);
  assert.equal((await desk.until(refund.name, 'closed', 24)).credits[0].lines[0].net.amount, '9.00');
  await assertAgreement(desk, refund.name);
});

test('nothing is given back for a request that says nothing, or says it twice', async () => {
  const line = { line: 1, item: 'HOSE', quantity: '1', reason: 'damaged', use: 'opened' };
  const request = (quantity: string, key: string) =>
    stage.api('POST', '/v1/returns', {
      body: { customer: 'ACME', salesOrder: 'SO-1', entity: 'uk', lines: [{ ...line, quantity }] },
      headers: { 'idempotency-key': key },
    });
  for (const quantity of ['-1', '0', '1e3', '']) {
    const { status, text } = await request(quantity, `bad ${quantity}`);
    assert.ok(status === 400 || status === 422, `quantity "${quantity}": ${status} ${text}`);
  }
  const first = await request('1', 'same');
  assert.equal(first.status, 201);
  const second = await request('1', 'same');
  assert.equal(second.body.rma, first.body.rma, 'one wish, one number');
  // The customer's own message of one request is said three times.
  const before = stage.line.told.length;
  const rma = await desk.ask({ salesOrder: 'SO-1', lines: [[2, 'HOSE', 1]] });
  await desk.until(rma, 'authorized');
  const message = stage.line.told.slice(before).find(({ body }) => body.includes('ReturnRequested'))!;
  for (let time = 0; time < 2; time++) assert.ok((await stage.line.deliver(message)).status < 300);
  await stage.settle();
  const { timeline, lines } = await desk.get(rma);
  assert.equal(timeline.filter(({ type }: Answered) => type === 'return.requested.v1').length, 1);
  assert.equal(lines[0].authorized, '1');
});
