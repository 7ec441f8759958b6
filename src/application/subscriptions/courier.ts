/**
 * Sends facts to subscribers: in commit order, one request at a time for each subscription. A fact that is
 * not taken holds what comes after it, so a subscriber never sees a gap; it is sent again by the table of
 * pauses, and when that is spent the subscription is disabled where it stands, and a case is opened. Any
 * number of processes share the work; a process that dies after sending leaves a fact that is sent again
 * under the same id.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import { DAY_MS, formatInstant, type Instant } from '../../kernel/instant.ts';
import type { FactFeed, FeedItem } from '../ports/fact-feed.ts';
import type { Enclosure } from '../privacy/enclosure.ts';
import type { Logger } from '../ports/logger.ts';
import type { WebhookAnswer, WebhookPoster } from '../ports/webhook-poster.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';
import type { ConditionDesk } from '../watch/condition-desk.ts';
import { SUBSCRIPTION_LIMITS as LIMITS } from './limits.ts';
import { signedHeaders } from './signature.ts';
import type { AfterFailure, Hold, NewAttempt, Subscription, SubscriptionStore } from './subscription.ts';

export interface CourierOptions {
  readonly store: SubscriptionStore;
  readonly feed: FactFeed;
  readonly poster: WebhookPoster;
  readonly conditions: Pick<ConditionDesk, 'observe'>;
  /** Names this process among those that share the database. */
  readonly owner: string;
  /** The machine's time: subscribers live by it, whatever day is played. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Entity whose people hear of a subscription of all entities. */
  readonly entity: string;
  /** A subscriber is sent personal values as they are now: it keeps what it was sent before. */
  readonly enclosure: Pick<Enclosure, 'text'>;
  /** The content of a message. */
  contentOf(item: FeedItem): { readonly type: string; readonly timestamp: string; readonly data: unknown };
}

export class Courier {
  readonly #options: CourierOptions;
  readonly #looks: RecurringLook;
  #isStopping = false;
  #forgetAt = 0;

  constructor(options: CourierOptions) {
    this.#options = options;
    const { clock, logger } = options;
    const failure = 'could not serve subscriptions';
    const intervalMs = LIMITS.lookEveryMs;
    this.#looks = new RecurringLook({ clock, logger, intervalMs, failure, look: () => this.look() });
  }

  start(): void {
    this.#looks.start();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#looks.stop();
  }

  busy(): boolean {
    return this.#looks.busy();
  }

  /** One look: everything that is due is sent, or has failed once more. */
  async look(): Promise<void> {
    const { store, owner, clock } = this.#options;
    const now = clock.now();
    if (now >= this.#forgetAt) {
      this.#forgetAt = now + DAY_MS;
      await store.forgetAttempts(Math.max(0, now - LIMITS.attemptDays * DAY_MS) as Instant);
    }
    const claimed = await store.claim(owner, now, later(now, LIMITS.leaseMs), LIMITS.servedMax);
    await Promise.all(claimed.map((subscription) => this.#serve(subscription)));
  }

  async #serve(subscription: Subscription): Promise<void> {
    const { id, version } = subscription;
    const hold: Hold = { id, version, owner: this.#options.owner };
    const { feed, store } = this.#options;
    let { position, failures } = subscription;
    for (let sent = 0; sent < LIMITS.turnMax && !this.#isStopping;) {
      const slice = await feed.read(subscription, position, LIMITS.sliceMax);
      for (const item of slice.items) {
        if (this.#isStopping) return store.release(hold);
        if (!(await this.#deliver(subscription, hold, item, failures))) return;
        failures = 0;
        sent++;
      }
      position = slice.next;
      if (!(await store.passed(hold, position))) return;
      if (!slice.more) break;
    }
    await store.release(hold);
  }

  /** Sends one fact; answers whether the next one may follow. */
  async #deliver(
    subscription: Subscription,
    hold: Hold,
    item: FeedItem,
    failures: number,
  ): Promise<boolean> {
    const { store, poster, clock } = this.#options;
    const body = await this.#options.enclosure.text(JSON.stringify(this.#options.contentOf(item)));
    const at = clock.now();
    const startedAt = performance.now();
    const seconds = Math.floor(at / 1_000);
    const headers = signedHeaders(messageId(hold.id, item), seconds, body, secretsOf(subscription, at));
    const answer = await poster.post(subscription.url, headers, body);
    const isTaken = answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
    const attempt: NewAttempt = {
      at,
      tookMs: Math.round(performance.now() - startedAt),
      source: item.fact.source,
      factId: item.fact.id,
      factType: item.fact.type,
      result: isTaken ? 'taken' : 'failed',
      status: answer.kind === 'answered' ? answer.status : null,
      detail: detailOf(answer),
    };
    if (isTaken) return store.taken(hold, item.position, attempt, later(clock.now(), LIMITS.leaseMs));
    const after = afterFailure(answer, failures, clock.now());
    if ((await store.failed(hold, after, attempt)) && after.because !== null) {
      await this.#tell(subscription, true, after.because);
    }
    return false;
  }

  /** A subscription that is disabled needs a person; one that goes on needs nobody. */
  async #tell(subscription: Subscription, holds: boolean, because: string): Promise<void> {
    const { conditions, entity, logger } = this.#options;
    const { id, name, url } = subscription;
    if (holds) logger.warn('subscription disabled', { subscription: id, name, because });
    await conditions.observe({
      entity: subscription.entities[0] ?? entity,
      channel: id,
      condition: 'disabled',
      holds,
      kind: 'subscription-disabled',
      text: `${name} (${url}) gets no facts any more: ${because}`,
      role: 'integration',
      playbook:
        'Agree with the partner, then set the subscription active again: it goes on where it stopped.',
    });
  }

  /** A person has set it active again, or has ended it. */
  async resolved(subscription: Subscription): Promise<void> {
    await this.#tell(subscription, false, 'it goes on');
  }
}

const later = (now: Instant, ms: number): Instant => (now + ms) as Instant;

const secretsOf = ({ secret, oldSecret, oldSecretUntil }: Subscription, now: Instant): readonly string[] =>
  oldSecret !== null && oldSecretUntil !== null && oldSecretUntil > now ? [secret, oldSecret] : [secret];

/** The same whenever a subscription is sent a fact: receivers drop repetitions by it. */
function messageId(subscription: string, { fact }: FeedItem): string {
  const name = `${subscription}\n${fact.source}\n${fact.id}`;
  return `msg_${createHash('sha256').update(name).digest('base64url').slice(0, 27)}`;
}

function afterFailure(answer: WebhookAnswer, failuresBefore: number, now: Instant): AfterFailure {
  const failures = failuresBefore + 1;
  if (answer.kind === 'answered' && answer.status === 410) {
    return { failures, nextAttemptAt: null, because: 'the receiver says that it is gone (410)' };
  }
  const pause = LIMITS.retryAfterMs[failures - 1];
  if (pause === undefined) {
    const last = `the last one on ${formatInstant(now)}: ${detailOf(answer)}`;
    const because = `${failures} attempts failed in a row, ${last}`;
    return { failures, nextAttemptAt: null, because };
  }
  const asked = answer.kind === 'answered' ? (answer.retryAfterMs ?? 0) : 0;
  const waitMs = Math.max(pause, Math.min(asked, LIMITS.askedPauseMsMax));
  return { failures, nextAttemptAt: later(now, waitMs), because: null };
}

function detailOf(answer: WebhookAnswer): string | null {
  if (answer.kind !== 'answered') return answer.reason;
  if (answer.status < 300) return null;
  return answer.status < 400
    ? `status ${answer.status}: redirects are not followed`
    : `status ${answer.status}`;
}
