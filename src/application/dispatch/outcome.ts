/** Turns what a connector answered into a report and the next step. Pure but for the chance given. */
import type { Instant } from '../../kernel/instant.ts';
import type { Random } from '../../kernel/random.ts';
import type { CanonicalFact, ConnectorProof, ExecutionResult, ProbeResult } from '../ports/connector.ts';
import type { OutcomeKind } from '../../engine/book.ts';
import { backoffMs, DISPATCH_LIMITS, RETRIES } from './limits.ts';
import type { Job } from './job.ts';

/** What to store, and when to go on. */
export interface Decision {
  readonly kind: OutcomeKind;
  readonly detail: string | null;
  readonly facts: readonly CanonicalFact[];
  /** When the next attempt or probe is due; `null`: none, it is settled or a person owns it. */
  readonly nextAt: Instant | null;
  /** The circuit breaker counts it as no answer. */
  readonly silent: boolean;
}

const jittered = (delayMs: number, random: Random): number =>
  Math.ceil((delayMs * (100 + random.below(DISPATCH_LIMITS.jitterPercentMax + 1))) / 100);

/** After an attempt. The job counts the attempt already. */
export function afterExecute(result: ExecutionResult, job: Job, random: Random, now: Instant): Decision {
  switch (result.kind) {
    case 'done':
      return { kind: 'done', detail: null, facts: result.facts, nextAt: null, silent: false };
    case 'refused': {
      const detail = `${result.code}: ${result.reason}`;
      return { kind: 'refused', detail, facts: result.facts, nextAt: null, silent: false };
    }
    case 'in-doubt': {
      const nextAt = (now + jittered(DISPATCH_LIMITS.firstProbeMs, random)) as Instant;
      return { kind: 'in-doubt', detail: result.reason, facts: [], nextAt, silent: true };
    }
    case 'failed': {
      const rule = RETRIES[result.fault];
      const detail = `${result.fault}: ${result.reason}`;
      const silent = result.fault === 'unavailable';
      if (job.tries >= rule.attemptsMax) return { kind: 'parked', detail, facts: [], nextAt: null, silent };
      const delayMs = Math.max(result.retryAfterMs ?? 0, jittered(backoffMs(rule, job.tries), random));
      return { kind: 'failed', detail, facts: [], nextAt: (now + delayMs) as Instant, silent };
    }
  }
}

/** After a probe. The job counts the probe already. */
export function afterProbe(
  result: ProbeResult,
  job: Job,
  proof: ConnectorProof,
  random: Random,
  now: Instant,
): Decision {
  switch (result.kind) {
    case 'applied':
      return { kind: 'done', detail: 'found by a probe', facts: result.facts, nextAt: null, silent: false };
    case 'refused': {
      const detail = `${result.code}: ${result.reason}`;
      return { kind: 'refused', detail, facts: result.facts, nextAt: null, silent: false };
    }
    case 'absent': {
      const settledAt = ((job.sentAt ?? 0) + proof.settleAfterMs) as Instant;
      // No record is no proof while the request may still land. A key that is honoured makes a
      // second effect harmless, but not a first one that lands after the command was withdrawn.
      if (now >= settledAt) {
        return { kind: 'absent', detail: 'a probe found nothing', facts: [], nextAt: now, silent: false };
      }
      return {
        kind: 'in-doubt',
        detail: 'nothing yet; it may still land',
        facts: [],
        nextAt: settledAt,
        silent: false,
      };
    }
    case 'unknown': {
      const { firstProbeMs, probeDelayMaxMs, quickProbesMax, slowProbeMs } = DISPATCH_LIMITS;
      const rule = { firstDelayMs: firstProbeMs, delayMaxMs: probeDelayMaxMs };
      const isQuick = job.probesInDoubt < quickProbesMax;
      const pauseMs = isQuick ? backoffMs(rule, Math.max(1, job.probesInDoubt)) : slowProbeMs;
      const nextAt = (now + jittered(pauseMs, random)) as Instant;
      return { kind: 'in-doubt', detail: result.reason, facts: [], nextAt, silent: true };
    }
  }
}
