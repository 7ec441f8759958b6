/** Goods that are made good by the same again: a sales order of its own, free of charge, and once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAgreement, returnDesk } from '../support/return-desk.ts';
import { openStage, type Answered } from '../support/stage.ts';

const stage = await openStage({
  configure: (input) => ({
    ...input,
    returnToCredit: { ...input.returnToCredit, agreements: { BELL: 'advance-replacement' } },
  }),
});
const desk = returnDesk(stage);

const invoicesOf = async (salesOrder: string): Promise<Answered[]> =>
  (await stage.ask('erp', 'GET', '/sandbox/books')).invoices.filter(
    (one: Answered) => one.sales_order === salesOrder,
  );

/** What facts of a type say of an order, as they are stored. */
const saidOf = (salesOrder: string, type: string): Promise<Record<string, unknown>[]> =>
  stage.query('select body from fact where instance = $1 and type = $2', [`uk/sales-order/${salesOrder}`, type]);

/** Every message that any system has sent so far comes once more, all at the same time. */
async function sayEverythingAgain(): Promise<void> {
  await Promise.all(stage.line.told.map((told) => stage.line.deliver(told)));
  await stage.settle();
}

test('an inspected return places one order at no price, and closes when that has shipped', async () => {
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 6], ['HOSE', 4]] });
  await stage.untilLifecycle('SO-1', 'closed');
  const rma = await desk.ask({ salesOrder: 'SO-1', wish: 'Replacement', lines: [[1, 'VALVE', 3]] });
  const authorized = await desk.until(rma, 'authorized');
  assert.equal(authorized.replacement, null, 'nothing is owed before the goods are seen');
  const receipt = await desk.arrives(rma, [['VALVE', 3, 1]]);
  await desk.until(rma, 'received');
  assert.equal((await desk.get(rma)).replacement, null);

  await desk.inspects(receipt, [{ quantity: 3 }]);
  const replacing = await desk.until(rma, 'replacing');
  const number = `RPL-${rma}`;
  assert.deepEqual(replacing.replacement, {
    salesOrder: number,
    lines: [{ line: 1, item: 'VALVE', owed: '3', ordered: '3', shipped: '0' }],
  });
  const { commands } = await desk.explain(rma);
  assert.ok(commands.some(({ id }: Answered) => id === `place-replacement:${number}`));
  await sayEverythingAgain();
  await stage.restart();
  await sayEverythingAgain();

  const closed = await desk.until(rma, 'closed');
  assert.equal(closed.replacement.lines[0].shipped, '3');
  assert.equal(closed.credited.amount, '0.00', 'the same again, and no money');
  await assertAgreement(desk, rma);

  await stage.untilLifecycle(number, 'closed');
  const order = await stage.order(number);
  assert.deepEqual(order.replaces, { rma, salesOrder: 'SO-1' }, 'the order shows its cause');
  assert.deepEqual([order.customer, order.channel], ['ACME', 'return']);
  assert.deepEqual([order.ordered.amount, order.invoiced.amount], ['0.00', '0.00']);
  assert.equal(order.lines[0].shipped, '3');
  const gates = (await stage.explain(number)).commands.flatMap((one: Answered) => one.gates);
  assert.ok(gates.some(({ code }: Answered) => code === 'replacement'), 'no contract price is missed');
  const invoices = await invoicesOf(number);
  assert.deepEqual(invoices.map(({ gross }: Answered) => gross), ['0.00'], 'freight is ours');
  const stated = await saidOf(number, 'sales-order.stated.v1');
  assert.equal(stated.length, 1, 'placed once');
  assert.equal((await saidOf(number, 'replacement.placed.v1')).length, 1);
  const original = await saidOf('SO-1', 'sales-order.stated.v1');
  const addressOf = ([row]: Record<string, unknown>[]): unknown => JSON.parse(String(row!['body'])).shipTo;
  assert.deepEqual(addressOf(stated), addressOf(original), 'where the order went, enclosed once');
  await stage.audit();
});

test('what was replaced may come back as well, and is replaced once more', async () => {
  const [first] = (await stage.get('/v1/returns')).items;
  const number = `RPL-${first.rma}`;
  const rma = await desk.ask({
    salesOrder: number, wish: 'Replacement', lines: [[1, 'VALVE', 1, { reason: 'Defective' }]],
  });
  await desk.until(rma, 'authorized');
  await desk.inspects(await desk.arrives(rma, [['VALVE', 1, 1]]), [{ quantity: 1 }]);
  await desk.until(rma, 'closed');
  await stage.untilLifecycle(`RPL-${rma}`, 'closed');
  await stage.audit();
});

test('who agreed on it gets the same before his goods are back', async () => {
  await stage.placeInShop({ salesOrder: 'SO-2', customer: 'BELL', lines: [['HOSE', 5]] });
  await stage.untilLifecycle('SO-2', 'closed');
  const rma = await desk.ask({
    salesOrder: 'SO-2', customer: 'BELL', wish: 'Replacement', lines: [[1, 'HOSE', 2]],
  });
  await stage.untilLifecycle(`RPL-${rma}`, 'closed');
  const waiting = await desk.until(rma, 'authorized');
  assert.equal(waiting.replacement.lines[0].shipped, '2');
  await desk.inspects(await desk.arrives(rma, [['HOSE', 2, 1]]), [{ quantity: 2 }]);
  const closed = await desk.until(rma, 'closed');
  assert.deepEqual([closed.credited.amount, closed.replacement.lines[0].owed], ['0.00', '2']);
  await assertAgreement(desk, rma);
  await stage.audit();
});
