/** Answers a repeated request with the result of the first (Idempotency-Key). */
import { createHash } from 'node:crypto';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';

/** The answer that a request was given. */
export interface StoredAnswer {
  readonly status: number;
  /** Text of status-independent parts: body and headers, as the caller wrote them. */
  readonly response: string;
}

export interface StoredRequest {
  readonly requestHash: string;
  readonly createdAt: Instant;
  /** `null` while it runs. */
  readonly answer: StoredAnswer | null;
}

export interface IdempotencyStore {
  /** Enters a request that nobody has entered; otherwise answers what is there. */
  begin(principal: string, key: string, requestHash: string, now: Instant): Promise<StoredRequest | null>;
  /** Takes over a request whose runner is gone; false: somebody else was faster. */
  takeOver(principal: string, key: string, createdAt: Instant, now: Instant): Promise<boolean>;
  finish(principal: string, key: string, answer: StoredAnswer): Promise<void>;
  /** Forgets a request that failed without effect, so that it may be repeated. */
  abandon(principal: string, key: string): Promise<void>;
}

export interface IdempotentRequest {
  readonly principal: string;
  readonly key: string;
  /** Method, path and body: another request under the same key is a mistake. */
  readonly text: string;
}

/**
 * Milliseconds after which a request without answer counts as abandoned by a process that died.
 * Far longer than a request may take; its effects have ids of their key, so repeating is safe.
 */
const ABANDONED_AFTER_MS = 60_000;

/** Runs a request once, and answers as the first time when it comes again. */
export async function once(
  store: IdempotencyStore,
  clock: Clock,
  request: IdempotentRequest,
  run: () => Promise<StoredAnswer>,
): Promise<Result<{ readonly answer: StoredAnswer; readonly replayed: boolean }, Refusal>> {
  const { principal, key } = request;
  const requestHash = createHash('sha256').update(request.text).digest('hex');
  const now = clock.now();
  const earlier = await store.begin(principal, key, requestHash, now);
  if (earlier !== null) {
    if (earlier.requestHash !== requestHash) {
      return err({
        code: 'idempotency-key-reused',
        detail: 'The first request with this key was another one.',
        param: 'Idempotency-Key',
      });
    }
    if (earlier.answer !== null) return ok({ answer: earlier.answer, replayed: true });
    const isAbandoned = earlier.createdAt + ABANDONED_AFTER_MS <= now;
    if (!isAbandoned || !(await store.takeOver(principal, key, earlier.createdAt, now))) {
      return err({ code: 'still-running', detail: 'The first request is not answered yet.' });
    }
  }
  let answer: StoredAnswer;
  try {
    answer = await run();
  } catch (error) {
    await store.abandon(principal, key);
    throw error;
  }
  await store.finish(principal, key, answer);
  return ok({ answer, replayed: false });
}
