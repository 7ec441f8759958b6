/** Facts for partners, put together: who asks for them, and who sends them. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { messageContent } from '../api/subscriptions.ts';
import type { Logger } from '../application/ports/logger.ts';
import { Courier } from '../application/subscriptions/courier.ts';
import { FeedDesk } from '../application/subscriptions/feed-desk.ts';
import { SubscriptionDesk } from '../application/subscriptions/subscription-desk.ts';
import { GuardedPoster } from '../connectors/webhooks/poster.ts';
import type { Clock } from '../kernel/clock.ts';
import { postgresAudit } from '../postgres/queries/access.ts';
import { postgresFactFeed } from '../postgres/queries/fact-feed.ts';
import { postgresFeedConsumers } from '../postgres/queries/feed-consumers.ts';
import { postgresSubscriptions } from '../postgres/queries/subscriptions.ts';
import type { Config } from './config/config.ts';
import type { Core } from './core.ts';

export interface SubscriptionsOptions {
  readonly config: Config;
  readonly core: Pick<Core, 'conditions' | 'enclosure'>;
  readonly pool: pg.Pool;
  /** Business time. */
  readonly clock: Clock;
  /** The machine's time, by which facts are sent whatever day is played. */
  readonly sendingClock: Clock;
  readonly logger: Logger;
}

export function composeSubscriptions(options: SubscriptionsOptions) {
  const { config, core, pool, clock, sendingClock, logger } = options;
  const poster = new GuardedPoster(config.api.webhooks.mayReach);
  const store = postgresSubscriptions(pool);
  const feed = postgresFactFeed(pool);
  const audit = postgresAudit(pool);
  const entities = new Set(Object.keys(config.entities));
  const courier = new Courier({
    store,
    feed,
    poster,
    conditions: core.conditions,
    enclosure: core.enclosure,
    owner: randomUUID(),
    clock: sendingClock,
    logger,
    entity: Object.keys(config.entities)[0]!,
    contentOf: messageContent,
  });
  return {
    courier,
    subscriptions: new SubscriptionDesk({
      store,
      feed,
      poster,
      courier,
      audit,
      clock,
      sendingClock,
      entities,
    }),
    feeds: new FeedDesk({ consumers: postgresFeedConsumers(pool), feed, audit, clock, entities }),
    stop: async (): Promise<void> => {
      await courier.stop();
      await poster.close();
    },
  };
}
