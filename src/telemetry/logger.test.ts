import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from './logger.ts';
import { formatTraceparent, instanceContext, parseTraceparent } from './trace-context.ts';

type Members = Readonly<Record<string, unknown>>;

function logged(details: Members, event = 'something happened'): Members {
  let text = '';
  const to = { write: (line: string) => void (text += line) };
  const traceIdOf = (): string => 'f'.repeat(32);
  createLogger({ level: 'info', to, base: { process: 'p1' }, traceIdOf }).info(event, details);
  return JSON.parse(text) as Members;
}

test('a line is one JSON object with the event, the level, the time and the details', () => {
  const instance = 'uk/sales-order/SO-1';
  const line = logged({ entity: 'uk', instance, correlationId: 'SO-1', quantity: 12n });
  assert.equal(line['event'], 'something happened');
  assert.equal(line['level'], 'info');
  assert.match(String(line['time']), /^\d{4}-\d\d-\d\dT/);
  assert.deepEqual(
    [line['entity'], line['instance'], line['correlationId'], line['quantity'], line['process']],
    ['uk', 'uk/sales-order/SO-1', 'SO-1', '12', 'p1'],
  );
  assert.equal(line['trace_id'], 'f'.repeat(32));
});

test('secrets do not reach the log, by name or by looks', () => {
  const error = new Error('connect postgres://crossdock:hunter2@127.0.0.1/x', {
    cause: new Error('sent Authorization: Bearer abc.def'),
  });
  const text = JSON.stringify(logged({
    headers: { Authorization: 'Bearer abc.def', 'x-api-key': 'abc.def', accept: 'json' },
    deep: [{ clientSecret: 'abc.def', password: 'hunter2' }],
    note: 'the key cdk_live_abcdef and whsec_MfKQ9r8GKY', error,
  }, 'asked with Bearer abc.def'));
  for (const secret of ['abc.def', 'hunter2', 'live_abcdef', 'MfKQ9r8GKY']) {
    assert.ok(!text.includes(secret), `${secret} in ${text}`);
  }
  assert.match(text, /"accept":"json"/);
  assert.match(text, /postgres:\/\/crossdock:\[redacted\]@127/);
});

test('whatever the details are, logging does not throw', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const hostile = { get boom(): never { throw new Error('no'); } };
  assert.equal((logged({ circular })['circular'] as { self: unknown }).self, '[circular]');
  assert.equal(logged({ hostile })['hostile'], '[unreadable]');
  assert.equal((logged({ long: 'x'.repeat(10_000) })['long'] as string).length, 2_001);
  assert.equal(logged({ bytes: new Uint8Array(5) })['bytes'], '[5 bytes]');
});

test('a trace context is read as the recommendation says', () => {
  const good = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  assert.equal(formatTraceparent(parseTraceparent(good)!), good);
  assert.equal(parseTraceparent(`01-${'a'.repeat(32)}-${'b'.repeat(16)}-00-more`)?.sampled, false);
  for (const bad of [
    null, '', 'x', `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'a'.repeat(32)}-${'0'.repeat(16)}-01`, `${good}-more`, good.toUpperCase(),
  ]) assert.equal(parseTraceparent(bad), null, String(bad));
});

test('sampling takes the share of instances that was asked for', () => {
  const sampled = Array.from({ length: 5_000 }, (_, at) => instanceContext({ sampleRatio: 0.2 }, `uk/${at}`))
    .filter((context) => context.sampled).length;
  assert.ok(sampled > 850 && sampled < 1_150, `${sampled} of 5,000`);
});
