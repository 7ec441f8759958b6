/** Readers that fetch facts: their filter, their place, and reading again from any moment. */
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { AuditTrail } from '../access/audit.ts';
import { principalRef, type Principal } from '../access/principal.ts';
import type { FeedConsumer, FeedConsumers } from '../ports/feed-consumers.ts';
import { isBehind, type FactFeed, type FeedPosition, type FeedSlice } from '../ports/fact-feed.ts';
import { coversReader, entitiesToRead } from '../query/find.ts';
import { SUBSCRIPTION_LIMITS } from './limits.ts';
import { faultOfTypes, placeNamed, placeOfCursor } from './place.ts';
import { differs, type Doer } from './subscription-desk.ts';

export interface FeedDeskOptions {
  readonly consumers: FeedConsumers;
  readonly feed: FactFeed;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly entities: ReadonlySet<string>;
}

/** A consumer, and how many of its facts wait. */
export interface ConsumerReading {
  readonly consumer: FeedConsumer;
  readonly waiting: number;
}

type Answer<T> = Promise<Result<T, Refusal>>;

/** Times that a change is tried against others at the same time. */
const TRIES_MAX = 5;

export class FeedDesk {
  readonly #options: FeedDeskOptions;

  constructor(options: FeedDeskOptions) {
    this.#options = options;
  }

  /** Makes a consumer, or changes what it wants; its place stays. */
  async declare(
    doer: Doer,
    name: string,
    version: number | null,
    wish: {
      readonly types: readonly string[];
      readonly entities: readonly string[];
      readonly from: string;
    },
  ): Answer<ConsumerReading> {
    const { consumers, feed, clock } = this.#options;
    const fault = faultOfTypes(wish.types);
    if (fault !== null) return err(fault);
    const existing = await consumers.find(name);
    if (existing !== null) {
      const { types } = wish;
      return this.#change(doer, name, version, 'feed.declare', null, async ({ position }) =>
        ok({ types, position, takenMore: 0 }),
      );
    }
    if (version !== null) return err(differs(null));
    const entities = entitiesToRead(this.#options.entities, doer.principal, wish.entities);
    if (!entities.ok) return entities;
    const position = await placeNamed(feed, wish.from, '$.from');
    if (!position.ok) return position;
    const now = clock.now();
    const consumer: FeedConsumer = {
      name,
      types: wish.types,
      entities: entities.value,
      position: position.value,
      taken: 0,
      version: 1,
      createdAt: now,
      createdBy: doer.actor,
      updatedAt: now,
    };
    if (!(await consumers.insert(consumer))) return err(differs(null));
    await this.#record(doer, 'feed.declare', consumer, null, null);
    return ok(await this.#reading(consumer));
  }

  /** What comes next; the place moves only when it is acknowledged. */
  async read(
    principal: Principal,
    name: string,
    limit: number,
  ): Answer<{ readonly consumer: FeedConsumer; readonly slice: FeedSlice }> {
    const found = await this.#find(principal, name);
    if (!found.ok) return found;
    const slice = await this.#options.feed.read(found.value, found.value.position, limit);
    return ok({ consumer: found.value, slice });
  }

  /** Everything up to a cursor was taken. Saying it again changes nothing. */
  async acknowledge(doer: Doer, name: string, cursor: string): Answer<ConsumerReading> {
    const place = placeOfCursor(cursor);
    if (!place.ok) return err({ code: 'invalid-content', detail: place.error, param: '$.cursor' });
    const end = await this.#options.feed.placeOf(null);
    if (isBehind(place.value, end)) {
      return err({
        code: 'invalid-content',
        detail: 'The cursor lies behind the end of the feed.',
        param: '$.cursor',
      });
    }
    return this.#change(doer, name, null, null, null, async (consumer) => {
      const { position, types } = consumer;
      if (isBehind(position, place.value)) {
        const detail = 'More was acknowledged before: to read it again, replay from there.';
        return err({ code: 'not-possible-now', detail, param: '$.cursor' });
      }
      const takenMore = await this.#options.feed.count(
        consumer,
        position,
        place.value,
        Number.MAX_SAFE_INTEGER,
      );
      return ok({ types, position: place.value, takenMore });
    });
  }

  /** Reads on from another place. */
  async replay(doer: Doer, name: string, from: string, reason: string): Answer<ConsumerReading> {
    const position = await placeNamed(this.#options.feed, from, '$.from');
    if (!position.ok) return position;
    return this.#change(doer, name, null, 'feed.replay', reason, async ({ types }) =>
      ok({ types, position: position.value, takenMore: 0 }),
    );
  }

  async #change(
    doer: Doer,
    name: string,
    version: number | null,
    action: string | null,
    reason: string | null,
    changeOf: (
      consumer: FeedConsumer,
    ) => Answer<{ types: readonly string[]; position: FeedPosition; takenMore: number }>,
  ): Answer<ConsumerReading> {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const found = await this.#find(doer.principal, name);
      if (!found.ok) return found;
      if (version !== null && found.value.version !== version) return err(differs(found.value.version));
      const change = await changeOf(found.value);
      if (!change.ok) return change;
      const after = await this.#options.consumers.change(
        name,
        found.value.version,
        change.value,
        this.#options.clock.now(),
      );
      if (after === null) continue;
      if (action !== null) await this.#record(doer, action, after, found.value, reason);
      return ok(await this.#reading(after));
    }
    return err(differs(null));
  }

  async #find(principal: Principal, name: string): Answer<FeedConsumer> {
    const found = await this.#options.consumers.find(name);
    if (found !== null && coversReader(principal, found.entities)) return ok(found);
    return err({ code: 'not-found', detail: `There is no consumer ${name}.`, param: 'consumer' });
  }

  async #reading(consumer: FeedConsumer): Promise<ConsumerReading> {
    const max = SUBSCRIPTION_LIMITS.countedMax;
    return { consumer, waiting: await this.#options.feed.count(consumer, consumer.position, null, max) };
  }

  async #record(
    { principal, actor }: Doer,
    action: string,
    after: FeedConsumer,
    before: FeedConsumer | null,
    reason: string | null,
  ): Promise<void> {
    await this.#options.audit.append({
      at: this.#options.clock.now(),
      actor,
      principal: principalRef(principal),
      action,
      entity: null,
      subject: `feed/${after.name}`,
      before: before === null ? null : auditText(before),
      after: auditText(after),
      reason,
    });
  }
}

const auditText = ({ types, entities, position }: FeedConsumer): string =>
  JSON.stringify({ types, entities, position: position.join(':') });
