/**
 * An industrial distributor with several sites takes goods back from a key account, a branch and the web
 * shop: history, warranty and contract decide what may come, the inspection where it goes and what is paid.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAgreement, returnDesk } from '../support/return-desk.ts';
import { countInWarehouse } from '../support/stage-counts.ts';
import { soundPack } from '../support/stage-evidence.ts';
import { assertLedgerAddsUp, assertStockAgrees } from '../support/stage-stock.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';

/** Units that lie at our sites: `site item units`, and `apart` where they are not for sale. */
async function shelves(stage: Stage): Promise<string[]> {
  const rows = await stage.query(
    `select location, item, disposition, on_hand from position
     where on_hand <> 0 and location in ('leeds', 'reading') order by location, item, disposition`,
  );
  return rows.map(({ location, item, disposition, on_hand: units }) => {
    const place = disposition === 'sellable_accessible' ? '' : ` ${String(disposition)}`;
    return `${String(location)} ${String(item)} ${Number(units) / 1_000_000}${place}`;
  });
}

const partsOf = ({ inspections }: Answered): unknown[] =>
  inspections.flatMap(({ parts }: Answered) =>
    parts.map((part: Answered) => [part.quantity, part.disposition, part.placed, part.creditBasisPoints]),
  );

/** Each credit: units and net by line, then freight, fee and gross. */
const creditsOf = ({ credits }: Answered): unknown[] =>
  credits.map(({ lines, freight, fee, gross }: Answered) => [
    ...lines.map(({ quantity, net }: Answered) => `${quantity} ${net.amount}`),
    freight.amount, fee.amount, gross.amount,
  ]);

const kindsOf = async (stage: Stage, number: string): Promise<string[]> =>
  (await stage.openCases(number)).map(({ kind, role }) => `${kind} ${role}`).sort();

test('a key account, a branch and a web customer give goods back at two sites, each by his own terms', async () => {
  const stage = await openStage({
    stock: { leeds: { VALVE: 100, HOSE: 20, RELAY: 10 }, reading: { RELAY: 8 } },
    customers: { KEY: {}, BRANCH: {}, WEB: { payment: 'prepaid', netDays: 0 } },
    configure: (input) => ({
      ...input,
      returnToCredit: { ...input.returnToCredit, agreements: { BRANCH: 'no-return-needed' } },
    }),
  });
  const desk = returnDesk(stage);
  await stage.ask('supplier', 'POST', '/portal/v1/deliveries', {
    deliveryNo: 'DEL-R', companyCode: '10', purchaseOrderNo: 'PO-R', supplierCode: 'SUP-3', itemCode: 'RELAY',
    lotNo: null, deliveredOn: '2031-02-20', unitCost: '15.00', currencyCode: 'GBP',
    terms: { covers: ['defective'], claimBy: '2031-05-31' },
  });
  await stage.placeInShop({ salesOrder: 'SO-KEY', customer: 'KEY', lines: [['RELAY', 16]] });
  await stage.placeInShop({ salesOrder: 'SO-BRANCH', customer: 'BRANCH', lines: [['HOSE', 2], ['VALVE', 5]] });
  await stage.placeInShop({ salesOrder: 'SO-WEB', customer: 'WEB', lines: [['HOSE', 10]] });
  for (const [order, net] of [['SO-KEY', 400], ['SO-BRANCH', 59], ['SO-WEB', 45]] as const) {
    const isBilled = async (): Promise<boolean> => Number((await stage.order(order)).invoiced.amount) === net;
    await stage.until(`${order} is invoiced`, isBilled, 48);
  }
  assert.deepEqual(await shelves(stage), ['leeds HOSE 8', 'leeds VALVE 95', 'reading RELAY 2']);

  // The key account asks by the API: two shipments of two sites, both within the warranty.
  const body = {
    customer: 'KEY', salesOrder: 'SO-KEY', entity: 'uk',
    lines: [{ line: 1, item: 'RELAY', quantity: '14', reason: 'defective', use: 'used' }],
  };
  const asked = await stage.api('POST', '/v1/returns', { body, headers: { 'idempotency-key': 'key-1' } });
  const key: string = asked.body.rma;
  const { lines: [line] } = await desk.until(key, 'authorized', 24);
  assert.deepEqual(
    line.billed.map((one: Answered) => [one.shipment, one.quantity, one.value.amount, one.code]),
    [['SO-KEY-leeds-S1', '10', '300.00', 'in-warranty'], ['SO-KEY-reading-S1', '4', '120.00', 'in-warranty']],
  );
  // The branch calls: by its contract a damaged hose is not worth the way; opened valves are looked at, and
  // relays were never sold to it.
  const branch = await desk.ask({
    customer: 'BRANCH', salesOrder: 'SO-BRANCH',
    lines: [[1, 'HOSE', 1], [2, 'VALVE', 2, { reason: 'Not Wanted' }], [null, 'RELAY', 1]],
  });
  // The web customer asks in the shop.
  const wish = { note: 'too long', lines: [{ position: 1, quantity: 3, reason: 'unwanted', opened: false }] };
  const web: string = (await stage.ask('shop', 'POST', '/storefront/orders/SO-WEB/refunds', wish)).refund.name;
  assert.deepEqual((await desk.until(web, 'authorized', 24)).lines[0].billed[0].feeBasisPoints, 1_000);
  await stage.until('service is asked', async () => (await kindsOf(stage, branch)).length > 0, 4);
  assert.deepEqual(await kindsOf(stage, branch), ['return-review service']);
  await stage.decide(branch, 'return-review', 'resolution', { verdict: 'reject', reason: 'hoses wear' });
  const branched = await desk.until(branch, 'closed', 24);
  assert.deepEqual(branched.refusals.map(({ code, quantity }: Answered) => [code, quantity]), [['never-sold', '1']]);
  assert.deepEqual(creditsOf(branched), [['1 4.50', '0.44', '0.00', '5.93']]);
  // Goods come to both sites, and are examined where they are.
  const leeds = await desk.arrives(key, [['RELAY', 10, 1]]);
  const reading = await desk.arrives(key, [['RELAY', 4, 1]], 'reading');
  const hoses = await desk.arrives(web, [['HOSE', 3, 1]]);
  await stage.pass(0.2);
  assert.deepEqual(await shelves(stage), [
    'leeds HOSE 3 returned', 'leeds HOSE 8', 'leeds RELAY 10 returned', 'leeds VALVE 95', 'reading RELAY 4 returned',
    'reading RELAY 2',
  ]);
  assert.deepEqual((await desk.books()).creditMemos.map((memo) => memo.rma), [branch]);
  await desk.inspects(leeds, [
    { quantity: 8, grade: 'F', cause: 'VE' }, { quantity: 1, grade: 'D', cause: 'CU' }, { quantity: 1 },
  ]);
  await desk.inspects(reading, [{ quantity: 2 }, { quantity: 2, grade: 'U', cause: 'NN' }]);
  await desk.inspects(hoses, [{ quantity: 3 }]);

  // The large credit waits for somebody who did not inspect it.
  await desk.until(key, 'in-approval', 24);
  const { items: [task] } = await stage.get(`/v1/approvals?instance=uk/return/${key}`);
  for (const [actor, status] of [['s.dekker', 403], ['grace', 200]] as const) {
    const answer = await stage.api('POST', `/v1/approvals/${task.id}/decision`, {
      body: { verdict: 'approve', reason: 'as inspected' }, headers: { 'x-crossdock-actor': actor },
    });
    assert.deepEqual([actor, answer.status], [actor, status]);
  }
  const keyed = await desk.until(key, 'closed', 24);
  const webbed = await desk.until(web, 'closed', 24);
  assert.deepEqual(partsOf(keyed), [
    ['8', 'supplier-claim', true, 10_000], ['1', 'scrap', true, 5_000], ['1', 'restock', true, 10_000],
    ['2', 'restock', true, 10_000], ['2', 'quarantine', true, 10_000],
  ]);
  assert.deepEqual(partsOf(webbed), [['3', 'restock', true, 10_000]]);
  // By site; the unit that the customer damaged counts for half.
  assert.deepEqual(creditsOf(keyed), [
    ['10 237.50', '7.72', '0.00', '294.27'], ['4 100.00', '4.59', '0.00', '125.51'],
  ]);
  assert.deepEqual(creditsOf(webbed), [['3 13.50', '0.00', '1.35', '14.58']]);
  assert.deepEqual(
    [keyed.money.credited.amount, keyed.money.onAccount.amount, keyed.money.paidBack.amount],
    ['419.78', '0.00', '0.00'],
  );
  assert.deepEqual(
    [webbed.money.credited.amount, webbed.money.onAccount.amount, webbed.money.paidBack.amount],
    ['14.58', '0.00', '14.58'],
  );
  assert.deepEqual(await kindsOf(stage, key), ['quality-release quality']);
  assert.deepEqual(await shelves(stage), [
    'leeds HOSE 11', 'leeds RELAY 8 damaged', 'leeds RELAY 1', 'leeds VALVE 95', 'reading RELAY 4',
    'reading RELAY 2 sellable_not_accessible',
  ]);
  // Customer service sees in its own system what became of each.
  const { cases } = await stage.ask('crm', 'GET', '/sandbox/books');
  const told = cases.map(({ status }: Answered) => `${status.accountNumber} ${status.status}`).sort();
  assert.deepEqual(told, ['BRANCH closed', 'KEY closed', 'WEB closed']);

  // What the supplier made badly is claimed from him; quality turns down what nobody can judge.
  await stage.decide(key, 'quality-release', 'resolution', { verdict: 'reject', reason: 'nobody can tell' });
  let claims: Answered[] = [];
  await stage.until('the claim is filed', async () => {
    ({ items: claims } = await stage.get('/v1/supplier-claims'));
    return claims.some(({ lifecycle }) => lifecycle === 'claimed');
  }, 24);
  const [{ claim }] = claims as [Answered];
  const { rma, purchaseOrder, claimed } = await stage.get(`/v1/supplier-claims/${claim}`);
  assert.deepEqual([claims.length, rma, purchaseOrder, claimed.amount], [1, key, 'PO-R', '120.00']);

  // A count finds two valves gone: within tolerance, entered once in each book.
  await countInWarehouse(stage, 'C-1', { shelf: 93 });
  await stage.until('the difference is posted', async () => (await stage.available('leeds', 'VALVE')).onHand === 93, 24);
  await stage.pass(1);
  const { adjustments } = await stage.ask('wms', 'GET', '/sandbox/books');
  const { stock_adjustments: documents } = await stage.ask('erp', 'GET', '/sandbox/books');
  assert.deepEqual([adjustments.length, documents.length], [1, 1]);
  assert.deepEqual(await shelves(stage), [
    'leeds HOSE 11', 'leeds RELAY 8 damaged', 'leeds RELAY 1', 'leeds VALVE 93', 'reading RELAY 4',
  ]);
  const { items: open } = await stage.get('/v1/cases?state=open&limit=50');
  assert.deepEqual(open.map((one: Answered) => [one.instance, one.kind]), []);

  for (const number of [key, web]) await assertAgreement(desk, number);
  const { equations } = await stage.get('/v1/agreement');
  assert.deepEqual([equations.broken, equations.inTransit, equations.complete], [0, 0, true]);
  await assertLedgerAddsUp(stage);
  await assertStockAgrees(stage);
  await stage.audit();
  await soundPack(stage, keyed.credits[0].creditMemo);
});
