/** Goods that come in lots through warehouse and laboratory: over their own APIs, from the dock to the invoice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAgreement, returnDesk } from '../support/return-desk.ts';
import { lotInWarehouse } from '../support/stage-books.ts';
import { assertLedgerAddsUp } from '../support/stage-stock.ts';
import { openStage, type Answered } from '../support/stage.ts';

const stage = await openStage({
  stock: { leeds: { HOSE: 20 } },
  lots: { VALVE: 'regulated', RELAY: 'tracked' },
});
const desk = returnDesk(stage);

const receive = (item: string, lotNo: string, quantity: number, expiresOn: string): Promise<Answered> =>
  stage.ask('wms', 'POST', '/wms/v2/receipts', {
    site: 'leeds', lines: [{ itemNo: item, quantity: String(quantity), lotNo, expiresOn }],
  });

const samples = async (): Promise<Answered[]> => (await stage.ask('laboratory', 'GET', '/sandbox/books')).samples;

const concludes = (item: string, lot: string, conclusion: 'conforms' | 'fails'): Promise<Answered> =>
  stage.ask('laboratory', 'POST', `/bench/companies/10/materials/${item}/batches/${lot}/conclusion`, {
    conclusion, analyst: 'r.okafor', remark: null,
  });

const fitnessOf = async (item: string, lot: string): Promise<string> =>
  (await stage.get(`/v1/lots?item=${item}&lot=${lot}`)).items[0].fitness;

const inWarehouse = (lotNo: string) => lotInWarehouse(stage, lotNo);

/** Lots that left with an order, as the warehouse shipped them. */
const shippedLots = async (salesOrder: string): Promise<string[][]> => {
  const { timeline } = await stage.order(salesOrder);
  return timeline
    .filter(({ type }: Answered) => type === 'shipment.confirmed.v1')
    .flatMap(({ data }: Answered) => data.lines.map((line: Answered) => [line.lot, line.quantity]));
};

test('a regulated lot is promised to nobody until the laboratory has released it', async () => {
  await receive('VALVE', 'V-1', 10, '2031-09-30');
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 4]] });
  await stage.untilLifecycle('SO-1', 'backordered');
  assert.equal((await stage.available('leeds', 'VALVE')).toPromise, 0, 'it is there, and not to be sold');
  assert.equal(await fitnessOf('VALVE', 'V-1'), 'unreleased');
  assert.deepEqual((await samples()).map(({ material, batch }) => [material, batch]), [['VALVE', 'V-1']]);
  await stage.until('the warehouse knows', async () => (await inWarehouse('V-1'))[1]);

  await concludes('VALVE', 'V-1', 'conforms');
  await stage.untilLifecycle('SO-1', 'closed');
  assert.deepEqual(await shippedLots('SO-1'), [['V-1', '4']]);
  assert.deepEqual(await inWarehouse('V-1'), ['6', false]);
  assert.equal(await fitnessOf('VALVE', 'V-1'), 'fit');
  await assertLedgerAddsUp(stage);
  await stage.audit();
});

test('a lot that failed is blocked in the warehouse, and somebody is told', async () => {
  await receive('VALVE', 'V-2', 5, '2031-06-30');
  await stage.until('it is asked about', async () => (await samples()).some(({ batch }) => batch === 'V-2'));
  await concludes('VALVE', 'V-2', 'fails');
  await stage.until('it is rejected', async () => (await fitnessOf('VALVE', 'V-2')) === 'rejected');
  await stage.until('it is blocked', async () => (await inWarehouse('V-2'))[1]);
  // It would expire first; what is left of the other is all there is.
  await stage.placeInShop({ salesOrder: 'SO-2', lines: [['VALVE', 8]] });
  await stage.until('what is free was shipped', async () => (await shippedLots('SO-2')).length > 0, 48);
  assert.deepEqual(await shippedLots('SO-2'), [['V-1', '6']]);
  assert.deepEqual(await inWarehouse('V-2'), ['5', true]);
  await assertLedgerAddsUp(stage);
});

test('the lots that are promised are the lots that leave, and come back under their number', async () => {
  await receive('RELAY', 'R-LATE', 5, '2031-12-31');
  await receive('RELAY', 'R-SOON', 2, '2031-05-31');
  await stage.placeInShop({ salesOrder: 'SO-3', lines: [['RELAY', 3]] });
  await stage.untilLifecycle('SO-3', 'closed');
  const left = (await shippedLots('SO-3')).toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
  assert.deepEqual(left, [['R-LATE', '1'], ['R-SOON', '2']], 'the first to expire first');
  assert.deepEqual([await inWarehouse('R-SOON'), await inWarehouse('R-LATE')], [['0', false], ['4', false]]);

  const rma = await desk.ask({ salesOrder: 'SO-3', lines: [[1, 'RELAY', 1, { lot: 'R-LATE' }]] });
  await desk.until(rma, 'authorized');
  await desk.inspects(await desk.arrives(rma, [['RELAY', 1, 1, 'R-LATE']]), [{ quantity: 1 }]);
  await desk.until(rma, 'closed');
  assert.deepEqual(await inWarehouse('R-LATE'), ['5', false], 'the same lot, stock again');
  await assertAgreement(desk, rma);
  await assertLedgerAddsUp(stage);
  await stage.audit();
});

test('goods of such an item are not taken in without their lot', async () => {
  await assert.rejects(stage.receive('leeds', 'VALVE', 3), /LOT_NEEDED/);
});
