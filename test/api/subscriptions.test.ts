/** Facts that partners are sent: signed, in order, none lost, none skipped; and to whom nothing is ever sent. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, mock, test } from 'node:test';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '../../src/kernel/instant.ts';
import { SUBSCRIPTION_LIMITS } from '../../src/application/subscriptions/limits.ts';
import { createTestDatabase } from '../support/database.ts';
import { scriptedServer, type Answer, type Asked } from '../support/scripted-server.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';
import { event, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
let answer: (asked: Asked) => Answer;
const receiver = await scriptedServer((asked) => answer(asked));
let numbers = 0;
before(async () => {
  const configure = (input: object) => ({ ...input, api: { webhooks: { mayReach: ['127.0.0.0/8'] } } });
  harness = await openApi({ configure: configure as never });
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());
beforeEach(() => {
  receiver.asked.length = 0;
  answer = () => ({ status: 204 });
});

/** A fact that goes into the ledger; answers its name. */
async function tell(more: object = {}): Promise<string> {
  const number = `SUB-${++numbers}`;
  const data = {
    movement: number, version: 1, kind: 'receipt', item: 'IT-1', quantity: '1',
    from: { location: 'supplier', disposition: 'sellable_accessible' },
    to: { location: 'leeds', disposition: 'sellable_accessible' },
  };
  const fact = event('wms', 'movement.recorded.v1', data, { id: number, ...more });
  const { body } = await call('POST', '/v1/facts', { headers: STRUCTURED, body: fact });
  assert.equal(body.status, 'accepted', JSON.stringify(body));
  return number;
}

async function tellMany(count: number): Promise<string[]> {
  const names: string[] = [];
  for (let at = 0; at < count; at++) names.push(await tell());
  return names;
}

const subscribe = async (more: object = {}) => {
  const body = { name: `partner-${++numbers}`, url: `${receiver.url}/facts`, ...more };
  const made = await call('POST', '/v1/subscriptions', { body });
  assert.equal(made.status, 201, made.text);
  return made.body;
};
const read = async (id: string) => (await call('GET', `/v1/subscriptions/${id}`)).body;
const change = async (id: string, state: string, ifMatch = '*') => {
  const { name, url, types } = await read(id);
  return call('PUT', `/v1/subscriptions/${id}`, { headers: { 'if-match': ifMatch }, body: { name, url, types, state } });
};
const end = (id: string) => change(id, 'ended');
const look = async () => {
  await harness.feedComplete();
  await harness.courier.look();
};
const pass = (ms: number) => harness.clock.advanceTo((harness.clock.now() + ms) as Instant);
const factsTaken = (): string[] => receiver.asked.map(({ body }) => (JSON.parse(body) as { data: { id: string } }).data.id);
const attempts = async (id: string) => (await call('GET', `/v1/subscriptions/${id}/attempts?limit=200`)).body.items;

/** Checks a signature as the reference implementation does, at the time of the sender. */
function verified(secret: string, { body, headers }: Asked): unknown {
  mock.timers.enable({ apis: ['Date'], now: harness.clock.now() });
  try {
    return new Webhook(secret).verify(body, headers as Record<string, string>);
  } finally {
    mock.timers.reset();
  }
}

describe('a subscription', () => {
  test('is sent each fact once, in the order of commits, signed as Standard Webhooks has it', async () => {
    const { id, secret } = await subscribe();
    const told = await tellMany(12);
    await look();
    assert.deepEqual(factsTaken(), told);
    for (const asked of receiver.asked) {
      const content = verified(secret, asked) as { type: string; data: { cursor: string; entity: string } };
      assert.equal(content.type, 'movement.recorded.v1');
      assert.match(content.data.cursor, /^facts:\d+:\d+$/);
      assert.match(String(asked.headers['webhook-id']), /^msg_/);
    }
    assert.throws(() => verified(secret, { ...receiver.asked[0]!, body: `${receiver.asked[0]!.body} ` }));
    assert.equal(new Set(receiver.asked.map(({ headers }) => headers['webhook-id'])).size, 12);
    const after = await read(id);
    assert.deepEqual([after.taken, after.waiting, after.failures, after.secret], [12, 0, 0, undefined]);
    assert.deepEqual((await attempts(id)).map(({ fact }: { fact: string }) => fact), told.map((name) => `wms/${name}`).reverse());
    await end(id);
  });

  test('is sent only the types and entities that it wants', async () => {
    const { id } = await subscribe({ types: ['shipment.confirmed.v1'] });
    const { id: french } = await subscribe({ entities: ['fr'], url: `${receiver.url}/french` });
    await tell();
    await look();
    assert.deepEqual(receiver.asked, []);
    const other = await tell({ entity: 'fr' });
    await look();
    assert.deepEqual(receiver.asked.map(({ path }) => path), ['/french']);
    assert.deepEqual(factsTaken(), [other]);
    await Promise.all([end(id), end(french)]);
  });

  test('that fails holds what comes after, and is sent it again by the table, in order', async () => {
    const { id } = await subscribe();
    const told = await tellMany(3);
    let failures = 2;
    answer = () => (failures-- > 0 ? { status: 500 } : {});
    await look();
    assert.deepEqual(factsTaken(), [told[0]]);
    await look();
    assert.equal(receiver.asked.length, 1, 'not before its time');
    pass(5 * SECOND_MS);
    await look();
    pass(5 * SECOND_MS);
    await look();
    assert.equal(receiver.asked.length, 2, 'the second pause is longer');
    pass(5 * MINUTE_MS);
    await look();
    assert.deepEqual(factsTaken(), [told[0], told[0], ...told]);
    const [first, second, third] = receiver.asked.map(({ headers }) => headers['webhook-id']);
    assert.ok(first === second && second === third, 'a repetition has the id of the first');
    assert.deepEqual((await read(id)).failures, 0);
    assert.deepEqual((await attempts(id)).map(({ result }: { result: string }) => result), ['taken', 'taken', 'taken', 'failed', 'failed']);
    await end(id);
  });

  test('may ask for a pause, up to an hour', async () => {
    const { id } = await subscribe();
    await tell();
    answer = () => ({ status: 429, headers: { 'retry-after': '600' } });
    await look();
    const asked = await read(id);
    assert.equal(Date.parse(asked.nextAttemptAt) - harness.clock.now(), 600 * SECOND_MS);
    answer = () => ({ status: 503, headers: { 'retry-after': '99999999' } });
    pass(600 * SECOND_MS);
    await look();
    assert.equal(Date.parse((await read(id)).nextAttemptAt) - harness.clock.now(), HOUR_MS);
    await end(id);
  });

  test('that never answers is disabled where it stands, opens a case, and goes on when a person says so', async () => {
    const { id } = await subscribe({ types: ['movement.recorded.v1'] });
    const told = await tellMany(2);
    answer = () => null;
    for (const pause of [0, ...SUBSCRIPTION_LIMITS.retryAfterMs]) {
      pass(pause);
      await look();
    }
    assert.equal(receiver.asked.length, 10);
    const disabled = await read(id);
    assert.deepEqual([disabled.state, disabled.failures, disabled.waiting], ['disabled', 10, 2]);
    await harness.settle();
    const cases = async () => (await call('GET', '/v1/cases?kind=subscription-disabled')).body.items;
    assert.match((await cases())[0].text, /gets no facts any more/);
    answer = () => ({});
    pass(48 * HOUR_MS);
    await look();
    assert.equal(receiver.asked.length, 10, 'nobody is asked while it is disabled');
    await change(id, 'active');
    await look();
    assert.deepEqual(factsTaken().slice(10), told);
    await harness.settle();
    assert.deepEqual(await cases(), []);
    await end(id);
  });

  test('that is gone is disabled at once', async () => {
    const { id } = await subscribe();
    await tell();
    answer = () => ({ status: 410 });
    await look();
    const gone = await read(id);
    assert.deepEqual([gone.state, gone.because], ['disabled', 'the receiver says that it is gone (410)']);
    await end(id);
  });

  test('is never followed to another place', async () => {
    const { id } = await subscribe();
    await tell();
    answer = ({ path }) => (path === '/facts' ? { status: 307, headers: { location: `${receiver.url}/inside` } } : {});
    await look();
    assert.deepEqual(receiver.asked.map(({ path }) => path), ['/facts']);
    assert.match((await attempts(id))[0].detail, /redirects are not followed/);
    await end(id);
  });

  test('goes on from any moment or cursor, and counts what it took again', async () => {
    const { id } = await subscribe();
    const before = await tellMany(2);
    pass(MINUTE_MS);
    const moment = new Date(harness.clock.now()).toISOString();
    const after = await tellMany(3);
    await look();
    const cursor = (JSON.parse(receiver.asked[0]!.body) as { data: { cursor: string } }).data.cursor;
    const replay = (from: string) => call('POST', `/v1/subscriptions/${id}/replay`, { body: { from, reason: 'a backup' } });
    receiver.asked.length = 0;
    assert.equal((await replay(moment)).body.waiting, 3);
    await look();
    assert.deepEqual(factsTaken(), after);
    receiver.asked.length = 0;
    await replay(cursor);
    await look();
    assert.deepEqual(factsTaken(), [before[1], ...after]);
    assert.equal((await read(id)).taken, 5 + 3 + 4);
    assert.equal((await replay('yesterday')).status, 422);
    await replay('now');
    receiver.asked.length = 0;
    await look();
    assert.deepEqual(receiver.asked, []);
    await end(id);
  });

  test('whose secret was replaced is signed by both for a day', async () => {
    const { id, secret } = await subscribe();
    const { body: changed } = await call('POST', `/v1/subscriptions/${id}/secret`, { body: { reason: 'it was in a mail' } });
    assert.notEqual(changed.secret, secret);
    await tell();
    await look();
    verified(secret, receiver.asked[0]!);
    verified(changed.secret, receiver.asked[0]!);
    pass(24 * HOUR_MS);
    await tell();
    await look();
    verified(changed.secret, receiver.asked[1]!);
    assert.throws(() => verified(secret, receiver.asked[1]!));
    await end(id);
  });

  test('is changed only by who has read it', async () => {
    const { id } = await subscribe();
    const shown = await call('GET', `/v1/subscriptions/${id}`);
    assert.equal(shown.headers.get('etag'), '"1"');
    assert.equal((await change(id, 'paused', '"1"')).body.state, 'paused');
    assert.equal((await change(id, 'active', '"1"')).body.code, 'revision-differs');
    await tell();
    await look();
    assert.deepEqual(receiver.asked, []);
    await change(id, 'active', '"2"');
    await look();
    assert.equal(receiver.asked.length, 1);
    await end(id);
    assert.equal((await change(id, 'active')).body.code, 'not-possible-now');
    const acts = (await harness.query(`select action, after from audit_entry where subject = $1 order by id`, [`subscription/${id}`]));
    assert.deepEqual(acts.map(({ action }) => action), ['subscription.make', ...Array.from({ length: 3 }, () => 'subscription.change')]);
    assert.ok(!JSON.stringify(acts).includes('whsec_'));
  });

  test('names no private place, no unknown type and no foreign entity', async () => {
    const urls = [
      'https://10.0.0.1/x', 'https://[::1]/x', 'https://[::ffff:10.0.0.1]/x', 'https://169.254.169.254/latest', 'https://0x0a000001/x',
      'http://93.184.216.34/x', 'ftp://partner.example.com/x', 'https://ada:secret@partner.example.com/x', 'nonsense',
    ];
    for (const url of urls) {
      const { status, body } = await call('POST', '/v1/subscriptions', { body: { name: 'x', url } });
      assert.deepEqual([status, body.param], [422, '$.url'], url);
    }
    const url = 'https://partner.example.com/x';
    assert.equal((await call('POST', '/v1/subscriptions', { body: { name: 'x', url, types: ['no.such.v1'] } })).body.param, '$.types[0]');
    const french = clientOf(harness.url, await harness.keyOf(null, 'fr'));
    assert.equal((await french('POST', '/v1/subscriptions', { body: { name: 'x', url, entities: ['uk'] } })).status, 403);
    const own = await french('POST', '/v1/subscriptions', { body: { name: 'x', url } });
    assert.deepEqual(own.body.entities, ['fr']);
    const { id } = await subscribe();
    assert.equal((await french('GET', `/v1/subscriptions/${id}`)).status, 404);
    const seen = (await french('GET', '/v1/subscriptions')).body.items as { id: string; entities: string[] }[];
    assert.ok(seen.some((one) => one.id === own.body.id) && seen.every((one) => one.entities.join() === 'fr'));
    await Promise.all([end(id), end(own.body.id)]);
  });
});

test('processes share the work, and one that dies after sending loses nothing', async () => {
  const { id } = await subscribe();
  const other = harness.secondCourier();
  const told = await tellMany(40);
  await harness.feedComplete();
  await Promise.all([harness.courier.look(), other.courier.look(), other.courier.look(), harness.courier.look()]);
  assert.deepEqual(factsTaken(), told);
  receiver.asked.length = 0;
  const [last] = await tellMany(1);
  // The other one sends, and is gone before it could say so: its lease stands, and what it did is not written.
  await harness.query(`update subscription set lease_owner = 'dead', lease_until = $2 where id = $1`, [id, new Date(harness.clock.now() + MINUTE_MS)]);
  await look();
  assert.deepEqual(receiver.asked, [], 'what another process holds is left alone');
  pass(MINUTE_MS);
  await look();
  assert.deepEqual(factsTaken(), [last]);
  assert.equal((await read(id)).taken, 41);
  await other.stop();
  await end(id);
});

describe('a feed', () => {
  test('keeps the place of each consumer, moves when told so, and accounts for every fact', async () => {
    const path = `/v1/feeds/warehouse-${++numbers}`;
    assert.equal((await call('GET', path)).status, 404);
    const declared = await call('PUT', path, { body: { types: ['movement.recorded.v1'], from: 'now' } });
    assert.deepEqual([declared.body.taken, declared.body.waiting], [0, 0]);
    const told = await tellMany(7);
    const seen: string[] = [];
    for (;;) {
      const { body: page } = await call('GET', `${path}?limit=3`);
      const again = await call('GET', `${path}?limit=3`);
      assert.deepEqual(again.body.items, page.items, 'reading moves nothing');
      seen.push(...page.items.map(({ id }: { id: string }) => id));
      const { body } = await call('POST', `${path}/acknowledgement`, { body: { cursor: page.next } });
      assert.equal(body.taken, seen.length);
      assert.equal((await call('POST', `${path}/acknowledgement`, { body: { cursor: page.next } })).body.taken, seen.length);
      if (!page.more) break;
    }
    assert.deepEqual(seen, told);
    const replayed = await call('POST', `${path}/replay`, { body: { from: 'start', reason: 'built anew' } });
    const [{ count }] = (await harness.query(`select count(*)::int from fact where type = 'movement.recorded.v1'`)) as [{ count: number }];
    assert.equal(replayed.body.waiting, count);
    assert.equal((await call('POST', `${path}/acknowledgement`, { body: { cursor: 'facts:9999999999999:0' } })).status, 422);
    const end = await call('POST', `${path}/replay`, { body: { from: 'now', reason: 'not needed' } });
    assert.equal((await call('POST', `${path}/acknowledgement`, { body: { cursor: 'facts:1:0' } })).body.code, 'not-possible-now');
    const stale = await call('PUT', path, { headers: { 'if-match': '"1"' }, body: { types: [] } });
    assert.equal(stale.body.code, 'revision-differs');
    const fresh = await call('PUT', path, { headers: { 'if-match': end.headers.get('etag')! }, body: { types: [] } });
    assert.deepEqual([fresh.body.types, fresh.body.position], [[], end.body.position]);
  });

  test('follows the order of commits, and shows nothing that an older transaction may still precede', async () => {
    const path = `/v1/feeds/late-${++numbers}`;
    await call('PUT', path, { body: { from: 'now' } });
    const slow = await harness.transaction();
    await slow.query(`insert into fact (instance, instance_version, entity, source, id, type, occurred_at, recorded_at,
      correlation_id, body, evolution) values ('uk/movement/SLOW', 1, 'uk', 'wms', 'SLOW', 'movement.recorded.v1', now(),
      now(), 'x', '{}', 0)`);
    const early = await tell();
    const page = await call('GET', path);
    assert.deepEqual([page.body.items, page.body.more], [[], false], `${early} waits for the older one`);
    await call('POST', `${path}/acknowledgement`, { body: { cursor: page.body.next } });
    await slow.query('commit');
    slow.release();
    await harness.feedComplete();
    const { body } = await call('GET', path);
    assert.deepEqual(body.items.map(({ id }: { id: string }) => id), ['SLOW', early]);
  });

  test('is not held back by whoever works in another database of the server', async () => {
    const path = `/v1/feeds/apart-${++numbers}`;
    await call('PUT', path, { body: { from: 'now' } });
    const neighbour = await createTestDatabase();
    const client = new pg.Client({ connectionString: neighbour.url });
    await client.connect();
    await client.query('begin; create table long_work ()');
    const [server] = await harness.query('select pg_snapshot_xmin(pg_current_snapshot())::text as oldest');
    const told = await tell();
    await harness.feedComplete();
    const { body } = await call('GET', path);
    assert.deepEqual(body.items.map(({ id }: { id: string }) => id), [told]);
    const [still] = await harness.query('select pg_snapshot_xmin(pg_current_snapshot())::text as oldest');
    assert.equal(still!['oldest'], server!['oldest'], 'the neighbour is still at work');
    await client.end();
    await neighbour.drop();
  });
});
