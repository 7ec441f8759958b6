/** What whoever speaks to the simulated shop must do: its own connector, and its declaration alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connector, OutboundCommand } from '../../src/application/ports/connector.ts';
import type { InventoryRecord } from '../../src/application/ports/inventory.ts';
import { publishOrderStatus } from '../../src/canonical/commands.ts';
import type { SystemLink } from '../../src/connectors/connector-kind.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../../src/kernel/instant.ts';
import { expectOk } from '../../src/kernel/result.ts';
import { FAULT_LEVELS } from '../../src/sandbox/faults.ts';
import { shop } from '../../src/sandbox/shop.ts';
import { BOX_ENTITIES, BOX_SECRET, BOX_START, openBox, type Box } from './sandbox-box.ts';

const cartOf = (quantity: number) => [{ sku: 'BOLT', quantity, price: '1.25' }];

const place = (box: Box, name: string): Promise<unknown> =>
  box.ask('shop', 'POST', '/storefront/checkouts', {
    name,
    company_code: 'GB01',
    customer_code: 'C-1',
    currency: 'GBP',
    shipping_address: { country_code: 'GB', zip: 'EC1' },
    line_items: cartOf(10),
  });

function publish(salesOrder: string, lifecycle: string): OutboundCommand {
  const wire = { salesOrder, lifecycle, lines: [{ line: 1, ordered: '10', shipped: '0' }] };
  return {
    key: `${salesOrder}/publish/1`,
    entity: 'uk',
    instance: `uk/sales-order/${salesOrder}`,
    id: 'publish',
    generation: 1,
    type: publishOrderStatus.type,
    content: expectOk(publishOrderStatus.decode(wire), 'a status'),
    correlationId: salesOrder,
    traceparent: null,
  };
}

const factIdsOf = (box: Box, connector: Connector): Set<string> =>
  new Set(
    box.messages.flatMap((message) => {
      const translation = connector.translate(message);
      assert.equal(translation.kind, 'facts');
      return translation.kind === 'facts' ? translation.facts.map((fact) => fact.id) : [];
    }),
  );

const statementIds = async (box: Box, connector: Connector): Promise<Set<string>> => {
  const window = { from: BOX_START, to: (box.clock.now() + 1) as Instant };
  const facts = await box.call((signal) => connector.statement(window, signal));
  return new Set(facts.map((fact) => fact.id));
};

/** Runs the suite against connectors that `make` makes. */
export function shopSuite(make: (link: SystemLink) => Connector): void {
  const open = (change: { url: string; secret?: string }): Connector =>
    make({ system: 'shop', secret: BOX_SECRET, entities: BOX_ENTITIES, ...change });
  const connect = (box: Box): Connector => open({ url: box.sandbox.urls['shop']! });

  void test('an order, its change and its cancellation arrive as facts', async () => {
    const box = await openBox({ shop });
    const connector = connect(box);
    await place(box, 'SO-1');
    await place(box, 'SO-1');
    await box.later(HOUR_MS);
    await box.ask('shop', 'PUT', '/storefront/orders/SO-1', { line_items: cartOf(12) });
    await box.ask('shop', 'POST', '/storefront/orders/SO-1/cancellation', { reason: 'too late' });
    await box.later(HOUR_MS);
    assert.equal(box.messages.length, 3);
    const ids = [...factIdsOf(box, connector)].map((id) => id.replace(/^order\/\d+\//, ''));
    assert.deepEqual(ids, ['revision/1', 'revision/2', 'cancellation/1']);
  });

  void test('a published status is shown, and read back', async () => {
    const box = await openBox({ shop });
    const connector = connect(box);
    await place(box, 'SO-1');
    const command = publish('SO-1', 'released');
    assert.deepEqual(await box.call((signal) => connector.probe(command, signal)), { kind: 'absent' });
    const result = await box.call((signal) => connector.execute(command, signal));
    assert.deepEqual(result, { kind: 'done', facts: [] });
    const books = (await box.ask('shop', 'GET', '/sandbox/books')) as {
      orders: { fulfillment_status: unknown }[];
    };
    assert.deepEqual(books.orders[0]!.fulfillment_status, {
      state: 'released',
      lines: [{ position: 1, ordered: '10', shipped: '0' }],
    });
  });

  void test('a status of an unknown order is refused', async () => {
    const box = await openBox({ shop });
    const result = await box.call((signal) => connect(box).execute(publish('SO-9', 'new'), signal));
    assert.equal(result.kind === 'refused' && result.code, 'unknown-order');
  });

  void test('a status whose answer is lost is in doubt, and found by the probe', async () => {
    const box = await openBox({ shop }, { timeoutAfterEffect: 1 });
    const connector = connect(box);
    await place(box, 'SO-1');
    const command = publish('SO-1', 'released');
    const result = await box.call((signal) => connector.execute(command, signal));
    assert.equal(result.kind, 'in-doubt');
    const proof = await box.call((signal) => connector.probe(command, signal));
    assert.deepEqual(proof, { kind: 'applied', facts: [] });
  });

  void test('throttling, unavailability and a closed port are failures without effect', async () => {
    const box = await openBox({ shop }, { throttle: 1 });
    const connector = connect(box);
    await place(box, 'SO-1');
    const command = publish('SO-1', 'released');
    const throttled = await box.call((signal) => connector.execute(command, signal));
    assert.equal(throttled.kind === 'failed' && throttled.fault, 'throttled');
    assert.ok(throttled.kind === 'failed' && (throttled.retryAfterMs ?? 0) >= 1_000);
    Object.assign(box.faults, { throttle: 0, unavailable: 1 });
    const unavailable = await box.call((signal) => connector.execute(command, signal));
    assert.equal(unavailable.kind === 'failed' && unavailable.fault, 'unavailable');
    const nobody = open({ url: 'http://127.0.0.1:1' });
    const refused = await box.call((signal) => nobody.execute(command, signal));
    assert.equal(refused.kind === 'failed' && refused.fault, 'unavailable');
  });

  void test('a wrong token is unauthorized', async () => {
    const box = await openBox({ shop });
    const url = box.sandbox.urls['shop']!;
    const stranger = open({ url, secret: 'wrong' });
    const result = await box.call((signal) => stranger.execute(publish('SO-1', 'new'), signal));
    assert.equal(result.kind === 'failed' && result.fault, 'unauthorized');
  });

  void test('its list shows each open order by its figures, and one order in full', async () => {
    const box = await openBox({ shop });
    const connector = connect(box);
    for (const name of ['SO-1', 'SO-2', 'SO-3']) await place(box, name);
    await box.ask('shop', 'PUT', '/storefront/orders/SO-2', { line_items: cartOf(12) });
    const [list] = connector.inventories!;
    assert.equal(list!.object, 'sales-orders');
    const listed: InventoryRecord[] = [];
    await box.call(async (signal) => {
      for await (const page of list!.pages(signal)) listed.push(...page);
    });
    assert.deepEqual(
      listed.map(({ entity, number, figures }) => [entity, number, ...figures]),
      [['uk', 'SO-1', '1', '1', '10'], ['uk', 'SO-2', '2', '1', '12'], ['uk', 'SO-3', '1', '1', '10']],
    );
    const named = { entity: 'uk', sortedBy: 'SO-2', number: 'SO-2' };
    const { record, facts } = await box.call((signal) => list!.read(named, signal));
    assert.deepEqual(record, listed[1]);
    assert.deepEqual(facts.map(({ id }) => id.replace(/^order\/\d+\//, '')), ['revision/2']);
    const nobody = await box.call((signal) => list!.read({ ...named, number: 'SO-9' }, signal));
    assert.deepEqual(nobody, { record: null, facts: [] });
  });

  void test('on a rough day the statement has what webhooks lost, under the same ids', async () => {
    const faults = { ...FAULT_LEVELS.rough, loss: 0.3, latencyMs: 0, unavailable: 0, throttle: 0 };
    const box = await openBox({ shop }, { ...faults, outage: 0 }, 'rough');
    const connector = connect(box);
    for (let order = 1; order <= 260; order++) await place(box, `SO-${order}`);
    await box.later(DAY_MS);
    const told = factIdsOf(box, connector);
    const stated = await statementIds(box, connector);
    assert.equal(stated.size, 260);
    assert.ok(told.size < 260 && told.size > 130, `${told.size} told`);
    assert.deepEqual([...told].filter((id) => !stated.has(id)), []);
  });
}
