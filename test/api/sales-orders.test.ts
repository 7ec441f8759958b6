import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { HOUR_MS } from '../../src/kernel/instant.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, pass, type Harness } from './harness.ts';
import { event, newKey, orderBody, registered, shipped, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const place = (body: object, headers = newKey()) => call('POST', '/v1/sales-orders', { headers, body });
const tell = async (fact: object) => {
  const { body, text } = await call('POST', '/v1/facts', { headers: STRUCTURED, body: fact });
  assert.equal(body.status, 'accepted', text);
};
const explain = async (salesOrder: string, query = '') =>
  (await call('GET', `/v1/sales-orders/${salesOrder}/explanation${query}`)).body;

describe('placing', () => {
  test('is recorded once, however often it is repeated with its key', async () => {
    const headers = newKey();
    const first = await place(orderBody('P-1'), headers);
    assert.equal(first.status, 201);
    assert.equal(first.headers.get('location'), '/v1/sales-orders/P-1');
    assert.equal(first.headers.get('x-correlation-id'), 'uk/sales-order/P-1');
    assert.equal(first.headers.get('idempotency-replayed'), null);
    const again = await place(orderBody('P-1'), headers);
    assert.deepEqual([again.status, again.body], [201, first.body]);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal(again.headers.get('location'), '/v1/sales-orders/P-1');
    const other = await place(orderBody('P-1', { customer: 'C-2' }), headers);
    assert.deepEqual([other.status, other.body.code], [422, 'idempotency-key-reused']);
  });

  test('without a key, with a malformed key', async () => {
    assert.equal((await place(orderBody('P-2'), {} as Record<string, string>)).body.code, 'idempotency-key-missing');
    for (const key of ['two words', '""', '"open', 'ba"re', '"a"b"', `"${'x'.repeat(256)}"`]) {
      const { status, body } = await place(orderBody('P-2'), { 'idempotency-key': key });
      assert.deepEqual([status, body.code], [400, 'idempotency-key-malformed'], key);
    }
  });

  test('a key without quotation marks is the same key', async () => {
    const bare = await place(orderBody('P-BARE'), { 'idempotency-key': 'bare-1' });
    const quoted = await place(orderBody('P-BARE'), { 'idempotency-key': '"bare-1"' });
    assert.deepEqual([bare.status, quoted.status, quoted.body], [201, 201, bare.body]);
    assert.equal(quoted.headers.get('idempotency-replayed'), 'true');
  });

  test('a key that is still running conflicts; one that its runner left behind is taken over', async () => {
    const [row] = await harness.query('select id from api_key');
    const enter = (created: string) =>
      harness.query(
        `insert into idempotency_key (principal, key, request_hash, created_at)
        select $1, 'running', request_hash, $2 from idempotency_key where key = 'template'`,
        [`key/${row!['id'] as string}`, created],
      );
    await place(orderBody('P-3'), { 'idempotency-key': '"template"' });
    await enter(new Date(harness.clock.now()).toISOString());
    const running = await place(orderBody('P-3'), { 'idempotency-key': '"running"' });
    assert.deepEqual([running.status, running.body.code], [409, 'still-running']);
    await harness.query(`delete from idempotency_key where key = 'running'`);
    await enter(new Date(harness.clock.now() - HOUR_MS).toISOString());
    const taken = await place(orderBody('P-3'), { 'idempotency-key': '"running"' });
    assert.deepEqual([taken.status, taken.body.code], [409, 'already-exists']);
  });

  test('an answer is forgotten after a day', async () => {
    const headers = newKey();
    await place(orderBody('P-old'), headers);
    await harness.query(`update idempotency_key set created_at = created_at - interval '25 hours'`);
    const again = await place(orderBody('P-old'), headers);
    assert.equal(again.headers.get('idempotency-replayed'), null);
    assert.deepEqual([again.status, again.body.status], [201, 'duplicate'], 'its fact has the same id');
  });

  test('a refusal is replayed too', async () => {
    const headers = newKey();
    const bad = orderBody('P-4', { currency: 'GPB' });
    const first = await place(bad, headers);
    assert.deepEqual([first.status, first.body.code, first.body.param], [422, 'invalid-content', '$.currency']);
    const again = await place(bad, headers);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(again.body, first.body);
  });

  test('of two at the same time with the same key, one runs', async () => {
    const headers = newKey();
    const answers = await Promise.all([1, 2, 3, 4].map(() => place(orderBody('P-5'), headers)));
    assert.ok(answers.every(({ status }) => status === 201 || status === 409));
    assert.equal((await harness.query(`select 1 from fact where instance = 'uk/sales-order/P-5'
      and type = 'sales-order.stated.v1'`)).length, 1);
  });

  test('a number is made when none is given, and a taken one is refused', async () => {
    const { salesOrder: _, ...unnumbered } = orderBody('x');
    const made = await place(unnumbered);
    assert.match(made.body.salesOrder, /^SO-[0-9A-F]{12}$/);
    const taken = await place(orderBody(made.body.salesOrder));
    assert.deepEqual([taken.status, taken.body.code], [409, 'already-exists']);
  });

  const wrong: readonly (readonly [string, number, string, object])[] = [
    ['a line twice', 422, '$.lines', { lines: [10, 10].map((line) => ({ line, item: 'A', quantity: '1', unitPrice: '1' })) }],
    ['a negative quantity', 422, '$.lines[0].quantity', { lines: [{ line: 1, item: 'A', quantity: '-1', unitPrice: '1' }] }],
    ['an absurd quantity', 422, '$.lines[0].quantity', { lines: [{ line: 1, item: 'A', quantity: '9'.repeat(30), unitPrice: '1' }] }],
    ['a price with seven decimals', 422, '$.lines[0].unitPrice', { lines: [{ line: 1, item: 'A', quantity: '1', unitPrice: '0.0000001' }] }],
    ['a date that does not exist', 422, '$.requestedShipDate', { requestedShipDate: '2031-02-30' }],
    ['a number where text is due', 400, '$.lines[0].quantity', { lines: [{ line: 1, item: 'A', quantity: 1, unitPrice: '1' }] }],
    ['no lines', 400, '$.lines', { lines: [] }],
    ['a member that nobody knows', 400, '$', { colour: 'red' }],
    ['a country that is none', 400, '$.shipTo.country', { shipTo: { country: 'gb' } }],
    ['an entity that is not configured', 400, '$.entity', { entity: 'mars' }],
    ['a control character', 400, '$.customer', { customer: 'a\u0000' }],
  ];
  for (const [name, status, param, more] of wrong) {
    test(`${name} is refused, by its path`, async () => {
      const answer = await place(orderBody('P-wrong', more));
      assert.deepEqual([answer.status, answer.body.param], [status, param]);
      assert.equal((await call('GET', '/v1/sales-orders/P-wrong')).status, 404);
    });
  }

  test('the entity must be clear, and covered by the key', async () => {
    const { entity: _, ...unclear } = orderBody('P-6');
    assert.equal((await place(unclear)).body.code, 'entity-required');
    const french = clientOf(harness.url, await harness.keyOf(null, 'fr'));
    const refused = await french('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody('P-6') });
    assert.equal(refused.body.code, 'entity-not-allowed');
    const own = await french('POST', '/v1/sales-orders', { headers: newKey(), body: { ...unclear, currency: 'EUR' } });
    assert.equal(own.body.entity, 'fr');
    assert.equal((await french('GET', '/v1/sales-orders/P-1')).status, 404);
    assert.ok((await french('GET', '/v1/sales-orders')).body.items.every(({ entity }: { entity: string }) => entity === 'fr'));
    assert.equal((await french('GET', '/v1/sales-orders?entity=uk')).status, 403);
  });

  test('a number that two entities use needs the entity', async () => {
    await place(orderBody('TWICE'));
    await place(orderBody('TWICE', { entity: 'fr', currency: 'EUR' }));
    assert.equal((await call('GET', '/v1/sales-orders/TWICE')).body.code, 'entity-required');
    assert.equal((await call('GET', '/v1/sales-orders/TWICE?entity=fr')).body.entity, 'fr');
  });
});

describe('amending', () => {
  const amend = (salesOrder: string, more: object, headers: Record<string, string> = {}) => {
    const { salesOrder: _, ...body } = orderBody(salesOrder, more);
    return call('PUT', `/v1/sales-orders/${salesOrder}`, { headers: { 'if-match': '*', ...headers }, body });
  };

  test('states the next revision; stating what is so changes nothing', async () => {
    await place(orderBody('A-1'));
    const same = await amend('A-1', {});
    assert.deepEqual([same.body.revision, same.body.status], [1, 'duplicate']);
    const more = { lines: [{ line: 10, item: 'IT-1', quantity: '20', unitPrice: '2.5' }] };
    const next = await amend('A-1', more);
    assert.deepEqual([next.status, next.body.revision, next.body.status], [200, 2, 'accepted']);
    const read = await call('GET', '/v1/sales-orders/A-1');
    assert.equal(read.headers.get('etag'), '"2"');
    assert.deepEqual([read.body.lines[0].ordered, read.body.ordered], ['20', { amount: '50.00', currency: 'GBP' }]);
    const stale = await amend('A-1', {}, { 'if-match': '"1"' });
    assert.deepEqual([stale.status, stale.body.code], [412, 'revision-differs']);
    assert.equal((await amend('A-1', {}, { 'if-match': '"2"' })).body.revision, 3);
    assert.equal((await amend('A-1', {}, { 'if-match': 'W/x' })).status, 400);
  });

  test('changes at the same time follow each other', async () => {
    await place(orderBody('A-2'));
    const changes = ['21', '22', '23'].map((quantity) =>
      amend('A-2', { lines: [{ line: 10, item: 'IT-1', quantity, unitPrice: '2.5' }] }),
    );
    const revisions = (await Promise.all(changes)).map(({ body }) => body.revision);
    assert.deepEqual(revisions.sort(), [2, 3, 4]);
  });

  test('what nobody has stated cannot be amended', async () => {
    assert.equal((await amend('A-none', {})).status, 404);
    await tell(shipped('A-3', '1'));
    assert.equal((await amend('A-3', {})).body.code, 'not-possible-now');
  });
});

describe('cancelling', () => {
  const cancel = (salesOrder: string, body: object, headers = newKey()) =>
    call('POST', `/v1/sales-orders/${salesOrder}/cancellation`, { headers, body });

  test('takes effect where nothing was released', async () => {
    await place(orderBody('C-1'));
    const unknown = await cancel('C-1', { lines: [99], reason: 'x' });
    assert.deepEqual([unknown.status, unknown.body.param], [422, '$.lines[0]']);
    assert.equal((await cancel('C-1', { reason: 'changed their mind' })).status, 202);
    const { body } = await call('GET', '/v1/sales-orders/C-1');
    assert.deepEqual([body.lifecycle, body.settled, body.lines[0].cancelled], ['cancelled', true, '12']);
    assert.equal((await explain('C-1')).waiting, 'It waits for nothing: it is cancelled.');
    assert.equal((await cancel('C-none', { reason: 'x' })).status, 404);
  });
});

describe('reading', () => {
  test('the list is paged and filtered', async () => {
    for (const at of [1, 2, 3, 4, 5]) await place(orderBody(`L-${at}`, { customer: 'C-list' }));
    const numbers: string[] = [];
    let path = '/v1/sales-orders?customer=C-list&limit=2';
    for (;;) {
      const { body } = await call('GET', path);
      numbers.push(...body.items.map(({ salesOrder }: { salesOrder: string }) => salesOrder));
      if (body.next === null) break;
      path = `/v1/sales-orders?customer=C-list&limit=2&cursor=${encodeURIComponent(body.next)}`;
    }
    assert.deepEqual(numbers, ['L-5', 'L-4', 'L-3', 'L-2', 'L-1']);
    const ask = async (query: string) => (await call('GET', `/v1/sales-orders?limit=200&${query}`)).body.items;
    assert.ok((await ask('lifecycle=captured')).length >= 5);
    assert.equal((await ask('number=L-&open=true')).length, 5);
    assert.equal((await ask('number=L-&open=false')).length, 0);
    assert.equal((await ask('number=L-&late=true')).length, 0);
    assert.equal((await ask('number=L-&late=false')).length, 5);
    assert.equal((await ask('entity=fr&number=L-')).length, 0);
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'late=maybe', 'colour=red', 'cursor=x', 'limit=1&limit=2', 'entity=%00']) {
      assert.equal((await call('GET', `/v1/sales-orders?${query}`)).status, 400, query);
    }
  });

  test('an order is late when a milestone has passed', async () => {
    await place(orderBody('LATE-1'));
    await pass(harness, 24 * HOUR_MS);
    await harness.settle();
    const { body } = await call('GET', '/v1/sales-orders?number=LATE-1&late=true');
    assert.equal(body.items.length, 1);
    assert.equal((await call('GET', '/v1/sales-orders/LATE-1')).body.late, true);
  });

  test('the explanation says what waits and why, and whether the systems agree', async () => {
    await place(orderBody('E-1'));
    await harness.settle();
    const placed = await explain('E-1');
    assert.equal(placed.lifecycle, 'captured');
    const credit = placed.commands.find(({ id }: { id: string }) => id === 'check-credit');
    assert.match(credit.whyNotSent, /the ERP has not registered the order yet/);
    await tell(registered('E-1', '3.75'));
    const blocked = await explain('E-1');
    assert.equal(blocked.lifecycle, 'on-hold');
    assert.equal(blocked.waiting, 'It waits for finance: Line 10 is ordered at 2.5; the contract says 3.75.');
    assert.deepEqual(blocked.cases[0].exposure, { amount: '30.00', currency: 'GBP' });
    const { body } = await call('GET', '/v1/sales-orders/E-1');
    assert.deepEqual(body.timeline.map(({ type }: { type: string }) => type).slice(0, 2), ['sales-order.stated.v1', 'sales-order.registered.v1']);
    assert.ok(body.commands.some(({ id, status }: { id: string; status: string }) => id === 'register-sales-order' && status === 'done'));
    assert.match(blocked.agreement, /^The systems agree: all 2 equations hold\.$/);
  });

  test('as of a past moment it is as it was known, or as it had happened', async () => {
    await place(orderBody('T-1'));
    const before = new Date(harness.clock.now()).toISOString();
    await pass(harness, HOUR_MS);
    await tell(registered('T-1', '3.75'));
    assert.equal((await explain('T-1')).lifecycle, 'on-hold');
    assert.equal((await explain('T-1', `?at=${before}`)).lifecycle, 'captured');
    const occurred = await explain('T-1', `?at=${before}&reading=occurred`);
    assert.equal(occurred.lifecycle, 'on-hold', 'the fact happened before it was told');
    assert.deepEqual([occurred.asOf.reading, occurred.asOf.facts], ['occurred', 2]);
    const order = await call('GET', `/v1/sales-orders/T-1?at=${before}`);
    assert.equal(order.body.timeline.length, 1);
    assert.equal((await call('GET', '/v1/sales-orders/T-1?at=2001-01-01T00:00:00Z')).status, 404);
    for (const at of ['yesterday', '2031-02-30T00:00:00Z', '9999-01-01T00:00:00Z']) {
      assert.equal((await call('GET', `/v1/sales-orders/T-1?at=${at}`)).status, 400, at);
    }
  });

  test('more shipped than ordered shows as a case, with its money', async () => {
    await place(orderBody('B-1'));
    await tell(shipped('B-1', '13'));
    const { cases } = await explain('B-1');
    assert.ok(cases.some(({ kind }: { kind: string }) => kind === 'overship'));
    const agreement = await call('GET', '/v1/agreement?entity=uk');
    assert.ok(agreement.body.equations.checked > 0);
    assert.ok(agreement.body.cases.byKind['overship'] >= 1);
  });

  test('numbers with any character are found under their percent-encoding', async () => {
    const number = 'Nº 7/8 #%?';
    await place(orderBody(number));
    const path = `/v1/sales-orders/${encodeURIComponent(number)}`;
    assert.equal((await call('GET', path)).body.salesOrder, number);
    assert.equal((await call('GET', `${path}/explanation`)).status, 200);
    await harness.settle();
    const { body } = await call('GET', `/v1/commands?instance=${encodeURIComponent(`uk/sales-order/${number}`)}`);
    const command = await call('GET', `/v1/commands/${encodeURIComponent(body.items[0].key)}`);
    assert.equal(command.body.content.salesOrder, number);
  });
});

test('an event of the API carries its cause into the timeline', async () => {
  await place(orderBody('CAUSE-1'));
  await tell({ ...registered('CAUSE-1'), causationid: 'a cause', time: undefined });
  const { body } = await call('GET', '/v1/sales-orders/CAUSE-1');
  assert.ok(body.timeline.some(({ cause }: { cause: string | null }) => cause === 'a cause'));
  assert.equal((await call('GET', '/v1/sales-orders/none')).status, 404);
  assert.ok(event('x', 'y', 1).id);
});
