/** The simulated shop and payment provider, reached by declaration alone instead of by their own connectors. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigInput } from '../../src/main/config/schema.ts';
import { declaredPayment } from '../support/declared-payment.ts';
import { declaredShop } from '../support/declared-shop.ts';
import { invoicesOf } from '../support/stage-books.ts';
import { unequalIn } from '../support/stage-sight.ts';
import { assertLedgerAddsUp, assertStockAgrees } from '../support/stage-stock.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';

const declared = ({ systems, ...rest }: ConfigInput): ConfigInput => ({
  ...rest,
  systems: {
    ...systems,
    shop: { ...systems['shop']!, connector: 'http', settings: declaredShop },
    payment: { ...systems['payment']!, connector: 'http', settings: declaredPayment },
  },
});

test('an order runs to its payment over declared systems, every message coming twice', async () => {
  const stage = await openStage({
    configure: declared,
    faults: { duplicate: 1, timeoutAfterEffect: 0.2 },
  });
  await stage.placeInShop({
    salesOrder: 'SO-1',
    lines: [
      ['VALVE', 4],
      ['HOSE', 2],
    ],
  });
  await stage.placeInShop({ salesOrder: 'SO-2', lines: [['RELAY', 3]] });
  await stage.pass(0.1);
  await stage.amend({ salesOrder: 'SO-2', lines: [['RELAY', 5]] });
  for (const order of ['SO-1', 'SO-2']) await stage.untilLifecycle(order, 'closed');
  await stage.pass(1);
  stage.faults({ duplicate: 0, timeoutAfterEffect: 0 });
  for (const [order, net] of [
    ['SO-1', 49],
    ['SO-2', 125],
  ] as const) {
    const invoices = invoicesOf(await stage.books(), order);
    assert.equal(
      invoices.reduce((sum, invoice) => sum + invoice.net, 0),
      net,
    );
    assert.deepEqual(unequalIn(await stage.explain(order)), []);
    assert.deepEqual(await stage.openCases(order), []);
  }
  const shown = (await stage.ask('shop', 'GET', '/sandbox/books')).orders as Answered[];
  assert.deepEqual(
    shown.map(({ fulfillment_status }) => fulfillment_status.state),
    ['shipped', 'shipped'],
  );
  await assertLedgerAddsUp(stage);
  await assertStockAgrees(stage);
  await stage.audit();
});

test('a webhook that never came is found by the declared statement, and counted as lost (pain 6)', async () => {
  const stage = await openStage({ configure: declared });
  stage.line.treat(({ system }) => (system === 'shop' ? 'keep' : 'pass'));
  await stage.placeInShop({ salesOrder: 'SO-1', lines: [['VALVE', 3]] });
  await stage.passTo('09:59');
  assert.equal((await stage.api('GET', '/v1/sales-orders/SO-1')).status, 404);
  await stage.passTo('10:01');
  assert.equal((await stage.order('SO-1')).lifecycle, 'released');
  assert.deepEqual(await lostIn(stage), { 'shop sales-order.stated.v1': 1 });
});

const lostIn = async (stage: Stage): Promise<Record<string, number>> => {
  const { silentLoss } = await stage.get('/v1/agreement');
  return Object.fromEntries(
    silentLoss.map((one: Answered) => [`${one.system} ${one.channel}`, one.lost]),
  );
};
