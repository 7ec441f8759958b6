/**
 * Thousands of requests drawn from the OpenAPI document, sound and broken in any mixture. None may
 * end in an error of ours, and every answer must be one that the document promises.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seededRandom, type Random } from '../../src/kernel/random.ts';
import { clientOf, DOCUMENT, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';
import { newKey, orderBody, shipped, STRUCTURED } from './samples.ts';

const SEED = process.env['CROSSDOCK_FUZZ_SEED'] ?? 'the api holds';
const REQUESTS = Number(process.env['CROSSDOCK_FUZZ_REQUESTS'] ?? 3_000);
const AT_A_TIME = 8;

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
}

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
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

test(`${REQUESTS} requests drawn from the document end in no error of ours`, async () => {
  const random = seededRandom(SEED);
  const operations = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as unknown as OperationObject })),
  );
  const requests = Array.from({ length: REQUESTS }, () => {
    const { path, method, operation } = random.pick(operations);
    return { method: method.toUpperCase() as 'GET', ...requestOf(random, path, operation) };
  });
  const byStatus = new Map<number, number>();
  const send = async (): Promise<void> => {
    for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
      const { method, url, headers, raw } = request;
      const answer = await call(method, url, { headers, ...(raw === undefined ? {} : { raw }) });
      byStatus.set(answer.status, (byStatus.get(answer.status) ?? 0) + 1);
      assert.ok(answer.status < 500, `${method} ${url} ${raw ?? ''}: ${answer.text}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, send));
  const statuses = [...byStatus.keys()].sort((a, b) => a - b);
  for (const status of [200, 201, 202, 400, 404]) assert.ok(statuses.includes(status), `no ${status} among ${statuses.join(' ')}`);
});
