/** What comes in lots is counted lot by lot: what lacks of one is never set against another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stockAt } from '../support/stage-books.ts';
import { countLotsInWarehouse, valvesInWarehouse } from '../support/stage-counts.ts';
import { assertLedgerAddsUp, assertStockAgrees } from '../support/stage-stock.ts';
import { openStage, type Answered } from '../support/stage.ts';

test('a count of lots has a variance for each lot, and each lot is adjusted by its own', async () => {
  const stage = await openStage({ stock: {}, lots: { VALVE: 'tracked' } });
  const receive = (lotNo: string, quantity: number, expiresOn: string): Promise<Answered> =>
    stage.ask('wms', 'POST', '/wms/v2/receipts', {
      site: 'leeds', lines: [{ itemNo: 'VALVE', quantity: String(quantity), lotNo, expiresOn }],
    });
  await receive('A-1', 10, '2031-06-01');
  await receive('B-2', 20, '2031-09-01');
  await stage.pass(0.2);
  // Two of the first lot wait at the dock while the shelves are counted.
  await stage.placeInShop({ salesOrder: 'SO-1', customer: 'BELL', channel: 'api', lines: [['VALVE', 2]] });
  const staged = async (): Promise<number> => stockAt(await stage.books(), 'leeds', 'VALVE').staged;
  await stage.until('they are picked', async () => (await staged()) === 2, 24);
  await assert.rejects(countLotsInWarehouse(stage, 'C-0', [[null, 28]]), /LOT_NEEDED|comes in lots/, 'of which lot would it be?');

  // One of A-1 is missing, and one more of B-2 is there: together nothing differs.
  await countLotsInWarehouse(stage, 'C-1', [['A-1', 7], ['B-2', 21]]);
  const lifecycle = async (): Promise<unknown> => {
    const key = 'uk/reconciliation/count-C-1';
    return (await stage.query('select lifecycle from instance where key = $1', [key]))[0]?.['lifecycle'];
  };
  await stage.until('each lot is adjusted', async () => (await lifecycle()) === 'posted', 48);
  const facts = await stage.query(
    `select body::json as body from fact where instance = 'uk/reconciliation/count-C-1'
     and type = 'adjustment.posted.v1' and source = 'wms' order by body::json->>'direction'`,
  );
  const posted = facts.map(({ body }) => body as Answered).map(({ direction, lines }) =>
    [direction, ...lines.map(({ lot, quantity }: Answered) => `${lot} ${quantity}`)].join(' '),
  );
  assert.deepEqual(posted, ['down A-1 1', 'up B-2 1'], 'never netted');

  await stage.untilLifecycle('SO-1', 'closed');
  assert.deepEqual(await valvesInWarehouse(stage), { lots: ['A-1 7', 'B-2 21'], all: ['28'] });
  const { items } = await stage.get('/v1/lots?item=VALVE');
  const ours = items.map(({ lot, onHand }: Answered) => `${lot} ${onHand}`).sort();
  assert.deepEqual(ours, ['A-1 7', 'B-2 21'], 'our ledger has them lot by lot');

  // What agrees is not adjusted, and a lot that nobody knew is found.
  await countLotsInWarehouse(stage, 'C-2', [['A-1', 7], ['B-2', 21], ['NEW', 1]]);
  const isEntered = async (): Promise<boolean> => (await valvesInWarehouse(stage)).lots.includes('NEW 1');
  await stage.until('the new lot is entered', isEntered, 48);
  await assertStockAgrees(stage);
  await assertLedgerAddsUp(stage);
});
