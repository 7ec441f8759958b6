/** Facts for partners: pushed to an endpoint of theirs, or fetched from a feed whose place we keep. */
import { z } from 'zod';
import { HTTP_LIMITS } from '../limits.ts';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { recordedFact } from './facts.ts';

const types = z
  .array(shape.identifier('Fact type', 'shipment.confirmed.v1'))
  .max(HTTP_LIMITS.filterItemsMax)
  .meta({ description: 'Fact types; none: all', examples: [['shipment.confirmed.v1']] });
const entities = z
  .array(shape.identifier('Business entity', 'uk'))
  .max(HTTP_LIMITS.filterItemsMax)
  .default([])
  .meta({ description: 'Business entities; none: all that the key covers', examples: [['uk']] });
const from = z
  .string()
  .min(1)
  .max(HTTP_LIMITS.cursorLengthMax)
  .meta({
    description:
      'Where to begin: `start` of everything, `now`, a time (every fact recorded then or later), or a ' +
      'cursor of the feed',
    examples: ['now'],
  });
const reason = shape.note('Why; it goes into the audit chain', 'the partner restored a backup of Sunday');
const cursor = z.string().meta({ description: 'Cursor of the feed', examples: ['facts:100:0'] });

const url = z
  .string()
  .max(HTTP_LIMITS.urlLengthMax)
  .meta({
    description:
      'Endpoint of the partner: HTTPS, at a public address or in a network that the configuration names',
    examples: ['https://partner.example.com/facts'],
  });

const subscription = z
  .object({
    id: z.string().meta({ examples: ['sub_0f3a9b1c2d4e5f6a7b'] }),
    name: z.string(),
    url: z.string(),
    types: z.array(z.string()),
    entities: z.array(z.string()),
    state: z.enum(['active', 'paused', 'disabled', 'ended']).meta({
      description: '`disabled`: we gave up after many failures, or it is gone; set it active to go on',
    }),
    because: z.string().nullable().meta({ description: 'Why it is disabled' }),
    position: cursor.meta({ description: 'Every fact up to here was taken' }),
    taken: shape.count('Facts that the endpoint took, those of replays counted again'),
    waiting: shape.count(`Facts that wait; counted up to ${HTTP_LIMITS.waitingCountedMax}`).nullable(),
    failures: shape.count('Failures in a row, all of the same fact'),
    nextAttemptAt: shape.instant('When that fact is sent again').nullable(),
    oldSecretUntil: shape
      .instant('Until when messages bear the signature of the old secret too')
      .nullable(),
    version: z
      .int()
      .min(1)
      .meta({ description: 'What the ETag says', examples: [1] }),
    createdAt: shape.instant('When it was made'),
    createdBy: z.string(),
    updatedAt: shape.instant('When a person changed it last'),
  })
  .meta({ id: 'Subscription' });

const withSecret = subscription
  .extend({
    secret: z.string().meta({
      description: 'What messages are signed with; shown this once',
      examples: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'],
    }),
  })
  .meta({ id: 'SubscriptionWithSecret' });

const attempt = z
  .object({
    id: z.string().meta({ examples: ['att_42'] }),
    at: shape.instant('When it was sent'),
    tookMs: shape.count('Milliseconds until the answer'),
    fact: z.string().meta({ examples: ['wms/E-1'] }),
    type: z.string().meta({ examples: ['shipment.confirmed.v1'] }),
    result: z.enum(['taken', 'failed']),
    status: z.int().nullable().meta({ description: 'Status of the answer; null: there was none' }),
    detail: z.string().nullable().meta({ description: 'What was wrong' }),
  })
  .meta({ id: 'SubscriptionAttempt' });

/** What a subscriber's endpoint is sent. */
export const factMessage = z
  .object({
    type: z.string().meta({ description: 'Fact type', examples: ['shipment.confirmed.v1'] }),
    timestamp: shape.instant('When it happened'),
    data: recordedFact.extend({ cursor: cursor.meta({ description: 'To replay from behind this fact' }) }),
  })
  .meta({ id: 'FactMessage' });

const common = { tag: 'Subscriptions', access: 'key' } as const;
const params = z.strictObject({
  subscription: z
    .string()
    .regex(/^sub_[0-9a-f]{18}$/, 'must be an id such as sub_0f3a9b1c2d4e5f6a7b')
    .meta({ description: 'Subscription', examples: ['sub_0f3a9b1c2d4e5f6a7b'] }),
});
const etag = { ETag: 'Version, for If-Match' };

export const makeSubscription = defineOperation({
  ...common,
  id: 'makeSubscription',
  method: 'post',
  path: '/v1/subscriptions',
  summary: 'Subscribe an endpoint to facts: each is posted to it, in the order of commits',
  description:
    'Messages are signed as Standard Webhooks has it. One message at a time: a fact that is not answered ' +
    'with 2xx holds those behind it and is sent again after 5 s, 5 min, 30 min, 2 h and so on; after ten ' +
    'failures, or 410, the subscription is disabled where it stands and a case is opened. Nothing is ' +
    'skipped. `webhook-id` is the same whenever the same fact is sent.',
  body: z
    .strictObject({
      name: shape.identifier('What people call it', 'partner-north'),
      url,
      types: types.default([]),
      entities,
      from: from.default('now'),
    })
    .meta({ id: 'SubscriptionToMake' }),
  bodyExample: {
    name: 'partner-north',
    url: 'https://partner.example.com/facts',
    types: ['shipment.confirmed.v1'],
  },
  answers: {
    201: {
      description: 'Made; the secret is shown this once',
      schema: withSecret,
      headers: { ...etag, Location: 'The subscription' },
    },
  },
  errors: ['invalid-content', 'entity-not-allowed'],
});

export const listSubscriptions = defineOperation({
  ...common,
  id: 'listSubscriptions',
  method: 'get',
  path: '/v1/subscriptions',
  summary: 'List subscriptions, by name',
  query: z.strictObject({ cursor: shape.cursor, limit: shape.pageSize }),
  answers: {
    200: {
      description: 'A page of subscriptions; `waiting` is told of single ones only',
      schema: shape.pageOf(subscription).meta({ id: 'SubscriptionPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

export const getSubscription = defineOperation({
  ...common,
  id: 'getSubscription',
  method: 'get',
  path: '/v1/subscriptions/{subscription}',
  summary: 'Read a subscription: where it is, and what waits',
  params,
  answers: { 200: { description: 'The subscription', schema: subscription, headers: etag } },
  errors: [],
});

export const changeSubscription = defineOperation({
  ...common,
  id: 'changeSubscription',
  method: 'put',
  path: '/v1/subscriptions/{subscription}',
  summary: 'Change a subscription, pause it, set it active again, or end it',
  ifMatch: 'required',
  params,
  body: z
    .strictObject({
      name: shape.identifier('What people call it', 'partner-north'),
      url,
      types,
      state: z.enum(['active', 'paused', 'ended']).meta({ description: '`ended` is for ever' }),
    })
    .meta({ id: 'SubscriptionToChange' }),
  bodyExample: {
    name: 'partner-north',
    url: 'https://partner.example.com/facts',
    types: ['shipment.confirmed.v1'],
    state: 'paused',
  },
  answers: { 200: { description: 'Changed', schema: subscription, headers: etag } },
  errors: ['invalid-content', 'not-possible-now'],
});

export const replaySubscription = defineOperation({
  ...common,
  id: 'replaySubscription',
  method: 'post',
  path: '/v1/subscriptions/{subscription}/replay',
  summary: 'Let a subscription go on from another place: send again, or leave out',
  params,
  body: z.strictObject({ from, reason }).meta({ id: 'Replay' }),
  bodyExample: { from: '2031-05-04T00:00:00Z', reason: 'the partner restored a backup of Sunday' },
  answers: { 200: { description: 'It goes on from there', schema: subscription, headers: etag } },
  errors: ['invalid-content', 'not-possible-now', 'revision-differs'],
});

export const replaceSubscriptionSecret = defineOperation({
  ...common,
  id: 'replaceSubscriptionSecret',
  method: 'post',
  path: '/v1/subscriptions/{subscription}/secret',
  summary: 'Replace the secret; for a day messages bear the signatures of both',
  params,
  body: z.strictObject({ reason }).meta({ id: 'SecretReplacement' }),
  bodyExample: { reason: 'it was in a mail' },
  answers: { 200: { description: 'The new secret, shown this once', schema: withSecret, headers: etag } },
  errors: ['not-possible-now', 'revision-differs'],
});

export const listSubscriptionAttempts = defineOperation({
  ...common,
  id: 'listSubscriptionAttempts',
  method: 'get',
  path: '/v1/subscriptions/{subscription}/attempts',
  summary: 'List every message that was sent, the newest first; kept for 30 days',
  params,
  query: z.strictObject({ cursor: shape.cursor, limit: shape.pageSize }),
  answers: {
    200: {
      description: 'A page of attempts',
      schema: shape.pageOf(attempt).meta({ id: 'SubscriptionAttemptPage' }),
      example: { items: [], next: null },
    },
  },
  errors: [],
});

const consumer = {
  consumer: z.string().meta({ examples: ['data-warehouse'] }),
  types: z.array(z.string()),
  entities: z.array(z.string()),
  position: cursor.meta({ description: 'Every fact up to here was acknowledged' }),
  taken: shape.count('Facts that were acknowledged, those of replays counted again'),
};

const feedConsumer = z
  .object({
    ...consumer,
    waiting: shape.count(`Facts that wait; counted up to ${HTTP_LIMITS.waitingCountedMax}`),
    version: z
      .int()
      .min(1)
      .meta({ description: 'What the ETag says', examples: [1] }),
    updatedAt: shape.instant('When it changed last'),
  })
  .meta({ id: 'FeedConsumer' });

const feedParams = z.strictObject({
  consumer: shape.identifier('Name that the consumer gave itself', 'data-warehouse'),
});

export const declareFeed = defineOperation({
  ...common,
  id: 'declareFeed',
  method: 'put',
  path: '/v1/feeds/{consumer}',
  summary: 'Declare a consumer of the feed, or change which facts it wants',
  description: 'A consumer that exists keeps its place and its entities; only its fact types change.',
  ifMatch: 'optional',
  params: feedParams,
  body: z
    .strictObject({ types: types.default([]), entities, from: from.default('now') })
    .meta({ id: 'FeedToDeclare' }),
  bodyExample: { types: ['shipment.confirmed.v1'], from: 'start' },
  answers: { 200: { description: 'The consumer', schema: feedConsumer, headers: etag } },
  errors: ['invalid-content', 'entity-not-allowed'],
});

export const readFeed = defineOperation({
  ...common,
  id: 'readFeed',
  method: 'get',
  path: '/v1/feeds/{consumer}',
  summary: 'Read what comes next for a consumer, in the order of commits',
  description:
    'Reading moves nothing: the same page comes again until it is acknowledged. So each fact is seen at ' +
    'least once, and none is skipped.',
  params: feedParams,
  query: z.strictObject({
    limit: shape.queryNumber('Facts of the page', 1, HTTP_LIMITS.feedSizeMax, HTTP_LIMITS.pageSizeDefault),
  }),
  answers: {
    200: {
      description: 'The next facts',
      schema: z
        .object({
          ...consumer,
          items: z.array(recordedFact),
          next: cursor.meta({ description: 'To acknowledge when all items are safe' }),
          more: z.boolean().meta({ description: 'There is more already' }),
        })
        .meta({ id: 'FeedSlice' }),
    },
  },
  errors: [],
});

export const acknowledgeFeed = defineOperation({
  ...common,
  id: 'acknowledgeFeed',
  method: 'post',
  path: '/v1/feeds/{consumer}/acknowledgement',
  summary: 'Acknowledge everything up to a cursor; saying it again changes nothing',
  params: feedParams,
  body: z
    .strictObject({
      cursor: z
        .string()
        .min(1)
        .max(HTTP_LIMITS.cursorLengthMax)
        .meta({ description: '`next` of the page' }),
    })
    .meta({ id: 'FeedAcknowledgement' }),
  bodyExample: { cursor: 'facts:100:0' },
  answers: { 200: { description: 'The consumer', schema: feedConsumer, headers: etag } },
  errors: ['invalid-content', 'not-possible-now', 'revision-differs'],
});

export const replayFeed = defineOperation({
  ...common,
  id: 'replayFeed',
  method: 'post',
  path: '/v1/feeds/{consumer}/replay',
  summary: 'Let a consumer read on from another place: any moment, any cursor',
  params: feedParams,
  body: z.strictObject({ from, reason }).meta({ id: 'FeedReplay' }),
  bodyExample: { from: '2031-05-04T00:00:00Z', reason: 'the warehouse is built anew' },
  answers: { 200: { description: 'The consumer', schema: feedConsumer, headers: etag } },
  errors: ['invalid-content', 'revision-differs'],
});
