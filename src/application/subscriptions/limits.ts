import { HTTP_LIMITS } from '../../contract/limits.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kernel/instant.ts';

export const SUBSCRIPTION_LIMITS = {
  /** Milliseconds between two looks for facts to send: what a subscriber waits at most. */
  lookEveryMs: SECOND_MS,
  /** Subscriptions that one process serves at a time: each has one request under way. */
  servedMax: 20,
  /** Facts that are read at a time. */
  sliceMax: 100,
  /** Facts sent before another subscription gets its turn. */
  turnMax: 1_000,
  /** Milliseconds for which a process owns a subscription without saying so again: several requests. */
  leaseMs: MINUTE_MS,
  /** Milliseconds that a receiver may take to answer. */
  answerWithinMs: 15 * SECOND_MS,
  /** Milliseconds for which the signature of a replaced secret is still sent beside the new one. */
  oldSecretMs: 24 * HOUR_MS,
  /** Pauses after each failure in a row; after the last one nobody is asked any more. */
  retryAfterMs: [
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
  ],
  /** Longest pause that we let a receiver ask for. */
  askedPauseMsMax: HOUR_MS,
  /** Days for which attempts are kept. */
  attemptDays: 30,
  /** How far facts that wait are counted. */
  countedMax: HTTP_LIMITS.waitingCountedMax,
} as const;
