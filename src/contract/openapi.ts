/** The OpenAPI 3.1 document, made of the same schemas that requests are validated by. */
import { z } from 'zod';
import { ERROR_TYPE_BASE, ERRORS, type ErrorCode } from './error-codes.ts';
import { HTTP_LIMITS } from './limits.ts';
import { errorsOf, type Answer, type Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { PERMISSIONS } from './permissions.ts';
import { problem } from './problem.ts';

type Json = Record<string, unknown>;

const REF = '#/components/schemas/';
const JSON_MEDIA = 'application/json';

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
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Crossdock',
      version,
      summary: 'Keeps orders, stock and billing in agreement across every system of a distributor.',
      description:
        'Errors are problem documents (RFC 9457) with a stable `code`. Exact numbers are decimal ' +
        'text. Every answer carries X-Request-Id. Lists are paged by cursor; a cursor is opaque.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'API key: Bearer cdk_…' },
      },
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function operationObject(operation: Operation, components: Components): Json {
  const { id, tag, summary, description, access } = operation;
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
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(operation, components),
    responses: responsesOf(operation, components),
  };
}

/** JSON Schema of a zod schema, its named parts moved to the components. */
function schemaOf(schema: z.ZodType, components: Components): Json {
  const { $schema: _dialect, $defs, ...json } = z.toJSONSchema(schema, {
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

function fieldsOf(place: 'path' | 'query', fields: z.ZodObject | undefined, components: Components): Json[] {
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
  if (operation.ifMatch === true) {
    add('If-Match', false, 'ETag of the revision that is amended', {
      type: 'string',
      examples: ['"1"'],
    });
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
      examples: Object.fromEntries(
        Object.entries(examples).map(([name, value]) => [name, { value }]),
      ),
    };
  }
  return Object.keys(content).length === 0 ? {} : { requestBody: { required: true, content } };
}

function responsesOf(operation: Operation, components: Components): Json {
  const responses: Json = {};
  for (const [status, answer] of Object.entries(operation.answers)) {
    responses[status] = answerObject(answer, components);
  }
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(operation)) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b)) {
    responses[status] = problemResponse(codes);
  }
  return responses;
}

const REQUEST_ID = { 'X-Request-Id': { schema: { type: 'string' }, description: 'Request id' } };

function answerObject(answer: Answer, components: Components): Json {
  const { description, schema, media, example, headers } = answer;
  const content =
    schema === undefined
      ? {}
      : {
          content: {
            [media ?? JSON_MEDIA]: {
              schema: schemaOf(schema, components),
              ...(example === undefined ? {} : { examples: { example: { value: example } } }),
            },
          },
        };
  const named = Object.entries(headers ?? {}).map(([name, meaning]) => [
    name,
    { schema: { type: 'string' }, description: meaning },
  ]);
  return { description, headers: { ...REQUEST_ID, ...Object.fromEntries(named) }, ...content };
}

function problemResponse(codes: readonly ErrorCode[]): Json {
  const examples = codes.map((code) => {
    const { status, title, mend } = ERRORS[code];
    const type = ERROR_TYPE_BASE + code;
    const value = { type, code, title, status, detail: title, instance: 'urn:request:req-1', mend };
    return [code, { summary: title, value }];
  });
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('; '),
    headers: REQUEST_ID,
    content: {
      'application/problem+json': {
        schema: { $ref: `${REF}Problem` },
        examples: Object.fromEntries(examples),
      },
    },
  };
}
