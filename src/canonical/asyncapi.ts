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

/** The whole document. `version` is the version of the product. */
export function asyncApiDocument(version: string): Json {
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
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Crossdock facts and commands',
      version,
      description:
        'Facts come in by POST /v1/facts as CloudEvents 1.0, or are translated from what a system ' +
        'sends in its own format. Commands leave through connectors, each with an idempotency key.',
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
