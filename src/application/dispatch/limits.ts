import type { FaultClass } from '../ports/connector.ts';

/** How a class of fault is tried again. */
export interface RetryRule {
  /** Milliseconds before the second attempt; doubles from then on. */
  readonly firstDelayMs: number;
  /** Milliseconds that no delay exceeds. */
  readonly delayMaxMs: number;
  /** Attempts after which a person owns it; 1 parks at once. */
  readonly attemptsMax: number;
}

/** What each fault is worth. */
export const RETRIES: Readonly<Record<FaultClass, RetryRule>> = {
  // Half a day of an outage: 1 s, 2 s, 4 s … then every five minutes.
  unavailable: { firstDelayMs: 1_000, delayMaxMs: 300_000, attemptsMax: 150 },
  throttled: { firstDelayMs: 2_000, delayMaxMs: 120_000, attemptsMax: 300 },
  // Trying again may lock the account.
  unauthorized: { firstDelayMs: 0, delayMaxMs: 0, attemptsMax: 1 },
  // About two minutes: a server that has just started is whole by then. A bad request is not.
  broken: { firstDelayMs: 1_000, delayMaxMs: 60_000, attemptsMax: 8 },
  malformed: { firstDelayMs: 0, delayMaxMs: 0, attemptsMax: 1 },
};

export const DISPATCH_LIMITS = {
  /** Milliseconds before the first probe of a doubt: most late answers are a matter of seconds. */
  firstProbeMs: 1_000,
  probeDelayMaxMs: 60_000,
  /** Probes without an answer, about an hour of them, after which there is no hurry any more. */
  quickProbesMax: 60,
  /** Milliseconds between probes from then on: for as long as it takes, or until a person decides. */
  slowProbeMs: 900_000,
  /** Share of a delay, in percent, by which chance makes it longer, so that retries spread. */
  jitterPercentMax: 20,
  /** Failures in a row that open the circuit. */
  failuresMax: 5,
  /** Milliseconds for which an open circuit sends nothing. */
  openMs: 10_000,
  openMaxMs: 120_000,
  /** Milliseconds between tries to report an outcome while the store is away. */
  reportRetryMs: 1_000,
  /** Commands taken over in one step. */
  claimMax: 1_000,
  /** Milliseconds between looks for commands that other processes issued into our partitions. */
  pollMs: 2_000,
  /** Age in milliseconds from which an open command that memory does not know was lost. */
  reconcileAfterMs: 30_000,
  /** Milliseconds between heartbeats, and for which a lease holds: three missed beats lose it. */
  heartbeatMs: 5_000,
  leaseMs: 15_000,
} as const;

/** Delay before the next of `made` attempts, without jitter. */
export function backoffMs(rule: Pick<RetryRule, 'firstDelayMs' | 'delayMaxMs'>, made: number): number {
  return Math.min(rule.delayMaxMs, rule.firstDelayMs * 2 ** Math.min(made - 1, 30));
}
