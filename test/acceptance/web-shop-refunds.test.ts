/** Stories of money that a web shop gave back by itself: its webhook becomes a return, and nobody is paid twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant, type Instant } from '../../src/kernel/instant.ts';
import {
  openWebShop,
  WEB_ENVIRONMENT,
  webhook,
  webOrder,
  webRefund,
  withWebShop,
  type WebOrder,
} from '../support/declared-web-shop.ts';
import { assertAgreement, returnDesk } from '../support/return-desk.ts';
import { openStage, type Answered } from '../support/stage.ts';

const shop = await openWebShop();
const stage = await openStage({
  configure: withWebShop(shop.url, { '655441491': 'leeds' }),
  environment: WEB_ENVIRONMENT,
  customers: { C7001: { payment: 'prepaid', netDays: 0 } },
});
const desk = returnDesk(stage);

const at = (seconds: number): string =>
  formatInstant((stage.now() + seconds * 1_000) as Instant).replace('.000Z', '+00:00');

async function say(topic: string, body: unknown): Promise<Answered> {
  const { status, body: text } = await stage.line.deliver(webhook(topic, body));
  assert.equal(status, 202, text);
  await stage.settle();
  return JSON.parse(text) as Answered;
}

const LINES = [['VALVE', 5, '10.00'], ['HOSE', 4, '4.50']] as const;

/** An order of the shop that was shipped, billed and paid. */
async function sold(number: number): Promise<WebOrder> {
  const order = webOrder(number, at(0), LINES);
  shop.orders.set(number, order);
  await say('orders/create', order);
  await stage.untilLifecycle(`WEB-${number}`, 'closed');
  return order;
}

/** The shop's own word after a refund: less is `current`, and what left is ordered all the same. */
async function afterwards(order: WebOrder, refund: ReturnType<typeof webRefund>, kept: readonly number[]) {
  const changed = {
    ...order,
    updated_at: at(0),
    refunds: [refund],
    line_items: order.line_items.map((line, index) => ({ ...line, current_quantity: kept[index]! })),
  };
  shop.orders.set(order.order_number, changed);
  await say('orders/updated', changed);
}

const factsOf = (rma: string): Promise<Record<string, unknown>[]> =>
  stage.query("select type from fact where instance = $1 and type = 'return.requested.v1'", [`uk/return/${rma}`]);

test('a refund of the shop is a return: its goods are inspected, and its money is paid once (pain 19)', async () => {
  const order = await sold(2001);
  const refund = webRefund(order, 1, at(0), [[0, 2, 'return', '20.00', '4.00']], '24.00', 'arrived damaged');
  const rma = `WEB-R${refund.id}`;
  await say('refunds/create', refund);
  const authorized = await desk.until(rma, 'authorized', 4);
  assert.deepEqual(
    [authorized.salesOrder, authorized.customer, authorized.channel, authorized.lines[0].reason],
    ['WEB-2001', 'C7001', 'shop', 'damaged'],
  );
  assert.equal(authorized.lines[0].billed[0].policy.row, 'refunded-for-goods');

  // Said again, under another id, and by the order that lists it: it is one refund.
  await say('refunds/create', refund);
  await afterwards(order, refund, [3, 4]);
  await stage.pass(3);
  assert.equal((await factsOf(rma)).length, 1);
  const [ordered] = (await stage.order('WEB-2001')).lines;
  assert.deepEqual([ordered.ordered, ordered.shipped], ['5', '5'], 'what came back was ordered all the same');

  const receipt = await desk.arrives(rma, [['VALVE', 2, 1_001]]);
  await desk.until(rma, 'received', 4);
  assert.deepEqual((await desk.books()).creditMemos, [], 'nothing is credited before the inspection');
  await desk.inspects(receipt, [{ quantity: 2 }]);
  const closed = await desk.until(rma, 'closed', 24);
  const [memo] = (await desk.books()).creditMemos;
  assert.deepEqual([closed.credits[0].creditMemo, memo.rma], [memo.number, rma]);
  const left = Number(memo.gross) - 24;
  assert.ok(left >= 0, memo.gross);
  const { refunds } = await desk.books();
  const paid = refunds.filter((one) => one.credit_memo === memo.number);
  assert.deepEqual(
    paid.map((one) => Number(one.amount).toFixed(2)), left === 0 ? [] : [left.toFixed(2)],
    'our provider pays only what the shop has not',
  );
  const { credit_settlements: settlements } = await stage.ask('erp', 'GET', '/sandbox/books');
  const settled = settlements.filter((one: Answered) => one.rma === rma && one.refund.startsWith('WEB-P'));
  assert.deepEqual(settled.map((one: Answered) => [one.credit_memo, one.settled]), [[memo.number, '24.00']]);
  await assertAgreement(desk, rma);
  assert.deepEqual(await stage.openCases(rma), []);
});

test('a refund without goods, and one before its order is known, are seen by somebody (pains 6, 19)', async () => {
  const order = await sold(2002);
  await say('refunds/create', webRefund(order, 1, at(0), [], '50.00'));
  const [open] = await stage.openCases('WEB-2002');
  assert.deepEqual([open.kind, open.role, open.exposure.amount], ['refund-without-goods', 'finance', '50.00']);
  assert.equal((await stage.api('GET', `/v1/returns/WEB-R${order.id + 101n}`)).status, 404);

  // Nobody knows the order: the word waits for it, and counts once it comes.
  const later = webOrder(2003, at(-5), LINES);
  const refund = webRefund(later, 1, at(0), [[1, 1, 'no_restock', '4.50', '0.90']], '5.40');
  await say('refunds/create', refund);
  assert.equal((await stage.api('GET', `/v1/returns/WEB-R${refund.id}`)).status, 404);
  await say('orders/create', later);
  await stage.untilLifecycle('WEB-2003', 'closed');
  const kept = await desk.until(`WEB-R${refund.id}`, 'in-review', 4);
  assert.equal(kept.lines[0].billed[0].policy.row, 'refunded-and-kept');
  await stage.decide(`WEB-R${refund.id}`, 'return-review', 'resolution', {
    verdict: 'accept', reason: 'leaked, and not worth the way',
  });
  await desk.until(`WEB-R${refund.id}`, 'closed', 24);
  assert.equal((await desk.books()).creditMemos.filter((one) => one.rma === `WEB-R${refund.id}`).length, 1);
  await assertAgreement(desk, `WEB-R${refund.id}`);
});

test('a refund whose webhook was lost is found by polling, with its order, and becomes the same return (pain 6)', async () => {
  const order = await sold(2004);
  await stage.pass(0.1);
  const refund = webRefund(order, 1, at(0), [[0, 1, 'return', '10.00', '2.00']], '12.00');
  shop.orders.set(2004, { ...order, updated_at: at(0), refunds: [refund] });
  const rma = `WEB-R${refund.id}`;
  await desk.until(rma, 'authorized', 4);
  await say('refunds/create', refund);
  assert.equal((await factsOf(rma)).length, 1, 'its webhook says nothing new');
});

test('the shop pays freight alone back: it is credited out of the freight, once, and set against that', async () => {
  const order = await sold(2010);
  const refund = webRefund(order, 1, at(0), [], '5.00');
  await say('refunds/create', refund);
  await say('refunds/create', refund);
  const [row] = await stage.query(
    "select instance from fact where type = 'charge.disputed.v1' and body like '%WEB-2010%'",
  );
  const dispute = String(row!['instance']).split('/')[2]!;
  const seen = () => stage.get(`/v1/disputes/${dispute}`);
  await stage.until('it is credited', async () => (await seen()).lifecycle === 'settled', 4);
  const memos = async () => (await desk.books()).creditMemos.filter((one) => one.rma === dispute);
  await stage.until('it is set against it', async () => {
    const { credit_settlements: all } = await stage.ask('erp', 'GET', '/sandbox/books');
    return all.some((one: Answered) => one.rma === dispute && one.settled === '5.00');
  }, 4);
  const [memo, second] = await memos();
  assert.deepEqual([memo.gross, memo.lines, second], ['5.00', [], undefined], 'no goods are credited');
  assert.equal(Number(memo.freight) + Number(memo.tax), 5);
  const [agrees] = await stage.query(
    'select equations_broken as broken, settled from instance where key = $1', [`uk/dispute/${dispute}`],
  );
  assert.deepEqual(agrees, { broken: 0, settled: true });
  assert.deepEqual(await stage.openCases('WEB-2010'), []);
  assert.deepEqual(await stage.openCases(dispute), []);
});
