/** Subscriptions of partners, and feeds with a kept place. */
import type { FastifyInstance } from 'fastify';
import type { FeedConsumer } from '../application/ports/feed-consumers.ts';
import type { FeedItem, FeedPosition } from '../application/ports/fact-feed.ts';
import type { ConsumerReading } from '../application/subscriptions/feed-desk.ts';
import type { SubscriptionReading } from '../application/subscriptions/subscription-desk.ts';
import type { SubscriptionAttempt } from '../application/subscriptions/subscription.ts';
import { timeOrNull } from '../application/query/command-answer.ts';
import * as contract from '../contract/resources/subscriptions.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { etagOf, versionOf } from './etag.ts';
import { recordedFact } from './facts.ts';
import { afterOf, cursorOf, pageAnswer } from './paging.ts';
import { serve, type Reply } from './route.ts';

export function serveSubscriptions(app: FastifyInstance, deps: ApiDeps): void {
  const desk = deps.subscriptions;

  serve(app, deps, contract.makeSubscription, async ({ body, caller }) => {
    const made = expect(await desk.make(caller, body));
    const { id, version, secret } = made.subscription;
    const headers = { ...etagOf(version), location: `/v1/subscriptions/${id}` };
    return { status: 201, body: { ...subscriptionAnswer(made), secret }, headers };
  });

  serve(app, deps, contract.listSubscriptions, async ({ query, caller }) => {
    const after = afterOf('subscriptions', query.cursor);
    const page = await desk.list(caller.principal, { after, limit: query.limit });
    return pageAnswer('subscriptions', page, (subscription) =>
      subscriptionAnswer({ subscription, waiting: null }),
    );
  });

  serve(app, deps, contract.getSubscription, async ({ params, caller }) =>
    answered(expect(await desk.read(caller.principal, params.subscription))),
  );

  serve(app, deps, contract.changeSubscription, async ({ params, body, caller, request }) =>
    answered(expect(await desk.change(caller, params.subscription, versionOf(request), body))),
  );

  serve(app, deps, contract.replaySubscription, async ({ params, body, caller }) =>
    answered(expect(await desk.replay(caller, params.subscription, body.from, body.reason))),
  );

  serve(app, deps, contract.replaceSubscriptionSecret, async ({ params, body, caller }) => {
    const changed = expect(await desk.replaceSecret(caller, params.subscription, body.reason));
    const { body: answer, ...reply } = answered(changed);
    return { ...reply, body: { ...answer, secret: changed.subscription.secret } };
  });

  serve(app, deps, contract.listSubscriptionAttempts, async ({ params, query, caller }) => {
    const request = { after: afterOf('subscription-attempts', query.cursor), limit: query.limit };
    const page = expect(await desk.attempts(caller.principal, params.subscription, request));
    return pageAnswer('subscription-attempts', page, attemptAnswer);
  });

  serveFeeds(app, deps);
}

function serveFeeds(app: FastifyInstance, deps: ApiDeps): void {
  const desk = deps.feeds;

  serve(app, deps, contract.declareFeed, async ({ params, body, caller, request }) =>
    consumerReply(expect(await desk.declare(caller, params.consumer, versionOf(request), body))),
  );

  serve(app, deps, contract.readFeed, async ({ params, query, caller }) => {
    const { consumer, slice } = expect(await desk.read(caller.principal, params.consumer, query.limit));
    const items = slice.items.map(({ fact }) => recordedFact(fact));
    const { more, next } = slice;
    return { status: 200, body: { ...placeAnswer(consumer), items, next: cursorOf('facts', next), more } };
  });

  serve(app, deps, contract.acknowledgeFeed, async ({ params, body, caller }) =>
    consumerReply(expect(await desk.acknowledge(caller, params.consumer, body.cursor))),
  );

  serve(app, deps, contract.replayFeed, async ({ params, body, caller }) =>
    consumerReply(expect(await desk.replay(caller, params.consumer, body.from, body.reason))),
  );
}

/** The content of a webhook: the fact as the feed has it, and the cursor behind it. */
export const messageContent = ({ fact, position }: FeedItem) => ({
  type: fact.type,
  timestamp: formatInstant(fact.occurredAt),
  data: { ...recordedFact(fact), cursor: cursorOf('facts', position) },
});

const answered = (reading: SubscriptionReading) => ({
  status: 200,
  body: subscriptionAnswer(reading),
  headers: etagOf(reading.subscription.version),
});

function subscriptionAnswer({
  subscription,
  waiting,
}: {
  subscription: SubscriptionReading['subscription'];
  waiting: number | null;
}) {
  const { secret: _secret, oldSecret: _oldSecret, ...one } = subscription;
  return {
    ...one,
    position: placeText(one.position),
    waiting,
    nextAttemptAt: timeOrNull(one.nextAttemptAt),
    oldSecretUntil: timeOrNull(one.oldSecretUntil),
    createdAt: formatInstant(one.createdAt),
    updatedAt: formatInstant(one.updatedAt),
  };
}

const attemptAnswer = (one: SubscriptionAttempt) => ({
  id: `att_${one.id}`,
  at: formatInstant(one.at),
  tookMs: one.tookMs,
  fact: `${one.source}/${one.factId}`,
  type: one.factType,
  result: one.result,
  status: one.status,
  detail: one.detail,
});

const placeText = (position: FeedPosition): string => cursorOf('facts', position);

const placeAnswer = ({ name, types, entities, position, taken }: FeedConsumer) => ({
  consumer: name,
  types,
  entities,
  position: placeText(position),
  taken,
});

const consumerReply = ({ consumer, waiting }: ConsumerReading): Reply => ({
  status: 200,
  body: {
    ...placeAnswer(consumer),
    waiting,
    version: consumer.version,
    updatedAt: formatInstant(consumer.updatedAt),
  },
  headers: etagOf(consumer.version),
});
