/** What is odd about a channel is a case like any other: listed, assigned, decided, and closed by itself. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Observation } from '../../src/application/watch/condition-desk.ts';
import { MINUTE_MS } from '../../src/kernel/instant.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, pass, type Harness } from './harness.ts';

let api: Harness;
let call: Client;

before(async () => {
  api = await openApi();
  call = clientOf(api.url, api.key);
});
after(() => api.close());

const silence: Observation = {
  entity: 'uk',
  channel: 'shop',
  condition: 'silence',
  holds: true,
  kind: 'channel-silent',
  text: 'No order from the shop for 40 minutes',
  role: 'integration',
  playbook: 'Ask the shop whether its webhooks are on.',
};

const listed = async (query: string) => (await call('GET', `/v1/cases?${query}`)).body.items;
const factsOf = async (instance: string): Promise<number> =>
  Number((await api.query('select count(*) as n from fact where instance = $1', [instance]))[0]!['n']);

test('a condition opens one case however often it is seen, and closes it when it ends', async () => {
  const news = [];
  for (let look = 0; look < 5; look++) {
    news.push(await api.core.conditions.observe(silence));
    await pass(api, MINUTE_MS);
  }
  assert.deepEqual(news, [true, false, false, false, false]);
  const [open, ...more] = await listed('kind=channel-silent');
  assert.deepEqual(more, []);
  assert.equal(open.instance, 'uk/channel/shop');
  assert.equal(open.text, silence.text);
  assert.equal((await call('POST', `/v1/cases/${open.id}/assignment`, { body: { assignee: 'ada' } })).status, 200);

  // It gets worse: the same case says so, and is still ada's.
  await api.core.conditions.observe({ ...silence, waiting: 4, exposure: { amountMinor: 12_000n, currency: 'GBP' } as never });
  const [worse] = await listed('instance=uk/channel/shop');
  assert.equal(worse.id, open.id);
  assert.equal(worse.assignee, 'ada');
  assert.match(worse.text, /4 messages wait/);
  assert.deepEqual(worse.exposure, { amount: '120.00', currency: 'GBP' });
  assert.equal(worse.openedAt, open.openedAt);
  // One more message in the queue is no news.
  assert.equal(
    await api.core.conditions.observe({ ...silence, waiting: 5, exposure: { amountMinor: 12_000n, currency: 'GBP' } as never }),
    false,
  );
  assert.equal(await factsOf('uk/channel/shop'), 2);

  await api.core.conditions.observe({ ...silence, holds: false });
  assert.deepEqual(await listed('instance=uk/channel/shop'), []);
  assert.equal((await call('GET', `/v1/cases/${open.id}`)).body.state, 'resolved');
  assert.equal(await api.core.conditions.observe({ ...silence, holds: false }), false);
});

test('a person waives it; what changes afterwards opens another case', async () => {
  const drift = { ...silence, channel: 'erp', condition: 'drift:$.lines[].price', kind: 'drift', text: 'a' };
  await api.core.conditions.observe(drift);
  const [open] = await listed('kind=drift');
  const waived = await call('POST', `/v1/cases/${open.id}/waiver`, { body: { reason: 'known' } });
  assert.equal(waived.status, 200);
  assert.equal(waived.body.state, 'waived');
  await pass(api, MINUTE_MS);
  await api.core.conditions.observe(drift);
  assert.deepEqual(await listed('kind=drift'), []);
  await api.core.conditions.observe({ ...drift, text: 'b' });
  const [other] = await listed('kind=drift');
  assert.notEqual(other.id, open.id);
  const accepted = await call('POST', `/v1/cases/${other.id}/resolution`, {
    body: { verdict: 'accept', reason: 'mapped' },
  });
  assert.equal(accepted.body.state, 'resolved');
});

test('another process goes on from what was observed last, and two of them never contradict for good', async () => {
  const { ConditionDesk } = await import('../../src/application/watch/condition-desk.ts');
  const late = { ...silence, channel: 'wms', condition: 'late' };
  let last: string | null = null;
  const store = {
    lastObserved: async (instance: string, condition: string) => {
      const rows = await api.query(
        `select body from fact where instance = $1 and body::json ->> 'condition' = $2
        order by (body::json ->> 'version')::int desc limit 1`,
        [instance, condition],
      );
      return (last = (rows[0]?.['body'] as string | undefined) ?? null);
    },
  };
  const other = new ConditionDesk({ store, processor: api.core.processor, clock: api.clock });
  assert.equal(await api.core.conditions.observe(late), true);
  assert.equal(await other.observe(late), false);
  assert.ok(last !== null);
  await other.observe({ ...late, text: 'worse' });
  // Our own memory is behind: what it would say as version 2 was said already, with other words.
  await api.core.conditions.observe({ ...late, holds: false });
  assert.deepEqual(await listed('instance=uk/channel/wms'), []);
});

test('a channel is no sales order, and is counted as none', async () => {
  await api.core.conditions.observe({ ...silence, channel: 'tax' });
  const explained = await call('GET', '/v1/sales-orders/tax/explanation');
  assert.equal(explained.status, 404);
  assert.match(explained.body.detail, /tax is a channel: GET \/v1\/cases\?instance=uk\/channel\/tax/);
  const { body } = await call('GET', '/v1/agreement');
  assert.deepEqual(body.salesOrders, {});
  assert.ok(body.cases.byKind['channel-silent'] > 0);
  assert.deepEqual((await call('GET', '/v1/sales-orders')).body.items, []);
});
