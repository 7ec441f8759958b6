/** What people do: cases, commands, stock, agreement, keys. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/instant.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, pass, type Harness } from './harness.ts';
import { BATCH, event, newKey, orderBody, received, registered, shipped, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const place = (salesOrder: string, more: object = {}) =>
  call('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody(salesOrder, more) });
const tell = async (...facts: readonly object[]) => {
  const { body, text } = await call('POST', '/v1/facts', { headers: BATCH, body: facts });
  for (const { status } of body.items) assert.equal(status, 'accepted', text);
};
const caseOf = async (salesOrder: string, kind: string) => {
  const { body } = await call('GET', `/v1/cases?instance=uk/sales-order/${salesOrder}&kind=${kind}`);
  assert.equal(body.items.length, 1, `no ${kind} of ${salesOrder}`);
  return body.items[0];
};
const money = (amount: string) => ({ amount, currency: 'GBP' });

describe('cases', () => {
  const priced = async (salesOrder: string) => {
    await place(salesOrder);
    await tell(registered(salesOrder, '3.75'));
    return caseOf(salesOrder, 'price-mismatch');
  };

  test('are assigned, resolved with a reason, and lead to the audit chain', async () => {
    const { id } = await priced('K-1');
    const assigned = await call('POST', `/v1/cases/${id}/assignment`, {
      body: { assignee: 'ada' },
      headers: { 'x-crossdock-actor': 'Zo%C3%AB' },
    });
    assert.equal(assigned.body.assignee, 'ada');
    assert.equal((await call('GET', '/v1/cases?assignee=ada')).body.items[0].id, id);
    const headers = { ...newKey(), 'x-crossdock-actor': 'ada' };
    const body = { verdict: 'accept', reason: 'agreed by phone' };
    const resolved = await call('POST', `/v1/cases/${id}/resolution`, { headers, body });
    assert.deepEqual([resolved.status, resolved.body.state, resolved.body.decision], [200, 'resolved', 1]);
    const again = await call('POST', `/v1/cases/${id}/resolution`, { headers, body });
    assert.deepEqual(again.body, resolved.body);
    const late = await call('POST', `/v1/cases/${id}/waiver`, { body: { reason: 'x' } });
    assert.deepEqual([late.status, late.body.code], [409, 'not-possible-now']);
    assert.equal((await call('POST', `/v1/cases/${id}/assignment`, { body: { assignee: null } })).status, 409);
    const { body: order } = await call('GET', '/v1/sales-orders/K-1');
    const decided = order.timeline.find(({ type }: { type: string }) => type === 'case.decided.v1');
    assert.deepEqual([decided.data.decidedBy, decided.data.reason], ['ada', 'agreed by phone']);
    const chain = await harness.query('select actor, action, previous_hash, hash from audit_entry order by id');
    assert.deepEqual(chain.slice(-2).map(({ actor, action }) => [actor, action]), [['Zoë', 'case.assign'], ['ada', 'case.accept']]);
    for (let at = 1; at < chain.length; at++) assert.equal(chain[at]!['previous_hash'], chain[at - 1]!['hash']);
  });

  test('are changed only by whoever has read what stands, if they say what they have read', async () => {
    const { id } = await priced('K-STALE');
    const path = `/v1/cases/${id}`;
    const read = (await call('GET', path)).headers.get('etag')!;
    const give = (assignee: string, etag: string) =>
      call('POST', `${path}/assignment`, { headers: { 'if-match': etag }, body: { assignee } });
    const given = await give('ada', read);
    assert.equal(given.status, 200);
    const late = await give('bob', read);
    assert.deepEqual([late.status, late.body.code, late.body.param], [412, 'revision-differs', 'If-Match']);
    assert.match(late.body.detail, /ada has it/);
    const body = { verdict: 'accept', reason: 'agreed by phone' };
    const decide = (etag: string) =>
      call('POST', `${path}/resolution`, { headers: { ...newKey(), 'if-match': etag }, body });
    assert.equal((await decide(read)).status, 412, 'what was decided on was given to somebody else since');
    const newer = given.headers.get('etag')!;
    assert.equal((await call('GET', path)).headers.get('etag'), newer);
    // Two who have read the same decide at once: one alone succeeds, and nothing is a dispute.
    const both = await Promise.all([decide(newer), decide(newer)]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 412]);
    const decided = both.find(({ status }) => status === 200)!;
    assert.equal((await call('GET', path)).headers.get('etag'), decided.headers.get('etag'));
    const waived = await call('POST', `${path}/waiver`, { headers: { 'if-match': newer }, body: { reason: 'x' } });
    assert.equal(waived.status, 412);
    assert.equal((await call('POST', `${path}/waiver`, { headers: { 'if-match': '*' }, body: { reason: 'x' } })).status, 409);
    assert.equal((await call('POST', `${path}/waiver`, { headers: { 'if-match': 'read' }, body: { reason: 'x' } })).status, 400);
  });

  test('are waived, and the waiver needs a reason', async () => {
    const { id } = await priced('K-2');
    assert.equal((await call('POST', `/v1/cases/${id}/waiver`, { body: {} })).status, 400);
    assert.equal((await call('POST', `/v1/cases/${id}/waiver`, { body: { reason: '' } })).status, 400);
    const waived = await call('POST', `/v1/cases/${id}/waiver`, { body: { reason: 'small' } });
    assert.equal(waived.body.state, 'waived');
    const { body } = await call('GET', '/v1/cases?state=waived');
    assert.ok(body.items.some((item: { id: string }) => item.id === id));
  });

  test('a dispute shows what was stated, and is decided by one of the statements', async () => {
    await place('K-3');
    await tell(shipped('K-3', '5'));
    const second = await call('POST', '/v1/facts', { headers: STRUCTURED, body: shipped('K-3', '6') });
    assert.equal(second.body.status, 'conflict');
    const { id } = await caseOf('K-3', 'dispute');
    const { body } = await call('GET', `/v1/cases/${id}`);
    assert.equal(body.statements.length, 2);
    const six = body.statements.find(({ data }: { data: { lines: { quantity: string }[] } }) => data.lines[0]!.quantity === '6');
    const path = `/v1/cases/${id}/dispute-decision`;
    const wrong = await call('POST', path, { body: { content: 'nonsense', reason: 'x' } });
    assert.deepEqual([wrong.status, wrong.body.param], [422, '$.content']);
    const decided = await call('POST', path, { body: { content: six.content, reason: 'recounted' } });
    assert.equal(decided.body.state, 'resolved');
    assert.equal((await call('GET', '/v1/sales-orders/K-3')).body.lines[0].shipped, '6');
    const other = await priced('K-4');
    assert.equal((await call('POST', `/v1/cases/${other.id}/dispute-decision`, { body: { content: 'x', reason: 'x' } })).status, 409);
  });

  test('a refused posting is dated anew', async () => {
    await place('K-5');
    await tell(shipped('K-5', '12'));
    await tell(
      event('erp', 'posting.refused.v1', {
        salesOrder: 'K-5', shipment: 'SH-K-5', postingDate: '2031-05-07', firstOpenDate: '2031-06-01', reason: 'May is closed',
      }),
    );
    const { id } = await caseOf('K-5', 'closed-period');
    assert.equal((await call('GET', `/v1/cases/${id}`)).body.shipment, 'SH-K-5');
    const path = `/v1/cases/${id}/posting-date`;
    const bad = await call('POST', path, { body: { postingDate: '2031-02-30', reason: 'x' } });
    assert.deepEqual([bad.status, bad.body.code], [422, 'invalid-content']);
    const dated = await call('POST', path, { body: { postingDate: '2031-06-01', reason: 'first open date' } });
    assert.equal(dated.body.state, 'resolved');
    const other = await priced('K-6');
    assert.equal((await call('POST', `/v1/cases/${other.id}/posting-date`, { body: { postingDate: '2031-06-01', reason: 'x' } })).status, 409);
  });

  test('are sorted by exposure or age, paged, and hidden from other entities', async () => {
    await place('K-7', { lines: [{ line: 10, item: 'IT-1', quantity: '1000', unitPrice: '99' }] });
    await tell(registered('K-7', '1'));
    await priced('K-8');
    const walk = async (sort: string) => {
      const seen: { id: string; exposure: { amount: string } | null; openedAt: string }[] = [];
      for (let cursor = ''; ; ) {
        const { body } = await call('GET', `/v1/cases?sort=${sort}&limit=1${cursor}`);
        seen.push(...body.items);
        if (body.next === null) return seen;
        cursor = `&cursor=${encodeURIComponent(body.next)}`;
      }
    };
    const byExposure = await walk('exposure');
    assert.equal(byExposure[0]!.exposure!.amount, '99000.00');
    const byAge = await walk('age');
    assert.equal(new Set(byAge.map(({ id }) => id)).size, byExposure.length);
    const french = clientOf(harness.url, await harness.keyOf(null, 'fr'));
    assert.deepEqual((await french('GET', '/v1/cases')).body.items, []);
    assert.equal((await french('GET', `/v1/cases/${byAge[0]!.id}`)).status, 404);
    for (const path of ['exc_0', 'exc_999999999999999999']) assert.equal((await call('GET', `/v1/cases/${path}`)).status, 404);
    for (const path of ['42', 'exc_', 'exc_1x', 'exc_9999999999999999999']) assert.equal((await call('GET', `/v1/cases/${path}`)).status, 400);
    const { body } = await call('GET', '/v1/cases?role=nobody');
    assert.deepEqual(body.items, []);
  });

  test('an actor must be a name', async () => {
    const { id } = await priced('K-9');
    const answer = await call('POST', `/v1/cases/${id}/waiver`, { body: { reason: 'x' }, headers: { 'x-crossdock-actor': '%FF' } });
    assert.deepEqual([answer.status, answer.body.param], [400, 'X-Crossdock-Actor']);
  });
});

describe('commands', () => {
  const REGISTER = 'sales-order.register.v1';
  const commandOf = async (salesOrder: string) => {
    await harness.settle();
    const { body } = await call('GET', `/v1/commands?type=${REGISTER}&instance=uk/sales-order/${salesOrder}`);
    return body.items[0];
  };
  const act = (key: string, action: string) =>
    call('POST', `/v1/commands/${encodeURIComponent(key)}/${action}`, { body: { reason: 'because' } });

  test('a parked one is tried again by a person', async () => {
    let healthy = false;
    harness.scripts.set(REGISTER, {
      execute: () =>
        healthy ? { kind: 'done', facts: [] } : { kind: 'failed', fault: 'malformed', reason: 'no such field' },
      probe: () => ({ kind: 'unknown', reason: '' }),
    });
    await place('M-1');
    const parked = await commandOf('M-1');
    assert.equal(parked.status, 'parked');
    const { body: explained } = await call('GET', '/v1/sales-orders/M-1/explanation');
    assert.equal(explained.waiting, 'It waits for a person: register-sales-order is parked, because erp kept failing.');
    const detail = await call('GET', `/v1/commands/${encodeURIComponent(parked.key)}`);
    assert.deepEqual([detail.body.history.length, detail.body.history[0].kind], [1, 'execute']);
    assert.equal(detail.body.content.salesOrder, 'M-1');
    assert.equal((await act(parked.key, 'probe')).status, 409);
    healthy = true;
    assert.equal((await act(parked.key, 'retry')).status, 202);
    assert.equal((await commandOf('M-1')).status, 'done');
    assert.equal((await act(parked.key, 'retry')).status, 409);
    harness.scripts.delete(REGISTER);
  });

  test('one in doubt is probed, or released by a person who knows; never just tried again', async () => {
    let applied = false;
    harness.scripts.set(REGISTER, {
      execute: () => (applied ? { kind: 'done', facts: [] } : { kind: 'in-doubt', reason: 'no answer' }),
      probe: () => (applied ? { kind: 'applied', facts: [] } : { kind: 'unknown', reason: 'down' }),
    });
    await place('M-2');
    await place('M-3');
    const doubtful = await commandOf('M-2');
    assert.equal(doubtful.status, 'in-doubt');
    const { body: explained } = await call('GET', '/v1/sales-orders/M-2/explanation');
    assert.match(explained.waiting, /^It waits for proof: whether register-sales-order took effect in erp/);
    assert.equal((await act(doubtful.key, 'retry')).status, 409);
    applied = true;
    assert.equal((await act(doubtful.key, 'probe')).status, 202);
    assert.equal((await commandOf('M-2')).status, 'done');
    const other = await commandOf('M-3');
    assert.equal((await act(other.key, 'release')).status, 202);
    assert.equal((await commandOf('M-3')).status, 'done');
    assert.ok((await harness.query(`select 1 from audit_entry where action = 'command.release'`)).length === 1);
    harness.scripts.delete(REGISTER);
  });

  test('the list is filtered by status, system, age, and paged', async () => {
    const done = await call('GET', '/v1/commands?status=done&system=erp&limit=2');
    assert.equal(done.body.items.length, 2);
    const next = await call('GET', `/v1/commands?status=done&system=erp&limit=2&cursor=${encodeURIComponent(done.body.next)}`);
    assert.notEqual(next.body.items[0].key, done.body.items[0].key);
    assert.deepEqual((await call('GET', '/v1/commands?olderThanSeconds=3600')).body.items, []);
    for (const name of ['nonsense', 'a#b#0', 'a#b#c', 'uk/sales-order/none#x#1']) {
      assert.equal((await call('GET', `/v1/commands/${encodeURIComponent(name)}`)).status, 404, name);
      assert.equal((await act(name, 'retry')).status, 404);
    }
    assert.equal((await call('GET', '/v1/commands?status=lost')).status, 400);
  });
});

describe('stock', () => {
  test('positions, movements, and what can be promised', async () => {
    await tell(received('MV-1', '100', 'IT-S'), received('MV-2', '20.5', 'IT-S'));
    await place('S-1', { lines: [{ line: 10, item: 'IT-S', quantity: '12', unitPrice: '2.5' }] });
    await tell(
      registered('S-1'),
      event('erp', 'credit.decided.v1', { salesOrder: 'S-1', decision: 1, verdict: 'approved', covers: money('100.00'), reason: 'ok' }),
    );
    await harness.settle();
    const { body } = await call('GET', '/v1/availability?item=IT-S');
    assert.deepEqual(body.sites, [
      {
        entity: 'uk', site: 'leeds', onHand: '120.5', barred: '0',
        allocated: '12', availableToPromise: '108.5', backordered: '0',
      },
    ]);
    const positions = await call('GET', '/v1/positions?item=IT-S&location=leeds&disposition=sellable_accessible');
    assert.deepEqual([positions.body.items.length, positions.body.items[0].onHand], [1, '120.5']);
    const movements = await call('GET', '/v1/movements?item=IT-S&limit=1');
    assert.equal(movements.body.items[0].to.location, 'leeds');
    const rest = await call('GET', `/v1/movements?item=IT-S&limit=1&cursor=${encodeURIComponent(movements.body.next)}`);
    assert.equal(rest.body.next, null);
    const all = await call('GET', '/v1/positions?item=IT-S&limit=1');
    const more = await call('GET', `/v1/positions?item=IT-S&limit=1&cursor=${encodeURIComponent(all.body.next)}`);
    assert.equal(more.body.items.length, 1);
    assert.equal((await call('GET', '/v1/movements?kind=ship&location=leeds&instance=x')).body.items.length, 0);
    assert.equal((await call('GET', '/v1/availability')).status, 400);
    assert.equal((await call('GET', '/v1/positions?disposition=lost')).status, 400);
    assert.deepEqual((await call('GET', '/v1/availability?item=none')).body.sites, []);
    const { body: order } = await call('GET', '/v1/sales-orders/S-1');
    assert.equal(order.lines[0].allocated, '12');
  });
});

describe('agreement', () => {
  test('names what is broken, who is odd, and the money at stake', async () => {
    await place('G-1');
    await tell(shipped('G-1', '12'));
    await tell(
      event('erp', 'invoice.posted.v1', {
        salesOrder: 'G-1', shipment: 'SH-G-1', invoice: 'INV-G-1', generation: 1, postingDate: '2031-05-07',
        lines: [{ line: 10, item: 'IT-1', quantity: '11', net: money('27.50') }],
        freight: money('0.00'), tax: money('0.00'), gross: money('27.50'),
      }),
    );
    await pass(harness, HOUR_MS);
    await pass(harness, MINUTE_MS);
    const { body } = await call('GET', '/v1/agreement');
    assert.ok(body.equations.broken > 0, JSON.stringify(body.equations));
    const broken = body.equations.unequal.find(({ verdict }: { verdict: string }) => verdict === 'broken');
    assert.ok(broken.examples.includes('uk/sales-order/G-1'));
    assert.ok(body.equations.atStake.length > 0);
    assert.equal(body.equations.checked, body.equations.holds + body.equations.inTransit + body.equations.broken);
    assert.ok(body.equations.complete);
    const { body: explained } = await call('GET', '/v1/sales-orders/G-1/explanation');
    assert.match(explained.agreement, /^The systems disagree: shipped = invoiced \+ billable or held is off by 1 for line 10; erp is the odd one; GBP|^The systems disagree/);
    const { body: french } = await call('GET', '/v1/agreement?entity=fr');
    assert.deepEqual([french.entity, french.equations.broken], ['fr', 0]);
  });

  test('counts repetitions once, and what a sweep had to repair', async () => {
    const before = (await call('GET', '/v1/agreement')).body.facts;
    const fact = shipped('G-2', '1');
    await tell(fact);
    await call('POST', '/v1/facts', { headers: STRUCTURED, body: fact });
    await call('POST', '/v1/facts', { headers: STRUCTURED, body: { ...fact, id: 'again' } });
    const after = (await call('GET', '/v1/agreement')).body.facts;
    assert.equal(after.duplicatesSuppressed - before.duplicatesSuppressed, 2);
    await harness.query(`insert into silent_loss values ('wms', 'shipment.confirmed.v1', '2031-05-07', 3, '2031-05-07T09:00:00Z')`);
    const { body } = await call('GET', '/v1/agreement');
    assert.deepEqual(body.silentLoss, [
      { system: 'wms', channel: 'shipment.confirmed.v1', lost: 3, lastSeenAt: '2031-05-07T09:00:00.000Z' },
    ]);
  });
});

describe('keys', () => {
  test('only their hash is stored, and a revoked one ends', async () => {
    const key = await harness.keyOf(null, null);
    const client = clientOf(harness.url, key);
    assert.equal((await client('GET', '/v1/cases')).status, 200);
    const id = key.split('_')[1]!;
    const [row] = await harness.query('select secret_hash, last_used_at from api_key where id = $1', [id]);
    assert.ok(!key.includes(String(row!['secret_hash'])) && String(row!['secret_hash']).length === 64);
    assert.ok(row!['last_used_at'] !== null);
    await harness.query('update api_key set revoked_at = now() where id = $1', [id]);
    await pass(harness, MINUTE_MS);
    const refused = await client('GET', '/v1/cases');
    assert.deepEqual([refused.status, refused.body.code], [401, 'key-invalid']);
    assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer/);
  });
});
