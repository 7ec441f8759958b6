import type { Instant } from '../../kernel/instant.ts';
import { DISPATCH_LIMITS } from './limits.ts';

/**
 * Circuit breaker of one system, as a value. Closed lets everything through; open nothing until
 * its time; then one attempt decides.
 */
export interface Breaker {
  readonly failures: number;
  /** `null`: closed. */
  readonly openUntil: Instant | null;
  readonly openMs: number;
  /** One attempt is under way to see whether the system is back. */
  readonly trying: boolean;
}

export const CLOSED: Breaker = {
  failures: 0,
  openUntil: null,
  openMs: DISPATCH_LIMITS.openMs,
  trying: false,
};

/** Whether an attempt may start now. */
export const allows = (breaker: Breaker, now: Instant): boolean =>
  breaker.openUntil === null || (!breaker.trying && now >= breaker.openUntil);

/** An attempt starts. */
export const started = (breaker: Breaker): Breaker =>
  breaker.openUntil === null ? breaker : { ...breaker, trying: true };

/** The system answered, whatever it said. */
export const answered = (): Breaker => CLOSED;

/** The system did not answer. */
export function failed(breaker: Breaker, now: Instant): Breaker {
  const failures = breaker.failures + 1;
  if (breaker.openUntil !== null) {
    if (!breaker.trying) return { ...breaker, failures };
    const openMs = Math.min(DISPATCH_LIMITS.openMaxMs, breaker.openMs * 2);
    return { failures, openUntil: (now + openMs) as Instant, openMs, trying: false };
  }
  if (failures < DISPATCH_LIMITS.failuresMax) return { ...breaker, failures };
  return { ...breaker, failures, openUntil: (now + breaker.openMs) as Instant, trying: false };
}
