import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { clientOf, sentWhole, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';
import { BATCH, event, orderBody, received, registered, shipped, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const stated = (salesOrder: string, more: object = {}, eventMore: object = {}) => {
  const { entity: _, ...order } = orderBody(salesOrder);
  return event('shop', 'sales-order.stated.v1', { ...order, revision: 1, channel: 'shop', ...more }, eventMore);
};
const proof = (shipment: string, trackingNumber: string) =>
  event('carrier', 'proof-of-delivery.recorded.v1', { trackingNumber, shipment, deliveredAt: '2031-05-07T08:40:00Z' });
const post = (body: unknown, headers: Record<string, string> = STRUCTURED) =>
  call('POST', '/v1/facts', { headers, body });
const factCount = async (): Promise<number> =>
  Number((await harness.query('select count(*) as n from fact'))[0]!['n']);
const kept = async (): Promise<number> =>
  Number(
    (
      await harness.query(`select (select count(*) from fact) + (select count(*) from waiting_fact)
        + (select count(*) from quarantine where state = 'open') as n`)
    )[0]!['n'],
  );

describe('modes', () => {
  test('structured: accepted once, a duplicate from then on', async () => {
    const order = stated('F-1');
    const first = await post(order);
    assert.equal(first.status, 202);
    assert.deepEqual(first.body, { status: 'accepted', source: 'shop', id: order.id, instance: 'uk/sales-order/F-1' });
    assert.equal((await post(order)).body.status, 'duplicate');
    assert.equal((await post({ ...order, id: 'other id' })).body.status, 'duplicate');
  });

  test('binary: attributes are percent-decoded once', async () => {
    const { data } = stated('F-2');
    const headers = {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'Euro%20%E2%82%AC%20%F0%9F%98%80',
      'ce-source': 'shop',
      'ce-type': 'sales-order.stated.v1',
      'ce-entity': 'uk',
      'ce-correlationid': '50%2525',
    };
    const answer = await call('POST', '/v1/facts', { headers, body: data });
    assert.equal(answer.body.status, 'accepted');
    assert.equal(answer.body.id, 'Euro € 😀');
    const [row] = await harness.query(`select correlation_id from fact where id = 'Euro € 😀'`);
    assert.equal(row!['correlation_id'], '50%25');
    const broken = await call('POST', '/v1/facts', { headers: { ...headers, 'ce-id': '%C0%A0' }, body: data });
    assert.deepEqual([broken.status, broken.body.code, broken.body.param], [400, 'invalid-envelope', 'ce-id']);
  });

  test('batch: a result for each item, and what is sound is not held up by what is not', async () => {
    const before = await kept();
    const batch = [
      stated('F-3'),
      shipped('F-3', '5'),
      { specversion: '1.0', id: 'x' },
      event('wms', 'no.such.v1', {}),
      event('wms', 'shipment.confirmed.v1', { salesOrder: 'F-3' }),
      proof('SH-unknown', 'TRACK-unknown'),
    ];
    const { status, body } = await post(batch, BATCH);
    assert.equal(status, 202);
    const statuses = body.items.map((item: { status: string }) => item.status);
    assert.deepEqual(statuses.slice(0, 5), ['accepted', 'accepted', 'refused', 'quarantined', 'quarantined']);
    assert.equal(statuses[5], 'waiting');
    assert.equal(body.items[5].waitsFor, 'tracking:TRACK-unknown');
    assert.equal(body.items[2].reasons[0].path, '$[2].source');
    assert.equal(body.items[3].code, 'unknown-fact-type');
    assert.ok(body.items[4].reasons.length > 1);
    assert.equal(await kept(), before + 5);
  });

  test('an empty batch is legal', async () => {
    const { status, body } = await post([], BATCH);
    assert.deepEqual([status, body], [202, { counts: {}, items: [] }]);
  });
});

describe('bad input is answered, and nothing of it is lost', () => {
  const problem = async (
    expected: readonly [number, string],
    options: { headers?: Record<string, string>; raw?: string | Uint8Array; body?: unknown; key?: string | null },
  ) => {
    const before = await factCount();
    const answer = await call('POST', '/v1/facts', { headers: STRUCTURED, ...options });
    assert.deepEqual([answer.status, answer.body.code], expected);
    assert.equal(await factCount(), before);
    return answer.body;
  };

  test('malformed JSON is told with its position', async () => {
    const body = await problem([400, 'malformed-json'], { raw: '{"id": "x",\n oops}' });
    assert.equal(body.position, 13);
    assert.match(body.detail, /line 2/);
    await problem([400, 'malformed-json'], { raw: '' });
  });

  test('bytes that are no UTF-8', () =>
    problem([400, 'malformed-text'], { raw: Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d) }));

  test('a body beyond the limit, which is named', async () => {
    const body = await problem([413, 'body-too-large'], { raw: 'x'.repeat(5_000_000) });
    assert.equal(body.limit, 4_194_304);
  });

  test('a sender that reads nothing before it has sent 20 MB gets its answer, however it sends', async () => {
    const body = Buffer.alloc(20_000_000, 'x');
    for (const length of [`content-length: ${body.length}`, 'transfer-encoding: chunked']) {
      const head = ['POST /v1/facts HTTP/1.1', 'content-type: application/cloudevents+json', length];
      const answer = await sentWhole(harness.url, [...head, `authorization: Bearer ${harness.key}`], body);
      assert.match(answer, /^HTTP\/1\.1 413 [^]*"code":"body-too-large"/);
    }
  });

  test('a batch beyond the limit, which is named', async () => {
    const body = await problem([413, 'batch-too-large'], { headers: BATCH, body: Array.from({ length: 2_001 }, () => 0) });
    assert.equal(body.limit, 2_000);
  });

  test('content types and encodings that are not ours', async () => {
    await problem([415, 'media-type-unsupported'], { headers: { 'content-type': 'text/xml' }, raw: '<a/>' });
    await problem([415, 'media-type-unsupported'], { headers: { 'content-type': 'nonsense' }, raw: 'x' });
    await problem([415, 'media-type-unsupported'], { headers: { ...STRUCTURED, 'content-encoding': 'gzip' }, raw: 'x' });
  });

  test('broken envelopes', async () => {
    await problem([400, 'invalid-envelope'], { body: [] });
    await problem([400, 'invalid-envelope'], { headers: BATCH, body: {} });
    const body = await problem([400, 'invalid-envelope'], { body: { ...stated('F-9'), entity: 'mars', time: 'now' } });
    assert.equal(body.errors[0].path, '$.time');
    await problem([400, 'invalid-envelope'], { body: { ...stated('F-9'), entity: 'mars' } });
    await problem([400, 'invalid-envelope'], { body: { ...stated('F-9'), source: 'a\u0000b' } });
  });

  test('keys: none, a wrong one, one of another system, one of another entity', async () => {
    await problem([401, 'key-missing'], { key: null, body: stated('F-9') });
    await problem([401, 'key-invalid'], { key: 'cdk_nonsense', body: stated('F-9') });
    const forged = harness.key.slice(0, -4) + (harness.key.endsWith('AAAA') ? 'BBBB' : 'AAAA');
    await problem([401, 'key-invalid'], { key: forged, body: stated('F-9') });
    await problem([403, 'source-not-allowed'], { key: await harness.keyOf('wms', null), body: stated('F-9') });
    await problem([403, 'entity-not-allowed'], { key: await harness.keyOf(null, 'fr'), body: stated('F-9') });
  });

  const quarantined: readonly (readonly [name: string, code: string, make: () => object])[] = [
    ['wrong types', 'invalid-content', () => stated('Q-1', { lines: 'none', customer: 5 })],
    ['an unknown fact type', 'unknown-fact-type', () => event('wms', 'goods.teleported.v1', { a: 1 })],
    ['a source that may not say it', 'not-owner', () => stated('Q-2', {}, { source: 'carrier' })],
    ['a negative quantity', 'invalid-content', () => shipped('Q-3', '-1')],
    ['an absurd quantity', 'invalid-content', () => shipped('Q-3', '9'.repeat(30))],
    ['a float instead of a decimal', 'invalid-content', () => shipped('Q-3', 1.5 as unknown as string)],
    ['a wrong currency', 'invalid-content', () => stated('Q-4', { currency: 'GPB' })],
    ['too many decimals', 'invalid-content', () => event('payment', 'payment.received.v1', {
      payment: 'P-1', invoice: 'I-1', amount: { amount: '1.234', currency: 'GBP' }, receivedAt: '2031-05-07T08:00:00Z',
    })],
    ['a date that does not exist', 'invalid-content', () => stated('Q-6', { requestedShipDate: '2031-02-30' })],
    ['a time out of range', 'invalid-content', () => stated('Q-7', { orderedAt: '0001-01-01T00:00:00Z' })],
    ['a sender whose clock is a day ahead', 'clock-skew', () => stated('Q-8', {}, { time: '2031-05-08T09:00:00Z' })],
    ['a character that cannot be stored', 'invalid-content', () => event('person', 'case.decided.v1', {
      salesOrder: 'Q-9', case: 'a\u0000b', decision: 1, verdict: 'waive', decidedBy: 'ada', reason: 'x',
    })],
    ['no data at all', 'invalid-content', () => stated('Q-10', {}, { data: undefined })],
  ];
  for (const [name, code, make] of quarantined) {
    test(`${name} is quarantined whole, with its reason`, async () => {
      const [before, facts] = [await kept(), await factCount()];
      const { status, body } = await post(make());
      assert.deepEqual([status, body.status, body.code], [202, 'quarantined', code]);
      assert.ok(body.reasons[0].message.length > 0);
      assert.equal(await kept(), before + 1);
      assert.equal(await factCount(), facts);
    });
  }

  test('an id that names another content is quarantined', async () => {
    await post(stated('I-1', {}, { id: 'same-id' }));
    const { body } = await post(stated('I-1', { customer: 'C-99' }, { id: 'same-id' }));
    assert.deepEqual([body.status, body.code], ['quarantined', 'id-reused']);
  });

  test('the same version with another content is a conflict, kept and open', async () => {
    await post(stated('I-2'));
    const { body } = await post(stated('I-2', { customer: 'C-99' }));
    assert.equal(body.status, 'conflict');
    const cases = await call('GET', '/v1/cases?kind=dispute&instance=uk/sales-order/I-2');
    assert.equal(cases.body.items.length, 1);
  });

  test('a fact of an order that does not exist yet waits for it', async () => {
    const early = await post(shipped('W-1', '5'));
    assert.equal(early.body.status, 'accepted');
    const waiting = await call('GET', '/v1/sales-orders/W-1/explanation');
    assert.equal(waiting.body.lifecycle, 'awaiting-order');
    await post(stated('W-1'));
    const known = await call('GET', '/v1/sales-orders/W-1');
    assert.equal(known.body.lines[0].shipped, '5');
  });

  test('a fact of a name that nobody has introduced waits under it', async () => {
    const early = proof('SH-W-2', 'TRACK-2');
    assert.equal((await post(early)).body.status, 'waiting');
    assert.equal((await post(early)).body.status, 'waiting');
    await post(stated('W-2'));
    await post(shipped('W-2', '5'));
    await post(
      event('carrier', 'transport.arranged.v1', {
        salesOrder: 'W-2',
        shipment: 'SH-W-2',
        carrier: 'DHL',
        trackingNumber: 'TRACK-2',
        freight: { amount: '4.90', currency: 'GBP' },
      }),
    );
    await harness.settle();
    assert.deepEqual(await harness.query('select 1 from waiting_fact where id = $1', [early.id]), []);
    await harness.feedComplete();
    const { body } = await call('GET', '/v1/facts?limit=1000&instance=uk/sales-order/W-2');
    assert.ok(body.items.some((fact: { id: string }) => fact.id === early.id));
  });

  test('an item that the ERP does not know blocks the order with a case', async () => {
    await post(stated('U-1', { lines: [{ line: 10, item: 'UNKNOWN', quantity: '1', unitPrice: '1' }] }));
    const answer = registered('U-1');
    await post({ ...answer, data: { ...(answer.data as object), lines: [{ line: 10, itemKnown: false }] } });
    const { body } = await call('GET', '/v1/cases?instance=uk/sales-order/U-1');
    assert.equal(body.items[0].kind, 'unknown-reference');
  });
});

describe('redrive', () => {
  test('what was mended is let in, and what was not stays', async () => {
    await post(shipped('R-1', '-5'));
    const { body } = await call('GET', '/v1/quarantine?source=wms&code=invalid-content&limit=200');
    const [entry] = body.items.slice(-1);
    const path = `/v1/quarantine/${entry.id}/redrive`;
    const still = await call('POST', path, { body: { reason: 'trying' } });
    assert.equal(still.body.state, 'open');
    await harness.query(`update quarantine set body = replace(convert_from(body, 'UTF8'), '-5', '5')::bytea where id = $1`, [entry.id.slice(4)]);
    const mended = await call('POST', path, { body: { reason: 'the mapping is right now' } });
    assert.equal(mended.body.state, 'redriven');
    assert.equal((await call('POST', path, { body: { reason: 'again' } })).status, 409);
    assert.equal((await call('GET', '/v1/sales-orders/R-1')).status, 200);
    assert.equal((await call('POST', '/v1/quarantine/qua_999999/redrive', { body: { reason: 'x' } })).status, 404);
  });
});

describe('the feed', () => {
  test('shows every fact once, in commit order, and goes on from its cursor', async () => {
    await post(received('MV-feed', '100'));
    await harness.settle();
    const ids = new Set<string>();
    let cursor = '';
    for (;;) {
      const { body } = await call('GET', `/v1/facts?limit=7${cursor}`);
      for (const fact of body.items) {
        assert.ok(!ids.has(`${fact.source}/${fact.id}`));
        ids.add(`${fact.source}/${fact.id}`);
      }
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
      // The feed holds back while an older transaction may still commit.
      if (!body.more && ids.size === (await factCount())) break;
    }
    assert.deepEqual((await call('GET', `/v1/facts?limit=7${cursor}`)).body.items, []);
    await post(stated('FEED-1'));
    const news = async () => (await call('GET', `/v1/facts?type=sales-order.stated.v1${cursor}`)).body.items;
    let items = await news();
    while (items.length === 0) items = await news();
    assert.equal(items[0].data.salesOrder, 'FEED-1');
  });

  test('refuses cursors that are none, or of another list', async () => {
    for (const cursor of ['x', 'facts:1', 'facts:a:b', 'commands:1:2:3:4', 'facts:%00:1', 'facts:%zz:1']) {
      const { status, body } = await call('GET', `/v1/facts?cursor=${encodeURIComponent(cursor)}`);
      assert.deepEqual([status, body.code], [400, 'invalid-request'], cursor);
    }
  });
});

describe('what was taken in', () => {
  test('is changed or removed by nobody: neither a fact nor a movement', async () => {
    const data = {
      movement: 'MV-KEPT', version: 1, kind: 'receipt', item: 'IT-1', quantity: '5',
      from: { location: 'supplier', disposition: 'sellable_accessible' },
      to: { location: 'leeds', disposition: 'sellable_accessible' },
    };
    assert.equal((await post(event('wms', 'movement.recorded.v1', data))).body.status, 'accepted');
    for (const table of ['fact', 'movement']) {
      const edit = table === 'fact' ? "body = '{}'" : 'quantity = quantity + 1';
      for (const sql of [`update ${table} set ${edit}`, `delete from ${table}`, `truncate ${table}`]) {
        await assert.rejects(harness.query(sql), new RegExp(`${table} is append-only`), sql);
      }
    }
  });
});

describe("vendors' webhooks", () => {
  const order = {
    id: 77,
    name: 'WEB-1',
  };
  test('a signed message that cannot be translated is kept whole; an unsigned one is not', async () => {
    const body = JSON.stringify(order);
    const kept = await call('POST', '/v1/inbound/shop', { key: null, raw: body, headers: harness.signed(body, 'm-1') });
    assert.deepEqual([kept.status, kept.body.status, kept.body.messageId], [202, 'quarantined', 'm-1']);
    const forged = { ...harness.signed(body, 'm-2'), 'x-shop-hmac-sha256': 'AAAA' };
    const refused = await call('POST', '/v1/inbound/shop', { key: null, raw: body, headers: forged });
    assert.deepEqual([refused.status, refused.body.code], [401, 'signature-invalid']);
    const unknown = await call('POST', '/v1/inbound/mars', { key: null, raw: body, headers: harness.signed(body, 'm-3') });
    assert.equal(unknown.status, 404);
    const garbage = Uint8Array.of(0xff, 0x00, 0x80);
    const bytes = await call('POST', '/v1/inbound/shop', { key: null, raw: garbage, headers: harness.signed(garbage, 'm-4') });
    assert.equal(bytes.body.status, 'quarantined');
  });
});
