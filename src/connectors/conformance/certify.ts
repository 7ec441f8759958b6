/** The conformance suite: every check of the contract, made against a system that is really there. */
import type { Connector } from '../../application/ports/connector.ts';
import { formatInstant } from '../../kernel/instant.ts';
import type { ConnectorKind, ConnectorOptions } from '../connector-kind.ts';
import type { Certificate, CheckFinding, CheckName } from './certificate.ts';
import { malformedAnswers, refusalAndFault, throttling, unauthorised } from './checks/answer-checks.ts';
import { MissingPart, type Check } from './checks/check.ts';
import { budget, translation } from './checks/conduct-checks.ts';
import { duplicates, lostReply, readBack } from './checks/effect-checks.ts';
import { clock, order, statement } from './checks/record-checks.ts';
import { FaultProxy } from './fault-proxy.ts';
import { MailboxProxy } from './mailbox-proxy.ts';
import { trialNumbers } from './trial-numbers.ts';
import { isMissing, NoSpecimenError, type Specimen } from './specimen.ts';
import { textOf, Trial, Violation, type Surroundings } from './trial.ts';

/** All checks, in the order in which they are made. */
export const CHECKS: readonly Check[] = [
  duplicates,
  lostReply,
  throttling,
  refusalAndFault,
  readBack,
  statement,
  order,
  clock,
  unauthorised,
  malformedAnswers,
  translation,
  budget,
];


/** Which system is checked, and how. */
export interface ConformanceOptions {
  /** Name of the kind, for the certificate. */
  readonly kindName: string;
  readonly kind: ConnectorKind;
  readonly options: ConnectorOptions;
  readonly surroundings: Surroundings;
  readonly seed: number;
  /** Begins the names of all samples: a name that this system has never seen. */
  readonly run: string;
  /** Only these checks. */
  readonly only?: readonly CheckName[];
  /** Told of each check before it is made. */
  starting?(check: CheckName): void;
  /** Stops between two checks. */
  readonly signal?: AbortSignal;
}

/**
 * Checks a connector against its system, over a proxy that makes the faults.
 * @throws NoSpecimenError when the kind, or the declaration of the system, has no samples.
 */
export async function certify(given: ConformanceOptions): Promise<Certificate> {
  const { kind, options, surroundings, run } = given;
  if (kind.specimen === undefined) {
    throw new NoSpecimenError(`the kind "${given.kindName}" has no specimen: its folder needs a specimen.ts`);
  }
  const specimen = kind.specimen({
    ...options,
    run,
    now: () => surroundings.now(),
    wait: (durationMs) => surroundings.wait(durationMs),
  });
  const proxy = /^https?:/.test(options.url) ? new FaultProxy(options.url) : null;
  const url = proxy === null ? options.url : await proxy.open();
  const files = proxy === null ? new MailboxProxy() : null;
  const numbers = trialNumbers(surroundings);
  const opened: Connector[] = [];
  const connect = (change: { url?: string; secret?: string }): Connector => {
    const between = files === null ? {} : { between: files.between };
    const made = kind.make({ ...options, url, ...between, ...change });
    made.numberFrom?.(numbers, surroundings);
    opened.push(made);
    return made;
  };
  const connector = connect({});
  const { seed } = given;
  const trial = new Trial({ connector, proxy, files, specimen, surroundings, connect, seed, run });
  try {
    return await runChecks(given, trial, specimen);
  } finally {
    for (const { mailbox } of opened) await mailbox?.close();
    await proxy?.close();
  }
}

async function runChecks(
  given: ConformanceOptions,
  trial: Trial,
  specimen: Specimen,
): Promise<Certificate> {
  const at = formatInstant(given.surroundings.now());
  const findings: CheckFinding[] = [];
  for (const check of CHECKS) {
    if (given.only !== undefined && !given.only.includes(check.name)) continue;
    given.signal?.throwIfAborted();
    given.starting?.(check.name);
    findings.push(await findingOf(check, trial));
  }
  const remarks = await cleanUp(trial, specimen);
  const count = (result: CheckFinding['result']): number =>
    findings.filter((finding) => finding.result === result).length;
  const failed = count('failed');
  return {
    system: given.options.system,
    kind: given.kindName,
    url: given.options.url,
    at,
    seed: given.seed,
    verdict: failed === 0 ? 'passed' : 'failed',
    passed: count('passed'),
    failed,
    notApplicable: count('not-applicable'),
    checks: findings,
    samples: trial.samples,
    remarks,
  };
}

async function findingOf(check: Check, trial: Trial): Promise<CheckFinding> {
  const { name, proves } = check;
  const found = (result: CheckFinding['result'], evidence: string): CheckFinding => ({
    check: name,
    proves,
    result,
    evidence,
  });
  const { between } = check;
  if (typeof between === 'object' && trial.options.proxy === null) {
    return found('not-applicable', between.http);
  }
  trial.line.begin();
  try {
    const evidence = await check.run(trial);
    if (isMissing(evidence)) return found('not-applicable', evidence.notApplicable);
    return found('passed', evidence);
  } catch (error) {
    if (error instanceof MissingPart) return found('not-applicable', error.message);
    if (error instanceof Violation) return found('failed', error.message);
    return found('failed', `the check could not be made: ${textOf(error)}`);
  } finally {
    trial.line.begin();
  }
}

/** Takes back the samples, and says what stays. */
async function cleanUp(trial: Trial, specimen: Specimen): Promise<string[]> {
  const { sent } = trial;
  if (sent.length === 0) return [];
  if (specimen.cleanup === undefined) {
    return [`${trial.samples} samples named ${trial.options.run}-… stay in the system`];
  }
  const faults: string[] = [];
  for (const command of sent) {
    try {
      await specimen.cleanup(command);
    } catch (error) {
      faults.push(`${command.key} could not be taken back: ${textOf(error)}`);
    }
  }
  return faults;
}
