import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Random } from '../../kernel/random.ts';
import type { Connector, ExecutionResult, ProbeResult } from '../ports/connector.ts';
import type { AttemptRow } from '../ports/store.ts';
import type { CommandReport } from '../process/submission.ts';
import type { Job } from './job.ts';
import { afterExecute, afterProbe, type Decision } from './outcome.ts';

/** What an attempt came to, and its account. */
export interface Attempted {
  readonly decision: Decision;
  readonly attempt: AttemptRow;
}

/** Sends a job's command, or probes it while it is in doubt, within the connector's time. */
export async function attemptNow(
  connector: Connector,
  job: Job,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<Attempted> {
  const startedAt = clock.now();
  const kind = job.doubt ? 'probe' : 'execute';
  let decision: Decision;
  let result: string;
  if (kind === 'probe') {
    job.probes += 1;
    job.probesInDoubt += 1;
    const timedOut: ProbeResult = { kind: 'unknown', reason: 'the probe had no answer in time' };
    const answer = await inTime(connector, clock, timedOut, (signal) => connector.probe(job.command, signal));
    decision = afterProbe(answer, job, connector.proof, random, clock.now());
    result = answer.kind;
  } else {
    job.attempts += 1;
    job.tries += 1;
    job.sentAt = startedAt;
    const timedOut: ExecutionResult = { kind: 'in-doubt', reason: 'no answer in time' };
    const answer = await inTime(connector, clock, timedOut, (signal) =>
      connector.execute(job.command, signal),
    );
    decision = afterExecute(answer, job, random, clock.now());
    result = answer.kind === 'failed' ? `failed-${answer.fault}` : answer.kind;
  }
  const { instance, id, generation } = job.command;
  const number = kind === 'probe' ? job.probes : job.attempts;
  const { detail } = decision;
  const endedAt = clock.now();
  return {
    decision,
    attempt: { instance, id, generation, attempt: number, kind, startedAt, endedAt, result, detail },
  };
}

/** A connector's answer, or what it means to have none in time. */
function inTime<T>(
  connector: Connector,
  clock: Clock,
  timedOut: T & { readonly reason: string },
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  return new Promise((resolve) => {
    const due = (clock.now() + connector.budget.timeoutMs) as Instant;
    const cancel = clock.at(due, () => {
      abort.abort();
      resolve(timedOut);
    });
    Promise.resolve()
      .then(() => call(abort.signal))
      .then(
        (answer) => {
          cancel();
          resolve(answer);
        },
        // A connector must not throw; if it does, nobody knows what left.
        (error: unknown) => {
          cancel();
          resolve({ ...timedOut, reason: `the connector failed: ${String(error)}` });
        },
      );
  });
}

/** The report of an attempt. A success at the first try needs no row of its own. */
export function reportOf(decision: Decision, attempt: AttemptRow): CommandReport {
  const { instance, id, generation } = attempt;
  const plain = attempt.kind === 'execute' && attempt.attempt === 1 && decision.kind === 'done';
  return {
    instance,
    id,
    generation,
    kind: decision.kind,
    detail: decision.detail,
    sentAt: attempt.kind === 'execute' ? attempt.startedAt : null,
    nextAttemptAt: decision.kind === 'absent' ? null : decision.nextAt,
    attemptsAdded: attempt.kind === 'execute' ? 1 : 0,
    probesAdded: attempt.kind === 'probe' ? 1 : 0,
    attempts: plain ? [] : [attempt],
  };
}

/** The durable mark before a send. */
export const sentReport = (job: Job, now: Instant): CommandReport => ({
  instance: job.command.instance,
  id: job.command.id,
  generation: job.command.generation,
  kind: 'sent',
  detail: null,
  sentAt: now,
  nextAttemptAt: null,
  attemptsAdded: 0,
  probesAdded: 0,
  attempts: [],
});
