/** What was not let in, given up: by whom, why, and what closes with it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commandLine } from '../support/command-line.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const movement = (id: string, quantity: string): object => ({
  specversion: '1.0', id, source: 'wms', type: 'movement.recorded.v1', entity: 'uk', time: '2031-05-07T08:00:00Z',
  data: {
    movement: 'MV-1', version: 1, kind: 'receipt', item: 'IT-1', quantity,
    from: { location: 'supplier', disposition: 'sellable_accessible' },
    to: { location: 'leeds', disposition: 'sellable_accessible' },
  },
});
const say = (event: object) =>
  call('POST', '/v1/facts', { body: event, headers: { 'content-type': 'application/cloudevents+json' } });
const casesOf = async (kind: string): Promise<{ text: string; instance: string }[]> =>
  (await call('GET', `/v1/cases?kind=${kind}`)).body.items;

test('a movement in two contents is a case, which ends when its entry is given up, with reason and audit', async () => {
  assert.equal((await say(movement('E-1', '5'))).body.status, 'accepted');
  assert.equal((await say(movement('E-2', '7'))).body.status, 'conflict');
  await harness.settle();
  const [open] = await casesOf('ledger-conflict');
  assert.match(open!.text, /wms states movement MV-1 in two ways under one version/);
  assert.equal(open!.instance, 'uk/channel/wms');
  const [entry] = (await call('GET', '/v1/quarantine?code=ledger-conflict')).body.items;
  const answer = await call('POST', `/v1/quarantine/${entry.id}/discard`, {
    body: { reason: 'five is what was counted' },
  });
  assert.deepEqual([answer.status, answer.body], [200, { id: entry.id, state: 'discarded' }]);
  await harness.settle();
  assert.deepEqual(await casesOf('ledger-conflict'), []);
  const audit = await harness.query(
    "select before, after, reason from audit_entry where action = 'quarantine.discard'",
  );
  assert.deepEqual(audit, [
    { before: 'ledger-conflict', after: 'discarded', reason: 'five is what was counted' },
  ]);
  const again = await call('POST', `/v1/quarantine/${entry.id}/discard`, { body: { reason: 'x' } });
  assert.deepEqual([again.status, again.body.code], [409, 'not-possible-now']);
  assert.deepEqual((await call('GET', '/v1/quarantine')).body.items, []);
  const kept = (await call('GET', '/v1/quarantine?state=discarded')).body.items;
  assert.equal(kept[0].id, entry.id, 'it stays readable');
});

test('the command line lists what waits, tries it again, and gives it up', async () => {
  await say({ ...movement('E-3', '1'), source: 'shop' });
  const list = await commandLine(harness, 'quarantine', 'list', '--source', 'shop');
  assert.equal(list.code, 1);
  const [, id] = /^(qua_\d+) .*not-owner: shop may not say movement\.recorded\.v1/m.exec(list.out) ?? [];
  assert.ok(id !== undefined, list.out);
  const redriven = await commandLine(harness, 'quarantine', 'redrive', id, '--reason', 'perhaps now');
  assert.equal(redriven.code, 1);
  assert.match(redriven.out, /is open\. not-owner/);
  const discarded = await commandLine(harness, 'quarantine', 'discard', id, '--reason', 'a test of theirs');
  assert.deepEqual([discarded.code, discarded.out], [0, `${id} is discarded.\n`]);
  const empty = await commandLine(harness, 'quarantine', 'list', '--source', 'shop');
  assert.deepEqual([empty.code, empty.out], [0, 'Nothing waits in quarantine.\n']);
  assert.equal((await commandLine(harness, 'quarantine', 'discard', 'qua_999', '--reason', 'x')).code, 4);
});
