/** Holds every answer against the OpenAPI document: on the client, or in the server for whatever asks it. */
import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '../../src/contract/openapi.ts';
import { OPERATIONS } from '../../src/contract/operations.ts';

type Json = Record<string, unknown>;

/** An answer, as far as the document speaks of it. */
export interface ToldAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly text: string;
  readonly body: unknown;
}

interface Response {
  readonly description: string;
  readonly headers?: Record<string, Json>;
  readonly content?: Record<string, { schema: Json }>;
}
interface OperationObject {
  readonly operationId: string;
  readonly responses: Record<string, Response>;
}

export const DOCUMENT = openApiDocument('0.0.0') as unknown as {
  readonly paths: Record<string, Record<string, OperationObject>>;
  readonly components: { readonly schemas: Record<string, Json> };
};

/** One document of JSON, and not lines of them. */
const isJson = (media: string): boolean => media === 'application/json' || media.endsWith('+json');

/** In tests an answer may have no member that the document does not name. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, closed(inner)]));
  const isObject = copy['type'] === 'object' && copy['properties'] !== undefined;
  return isObject && copy['additionalProperties'] === undefined ? { ...copy, additionalProperties: false } : copy;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
(ajvFormats as unknown as (instance: Ajv2020) => void)(ajv);
ajv.addSchema({ $id: 'https://test/api', components: closed(DOCUMENT.components) as Json });
const validators = new Map<string, ValidateFunction>();

function validatorOf(name: string, schema: Json): ValidateFunction {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const text = JSON.stringify(closed(schema)).replaceAll('"#/components', '"https://test/api#/components');
  const made = ajv.compile(JSON.parse(text) as Json);
  validators.set(name, made);
  return made;
}

const templates = Object.keys(DOCUMENT.paths).map((path) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** Headers that an answer carries whenever the document says so. */
const ALWAYS = ['RateLimit', 'RateLimit-Policy', 'Deprecation', 'Sunset'];

const templateOf = (path: string): string | undefined =>
  templates.find(({ pattern }) => pattern.test(path.split('?')[0]!))?.path;

/** Asserts that an answer is one that the document promises for this request. */
export function assertDocumented(method: string, path: string, answer: ToldAnswer): void {
  assertPromised(method, templateOf(path), path, answer);
}

function assertPromised(method: string, template: string | undefined, path: string, answer: ToldAnswer): void {
  const operation = template === undefined ? undefined : DOCUMENT.paths[template]?.[method.toLowerCase()];
  const name = `${method} ${template ?? path.split('?')[0]} ${answer.status}`;
  if (operation === undefined) {
    assert.ok([404, 405, 400].includes(answer.status), `${name} is no documented operation`);
    assertProblem(answer);
    return;
  }
  const response = operation.responses[String(answer.status)];
  assert.ok(response, `${name} is not documented: ${answer.text.slice(0, 300)}`);
  assert.ok(answer.headers.get('x-request-id'), `${name} has no request id`);
  for (const header of ALWAYS) {
    if (answer.status < 300 && response.headers?.[header] !== undefined) {
      assert.ok(answer.headers.get(header.toLowerCase()), `${name} has no ${header}`);
    }
  }
  if (response.content === undefined) return assert.equal(answer.text, '', `${name} has a body`);
  const [media] = (answer.headers.get('content-type') ?? '').split(';');
  const content = response.content[media!];
  assert.ok(content, `${name} answers ${media}, which is not documented`);
  if (!isJson(media!)) return;
  const validate = validatorOf(`${name} ${media}`, content.schema);
  assert.ok(validate(answer.body), `${name}: ${ajv.errorsText(validate.errors)} in ${answer.text.slice(0, 500)}`);
  if (answer.status >= 400) assertProblem(answer);
}

const KNOWN = new Set(OPERATIONS.map(({ id }) => id));

/**
 * Holds every answer of a server against the document, whoever asked and however; answers what was wrong.
 * Operations that a test serves beside the contract are left alone, as are preflights of browsers.
 */
export function watchContract(app: FastifyInstance): readonly string[] {
  const faults: string[] = [];
  app.addHook('onSend', async (request, reply, payload) => {
    const { url, config } = request.routeOptions;
    const { operation } = config as { operation?: string };
    if (operation !== undefined && !KNOWN.has(operation)) return;
    if (request.method === 'OPTIONS' || request.method === 'HEAD') return;
    // Files of the console are no operations.
    if (url?.includes('*') === true) return;
    if (payload !== undefined && payload !== null && typeof payload !== 'string') return;
    const text = payload ?? '';
    const headers = { get: (name: string) => (reply.hasHeader(name) ? String(reply.getHeader(name)) : null) };
    const [media = ''] = (headers.get('content-type') ?? '').split(';');
    const template = url?.replaceAll(/:(\w+)/g, '{$1}');
    try {
      const body: unknown = isJson(media) && text !== '' ? JSON.parse(text) : text;
      assertPromised(request.method, template, request.url, { status: reply.statusCode, headers, text, body });
    } catch (error) {
      faults.push(String(error));
    }
  });
  return faults;
}

function assertProblem({ status, body, headers }: ToldAnswer): void {
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  const problem = body as { status: number; code: string; type: string; mend: string };
  assert.equal(problem.status, status);
  assert.ok(problem.type.endsWith(`/${problem.code}`));
  assert.ok(problem.mend.length > 0);
}

