/** A partner's subscription: facts in commit order to an HTTP endpoint, one after another. */
import type { Instant } from '../../kernel/instant.ts';
import type { FeedPosition, FeedSelection } from '../ports/fact-feed.ts';
import type { Page, PageRequest } from '../query/reads.ts';

/** `disabled`: we gave up, nothing is lost; `ended`: nobody wants it any more. */
export type SubscriptionState = 'active' | 'paused' | 'disabled' | 'ended';

export interface Subscription extends FeedSelection {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly state: SubscriptionState;
  /** Why it is disabled. */
  readonly because: string | null;
  readonly secret: string;
  readonly oldSecret: string | null;
  readonly oldSecretUntil: Instant | null;
  /** Everything up to here was taken by the receiver. */
  readonly position: FeedPosition;
  /** Facts that the receiver took, repetitions by a replay counted again. */
  readonly taken: number;
  /** Failures in a row, all of the same fact. */
  readonly failures: number;
  readonly nextAttemptAt: Instant | null;
  /** Rises with every change by a person: what an ETag says. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly updatedAt: Instant;
}

/** One request to the receiver. */
export interface SubscriptionAttempt {
  readonly id: bigint;
  readonly at: Instant;
  readonly tookMs: number;
  readonly source: string;
  readonly factId: string;
  readonly factType: string;
  readonly result: 'taken' | 'failed';
  /** Of the answer; `null`: there was none. */
  readonly status: number | null;
  readonly detail: string | null;
}

export type NewAttempt = Omit<SubscriptionAttempt, 'id'>;

/** What a person changes. */
export type SubscriptionChange = Partial<
  Pick<
    Subscription,
    | 'name'
    | 'url'
    | 'types'
    | 'state'
    | 'because'
    | 'secret'
    | 'oldSecret'
    | 'oldSecretUntil'
    | 'position'
    | 'failures'
    | 'nextAttemptAt'
  >
>;

/** What came of a request, for the row of its subscription. */
export interface AfterFailure {
  readonly failures: number;
  readonly nextAttemptAt: Instant | null;
  /** Set: it is disabled. */
  readonly because: string | null;
}

/** A process that serves a subscription, and the version it knows: another one ends its right to write. */
export interface Hold {
  readonly id: string;
  readonly owner: string;
  readonly version: number;
}

export interface SubscriptionStore {
  insert(subscription: Subscription): Promise<void>;
  find(id: string): Promise<Subscription | null>;
  /** By name; entities: only those that cover nothing else. */
  list(request: PageRequest & { readonly entities: readonly string[] | null }): Promise<Page<Subscription>>;
  /** Changes it if it still has this version, and takes it from whoever serves it; `null`: it has another. */
  change(
    id: string,
    version: number,
    change: SubscriptionChange,
    now: Instant,
  ): Promise<Subscription | null>;
  attempts(id: string, request: PageRequest): Promise<Page<SubscriptionAttempt>>;
  forgetAttempts(before: Instant): Promise<void>;

  /** Takes some that are due and that nobody serves. */
  claim(owner: string, now: Instant, until: Instant, max: number): Promise<readonly Subscription[]>;
  /** The receiver took a fact; false: somebody else owns the subscription, or it was changed. */
  taken(hold: Hold, position: FeedPosition, attempt: NewAttempt, until: Instant): Promise<boolean>;
  /** Nothing that it wants lies before this place. */
  passed(hold: Hold, position: FeedPosition): Promise<boolean>;
  failed(hold: Hold, after: AfterFailure, attempt: NewAttempt): Promise<boolean>;
  release(hold: Hold): Promise<void>;
}
