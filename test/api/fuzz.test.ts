/**
 * Tens of thousands of requests drawn from the OpenAPI document, sound and broken in any mixture, pipelined over
 * a few connections. None may end in an error of ours, and every answer must be one that the document promises:
 * the server itself holds each against it.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Pool } from 'undici';
import { seededRandom, type Random } from '../../src/kernel/random.ts';
import { clientOf, type Client } from './client.ts';
import { DOCUMENT } from './contract.ts';
import { openApi, type Harness } from './harness.ts';
import { newKey, orderBody, shipped, STRUCTURED } from './samples.ts';

const SEED = process.env['CROSSDOCK_FUZZ_SEED'] ?? 'the api holds';
const REQUESTS = Number(process.env['CROSSDOCK_FUZZ_REQUESTS'] ?? 50_000);
const CONNECTIONS = 4;
const PIPELINED = 8;
/** Of so many requests to an operation that is slow by design, or whose answer is a whole document, one is sent. */
const RARE = 40;
const RARE_OPERATIONS = new Set([
  'beginSession', 'changePassword', 'addPerson', 'resetPassword', 'verifyAudit', 'takeEvidence', 'getOpenApi',
  'getAsyncApi', 'getReference', 'getVerifier', 'beginSweep',
]);

type Json = Record<string, unknown>;
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Json;
}
interface OperationObject {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Json; readonly examples?: Record<string, { value: unknown }> }> };
  readonly responses: Record<string, { readonly content?: Json }>;
}

let harness: Harness;
let call: Client;
before(async () => {
  const generous = { limits: [{ name: 'burst', requests: 1_000_000, per: '10 s' }] };
  harness = await openApi({ configure: (input) => ({ ...input, api: generous }) });
  call = clientOf(harness.url, harness.key);
  await call('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody('SO-1002') });
  await call('POST', '/v1/facts', { headers: STRUCTURED, body: shipped('SO-1001', '13') });
  await harness.settle();
});
after(() => harness.close());

const NASTY: readonly unknown[] = [
  null, true, 0, -1, 1.5, 1e308, 2 ** 53, '', ' ', '0', '-0', '1e9', '00', '٣', '9'.repeat(60), 'x'.repeat(600),
  'a\u0000b', '\u001e\u001d', '\ud800', '😀', "'; drop table fact; --", '%00', '%', '__proto__', 'constructor',
  '2031-02-30', '2031-13-01T00:00:00Z', '9999-12-31T23:59:59Z', '0000-00-00', 'GBP', 'XAU', [], {}, [[]],
  { $ref: '#' }, JSON.parse('{"__proto__":{"a":1}}') as unknown,
];
const WORDS = ['uk', 'fr', 'SO-1001', 'IT-1', 'exc_1', 'exc_2', 'qua_1', 'wms', 'shop', 'open', 'age', 'true', '1', '10', '2031-05-07T09:00:00Z'];

/** A value for a schema: usually a sound one, now and then none at all. */
function valueOf(random: Random, given: Json, depth = 0): unknown {
  const ref = given['$ref'];
  const schema = typeof ref === 'string' ? DOCUMENT.components.schemas[ref.split('/').at(-1)!]! : given;
  const luck = random.between(1, 100);
  if (luck <= 8 || depth > 6) return random.pick(NASTY);
  if (luck <= 14) return random.pick(WORDS);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return random.pick(schema['enum'] as unknown[]);
  const [example] = (schema['examples'] as unknown[] | undefined) ?? [];
  if (example !== undefined && luck <= 75) return example;
  const options = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined;
  if (options !== undefined) return valueOf(random, random.pick(options), depth + 1);
  switch (schema['type']) {
    case 'object':
      return objectOf(random, schema, depth);
    case 'array':
      return Array.from({ length: random.between(0, 3) }, () => valueOf(random, (schema['items'] ?? {}) as Json, depth + 1));
    case 'integer':
      return random.between(0, 1_000);
    case 'boolean':
      return random.between(0, 1) === 1;
    default:
      return random.pick(WORDS);
  }
}

function objectOf(random: Random, schema: Json, depth: number): Json {
  const required = new Set((schema['required'] ?? []) as string[]);
  const made: Json = {};
  for (const [name, member] of Object.entries((schema['properties'] ?? {}) as Record<string, Json>)) {
    const left = required.has(name) ? 4 : 50;
    if (random.between(1, 100) > left) made[name] = valueOf(random, member, depth + 1);
  }
  if (random.between(1, 100) <= 5) made['colour'] = random.pick(NASTY);
  return made;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? '');
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

function requestOf(random: Random, path: string, operation: OperationObject) {
  let url = path;
  const query: string[] = [];
  const headers: Record<string, string> = {};
  for (const { name, in: place, required, schema } of operation.parameters ?? []) {
    if (!required && random.between(1, 100) <= 60) continue;
    const value = textOf(valueOf(random, schema));
    if (place === 'path') url = url.replace(`{${name}}`, encoded(value === '' ? 'x' : value));
    else if (place === 'query') query.push(`${name}=${encoded(value)}`);
    else headers[name] = random.between(1, 4) > 1 && name === 'Idempotency-Key' ? `"${random.between(1, 400)}"` : encoded(value);
  }
  const bodies = Object.entries(operation.requestBody?.content ?? {});
  let raw: string | undefined;
  if (bodies.length > 0) {
    const [media, { schema, examples }] = random.pick(bodies);
    const [example] = Object.values(examples ?? {});
    const luck = random.between(1, 100);
    const usesExample = example !== undefined && luck <= 45;
    const value = usesExample ? (luck <= 20 ? example.value : mutated(random, example.value)) : valueOf(random, schema);
    raw = JSON.stringify(value) ?? 'null';
    if (random.between(1, 100) <= 4) raw = raw.slice(0, random.between(0, raw.length));
    headers['content-type'] = random.between(1, 100) <= 3 ? 'text/plain' : media === '*/*' ? 'application/json' : media;
  }
  return { url: query.length === 0 ? url : `${url}?${query.join('&')}`, headers, raw };
}

/** The same value with one of its members replaced. */
function mutated(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.between(1, 5) === 1) return random.pick(NASTY);
  const members = Object.keys(value);
  if (members.length === 0) return value;
  const name = random.pick(members);
  const inner = mutated(random, (value as Json)[name]);
  return Array.isArray(value) ? value.with(Number(name), inner) : { ...value, [name]: inner };
}

/** Never ends, so it has no answer that could be held against anything. */
const isStream = ({ responses }: OperationObject): boolean =>
  Object.values(responses).some(({ content }) => content !== undefined && 'text/event-stream' in content);

test(`${REQUESTS} requests drawn from the document with the seed "${SEED}" end in no error of ours`, async () => {
  const random = seededRandom(SEED);
  const operations = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .map(([method, operation]) => ({ path, method, operation: operation as unknown as OperationObject }))
      .filter(({ operation }) => !isStream(operation)),
  );
  const pool = new Pool(harness.url, { connections: CONNECTIONS, pipelining: PIPELINED });
  const byStatus = new Map<number, number>();
  const reached = new Set<string>();
  let left = REQUESTS;
  const send = async (): Promise<void> => {
    while (left > 0) {
      const { path, method, operation } = random.pick(operations);
      if (RARE_OPERATIONS.has(operation.operationId) && random.between(1, RARE) > 1) continue;
      left--;
      const { url, headers, raw } = requestOf(random, path, operation);
      const answer = await pool.request({
        method: method.toUpperCase() as 'GET',
        path: url,
        headers: { authorization: `Bearer ${harness.key}`, ...headers },
        ...(raw === undefined ? {} : { body: raw }),
        idempotent: true,
        blocking: false,
      });
      const text = await answer.body.text();
      const { statusCode: status } = answer;
      byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
      if (status < 300) reached.add(operation.operationId);
      assert.ok(status < 500, `${method} ${url} ${raw ?? ''}: ${text}`);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS * PIPELINED }, send));
  await pool.close();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  const statuses = [...byStatus].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  console.log(`${REQUESTS} requests in ${seconds} s; ${statuses.join(', ')}`);
  for (const status of [200, 201, 202, 400, 404, 422]) assert.ok(byStatus.has(status), `no ${status} in ${statuses.join()}`);
  const sound = reached.size / operations.length;
  assert.ok(sound > 0.6, `only ${reached.size} of ${operations.length} operations were carried out`);
});
