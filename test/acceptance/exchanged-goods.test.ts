/** Goods that are given back for another item; and goods that came free of charge and come back for money. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAgreement, returnDesk } from '../support/return-desk.ts';
import { openStage, type Answered } from '../support/stage.ts';

const stage = await openStage();
const desk = returnDesk(stage);

const invoicesOf = async (salesOrder: string): Promise<Answered[]> =>
  (await stage.ask('erp', 'GET', '/sandbox/books')).invoices.filter(
    (one: Answered) => one.sales_order === salesOrder,
  );

/** A line without the rule that priced it. */
function withoutPolicy(line: Answered): Answered {
  const { policy, ...row } = line;
  assert.equal(policy.table, 'exchange-price');
  return row;
}

test('valves are exchanged for hoses: the ones are credited, the others billed, once, and linked', async () => {
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 6]] });
  await stage.untilLifecycle('SO-1', 'closed');
  const rma = await desk.ask({
    salesOrder: 'SO-1',
    wish: 'Replacement',
    lines: [[1, 'VALVE', 2, { swapFor: { productCode: 'HOSE', quantity: '3', unitPrice: '4.50' } }]],
  });
  const authorized = await desk.until(rma, 'authorized');
  const number = `EXC-${rma}`;
  assert.deepEqual(
    { ...authorized.exchange, lines: authorized.exchange.lines.map(withoutPolicy) },
    {
      salesOrder: number,
      lines: [
        { line: 1, item: 'HOSE', unitPrice: '4.5', owed: '0', ordered: '0', shipped: '0', code: 'quoted' },
      ],
      billed: null,
      settled: null,
    },
  );
  await desk.inspects(await desk.arrives(rma, [['VALVE', 2, 1]]), [{ quantity: 2 }]);
  await Promise.all(stage.line.told.map((told) => stage.line.deliver(told)));
  await stage.restart();
  const closed = await desk.until(rma, 'closed');
  assert.equal(closed.exchange.lines[0].shipped, '3');
  const [memo] = closed.credits;
  assert.deepEqual([memo.lines[0].net.amount, memo.creditMemo === null], ['20.00', false]);

  await stage.untilLifecycle(number, 'closed');
  const order = await stage.order(number);
  assert.deepEqual([order.replaces, order.ordered.amount], [{ rma, salesOrder: 'SO-1' }, '13.50']);
  const [invoice, second] = await invoicesOf(number);
  assert.equal(second, undefined);
  const settled = await desk.get(rma);
  assert.deepEqual(
    [settled.exchange.billed.amount, settled.exchange.settled.amount],
    [invoice.gross, invoice.gross],
    'the order tells the return what was billed and paid',
  );
  await assertAgreement(desk, rma);
  await stage.audit();
});

test('goods that replaced others are credited at what was paid for the first ones, and once', async () => {
  await stage.placeInShop({ salesOrder: 'SO-2', lines: [['VALVE', 5]] });
  await stage.untilLifecycle('SO-2', 'closed');
  const first = await desk.ask({ salesOrder: 'SO-2', wish: 'Replacement', lines: [[1, 'VALVE', 3]] });
  await desk.inspects(await desk.arrives(first, [['VALVE', 3, 1]]), [{ quantity: 3 }]);
  await desk.until(first, 'closed');
  const number = `RPL-${first}`;
  await stage.untilLifecycle(number, 'closed');

  const rma = await desk.ask({ salesOrder: number, lines: [[1, 'VALVE', 2]] });
  const authorized = await desk.until(rma, 'authorized');
  assert.deepEqual(authorized.inPlaceOf, { rma: first, salesOrder: number }, 'it says what counts, and why');
  assert.equal(authorized.salesOrder, 'SO-2');
  await desk.inspects(await desk.arrives(rma, [['VALVE', 2, 1]]), [{ quantity: 2 }]);
  const closed = await desk.until(rma, 'closed');
  const [paid] = await invoicesOf('SO-2');
  const [memo] = closed.credits;
  assert.deepEqual([memo.invoice, memo.lines[0].net.amount], [paid.number, '20.00']);
  await assertAgreement(desk, rma);

  // Of three that were sent again one is left; of five that were bought two never came back.
  const more = await desk.ask({ salesOrder: number, lines: [[1, 'VALVE', 2]] });
  const { refusals, lines } = await desk.until(more, 'authorized');
  assert.deepEqual([lines[0].authorized, refusals[0].code], ['1', 'nothing-left-to-return']);
  const rest = await desk.ask({ salesOrder: 'SO-2', lines: [[1, 'VALVE', 5]] });
  assert.equal((await desk.until(rest, 'authorized')).lines[0].authorized, '2');
  await stage.audit();
});
