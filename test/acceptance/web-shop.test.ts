/** Stories of a Shopify shop that is reached by the declaration in examples/shopify.ts, and by nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInstant, type Instant } from '../../src/kernel/instant.ts';
import {
  openWebShop,
  UNNUMBERED,
  unnumbered,
  WEB_ENVIRONMENT,
  webhook,
  webOrder,
  withWebShop,
  type WebOrder,
  type WebShop,
} from '../support/declared-web-shop.ts';
import { registeredAs } from '../support/stage-books.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';

const SITES = { '655441491': 'leeds', '487838322': 'reading' };

interface Scene {
  readonly stage: Stage;
  readonly shop: WebShop;
  /** Whole seconds, as the shop writes them, so many seconds from now. */
  at(seconds: number): string;
  say(topic: string, body: unknown): Promise<Answered>;
}

async function open(): Promise<Scene> {
  const shop = await openWebShop();
  const stage = await openStage({
    configure: withWebShop(shop.url, SITES),
    environment: WEB_ENVIRONMENT,
    customers: { C7001: {} },
  });
  return {
    stage,
    shop,
    at: (seconds) => formatInstant((stage.now() + seconds * 1_000) as Instant).replace('.000Z', '+00:00'),
    say: async (topic, body) => {
      const { status, body: text } = await stage.line.deliver(webhook(topic, body));
      assert.equal(status, 202, text);
      await stage.settle();
      return JSON.parse(text) as Answered;
    },
  };
}

const VALVES = [['VALVE', 5, '10.00']] as const;

const orderedIn = async (stage: Stage, number: number): Promise<string[]> =>
  (await stage.order(`WEB-${number}`)).lines.map((line: Answered) => line.ordered);

const changed = (order: WebOrder, change: Partial<WebOrder>): WebOrder => ({ ...order, ...change });

test("'updated' comes before 'created', and an older word comes late: the newer counts (pains 3, 4)", async () => {
  const { stage, at, say } = await open();
  const created = webOrder(1001, at(-60), VALVES);
  const [line] = created.line_items;
  const updated = changed(created, {
    updated_at: at(0),
    line_items: [{ ...line!, current_quantity: 7 }],
  });
  await say('orders/updated', updated);
  assert.deepEqual(await orderedIn(stage, 1001), ['7']);
  await say('orders/create', created);
  await say('orders/create', created);
  assert.deepEqual(await orderedIn(stage, 1001), ['7']);
  const told = registeredAs(await stage.books(), 'WEB-1001').map(({ lines }) => lines[0]!.quantity);
  assert.deepEqual(told, [7_000_000n], 'the ERP never heard of the first wish');
});

test('two states of one second: the later state counts, whichever comes first (pain 5)', async () => {
  const { stage, at, say } = await open();
  const placed = webOrder(1002, at(0), VALVES);
  const [line] = placed.line_items;
  const paid = changed(placed, {
    financial_status: 'paid',
    line_items: [{ ...line!, current_quantity: 4 }],
  });
  await say('orders/updated', paid);
  await say('orders/create', placed);
  assert.deepEqual(await orderedIn(stage, 1002), ['4']);
  assert.deepEqual(await stage.openCases('WEB-1002'), []);
});

test('two contents of one second and one state are a dispute that people see, not a lost word (pain 5)', async () => {
  const { stage, at, say } = await open();
  const placed = webOrder(1003, at(0), VALVES);
  const [line] = placed.line_items;
  await say('orders/create', placed);
  await say('orders/updated', changed(placed, { line_items: [{ ...line!, current_quantity: 9 }] }));
  const kinds = (await stage.openCases('WEB-1003')).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['dispute']);
  // The shop's next word settles it.
  const later = changed(placed, { updated_at: at(1), line_items: [{ ...line!, current_quantity: 9 }] });
  await stage.pass(0.01);
  await say('orders/updated', later);
  assert.deepEqual(await orderedIn(stage, 1003), ['9']);
  assert.deepEqual(await stage.openCases('WEB-1003'), []);
});

test('an order is edited after it was taken in: every line follows, and the shop is shown (pain 48)', async () => {
  const { stage, shop, at, say } = await open();
  const placed = webOrder(1004, at(0), [...VALVES, ['HOSE', 2, '4.50', '1.00']]);
  shop.orders.set(1004, placed);
  await say('orders/create', placed);
  assert.deepEqual(await orderedIn(stage, 1004), ['5', '2']);
  await stage.pass(0.01);
  const [valve, hose] = placed.line_items;
  const edited = changed(placed, {
    updated_at: at(0),
    line_items: [
      { ...valve!, current_quantity: 3 },
      { ...hose!, current_quantity: 0 },
    ],
  });
  shop.orders.set(1004, edited);
  await say('orders/edited', { order_edit: { id: 1 } });
  await say('orders/updated', edited);
  assert.deepEqual(await orderedIn(stage, 1004), ['3', '0']);
  const last = registeredAs(await stage.books(), 'WEB-1004').at(-1)!;
  assert.deepEqual(
    last.lines.map(({ quantity }) => quantity),
    [3_000_000n, 0n],
  );
  const shown = (): string[][] => {
    const { value = '{"lines":[]}' } = (shop.published.get(String(placed.id)) ?? {}) as {
      value?: string;
    };
    return JSON.parse(value).lines.map((line: Answered) => [line.ordered, line.shipped]);
  };
  await stage.until('the shop is shown that all has left', () => shown()[0]?.[1] === '3');
  assert.deepEqual(shown(), [
    ['3', '3'],
    ['0', '0'],
  ]);
});

test('cancelled in the shop: the wish is taken in once, however often it is said', async () => {
  const { stage, at, say } = await open();
  const placed = webOrder(1005, at(0), VALVES);
  await say('orders/create', placed);
  await stage.pass(0.01);
  const cancelled = changed(placed, {
    updated_at: at(0),
    cancelled_at: at(0),
    cancel_reason: 'customer',
  });
  await say('orders/cancelled', cancelled);
  await say('orders/updated', cancelled);
  await stage.untilLifecycle('WEB-1005', 'cancelled');
});

test('webhooks that never came are found by polling, over several pages, ids of 64 bits whole (pain 6)', async () => {
  const { stage, shop, at } = await open();
  for (let number = 1; number <= 5; number++) shop.orders.set(number, webOrder(number, at(0), VALVES));
  await stage.passTo('09:59');
  assert.equal((await stage.api('GET', '/v1/sales-orders/WEB-1')).status, 404);
  await stage.passTo('10:01');
  for (let number = 1; number <= 5; number++) {
    assert.deepEqual(await orderedIn(stage, number), ['5']);
  }
  const rows = await stage.query(
    "select id from fact where source = 'web' and type = 'sales-order.stated.v1'",
  );
  const ids = new Set(rows.map(({ id }) => String(id).split('/')[1]));
  assert.deepEqual(ids, new Set([...shop.orders.values()].map(({ id }) => String(id))));
  const { silentLoss } = await stage.get('/v1/agreement');
  assert.equal(silentLoss.find((one: Answered) => one.system === 'web').lost, 5);
});

test('a location that nobody has mapped holds its shipment, and is never a default (pain 47)', async () => {
  const { stage, at, say } = await open();
  const placed = webOrder(1006, at(-5), VALVES);
  await say('orders/create', placed);
  const fulfillment = {
    id: 9_223_372_036_854_775_001n,
    name: '#1006.1',
    status: 'success',
    location_id: 24_826_418n,
    created_at: at(0),
    updated_at: at(0),
    line_items: placed.line_items,
  };
  const answer = await say('fulfillments/create', fulfillment);
  assert.equal(answer.status, 'quarantined');
  assert.equal(answer.reason, '$ unknown site "24826418" (shipment.confirmed.v1, content)');
  assert.deepEqual(await orderedIn(stage, 1006), ['5'], 'the order is as it was');
  const { items } = await stage.get('/v1/codes/waiting');
  assert.deepEqual(
    items.map(({ system, list, code }: Answered) => [system, list, code]),
    [['web', 'site', '24826418']],
  );
  // Somebody says which site it is, and what waited comes in.
  const mapped = {
    system: 'web',
    list: 'site',
    code: '24826418',
    meaning: 'reading',
    reason: 'the new hall',
  };
  assert.equal((await stage.api('POST', '/v1/codes', { body: mapped })).status, 200);
  await stage.settle();
  const [shipment] = await stage.query(
    "select body from fact where source = 'web' and type like 'shipment%'",
  );
  const { site, lines } = JSON.parse(String(shipment!['body'])) as Answered;
  assert.deepEqual([site, lines[0].quantity], ['reading', '5']);
});

test('a shipment that only polling brought waits for its location like one that was said (pains 6, 47)', async () => {
  const { stage, shop, at } = await open();
  const placed = webOrder(1009, at(0), VALVES);
  const fulfillment = {
    id: 9_223_372_036_854_775_002n,
    name: '#1009.1',
    status: 'success',
    location_id: 24_826_418n,
    created_at: at(0),
    updated_at: at(0),
    line_items: placed.line_items,
  };
  shop.orders.set(1009, changed(placed, { fulfillments: [fulfillment] }));
  await stage.passTo('10:01');
  assert.deepEqual(await orderedIn(stage, 1009), ['5'], 'the order itself is known');
  const { items } = await stage.get('/v1/codes/waiting');
  assert.deepEqual(
    items.map(({ code, waiting }: Answered) => [code, waiting]),
    [['24826418', 1]],
  );
  const mapped = {
    system: 'web',
    list: 'site',
    code: '24826418',
    meaning: 'leeds',
    reason: 'it is ours',
  };
  assert.equal((await stage.api('POST', '/v1/codes', { body: mapped })).status, 200);
  await stage.settle();
  const rows = await stage.query("select id from fact where source = 'web' and type like 'shipment%'");
  assert.match(String(rows[0]!['id']), /^fulfillment\/9223372036854775002\//);
});

test('stock of two locations stays apart, follows its level, and an empty one is empty (pain 47)', async () => {
  const { stage, at, say } = await open();
  const level = (location_id: number, available: number, seconds: number) => ({
    inventory_item_id: 501,
    location_id,
    available,
    updated_at: at(seconds),
  });
  const before = { leeds: await onHand(stage, 'leeds'), reading: await onHand(stage, 'reading') };
  await say('inventory_levels/update', level(655441491, 12, -20));
  await say('inventory_levels/update', level(487838322, 3, -20));
  await say('inventory_levels/update', level(655441491, 9, -10));
  await say('inventory_levels/update', level(655441491, 12, -20));
  await say('inventory_levels/update', level(487838322, 0, -5));
  const strange = await say('inventory_levels/update', level(844681632, 4, 0));
  assert.match(strange.reason, /unknown site "844681632"/);
  assert.equal((await onHand(stage, 'leeds')) - before.leeds, 9);
  assert.equal((await onHand(stage, 'reading')) - before.reading, 0);
});

const onHand = async (stage: Stage, site: string): Promise<number> =>
  (await stage.available(site, 'VALVE')).onHand;

test('a member that is renamed or missing is a fault that names it, and nothing of the message counts (pain 49)', async () => {
  const { stage, at, say } = await open();
  const order = webOrder(1007, at(0), [...VALVES, ['HOSE', 2, '4.50']]);
  const [valve, hose] = order.line_items;
  const { price, ...renamed } = hose!;
  const cases: readonly [Record<string, unknown>, string][] = [
    [
      { ...order, line_items: [valve, { ...renamed, unit_price: price }] },
      '$.line_items[1].price is missing',
    ],
    [{ ...order, cancelled_at: undefined }, '$.cancelled_at is missing'],
    [{ ...order, customer: { number: 7001 } }, '$.customer.id is missing'],
    [{ ...order, customer: null }, '$.customer is null and has no "id"'],
    [{ ...order, line_items: [unnumbered(valve!)] }, `$.line_items[0] ${UNNUMBERED}`],
    [{ ...order, test: true }, '$ is a test order'],
  ];
  for (const [body, reason] of cases) {
    const answer = await say('orders/create', body);
    assert.equal(answer.status, 'quarantined');
    assert.ok(answer.reason.includes(reason), answer.reason);
  }
  assert.match((await say('orders/moved', order)).reason, /nobody has said what "orders\/moved" means/);
  assert.match((await say('refunds/create', { id: 1 })).reason, /^\$\.note is missing/);
  assert.equal((await stage.api('GET', '/v1/sales-orders/WEB-1007')).status, 404);
});

test('a message that is not signed with the secret of the app is rejected, and nothing is kept', async () => {
  const { stage, at } = await open();
  const told = webhook('orders/create', webOrder(1008, at(0), VALVES));
  const { status } = await stage.line.deliver({ ...told, body: told.body.replace('"5"', '"6"') + ' ' });
  assert.equal(status, 401);
  assert.deepEqual(await stage.query("select 1 from inbound_message where source = 'web'"), []);
});
