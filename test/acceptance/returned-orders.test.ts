/** What a return makes of its order: what is billed, what is open, and what each system's books say of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAgreement, returnDesk } from '../support/return-desk.ts';
import { assertLedgerAddsUp, assertStockAgrees } from '../support/stage-stock.ts';
import { openStage, type Answered } from '../support/stage.ts';

const stage = await openStage();
const desk = returnDesk(stage);

/** An order that was shipped, billed and paid; then so much of its valves comes back. */
async function returned(salesOrder: string, valves: number, wish: 'Credit' | 'Replacement' = 'Credit') {
  await stage.placeInShop({ salesOrder, lines: [['VALVE', 10]] });
  await stage.untilLifecycle(salesOrder, 'closed');
  const rma = await desk.ask({ salesOrder, wish, lines: [[1, 'VALVE', valves]] });
  await desk.until(rma, 'authorized');
  await desk.inspects(await desk.arrives(rma, [['VALVE', valves, 1]]), [{ quantity: valves }]);
  await desk.until(rma, 'closed');
  return rma;
}

const figuresOf = async (salesOrder: string): Promise<string[]> => {
  const [line] = (await stage.order(salesOrder)).lines;
  return ['ordered', 'shipped', 'invoiced', 'credited'].map((name) => line[name]);
};

/** Nothing waits, nobody is asked, and all equations hold. */
async function assertDone(salesOrder: string): Promise<void> {
  const { lifecycle, settled, equations, cases, commands, deadlines } = await stage.explain(salesOrder);
  assert.deepEqual([lifecycle, settled, cases, deadlines], ['closed', true, [], []]);
  for (const { id, verdict } of equations) assert.equal(verdict, 'holds', `${salesOrder} ${id}`);
  const open = commands.filter(({ status, wanted }: Answered) => wanted && status !== 'done' && status !== null);
  assert.deepEqual(open, [], 'nothing is left to tell anybody');
}

const invoicesOf = async (salesOrder: string): Promise<Answered[]> =>
  (await stage.ask('erp', 'GET', '/sandbox/books')).invoices.filter(
    (one: Answered) => one.sales_order === salesOrder,
  );

test('an order of which a part came back is not "to be billed" for ever, nor billed again (pain 19)', async () => {
  const rma = await returned('SO-19', 4);
  assert.deepEqual(await figuresOf('SO-19'), ['10', '10', '10', '4']);
  await assertDone('SO-19');
  await stage.pass(24);
  await assertDone('SO-19');
  assert.equal((await invoicesOf('SO-19')).length, 1, 'a day later as well');
  await assertAgreement(desk, rma);
});

test('an order that came back in full is done: only a replacement makes goods go out again (pain 20)', async () => {
  const before = await stage.available('leeds', 'VALVE');
  await returned('SO-20', 10);
  assert.deepEqual(await figuresOf('SO-20'), ['10', '10', '10', '10']);
  const [{ gross }] = await invoicesOf('SO-20');
  const memos = (await desk.books()).creditMemos.filter((one) => one.sales_order === 'SO-20');
  assert.deepEqual(memos.map((one) => one.gross), [gross], 'all of it, freight and tax as well: nothing is left');
  await assertDone('SO-20');
  const after = await stage.available('leeds', 'VALVE');
  assert.deepEqual(after, before, 'all of it is to be sold again, and nothing is promised to anybody');

  // The policy makes demand of it only where the same is to come again, and then as an order of its own.
  const rma = await returned('SO-21', 3, 'Replacement');
  await stage.untilLifecycle(`RPL-${rma}`, 'closed');
  assert.deepEqual(await figuresOf('SO-21'), ['10', '10', '10', '0']);
  await assertDone('SO-21');
  assert.deepEqual(await figuresOf(`RPL-${rma}`), ['3', '3', '3', '0']);
});

test('stock of a return that vanishes from the warehouse without a word is found, and blocks nobody (pain 30)', async () => {
  const rma = await returned('SO-30', 5);
  await stage.pass(5);
  await assertStockAgrees(stage);
  // Somebody takes the returned goods out of the books over there; no message of it ever comes.
  stage.line.treat(({ body }) => (body.includes('"702"') ? 'keep' : 'pass'));
  await stage.ask('wms', 'POST', '/wms/v2/adjustments', {
    site: 'leeds', itemNo: 'VALVE', quantity: '-5', reasonText: 'revaluation',
  });
  const here = await stage.available('leeds', 'VALVE');
  const isFound = async (): Promise<boolean> => {
    const { silentLoss } = await stage.get('/v1/agreement');
    return silentLoss.some((one: Answered) => one.channel === 'movement.recorded.v1' && one.lost > 0);
  };
  // Orders go on meanwhile, and the return keeps what it is.
  await stage.placeInShop({ salesOrder: 'SO-31', lines: [['VALVE', 2]] });
  await stage.untilLifecycle('SO-31', 'closed');
  await stage.until('the loss is found and counted', isFound, 48);
  stage.line.treat(() => 'pass');
  await stage.pass(5);
  assert.equal((await stage.available('leeds', 'VALVE')).onHand, here.onHand - 5 - 2, 'and made good here');
  await assertStockAgrees(stage);
  await assertAgreement(desk, rma);
  await assertLedgerAddsUp(stage);
  await stage.audit();
});
