/** The AsyncAPI 3.0 document: a channel for every fact that we receive and command that we send. */
import { z } from 'zod';
import { COMMAND_TYPES, FACT_TYPES } from './catalogue.ts';

type Json = Record<string, unknown>;

const EXTENSIONS = {
  entity: 'Business entity',
  correlationid: 'The case it belongs to, from the first message to the last posting',
  causationid: 'Id of the fact or command that made it happen',
  recordedtime: 'When the source recorded it (RFC 3339)',
  traceparent: 'W3C trace context',
} as const;

/** A channel on which facts leave, as the contract describes it. */
export interface Outward {
  readonly name: string;
  readonly address: string | null;
  readonly title: string;
  readonly description: string;
  /** By name, with their meaning. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly message: { readonly name: string; readonly summary: string; readonly schema: z.ZodType };
  readonly http: { readonly method: string };
  readonly security: 'apiKey' | 'standardWebhooks';
}

/** The whole document. `version` is the version of the product, `outward` how facts leave for partners. */
export function asyncApiDocument(version: string, outward: readonly Outward[]): Json {
  const channels: Json = {};
  const operations: Json = {};
  const messages: Json = {};
  const declare = (kind: 'fact' | 'command', type: string, meaning: string, payload: Json): void => {
    const name = `${kind}-${type.replaceAll('.', '-')}`;
    messages[name] = messageOf(type, meaning, payload);
    channels[name] = {
      address: kind === 'fact' ? `facts/${type}` : `commands/${type}`,
      title: type,
      description: meaning,
      messages: { [name]: { $ref: `#/components/messages/${name}` } },
    };
    operations[name] = {
      action: kind === 'fact' ? 'receive' : 'send',
      channel: { $ref: `#/channels/${name}` },
      summary: meaning,
      security: [{ $ref: `#/components/securitySchemes/${kind === 'fact' ? 'apiKey' : 'ofTheSystem'}` }],
      messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
    };
  };
  for (const { type, meaning, schema } of FACT_TYPES) declare('fact', type, meaning, payloadOf(schema));
  for (const { type, meaning, schema } of COMMAND_TYPES) {
    declare('command', type, meaning, payloadOf(schema));
  }
  for (const channel of outward) declareOutward(channel, { channels, operations, messages });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Crossdock facts and commands',
      version,
      description:
        'Facts come in by POST /v1/facts as CloudEvents 1.0, or are translated from what a system ' +
        'sends in its own format. Commands leave through connectors, each with an idempotency key. ' +
        'Facts leave for partners by feeds that they fetch and by webhooks.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: {
      messages,
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'API key: Bearer cdk_…, or the signature of a webhook',
        },
        standardWebhooks: {
          type: 'http',
          scheme: 'custom',
          description: 'Signature of Standard Webhooks, by the secret of the subscription',
        },
        ofTheSystem: {
          type: 'http',
          scheme: 'custom',
          description: 'As the system wants it; its connector knows',
        },
      },
      correlationIds: {
        case: {
          description: 'The case: the sales order',
          location: '$message.header#/correlationid',
        },
      },
      messageTraits: { cloudEvent: { headers: headersSchema() } },
    },
  };
}

/** Adds a channel on which we send, its operation and its message. */
function declareOutward(
  { name, address, title, description, parameters, message, http, security }: Outward,
  { channels, operations, messages }: Readonly<Record<'channels' | 'operations' | 'messages', Json>>,
): void {
  const named = Object.entries(parameters).map(([one, meaning]) => [one, { description: meaning }]);
  messages[message.name] = {
    name: message.name,
    title: message.name,
    summary: message.summary,
    contentType: 'application/json',
    payload: {
      schemaFormat: 'application/schema+json;version=draft-07',
      schema: inlined(payloadOf(message.schema)),
    },
  };
  channels[name] = {
    ...(address === null ? {} : { address }),
    title,
    description,
    ...(named.length === 0 ? {} : { parameters: Object.fromEntries(named) }),
    messages: { [message.name]: { $ref: `#/components/messages/${message.name}` } },
  };
  operations[name] = {
    action: 'send',
    channel: { $ref: `#/channels/${name}` },
    summary: title,
    security: [{ $ref: `#/components/securitySchemes/${security}` }],
    bindings: { http: { ...http, bindingVersion: '0.3.0' } },
    messages: [{ $ref: `#/channels/${name}/messages/${message.name}` }],
  };
}

function messageOf(type: string, meaning: string, payload: Json): Json {
  return {
    name: type,
    title: type,
    summary: meaning,
    contentType: 'application/json',
    correlationId: { $ref: '#/components/correlationIds/case' },
    traits: [{ $ref: '#/components/messageTraits/cloudEvent' }],
    headers: { type: 'object', properties: { type: { type: 'string', const: type } } },
    payload: { schemaFormat: 'application/schema+json;version=draft-07', schema: payload },
  };
}

/** Wire form of a content: what goes in, before it is decoded. */
function payloadOf(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as Json;
}

/** The same schema with its named parts in their places: a payload refers to nothing of another document. */
function inlined({ $schema, definitions = {}, ...schema }: Json): Json {
  const parts = definitions as Readonly<Record<string, Json>>;
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, ...members } = value as Json;
    const part = typeof $ref === 'string' ? parts[$ref.slice('#/definitions/'.length)] : undefined;
    if (part !== undefined) return resolve({ ...part, ...members });
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, resolve(inner)]));
  };
  return { $schema, ...(resolve(schema) as Json) };
}

/** Attributes of CloudEvents 1.0 with our extensions. */
function headersSchema(): Json {
  const text = (description: string): Json => ({ type: 'string', minLength: 1, description });
  const extensions = Object.entries(EXTENSIONS).map(([name, meaning]) => [name, text(meaning)]);
  return {
    type: 'object',
    required: ['specversion', 'id', 'source', 'type'],
    properties: {
      specversion: { type: 'string', const: '1.0' },
      id: text('Id of the statement in its source; with `source` it names the fact for ever'),
      source: text('System that says it'),
      type: text('Versioned type'),
      time: { type: 'string', format: 'date-time', description: 'When it happened' },
      subject: text('What it is about'),
      datacontenttype: { type: 'string', const: 'application/json' },
      dataschema: { type: 'string', format: 'uri-reference' },
      ...Object.fromEntries(extensions),
    },
  };
}
