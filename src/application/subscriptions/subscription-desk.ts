/** What people do with subscriptions: make, change, read on from another place, replace the secret. */
import { randomBytes } from 'node:crypto';
import { invalid, type Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { AuditTrail } from '../access/audit.ts';
import { principalRef, type Principal } from '../access/principal.ts';
import type { FactFeed } from '../ports/fact-feed.ts';
import type { WebhookPoster } from '../ports/webhook-poster.ts';
import { coversReader, entitiesToRead } from '../query/find.ts';
import type { Page, PageRequest } from '../query/reads.ts';
import type { Courier } from './courier.ts';
import { SUBSCRIPTION_LIMITS } from './limits.ts';
import { faultOfTypes, placeNamed } from './place.ts';
import { newWebhookSecret } from './signature.ts';
import type {
  Subscription,
  SubscriptionAttempt,
  SubscriptionChange,
  SubscriptionStore,
} from './subscription.ts';

export interface SubscriptionDeskOptions {
  readonly store: SubscriptionStore;
  readonly feed: FactFeed;
  readonly poster: Pick<WebhookPoster, 'faultOf'>;
  readonly courier: Pick<Courier, 'resolved'>;
  readonly audit: AuditTrail;
  /** Business time, for the audit chain. */
  readonly clock: Clock;
  /** The machine's time, by which facts are sent. */
  readonly sendingClock: Clock;
  readonly entities: ReadonlySet<string>;
}

/** Who does it. */
export interface Doer {
  readonly principal: Principal;
  readonly actor: string;
}

export interface SubscriptionToMake {
  readonly name: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly entities: readonly string[];
  readonly from: string;
}

export interface SubscriptionToChange {
  readonly name: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly state: 'active' | 'paused' | 'ended';
}

/** A subscription, and how many of its facts wait. */
export interface SubscriptionReading {
  readonly subscription: Subscription;
  readonly waiting: number;
}

type Answer<T> = Promise<Result<T, Refusal>>;

export class SubscriptionDesk {
  readonly #options: SubscriptionDeskOptions;

  constructor(options: SubscriptionDeskOptions) {
    this.#options = options;
  }

  async make(doer: Doer, wish: SubscriptionToMake): Answer<SubscriptionReading> {
    const fault = this.#faultOf(wish);
    if (fault !== null) return err(fault);
    const entities = entitiesToRead(this.#options.entities, doer.principal, wish.entities);
    if (!entities.ok) return entities;
    const position = await placeNamed(this.#options.feed, wish.from, '$.from');
    if (!position.ok) return position;
    const now = this.#options.sendingClock.now();
    const subscription: Subscription = {
      id: `sub_${randomBytes(9).toString('hex')}`,
      name: wish.name,
      url: wish.url,
      types: wish.types,
      entities: entities.value,
      state: 'active',
      because: null,
      secret: newWebhookSecret(),
      oldSecret: null,
      oldSecretUntil: null,
      position: position.value,
      taken: 0,
      failures: 0,
      nextAttemptAt: null,
      version: 1,
      createdAt: now,
      createdBy: doer.actor,
      updatedAt: now,
    };
    await this.#options.store.insert(subscription);
    await this.#record(doer, 'subscription.make', subscription, null, null);
    return ok(await this.#reading(subscription));
  }

  list(principal: Principal, request: PageRequest): Promise<Page<Subscription>> {
    const { entities } = principal;
    return this.#options.store.list({ ...request, entities: entities.length === 0 ? null : entities });
  }

  async read(principal: Principal, id: string): Answer<SubscriptionReading> {
    const found = await this.#find(principal, id);
    return found.ok ? ok(await this.#reading(found.value)) : found;
  }

  async attempts(
    principal: Principal,
    id: string,
    request: PageRequest,
  ): Answer<Page<SubscriptionAttempt>> {
    const found = await this.#find(principal, id);
    return found.ok ? ok(await this.#options.store.attempts(id, request)) : found;
  }

  /** @param version that was read; `null`: whatever is there */
  async change(
    doer: Doer,
    id: string,
    version: number | null,
    wish: SubscriptionToChange,
  ): Answer<SubscriptionReading> {
    const fault = this.#faultOf(wish);
    if (fault !== null) return err(fault);
    const { name, url, types, state } = wish;
    const fresh = state === 'active' ? { because: null, failures: 0, nextAttemptAt: null } : {};
    const changed = await this.#change(doer, id, version, 'subscription.change', null, {
      name,
      url,
      types,
      state,
      ...fresh,
    });
    if (changed.ok) await this.#options.courier.resolved(changed.value.subscription);
    return changed;
  }

  /** Sends again what comes after a place of the past, or leaves out what lies before one. */
  async replay(doer: Doer, id: string, from: string, reason: string): Answer<SubscriptionReading> {
    const position = await placeNamed(this.#options.feed, from, '$.from');
    if (!position.ok) return position;
    const change = { position: position.value, failures: 0, nextAttemptAt: null };
    return this.#change(doer, id, null, 'subscription.replay', reason, change);
  }

  /** A new secret; messages bear the signature of the old one too until it has passed. */
  async replaceSecret(doer: Doer, id: string, reason: string): Answer<SubscriptionReading> {
    const found = await this.#find(doer.principal, id);
    if (!found.ok) return found;
    const { secret: oldSecret, version } = found.value;
    const until = (this.#options.sendingClock.now() + SUBSCRIPTION_LIMITS.oldSecretMs) as Instant;
    const change = { secret: newWebhookSecret(), oldSecret, oldSecretUntil: until };
    return this.#change(doer, id, version, 'subscription.replace-secret', reason, change);
  }

  #faultOf({ url, types }: { readonly url: string; readonly types: readonly string[] }): Refusal | null {
    const fault = this.#options.poster.faultOf(url);
    if (fault !== null) return invalid('invalid-content', [{ path: '$.url', message: fault }]);
    return faultOfTypes(types);
  }

  async #find(principal: Principal, id: string): Answer<Subscription> {
    const found = await this.#options.store.find(id);
    if (found !== null && coversReader(principal, found.entities)) return ok(found);
    return err({ code: 'not-found', detail: `There is no subscription ${id}.`, param: 'subscription' });
  }

  async #change(
    doer: Doer,
    id: string,
    version: number | null,
    action: string,
    reason: string | null,
    change: SubscriptionChange,
  ): Answer<SubscriptionReading> {
    const { store, sendingClock } = this.#options;
    const found = await this.#find(doer.principal, id);
    if (!found.ok) return found;
    const before = found.value;
    if (version !== null && version !== before.version) return err(differs(before.version));
    if (before.state === 'ended') {
      return err({ code: 'not-possible-now', detail: 'The subscription has ended; make a new one.' });
    }
    const after = await store.change(id, before.version, change, sendingClock.now());
    if (after === null) return err(differs(null));
    await this.#record(doer, action, after, before, reason);
    return ok(await this.#reading(after));
  }

  async #reading(subscription: Subscription): Promise<SubscriptionReading> {
    const { feed } = this.#options;
    const max = SUBSCRIPTION_LIMITS.countedMax;
    return { subscription, waiting: await feed.count(subscription, subscription.position, null, max) };
  }

  async #record(
    { principal, actor }: Doer,
    action: string,
    after: Subscription,
    before: Subscription | null,
    reason: string | null,
  ): Promise<void> {
    await this.#options.audit.append({
      at: this.#options.clock.now(),
      actor,
      principal: principalRef(principal),
      action,
      entity: null,
      subject: `subscription/${after.id}`,
      before: before === null ? null : auditText(before),
      after: auditText(after),
      reason,
    });
  }
}

/** What the audit chain keeps of it: never its secrets. */
const auditText = ({ name, url, types, entities, state, position }: Subscription): string =>
  JSON.stringify({ name, url, types, entities, state, position: position.join(':') });

export const differs = (version: number | null): Refusal => ({
  code: 'revision-differs',
  detail: version === null ? 'It was changed at the same time.' : `It is at version ${version} by now.`,
  param: 'If-Match',
});
