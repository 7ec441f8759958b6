/** The documents that describe the API, and what every path has in common. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { COMMAND_TYPES, FACT_TYPES } from '../../src/canonical/catalogue.ts';
import { ERRORS } from '../../src/contract/error-codes.ts';
import { OUTWARD_CHANNELS } from '../../src/contract/feed-channels.ts';
import { OPERATIONS } from '../../src/contract/operations.ts';
import { clientOf, type Client } from './client.ts';
import { DOCUMENT } from './contract.ts';
import { openApi, type Harness } from './harness.ts';
import { received, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

type Json = Record<string, unknown>;

test('the OpenAPI document is served, and every reference in it leads somewhere', async () => {
  const { body } = await call('GET', '/openapi.json', { key: null });
  assert.equal(body.openapi, '3.1.1');
  const names = new Set(Object.keys(body.components.schemas));
  for (const [, name] of JSON.stringify(body).matchAll(/"#\/components\/schemas\/(\w+)"/g)) assert.ok(names.has(name!), name);
  assert.ok(!JSON.stringify(body).includes('$defs'));
});

test('every operation has a summary, examples, and every status that it can answer', () => {
  const ids = new Set<string>();
  for (const { id, method, path, answers } of OPERATIONS) {
    const operation = DOCUMENT.paths[path]![method] as unknown as { summary: string; responses: Json; requestBody?: { content: Record<string, { examples: Json }> } };
    assert.ok(!ids.has(id), id);
    ids.add(id);
    assert.ok(operation.summary.length > 10, id);
    for (const status of Object.keys(answers)) assert.ok(operation.responses[status], `${id} ${status}`);
    assert.ok(operation.responses['500'], id);
    for (const [media, { examples }] of Object.entries(operation.requestBody?.content ?? {})) {
      if (media !== '*/*') assert.ok(Object.keys(examples).length > 0, `${id} ${media}`);
    }
  }
});

test('every example in it is valid by its own schema', () => {
  const ajv = new Ajv2020({ strict: false });
  (ajvFormats as unknown as (instance: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'https://test/doc', components: DOCUMENT.components });
  const check = (name: string, { schema, examples }: { schema?: Json; examples?: Record<string, { value: unknown }> }): void => {
    if (schema === undefined || examples === undefined) return;
    const text = JSON.stringify(schema).replaceAll('"#/components', '"https://test/doc#/components');
    const validate = ajv.compile(JSON.parse(text) as Json);
    for (const [example, { value }] of Object.entries(examples)) {
      assert.ok(validate(value), `${name} ${example}: ${ajv.errorsText(validate.errors)}`);
    }
  };
  for (const [path, methods] of Object.entries(DOCUMENT.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const { requestBody, responses } = operation as unknown as { requestBody?: { content: Json }; responses: Record<string, { content?: Json }> };
      for (const content of Object.values(requestBody?.content ?? {})) check(`${method} ${path}`, content as never);
      for (const [status, { content }] of Object.entries(responses)) {
        for (const media of Object.values(content ?? {})) check(`${method} ${path} ${status}`, media as never);
      }
    }
  }
});

test('every error code says how to mend it', () => {
  for (const [code, { title, mend, status }] of Object.entries(ERRORS)) {
    assert.match(code, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(title.length > 5 && mend.length > 10 && status >= 400);
  }
});

test('the AsyncAPI document has a channel, an operation and a message for every fact and command', async () => {
  const { body } = await call('GET', '/asyncapi.json', { key: null });
  assert.equal(body.asyncapi, '3.0.0');
  assert.deepEqual(Object.keys(body.channels).sort(), Object.keys(body.operations).sort());
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const declared: string[] = [];
  const outward = new Set(OUTWARD_CHANNELS.map(({ name }) => name));
  for (const [name, operation] of Object.entries<Json>(body.operations)) {
    assert.match(name, /^[A-Za-z0-9_-]+$/);
    if (outward.has(name)) continue;
    const channel = body.channels[name];
    assert.equal((operation['channel'] as Json)['$ref'], `#/channels/${name}`);
    assert.equal(operation['action'], name.startsWith('fact-') ? 'receive' : 'send');
    assert.match(channel.address, /^(facts|commands)\//);
    const message = body.components.messages[name];
    assert.equal(channel.messages[name].$ref, `#/components/messages/${name}`);
    assert.equal(message.correlationId.$ref, '#/components/correlationIds/case');
    assert.ok(ajv.compile(message.payload.schema));
    declared.push(message.name);
  }
  const types = [...FACT_TYPES, ...COMMAND_TYPES].map(({ type }) => type);
  assert.deepEqual(declared.sort(), types.sort());
  assert.equal(body.components.correlationIds.case.location, '$message.header#/correlationid');
  assert.ok(body.components.messageTraits.cloudEvent.headers.properties.correlationid);
});

test('feeds and webhooks are channels of the AsyncAPI document, and what is fetched is what it says', async () => {
  const document = (await call('GET', '/asyncapi.json', { key: null })).body;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const messageOf = (name: string): Json => {
    const { channel, action, messages } = document.operations[name];
    assert.deepEqual([channel.$ref, action], [`#/channels/${name}`, 'send']);
    const [, message] = /([^/]+)$/.exec(messages[0].$ref)!;
    assert.deepEqual(document.channels[name].messages[message!], { $ref: `#/components/messages/${message}` });
    return document.components.messages[message!].payload.schema;
  };
  assert.equal(document.channels['consumer-feed'].address, '/v1/feeds/{consumer}');
  assert.deepEqual(Object.keys(document.channels['consumer-feed'].parameters), ['consumer']);
  assert.ok(!('address' in document.channels['subscribed-facts']), 'wherever the subscriber says');
  assert.ok(ajv.compile(messageOf('subscribed-facts')));

  await call('PUT', '/v1/feeds/documented', { headers: { 'if-match': '*' }, body: { types: [], from: 'start' } });
  await call('POST', '/v1/facts', { headers: STRUCTURED, body: received('DOC-1', '3') });
  await harness.settle();
  await harness.feedComplete();
  const { items } = (await call('GET', '/v1/feeds/documented')).body;
  const isRecorded = ajv.compile(messageOf('consumer-feed'));
  assert.ok(items.length > 0);
  for (const item of items) assert.ok(isRecorded(item), ajv.errorsText(isRecorded.errors));
  assert.ok(!isRecorded({ ...items[0], source: 7 }), 'the schema can say no');
});

test('health, readiness and figures need no key', async () => {
  assert.equal((await call('GET', '/healthz', { key: null })).body.status, 'ok');
  assert.equal((await call('GET', '/readyz', { key: null })).body.status, 'ok');
  assert.match((await call('GET', '/metrics', { key: null })).headers.get('content-type') ?? '', /^text\/plain/);
});

test('everything else does', async () => {
  for (const { path, method, access } of OPERATIONS) {
    if (access === 'open') continue;
    const url = path.replaceAll(/\{\w+\}/g, 'x');
    const options = method === 'get' ? { key: null } : { key: null, body: {} };
    const { status, body } = await call(method.toUpperCase() as 'GET', url, options);
    assert.deepEqual([status, body.code], [401, 'key-missing'], path);
  }
});

test('paths and methods that are not there are told apart', async () => {
  assert.equal((await call('GET', '/v1/nothing')).body.code, 'not-found');
  const answer = await call('DELETE', '/v1/facts');
  assert.deepEqual([answer.status, answer.body.code, answer.headers.get('allow')?.split(', ').sort().join(', ')], [405, 'method-not-allowed', 'GET, HEAD, POST']);
  assert.equal((await call('GET', '/v1/%zz')).status, 400);
  assert.equal((await call('GET', `/v1/sales-orders/${'x'.repeat(3_000)}`)).status, 400);
});

test('a request id is taken over, or made', async () => {
  const given = await call('GET', '/healthz', { headers: { 'x-request-id': 'mine-1' } });
  assert.equal(given.headers.get('x-request-id'), 'mine-1');
  const odd = await call('GET', '/v1/nothing', { headers: { 'x-request-id': 'with blanks' } });
  assert.match(odd.body.instance, /^urn:request:[0-9a-f-]{36}$/);
});

test('what is not HTTP is answered as a problem too', async () => {
  const { port } = new URL(harness.url);
  const speak = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
      socket.on('data', (data) => (answer += String(data)));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });
  assert.match(await speak('nonsense\r\n\r\n'), /^HTTP\/1\.1 400 [^]*"code":"invalid-request"/);
  assert.match(await speak(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 [^]*headers-too-large/);
});
