/** One word of one system for a whole cluster of records that systems contradict each other about. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';
import { event, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
  for (const [at, customer] of ['C-1', 'C-2', 'C-3'].entries()) {
    await stated('erp', `100${at}`, customer, `Erp ${'ABC'[at]} Ltd`);
    await stated('shop', `U-${at}`, customer, `Shop ${'ABC'[at]} Limited`);
  }
  // Of one of them the shop has two accounts, which do not agree either.
  await stated('shop', 'U-99', 'C-3', 'Shop C and Sons');
  await harness.settle();
});
after(() => harness.close());

const stated = (system: string, number: string, customer: string, name: string) =>
  call('POST', '/v1/facts', {
    headers: STRUCTURED,
    body: event(system, 'customer.stated.v1', { customer, system, number, version: 1, name }),
  });
const post = (path: string, body: object, key?: string) =>
  call('POST', `/v1/case-clusters/${path}`, { body, ...(key === undefined ? {} : { key }) });
const clusters = async () => {
  const { items } = (await call('GET', '/v1/case-clusters?kind=field-conflict')).body;
  return items as { fingerprint: string; cases: number; title: string }[];
};
const nameOf = async (customer: string) => {
  const { fields } = (await call('GET', `/v1/records/customer/${customer}?entity=uk`)).body;
  return fields.find(({ field }: { field: string }) => field === 'name').value;
};

test('what systems say of many records is one cluster, whatever the words are', async () => {
  const found = await clusters();
  assert.deepEqual(found.map(({ cases }) => cases).toSorted(), [1, 2], JSON.stringify(found));
});

test('a preview says how many cases the word of a system ends; nothing is changed by it', async () => {
  const [two] = (await clusters()).filter(({ cases }) => cases === 2);
  const preview = (await post('preview', { fingerprint: two!.fingerprint, system: 'shop' })).body;
  assert.deepEqual([preview.cases, preview.closes, preview.stays, preview.notYours], [2, 2, 0, 0]);
  assert.deepEqual([preview.system, preview.verdict, preview.order.length], ['shop', null, 2]);
  const nobody = (await post('preview', { fingerprint: two!.fingerprint, system: 'wms' })).body;
  assert.deepEqual([nobody.closes, nobody.stays], [0, 2], 'who said nothing decides nothing');
  assert.equal(await nameOf('C-1'), null);
});

test('a decision is one thing', async () => {
  const { fingerprint } = (await clusters())[0]!;
  assert.equal((await post('preview', { fingerprint })).body.code, 'invalid-request');
  const both = { fingerprint, verdict: 'waive', system: 'erp' };
  assert.equal((await post('preview', both)).body.code, 'invalid-request');
  const three = { ...both, quality: 'released' };
  assert.equal((await post('preview', three)).body.code, 'invalid-request');
});

test('what quality says of lots is said of nothing else, case by case', async () => {
  const { fingerprint, cases } = (await clusters())[0]!;
  const preview = (await post('preview', { fingerprint, quality: 'released' })).body;
  assert.deepEqual([preview.quality, preview.closes, preview.stays], ['released', 0, cases]);
  const { body } = await post('decision', { fingerprint, quality: 'released', reason: 'looks fine' });
  assert.deepEqual([body.total, body.done, body.refused.length, body.left], [cases, 0, cases, 0]);
  assert.match(body.refused[0].reason, /is not about a lot/);
});

test('every case of the cluster is accounted for: done, refused with its reason, or left', async () => {
  const reason = 'the shop asked each of them';
  for (const { fingerprint, cases } of await clusters()) {
    const { body } = await post('decision', { fingerprint, system: 'shop', reason, limit: 1 });
    assert.deepEqual([body.total, body.done + body.refused.length + body.left], [cases, cases]);
    if (cases === 2) {
      assert.deepEqual([body.done, body.left], [1, 1]);
      await harness.settle();
      const rest = (await post('decision', { fingerprint, system: 'shop', reason })).body;
      assert.deepEqual([rest.total, rest.done, rest.left], [1, 1, 0]);
    } else {
      assert.match(body.refused[0].reason, /shop has several words about name of C-3/);
    }
  }
  await harness.settle();
  assert.deepEqual([await nameOf('C-1'), await nameOf('C-2'), await nameOf('C-3')], ['Shop A Limited', 'Shop B Limited', null]);
  const entries = (await call('GET', '/v1/audit?action=field.decide')).body.items;
  assert.equal(entries.length, 2);
});
