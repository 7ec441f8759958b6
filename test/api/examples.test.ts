/** Every request that the document shows is sent to the server: what it shows must be what it takes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { OPERATIONS } from '../../src/contract/operations.ts';
import type { Operation } from '../../src/contract/operation.ts';
import { clientOf, type Client } from './client.ts';
import { DOCUMENT } from './contract.ts';
import { openApi, type Harness } from './harness.ts';
import { newKey } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

/** Codes that say that the request itself is not what the operation takes. */
const MALFORMED = new Set([
  'invalid-request', 'malformed-json', 'malformed-text', 'invalid-envelope', 'media-type-unsupported',
  'idempotency-key-missing', 'precondition-required',
]);
/** Answers that never end, or that lead elsewhere. */
const NOT_SENT = new Set(['followChanges', 'leaveForSignIn', 'finishSignIn']);

/** In the binary mode of CloudEvents the body is the content alone: its attributes are headers. */
const ATTRIBUTES = {
  'ce-specversion': '1.0', 'ce-id': 'E-1', 'ce-source': 'wms', 'ce-type': 'shipment.confirmed.v1', 'ce-entity': 'uk',
};

interface Described {
  readonly parameters?: readonly { name: string; in: string; example?: unknown; schema?: Schema }[];
  readonly requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> };
}
interface Schema {
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
}

/** The example of a parameter of the path. */
function pathOf({ path }: Operation, { parameters = [] }: Described): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.name === name && one.in === 'path');
    const example = parameter?.example ?? parameter?.schema?.examples?.[0] ?? parameter?.schema?.example;
    assert.ok(example !== undefined, `${path}: {${name}} has an example`);
    return encodeURIComponent(String(example));
  });
}

/** The examples of all parameters of the query, as one query. */
function queryOf({ parameters = [] }: Described): string {
  const shown = parameters.flatMap(({ name, in: place, example, schema }) => {
    const value = example ?? schema?.examples?.[0] ?? schema?.example;
    // A cursor is of one list at one time: none can be shown that works.
    return place === 'query' && name !== 'cursor' && value !== undefined ? [[name, String(value)] as [string, string]] : [];
  });
  return shown.length === 0 ? '' : `?${new URLSearchParams(shown).toString()}`;
}

const describedOf = ({ path, method }: Operation): Described =>
  DOCUMENT.paths[path]![method] as unknown as Described;

test('every example of a request is taken for what it is', async () => {
  const wrong: string[] = [];
  let sent = 0;
  for (const operation of OPERATIONS) {
    if (NOT_SENT.has(operation.id)) continue;
    const described = describedOf(operation);
    const url = pathOf(operation, described) + queryOf(described);
    const method = operation.method.toUpperCase() as 'GET';
    const media = Object.entries(described.requestBody?.content ?? {}).filter(([type]) => type !== '*/*');
    const bodies = media.flatMap(([type, { examples = {} }]) =>
      Object.values(examples).map(({ value }) => ({ type, value })),
    );
    for (const body of bodies.length === 0 ? [null] : bodies) {
      const headers = {
        ...(operation.idempotencyKey === undefined ? {} : newKey()),
        ...(operation.ifMatch === undefined ? {} : { 'if-match': '*' }),
        ...(body === null ? {} : { 'content-type': body.type }),
        ...(operation.id === 'postFacts' && body?.type === 'application/json' ? ATTRIBUTES : {}),
      };
      const raw = body === null ? {} : { raw: JSON.stringify(body.value) };
      const answer = await call(method, url, { headers, ...raw });
      sent += 1;
      if (MALFORMED.has(answer.body?.code) || answer.status >= 500) {
        wrong.push(`${operation.id} ${url}: ${answer.status} ${answer.text.slice(0, 300)}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(sent >= OPERATIONS.length - NOT_SENT.size, `${sent} were sent`);
});

test('a parameter of a path without an example is found', () => {
  const planted = { path: '/v1/things/{thing}' } as Operation;
  assert.throws(() => pathOf(planted, { parameters: [{ name: 'thing', in: 'path' }] }), /has an example/);
});
