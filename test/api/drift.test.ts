/** A vendor changes its payload without a word: the field is named, with since when and how many wait. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { MINUTE_MS } from '../../src/kernel/instant.ts';
import { commandLine } from '../support/command-line.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, pass, type Harness } from './harness.ts';

const FIXTURE = new URL('../../src/connectors/shop/fixtures/order.json', import.meta.url);
const ORDER = JSON.parse(readFileSync(FIXTURE, 'utf8')) as { line_items: Record<string, unknown>[] };

let harness: Harness;
let call: Client;
let sent = 0;
before(async () => {
  harness = await openApi({
    configure: (input) => {
      const shop = { ...input.systems['shop']!, drift: true };
      return { ...input, systems: { ...input.systems, shop } };
    },
  });
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

/** Webhooks of the shop, each line changed in this way. */
async function push(count: number, line: object = {}): Promise<void> {
  for (let at = 0; at < count; at++) {
    const lines = ORDER.line_items.map((item) => ({ ...item, ...line }));
    const raw = JSON.stringify({ ...ORDER, line_items: lines });
    const headers = harness.signed(raw, `drift-${++sent}`);
    await call('POST', '/v1/inbound/shop', { key: null, raw, headers });
  }
  await pass(harness, 11 * MINUTE_MS);
}
const cases = async (): Promise<{ text: string; instance: string }[]> =>
  (await call('GET', '/v1/cases?kind=payload-drift')).body.items;

test('a field that turned string is a case that names it, since when, and how many messages wait', async () => {
  await push(40);
  assert.deepEqual(await cases(), []);
  await push(12, { position: '10' });
  const [found] = await cases();
  assert.match(found!.text, /orders\/create of shop: \$\.line_items\[\]\.position turned from number to string at/);
  assert.match(found!.text, /12 messages wait/);
  assert.equal(found!.instance, 'uk/channel/shop');
});

test('the command line lists it, and knows what is as it was', async () => {
  const list = await commandLine(harness, 'drift', 'list', '--system', 'shop');
  assert.equal(list.code, 1);
  assert.match(list.out, /shop +orders\/create +\$\.line_items\[\]\.position .*turned from number to string/);
  const accept = ['drift', 'accept', 'shop', '$.nowhere', '--topic', 'orders/create', '--reason', 'x'];
  assert.equal((await commandLine(harness, ...accept)).code, 4);
});

test('it closes when a person accepts it, with a reason', async () => {
  const path = '$.line_items[].position';
  const body = { system: 'shop', topic: 'orders/create', path, reason: 'their release notes' };
  assert.deepEqual((await call('POST', '/v1/drift/accept', { body })).body, { left: 0 });
  await harness.settle();
  assert.deepEqual(await cases(), []);
  assert.equal((await call('POST', '/v1/drift/accept', { body })).status, 404);
});

test('it closes by itself when the messages look as before', async () => {
  await push(1, { gift: true });
  assert.match((await cases())[0]!.text, /\$\.line_items\[\]\.gift \(boolean\) is new since/);
  await push(25);
  assert.deepEqual(await cases(), []);
  const { body } = await call('GET', '/v1/drift?system=shop');
  assert.deepEqual([body.items[0].topic, body.items[0].messages], ['orders/create', 78]);
});
