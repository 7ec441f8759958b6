import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  contentMode,
  decodeHeaderValue,
  encodeHeaderValue,
  mediaTypeOf,
  readBinary,
  readStructured,
} from './cloud-event.ts';

const VECTOR = 'Euro € 😀';
const ENCODED = 'Euro%20%E2%82%AC%20%F0%9F%98%80';

test('the vector of the specification is written and read', () => {
  assert.equal(encodeHeaderValue(VECTOR), ENCODED);
  assert.deepEqual(decodeHeaderValue(ENCODED), { ok: true, value: VECTOR });
});

test('a header value is decoded exactly once', () => {
  assert.deepEqual(decodeHeaderValue('100%2525'), { ok: true, value: '100%25' });
  assert.deepEqual(decodeHeaderValue(encodeHeaderValue('50% "x"\\')), { ok: true, value: '50% "x"\\' });
});

test('quotation marks are taken off first', () => {
  assert.deepEqual(decodeHeaderValue('"Euro%20\\"x\\""'), { ok: true, value: 'Euro "x"' });
  assert.equal(decodeHeaderValue('"open').ok, false);
});

test('what is no UTF-8, no ASCII or no percent-encoding is refused', () => {
  for (const value of ['%C0%A0', '%ED%A0%80', '%FF', 'caf\u00e9', '50%', '50%2', '%zz']) {
    assert.equal(decodeHeaderValue(value).ok, false, value);
  }
});

test('batch is told from structured, although one name begins with the other', () => {
  const mode = (header: string) => contentMode(mediaTypeOf(header));
  assert.equal(mode('application/cloudevents-batch+json; charset=utf-8'), 'batch');
  assert.equal(mode('Application/CloudEvents+JSON'), 'structured');
  assert.equal(mode('application/json'), 'binary');
});

const EVENT = { specversion: '1.0', id: 'E-1', source: 'wms', type: 'pick.confirmed.v1' };

test('a structured event is read, extensions and all', () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const event = {
    ...EVENT,
    time: '2031-05-04T10:00:00+02:00',
    entity: 'uk',
    correlationid: 'SO-1',
    causationid: 'E-0',
    recordedtime: '2031-05-04T10:00:01Z',
    traceparent,
    vendorextension: 7,
    data: { a: 1 },
  };
  assert.deepEqual(readStructured(event), {
    ok: true,
    value: {
      id: 'E-1',
      source: 'wms',
      type: 'pick.confirmed.v1',
      time: Date.parse('2031-05-04T08:00:00Z'),
      entity: 'uk',
      correlationId: 'SO-1',
      causationId: 'E-0',
      traceparent,
      data: { a: 1 },
    },
  });
});

test('data may come as base64 of JSON, and not twice', () => {
  const data_base64 = Buffer.from('{"a":1}').toString('base64');
  const read = readStructured({ ...EVENT, data_base64 });
  assert.deepEqual(read.ok && read.value.data, { a: 1 });
  assert.equal(readStructured({ ...EVENT, data_base64, data: {} }).ok, false);
  assert.equal(readStructured({ ...EVENT, data_base64: '/w==' }).ok, false);
});

test('every fault of an envelope is named with its path', () => {
  const event = { specversion: '0.3', id: '', source: 'a\u0000b', time: 'yesterday', entity: 5 };
  const read = readStructured(event, '$[3].');
  assert.ok(!read.ok);
  const paths = read.error.errors.map(({ path }) => path).sort();
  assert.deepEqual(
    paths,
    ['$[3].entity', '$[3].id', '$[3].source', '$[3].specversion', '$[3].time', '$[3].type'],
  );
});

test('what is no event at all is refused', () => {
  for (const event of [null, 1, 'x', []]) assert.equal(readStructured(event).ok, false);
});

test('binary mode takes its attributes from headers', () => {
  const headers = {
    'ce-specversion': '1.0',
    'ce-id': ENCODED,
    'ce-source': 'wms',
    'ce-type': 'pick.confirmed.v1',
    'content-type': 'application/json',
  };
  const read = readBinary(headers, { a: 1 });
  assert.ok(read.ok);
  assert.equal(read.value.id, VECTOR);
  assert.deepEqual(read.value.data, { a: 1 });
  assert.equal(readBinary({ ...headers, 'ce-datacontenttype': 'application/json' }, 1).ok, false);
  const broken = readBinary({ ...headers, 'ce-id': '%C0%A0' }, 1);
  assert.ok(!broken.ok);
  assert.deepEqual(broken.error.errors[0], { path: 'ce-id', message: 'is percent-encoded, but not UTF-8' });
});
