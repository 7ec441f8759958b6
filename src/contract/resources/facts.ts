/** Facts in and out: CloudEvents, vendors' webhooks, and the feed of everything recorded. */
import { z } from 'zod';
import { HTTP_LIMITS } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import { invalidPart } from '../problem.ts';
import * as shape from '../shapes.ts';

const attribute = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .max(HTTP_LIMITS.attributeLengthMax)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters')
    .meta({ description, examples: [example] });

const attributes = {
  specversion: z.literal('1.0'),
  id: attribute('Id of the statement in its source; with `source` it names the fact for ever', 'E-1'),
  source: attribute('System that says it, as the configuration names it', 'wms'),
  type: attribute('Versioned fact type; see /asyncapi.json', 'shipment.confirmed.v1'),
  time: shape.instant('When it happened, by the clock of the source').optional(),
  subject: attribute('What it is about; not needed, the data says it', 'SH-1').optional(),
  datacontenttype: attribute('Must be JSON', 'application/json').optional(),
  dataschema: attribute('Ignored: `type` names the schema', 'https://example.com/s').optional(),
  entity: shape.identifier('Business entity; may be left out by a key of one entity', 'uk').optional(),
  correlationid: attribute('The case it belongs to', 'SO-1001').optional(),
  causationid: attribute('Id of the fact or command that made it happen', 'E-0').optional(),
  recordedtime: shape.instant('When the source recorded it').optional(),
  traceparent: attribute('W3C trace context', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`).optional(),
};

/** A fact as a CloudEvent 1.0. Other extensions are allowed and ignored. */
export const cloudEvent = z
  .looseObject({
    ...attributes,
    data: z.unknown().optional().meta({ description: 'Content of the fact type, as JSON' }),
    data_base64: z.string().optional().meta({ description: 'The same, as base64 of its JSON text' }),
  })
  .meta({ id: 'CloudEvent', description: 'CloudEvents 1.0' });

export const factResult = z
  .object({
    status: z.enum(['accepted', 'duplicate', 'conflict', 'waiting', 'quarantined', 'refused']).meta({
      description:
        '`accepted`: recorded. `duplicate`: known already, nothing changed. `conflict`: recorded, ' +
        'but contradicts what was stated before; an exception case is open. `waiting`: kept until ' +
        'the document it names is known. `quarantined`: kept, not let in, see `reasons`. ' +
        '`refused`: the envelope is broken, nothing was kept.',
    }),
    source: z.string().nullable().meta({ examples: ['wms'] }),
    id: z.string().nullable().meta({ examples: ['E-1'] }),
    instance: z
      .string()
      .optional()
      .meta({ description: 'Where it went', examples: ['uk/sales-order/SO-1001'] }),
    waitsFor: z
      .string()
      .optional()
      .meta({ description: 'The name that nobody has introduced yet', examples: ['shipment:SH-1'] }),
    code: z.string().optional().meta({ description: 'Why it was not let in', examples: ['not-owner'] }),
    reasons: z.array(invalidPart).optional(),
  })
  .meta({ id: 'FactResult' });

const batchResult = z
  .object({
    counts: z
      .record(z.string(), z.int())
      .meta({ description: 'Items by status', examples: [{ accepted: 2 }] }),
    items: z.array(factResult).meta({ description: 'One result for each item, in their order' }),
  })
  .meta({ id: 'FactBatchResult' });

const shipmentData = {
  salesOrder: 'SO-1001',
  shipment: 'SH-1',
  version: 1,
  site: 'leeds',
  shippedAt: '2031-05-04T10:00:00Z',
  lines: [{ line: 10, item: 'IT-1', quantity: '12' }],
};
const event = {
  specversion: '1.0',
  id: 'E-1',
  source: 'wms',
  type: 'shipment.confirmed.v1',
  time: '2031-05-04T10:00:00Z',
  entity: 'uk',
  data: shipmentData,
};

export const postFacts = defineOperation({
  id: 'postFacts',
  method: 'post',
  path: '/v1/facts',
  tag: 'Facts',
  summary: 'Take in facts as CloudEvents',
  description:
    'Structured, binary (attributes in `ce-` headers, percent-encoded) and batch mode. Answered ' +
    'after the commit: what is accepted is durable. Bad data is quarantined whole, never dropped, ' +
    'and re-driven once its cause is mended. Sending the same event again is harmless.',
  access: 'key',
  media: {
    'application/cloudevents+json': { schema: cloudEvent, examples: { shipment: event } },
    'application/cloudevents-batch+json': {
      schema: z.array(cloudEvent).max(HTTP_LIMITS.batchItemsMax),
      examples: { batch: [event, { ...event, id: 'E-2' }] },
    },
    'application/json': { schema: z.unknown(), examples: { binary: shipmentData } },
  },
  answers: {
    202: {
      description: 'Recorded or kept; `status` says which. For a batch, one result for each item.',
      schema: z.union([factResult, batchResult]),
      example: { status: 'accepted', source: 'wms', id: 'E-1', instance: 'uk/sales-order/SO-1001' },
    },
  },
  errors: ['invalid-envelope', 'source-not-allowed', 'entity-not-allowed', 'batch-too-large'],
});

export const postInbound = defineOperation({
  id: 'postInbound',
  method: 'post',
  path: '/v1/inbound/{system}',
  tag: 'Facts',
  summary: "Take in a vendor's webhook as it is",
  description:
    'The raw message is authenticated by its own signature, stored, translated by the connector ' +
    'of the system, and recorded. A message that cannot be translated is quarantined whole.',
  access: 'open',
  params: z.strictObject({ system: shape.identifier('System, as the configuration names it', 'shop') }),
  media: { '*/*': { schema: null, examples: {} } },
  answers: {
    202: {
      description: 'Kept',
      schema: z
        .object({
          status: z.enum(['received', 'quarantined']),
          messageId: z.string().nullable().meta({ examples: ['msg-1'] }),
          code: z.string().optional(),
          reason: z.string().optional().meta({ description: 'Why it could not be translated' }),
          counts: z
            .record(z.string(), z.int())
            .optional()
            .meta({ description: 'Facts of the message by status', examples: [{ accepted: 1 }] }),
        })
        .meta({ id: 'InboundResult' }),
      example: { status: 'received', messageId: 'msg-1', counts: { accepted: 1 } },
    },
  },
  errors: ['signature-invalid', 'not-found'],
});

export const recordedFact = z
  .object({
    source: z.string(),
    id: z.string(),
    type: z.string(),
    entity: z.string(),
    instance: z.string(),
    occurredAt: shape.instant('When it happened'),
    recordedAt: shape.instant('When it was recorded here'),
    correlationId: z.string(),
    causationId: z.string().nullable(),
    effect: z.enum(['applied', 'duplicate', 'superseded', 'conflict']),
    data: z.unknown().meta({ description: 'Content of the fact type' }),
  })
  .meta({ id: 'RecordedFact' });

export const listFacts = defineOperation({
  id: 'listFacts',
  method: 'get',
  path: '/v1/facts',
  tag: 'Facts',
  summary: 'Read everything recorded, in commit order',
  description:
    'For readers that must not miss one: the order is that of commits, so a fact never appears ' +
    'before a cursor that was already given out. Repeat with `next` as `cursor`, also when a page ' +
    'is empty.',
  access: 'key',
  query: z.strictObject({
    cursor: shape.cursor,
    limit: shape.queryNumber('Facts of the page', 1, HTTP_LIMITS.feedSizeMax, 100),
    type: attribute('Only this fact type', 'shipment.confirmed.v1').optional(),
    entity: shape.entityFilter,
    instance: shape.composedName('Only this instance', 'uk/sales-order/SO-1001').optional(),
  }),
  answers: {
    200: {
      description: 'A page of the feed',
      schema: z
        .object({
          items: z.array(recordedFact),
          next: z.string().meta({ description: 'Cursor to go on with, whether or not there is more' }),
          more: z.boolean().meta({ description: 'There is more already' }),
        })
        .meta({ id: 'FactPage' }),
      example: { items: [], next: 'facts:100:0', more: false },
    },
  },
  errors: [],
});
