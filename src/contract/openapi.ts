/** The OpenAPI 3.1 document, made of the same schemas that requests are validated by. */
import { z } from 'zod';
import { ERROR_TYPE_BASE, ERRORS, type ErrorCode } from './error-codes.ts';
import { HTTP_LIMITS } from './limits.ts';
import { errorsOf, type Answer, type Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { PERMISSIONS } from './permissions.ts';
import { problem } from './problem.ts';
import { factMessage } from './resources/subscriptions.ts';
import { ownerOf, TAGS } from './tags.ts';

type Json = Record<string, unknown>;

const REF = '#/components/schemas/';
const JSON_MEDIA = 'application/json';

/** What we send to the endpoints of subscriptions. */
function factWebhook(components: Components): Json {
  const header = (name: string, description: string, example: string): Json => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
    example,
  });
  return {
    operationId: 'receiveFact',
    tags: ['Subscriptions'],
    summary: 'Be sent a fact that a subscription asks for',
    description:
      'Signed as Standard Webhooks has it. Answer 2xx when the fact is safe, 410 to end the subscription; ' +
      'anything else is sent again later, and what comes after it waits. Drop what you know by webhook-id.',
    security: [],
    parameters: [
      header('webhook-id', 'The same whenever this fact is sent', 'msg_p5jXN8AQM9LWM0D4loKWxJek'),
      header('webhook-timestamp', 'When it was sent: Unix time in seconds', '1935914400'),
      header(
        'webhook-signature',
        '`v1,` and the HMAC-SHA256 of id.timestamp.body; several with blanks',
        'v1,K5o…=',
      ),
    ],
    requestBody: {
      required: true,
      content: { [JSON_MEDIA]: { schema: schemaOf(factMessage, components) } },
    },
    responses: {
      '2XX': { description: 'Taken' },
      '410': { description: 'Gone: the subscription is disabled' },
      default: { description: 'Not taken: it is sent again' },
    },
  };
}

/** Schemas by name, filled while the paths are written. */
type Components = Map<string, unknown>;

/** The whole document. `version` is the version of the product. */
export function openApiDocument(version: string): Json {
  const components: Components = new Map();
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    (paths[operation.path] ??= {})[operation.method] = operationObject(operation, components);
  }
  schemaOf(problem, components);
  const webhooks = { fact: { post: factWebhook(components) } };
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Crossdock',
      version,
      summary: 'Keeps orders, stock and billing in agreement across every system of a distributor.',
      description:
        'Errors are problem documents (RFC 9457) with a stable `code`. Exact numbers are decimal ' +
        'text. Every answer carries X-Request-Id. Lists are paged by cursor; a cursor is opaque. ' +
        'RateLimit and RateLimit-Policy say how many requests a client has left. An operation that ' +
        'will go away says so in Deprecation (RFC 9745) and Sunset (RFC 8594).',
      contact: { name: 'Whoever runs this installation', url: '/reference' },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { session: [] }],
    tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].map((name) => ({
      name,
      description: TAGS[name]?.about ?? name,
    })),
    paths,
    webhooks,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'API key: Bearer cdk_…' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'crossdock-session',
          description: 'Of POST /v1/session; over https its name begins with __Host-.',
        },
      },
      headers: headersUsedBy(paths),
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function operationObject(operation: Operation, components: Components): Json {
  const { id, tag, summary, description, access, deprecated } = operation;
  const parameters = [
    ...fieldsOf('path', operation.params, components),
    ...fieldsOf('query', operation.query, components),
    ...headersOf(operation),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(access === 'open' ? { security: [] } : { 'x-roles': PERMISSIONS[id]?.roles ?? [] }),
    ...(deprecated === undefined ? {} : { deprecated: true, 'x-sunset': deprecated.sunset ?? null }),
    'x-owner': ownerOf(operation),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(operation, components),
    responses: responsesOf(operation, components),
  };
}

/** JSON Schema of a zod schema, its named parts moved to the components. */
function schemaOf(schema: z.ZodType, components: Components): Json {
  const {
    $schema: _dialect,
    $defs,
    ...json
  } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      const { wire } = jsonSchema as { wire?: Json };
      if (wire === undefined) return;
      const { description } = jsonSchema;
      for (const member of Object.keys(jsonSchema)) delete (jsonSchema as Json)[member];
      Object.assign(jsonSchema, wire, { description });
    },
  }) as Json & { $defs?: Json };
  const { id, ...body } = withPublicRefs(json) as Json & { id?: string };
  for (const [name, definition] of Object.entries($defs ?? {})) {
    const { id: _name, ...named } = withPublicRefs(definition) as Json;
    components.set(name, named);
  }
  if (id === undefined) return body;
  components.set(id, body);
  return { $ref: REF + id };
}

function withPublicRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPublicRefs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, inner]) =>
      member === '$ref' && typeof inner === 'string'
        ? [member, inner.replace('#/$defs/', REF)]
        : [member, withPublicRefs(inner)],
    ),
  );
}

function fieldsOf(
  place: 'path' | 'query',
  fields: z.ZodObject | undefined,
  components: Components,
): Json[] {
  return Object.entries(fields?.shape ?? {}).map(([name, field]) => {
    const schema = schemaOf(field as z.ZodType, components);
    const required = place === 'path' || !(field as z.ZodType).safeParse(undefined).success;
    const { description, ...rest } = schema;
    return { name, in: place, required, ...(description ? { description } : {}), schema: rest };
  });
}

function headersOf(operation: Operation): Json[] {
  const headers: Json[] = [];
  const add = (name: string, required: boolean, description: string, schema: Json): void => {
    headers.push({ name, in: 'header', required, description, schema });
  };
  if (operation.idempotencyKey !== undefined) {
    const kept = `The first answer is kept for ${HTTP_LIMITS.idempotencyHours} hours`;
    const meaning = `A string, in quotation marks or bare. ${kept}.`;
    add('Idempotency-Key', operation.idempotencyKey === 'required', meaning, {
      type: 'string',
      pattern: '^("[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]{1,255}"|[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,255})$',
      examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
    });
  }
  if (operation.ifMatch !== undefined) {
    const isRequired = operation.ifMatch === 'required';
    const meaning = 'ETag of what was read and is to be changed; `*`: whatever is there';
    add('If-Match', isRequired, meaning, { type: 'string', maxLength: 200, examples: ['"1"'] });
  }
  for (const [name, { description, example }] of Object.entries(operation.headers ?? {})) {
    const maxLength = HTTP_LIMITS.nameLengthMax;
    add(name, false, description, { type: 'string', maxLength, examples: [example] });
  }
  if (operation.access === 'key' && operation.method !== 'get') {
    add('X-Crossdock-Actor', false, 'Person on whose behalf the key acts, for the audit chain', {
      type: 'string',
      maxLength: HTTP_LIMITS.identifierLengthMax,
      examples: ['ada'],
    });
  }
  return headers;
}

function requestBody(operation: Operation, components: Components): Json {
  const { body, bodyExample, media } = operation;
  const content: Json = {};
  if (body !== undefined) {
    content[JSON_MEDIA] = {
      schema: schemaOf(body, components),
      examples: { example: { value: bodyExample } },
    };
  }
  for (const [type, { schema, examples }] of Object.entries(media ?? {})) {
    content[type] = {
      schema: schema === null ? {} : schemaOf(schema, components),
      examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
    };
  }
  return Object.keys(content).length === 0 ? {} : { requestBody: { required: true, content } };
}

function responsesOf(operation: Operation, components: Components): Json {
  const responses: Json = {};
  for (const [status, answer] of Object.entries(operation.answers)) {
    responses[status] = answerObject(operation, answer, components);
  }
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(operation)) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
    responses[status] = problemResponse(operation, codes);
  }
  return responses;
}

/** Headers that many answers carry. */
const HEADERS = {
  'X-Request-Id': header("Id of the request: the caller's own, or one that we made", 'req-1'),
  'RateLimit-Policy': header('Budgets of the client: quota and window in seconds', '"burst";q=20000;w=10'),
  RateLimit: header(
    'What is left of each budget, and seconds until it is full again',
    '"burst";r=19999;t=9',
  ),
  'Retry-After': header('Seconds to wait before the request is repeated', '2'),
  Deprecation: header('Since when nobody should begin to use the operation (RFC 9745)', '@1893456000'),
  Sunset: header('When the operation will be gone (RFC 8594)', 'Tue, 01 Jan 2030 00:00:00 GMT'),
  Link: header('Documentation, and what to use instead', '</reference>; rel="deprecation"'),
  'Idempotency-Replayed': header('`true`: the answer that the first request was given', 'true'),
} as const;

/** Those of the common headers that a path refers to. */
function headersUsedBy(paths: unknown): Json {
  const text = JSON.stringify(paths);
  return Object.fromEntries(
    Object.entries(HEADERS).filter(([name]) => text.includes(`"#/components/headers/${name}"`)),
  );
}

function header(description: string, example: string): Json {
  return { description, schema: { type: 'string' }, example };
}

/** The headers of an answer of an operation, by reference. */
function commonHeaders(operation: Operation, status: number): Json {
  const { access, deprecated, idempotencyKey } = operation;
  const names: (keyof typeof HEADERS)[] = ['X-Request-Id'];
  if (access === 'key' && status !== 401) names.push('RateLimit', 'RateLimit-Policy');
  if (status === 429 || status === 503) names.push('Retry-After');
  if (idempotencyKey !== undefined) names.push('Idempotency-Replayed');
  if (deprecated !== undefined) names.push('Deprecation', 'Link');
  if (deprecated?.sunset !== undefined) names.push('Sunset');
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** What OpenAPI 3.2 calls the `itemSchema` of a stream: each of its events, field by field. */
function eventSchema(events: NonNullable<Answer['events']>, components: Components): Json {
  const oneOf = Object.entries(events).map(([name, { description, data, named }]) => ({
    type: 'object',
    description,
    required: ['event', 'data', ...(named ? ['id'] : [])],
    properties: {
      event: { type: 'string', const: name },
      data: {
        type: 'string',
        contentMediaType: JSON_MEDIA,
        contentSchema: schemaOf(data, components),
      },
      ...(named ? { id: { type: 'string', pattern: '^\\d+$' } } : {}),
    },
  }));
  return { oneOf };
}

function answerObject(operation: Operation, answer: Answer, components: Components): Json {
  const { description, schema, media, example, headers, events } = answer;
  const content =
    schema === undefined
      ? {}
      : {
          content: {
            [media ?? JSON_MEDIA]: {
              schema: schemaOf(schema, components),
              ...(example === undefined ? {} : { examples: { example: { value: example } } }),
              ...(events === undefined ? {} : { 'x-itemSchema': eventSchema(events, components) }),
            },
          },
        };
  const named = Object.entries(headers ?? {}).map(([name, meaning]) => [
    name,
    { schema: { type: 'string' }, description: meaning },
  ]);
  return {
    description,
    headers: { ...commonHeaders(operation, 200), ...Object.fromEntries(named) },
    ...content,
  };
}

function problemResponse(operation: Operation, codes: readonly ErrorCode[]): Json {
  const examples = codes.map((code) => {
    const { status, title, mend } = ERRORS[code];
    const type = ERROR_TYPE_BASE + code;
    const value = { type, code, title, status, detail: title, instance: 'urn:request:req-1', mend };
    return [code, { summary: title, value }];
  });
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('; '),
    headers: commonHeaders(operation, ERRORS[codes[0]!].status),
    content: {
      'application/problem+json': {
        schema: { $ref: `${REF}Problem` },
        examples: Object.fromEntries(examples),
      },
    },
  };
}
