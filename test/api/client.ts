/** A client that holds every answer against the OpenAPI document. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { openApiDocument } from '../../src/contract/openapi.ts';

type Json = Record<string, unknown>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Response {
  readonly description: string;
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

/** Asserts that an answer is one that the document promises for this request. */
export function assertDocumented(method: string, path: string, answer: Answer): void {
  const pathname = path.split('?')[0]!;
  const template = templates.find(({ pattern }) => pattern.test(pathname));
  const operation = template && DOCUMENT.paths[template.path]![method.toLowerCase()];
  const name = `${method} ${template?.path ?? pathname} ${answer.status}`;
  if (operation === undefined) {
    assert.ok([404, 405, 400].includes(answer.status), `${name} is no documented operation`);
    assertProblem(answer);
    return;
  }
  const response = operation.responses[String(answer.status)];
  assert.ok(response, `${name} is not documented: ${answer.text.slice(0, 300)}`);
  assert.ok(answer.headers.get('x-request-id'), `${name} has no request id`);
  const [media] = (answer.headers.get('content-type') ?? '').split(';');
  const content = response.content?.[media!];
  assert.ok(content, `${name} answers ${media}, which is not documented`);
  if (!media!.endsWith('json')) return;
  const validate = validatorOf(`${name} ${media}`, content.schema);
  assert.ok(validate(answer.body), `${name}: ${ajv.errorsText(validate.errors)} in ${answer.text.slice(0, 500)}`);
  if (answer.status >= 400) assertProblem(answer);
}

function assertProblem({ status, body, headers }: Answer): void {
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  const problem = body as { status: number; code: string; type: string; mend: string };
  assert.equal(problem.status, status);
  assert.ok(problem.type.endsWith(`/${problem.code}`));
  assert.ok(problem.mend.length > 0);
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers freely
  readonly body: any;
}

export interface RequestOptions {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
  readonly key?: string | null;
}

export type Client = (method: Method, path: string, options?: RequestOptions) => Promise<Answer>;

/** A client of one server; `key` is sent unless a request says otherwise. */
export function clientOf(url: string, key: string): Client {
  return async (method, path, options = {}) => {
    const { body, raw } = options;
    const headers: Record<string, string> = { ...options.headers };
    const token = options.key === undefined ? key : options.key;
    if (token !== null) headers['authorization'] ??= `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] ??= 'application/json';
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(url + path, {
      method,
      headers,
      ...(payload === undefined ? {} : { body: payload as string }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    const answer = { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : text };
    assertDocumented(method, path, answer);
    return answer;
  };
}

/** What a sender hears that reads nothing before its whole request is on the wire, as text. */
export function sentWhole(url: string, head: readonly string[], body: Buffer): Promise<string> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname).pause().on('error', reject);
    socket.write([...head, `host: ${host}`, '', ''].join('\r\n'));
    const isChunked = head.includes('transfer-encoding: chunked');
    const pieces = isChunked ? [`${body.length.toString(16)}\r\n`, body, '\r\n0\r\n\r\n'] : [body];
    for (const piece of pieces.slice(0, -1)) socket.write(piece);
    socket.write(pieces.at(-1)!, () => {
      let text = '';
      socket.setEncoding('latin1').on('data', (part: string) => (text += part));
      socket.once('close', () => resolve(text)).resume();
    });
  });
}
