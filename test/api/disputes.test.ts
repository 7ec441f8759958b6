/** A dispute has its evidence attached; a policy decides by it; money moves by approval, and as one unit. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { Principal } from '../../src/application/access/principal.ts';
import { findApproval } from '../../src/application/act/approvals.ts';
import { expectOk } from '../../src/kernel/result.ts';
import { postgresReads } from '../../src/postgres/queries/reads.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';
import { event, newKey, orderBody, registered, shipped, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  // Here a person posts what is credited; how the ledger does it is a story of its own (short-pay).
  harness = await openApi({
    configure: (input) => ({ ...input, orderToCash: { ...input.orderToCash, disputeCredits: 'by-hand' } }),
  });
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const GBP = (amount: string) => ({ amount, currency: 'GBP' });
const as = (actor: string) => ({ 'x-crossdock-actor': actor });

/** An order of 12 at 2.50 that was shipped and billed; the figures may differ. */
async function bill(number: string, billed = '12', left = '12', contract = '2.5'): Promise<string> {
  await call('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody(`SO-${number}`) });
  const net = (Number(billed) * 2.5).toFixed(2);
  const facts = [
    registered(`SO-${number}`, contract),
    shipped(`SO-${number}`, left),
    event('erp', 'invoice.posted.v1', {
      salesOrder: `SO-${number}`, shipment: `SH-SO-${number}`, invoice: `INV-${number}`, generation: 1,
      postingDate: '2031-05-07', lines: [{ line: 10, item: 'IT-1', quantity: billed, net: GBP(net) }],
      freight: GBP('0.00'), tax: GBP('0.00'), gross: GBP(net),
    }),
  ];
  for (const fact of facts) {
    const answer = await call('POST', '/v1/facts', { headers: STRUCTURED, body: fact });
    assert.ok(answer.status < 300, answer.text);
  }
  await harness.settle();
  return `INV-${number}`;
}

async function tell(type: string, data: object): Promise<void> {
  const answer = await call('POST', '/v1/facts', { headers: STRUCTURED, body: event('erp', type, data) });
  assert.ok(answer.status < 300, answer.text);
  await harness.settle();
}

const dispute = (invoice: string, classification: string, amount: string, actor = 'ada') =>
  call('POST', '/v1/disputes', {
    headers: as(actor),
    body: { invoice, kind: 'deduction', classification, amount: GBP(amount), text: 'not what we ordered' },
  });

async function opened(invoice: string, classification: string, amount: string, actor?: string) {
  const answer = await dispute(invoice, classification, amount, actor);
  assert.equal(answer.status, 201, answer.text);
  await harness.settle();
  return read(answer.body.dispute);
}

const read = async (number: string) => (await call('GET', `/v1/disputes/${number}`)).body;

async function approve(instance: string, verdict: string, actor: string) {
  const { body } = await call('GET', `/v1/approvals?instance=${instance}`);
  const answer = await call('POST', `/v1/approvals/${body.items[0].id}/decision`, {
    headers: as(actor), body: { verdict, reason: 'checked' },
  });
  await harness.settle();
  return answer;
}

const settle = (number: string, body: object) => call('POST', `/v1/disputes/${number}/settlement`, { body });

test('billed more than shipped: right by the evidence, approved by another, credited once', async () => {
  const invoice = await bill('1', '12', '8');
  const seen = await opened(invoice, 'shortage', '10.00');
  const { evidence } = seen.disputed;
  assert.deepEqual([evidence.shipped[0].quantity, evidence.billed[0].quantity], ['8', '12']);
  assert.deepEqual([evidence.ordered[0].unitPrice, evidence.ordered[0].agreed], ['2.5', '2.5']);
  assert.ok(evidence.facts.length >= 4);
  assert.deepEqual([seen.resolution, seen.reason, seen.lifecycle], ['credit', 'billed-more-than-shipped', 'to-credit']);
  assert.equal((await dispute(invoice, 'shortage', '10.00')).body.status, 'duplicate');

  const wrong = await settle(seen.dispute, { how: 'rebill', reversal: 'R-1', invoice: 'INV-2', amount: GBP('10.00') });
  assert.equal(wrong.status, 409);
  const nameless = await settle(seen.dispute, { how: 'credit', amount: GBP('10.00') });
  assert.equal(nameless.status, 422);
  const credit = { how: 'credit', creditMemo: 'CM-1', amount: GBP('10.00') };
  assert.equal((await settle(seen.dispute, credit)).status, 200);
  await harness.settle();
  assert.equal((await read(seen.dispute)).lifecycle, 'settled');
  assert.equal((await settle(seen.dispute, credit)).status, 409);
});

test('above the automatic limit another person than the one who opened it must approve', async () => {
  const seen = await opened(await bill('2', '12', '2'), 'shortage', '25.00', 'ada');
  assert.equal(seen.lifecycle, 'approval');
  const instance = `uk/dispute/${seen.dispute}`;
  const own = await approve(instance, 'approve', 'ada');
  assert.deepEqual([own.status, own.body.code], [403, 'permission-denied']);
  assert.match(own.body.detail, /ada began it/);
  assert.equal((await approve(instance, 'approve', 'ben')).body.state, 'approved');
  assert.equal((await read(seen.dispute)).lifecycle, 'to-credit');
  const { body } = await call('GET', `/v1/cases?instance=${instance}`);
  assert.deepEqual(body.items.map(({ kind, exposure }: Record<string, { amount: string }>) => [kind, exposure?.amount]), [
    ['to-credit', '25.00'],
  ]);
});

test('a task is read from the answer of its policy where its workflow tells none', async () => {
  const seen = await opened(await bill('7', '12', '2'), 'shortage', '25.00', 'ada');
  const { body } = await call('GET', `/v1/approvals?instance=uk/dispute/${seen.dispute}`);
  const { workflows } = harness.core;
  const { definition, stockOf } = workflows.get('dispute')!;
  const pool = new pg.Pool({ connectionString: harness.databaseUrl, max: 2 });
  const silent = new Map([...workflows, ['dispute', { definition, stockOf }] as const]);
  const office = { reads: postgresReads(pool), workflows: silent, clock: harness.clock };
  const principal = { entities: [] } as unknown as Principal;
  const found = await findApproval(office, principal, BigInt(body.items[0].id.slice(4)));
  await pool.end();
  const { task, state } = expectOk(found, 'the approval');
  assert.deepEqual([task.kind, task.approvals, task.role, state], ['deduction', 1, 'finance', 'waiting']);
  assert.deepEqual([task.amount.amountMinor, task.id], [2500n, `credit:INV-7:25.00 GBP`]);
});

test('a wrong price is billed anew as one unit: reversal and invoice together, or nothing', async () => {
  const seen = await opened(await bill('3', '12', '12', '2.4'), 'price', '1.20');
  assert.deepEqual([seen.resolution, seen.reason], ['rebill', 'price-not-as-ordered']);
  assert.equal((await approve(`uk/dispute/${seen.dispute}`, 'approve', 'ben')).body.state, 'approved');
  const half = await settle(seen.dispute, { how: 'rebill', reversal: 'R-3', amount: GBP('1.20') });
  assert.equal(half.status, 422);
  assert.match(JSON.stringify(half.body), /a rebill both its reversal and its new invoice/);
  const both = { how: 'rebill', reversal: 'R-3', invoice: 'INV-3B', amount: GBP('1.20') };
  const untold = await settle(seen.dispute, both);
  assert.deepEqual([untold.status, untold.body.detail], [409, 'The ledger has not reversed INV-3 by R-3.']);
  await tell('invoice.reversed.v1', {
    salesOrder: 'SO-3', invoice: 'INV-3', reversal: 'R-3', postingDate: '2031-05-08', gross: GBP('30.00'),
  });
  const halfDone = await settle(seen.dispute, both);
  assert.deepEqual(
    [halfDone.status, halfDone.body.detail], [409, 'The ledger has not posted INV-3B for SH-SO-3.'],
  );
  const open = async () =>
    (await call('GET', '/v1/cases?state=open&instance=uk/sales-order/SO-3')).body.items.filter(
      ({ kind }: { kind: string }) => kind === 'rebill-half-open',
    );
  const [unit] = await open();
  assert.match(unit.text, /INV-3 \(30\.00 GBP\) is reversed by R-3, and SH-SO-3 is billed by nobody/);
  assert.deepEqual([unit.role, unit.exposure], ['finance', GBP('30.00')]);
  await tell('invoice.posted.v1', {
    salesOrder: 'SO-3', shipment: 'SH-SO-3', invoice: 'INV-3B', generation: 2, postingDate: '2031-05-08',
    lines: [{ line: 10, item: 'IT-1', quantity: '12', net: GBP('28.80') }],
    freight: GBP('0.00'), tax: GBP('0.00'), gross: GBP('28.80'),
  });
  assert.deepEqual(await open(), []);
  const told = await settle(seen.dispute, both);
  assert.equal(told.status, 200, JSON.stringify(told.body));
  await harness.settle();
  const done = await read(seen.dispute);
  assert.deepEqual([done.lifecycle, done.settled.rebilled], ['settled', GBP('28.80')]);
});

test('rejected where the evidence speaks against it; what no rule decides a person classifies', async () => {
  const priced = await opened(await bill('4'), 'price', '12.00');
  assert.deepEqual([priced.resolution, priced.reason, priced.lifecycle], ['reject', 'price-as-ordered', 'rejected']);
  const unclear = await opened(await bill('5'), 'unknown', '12.00');
  assert.equal(unclear.lifecycle, 'review');
  const { body } = await call('GET', `/v1/cases?instance=uk/dispute/${unclear.dispute}`);
  assert.deepEqual([body.items[0].kind, body.items[0].role, body.items[0].exposure.amount], [
    'dispute-review', 'finance', '12.00',
  ]);
  const classified = await call('POST', `/v1/disputes/${unclear.dispute}/classification`, {
    body: { classification: 'duplicate', reason: 'they mean the second copy' },
  });
  assert.equal(classified.status, 200, classified.text);
  await harness.settle();
  const again = await read(unclear.dispute);
  assert.deepEqual([again.classification, again.reason, again.lifecycle], ['duplicate', 'billed-once', 'rejected']);
  assert.deepEqual((await call('GET', `/v1/cases?instance=uk/dispute/${unclear.dispute}`)).body.items, []);
});

test('an approval that is rejected moves no money, and no invoice means no dispute', async () => {
  const seen = await opened(await bill('6', '12', '2'), 'shortage', '25.00');
  assert.equal((await approve(`uk/dispute/${seen.dispute}`, 'reject', 'ben')).body.state, 'rejected');
  assert.equal((await read(seen.dispute)).lifecycle, 'rejected');
  assert.equal((await settle(seen.dispute, { how: 'credit', creditMemo: 'CM', amount: GBP('25.00') })).status, 409);
  assert.equal((await dispute('INV-404', 'price', '1.00')).status, 404);
  assert.equal((await call('GET', '/v1/disputes/DSP-404')).status, 404);
});
