/** One conformance run: samples sent through the proxy, results held against the system's record. */
import type {
  CanonicalFact,
  Connector,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
  StatementWindow,
} from '../../application/ports/connector.ts';
import type { Instant } from '../../kernel/instant.ts';
import {
  PASS,
  type Exchange,
  type FaultLine,
  type FaultProxy,
  type ProxyAnswer,
  type Treatment,
} from './fault-proxy.ts';
import type { MailboxProxy } from './mailbox-proxy.ts';
import { sampleName, type Effects, type Specimen } from './specimen.ts';

/** Time as it passes around the run: the machine's, or a simulation's. */
export interface Surroundings {
  now(): Instant;
  /** Makes calls and gives up on them after the time. */
  call<T>(giveUpMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  wait(durationMs: number): Promise<void>;
  /** Real milliseconds that a connector may take to end after its signal fired. */
  readonly patienceMs: number;
}

/** The connector did not do what its contract says. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** Throws a {@link Violation} unless it is so. */
export function demand(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Violation(otherwise);
}

/** An execution with one request struck. */
export interface Struck {
  readonly command: OutboundCommand;
  readonly result: ExecutionResult;
  readonly exchanges: readonly Exchange[];
  readonly effects: Effects;
  /** The struck request was the last one of the execution. */
  readonly last: boolean;
}

/** What a trial works with. */
export interface TrialOptions {
  /** The connector over the proxy; over nothing where its system is not reached by HTTP. */
  readonly connector: Connector;
  readonly proxy: FaultProxy | null;
  /** What stands between the connector and its mailbox, where its system lives on files. */
  readonly files: MailboxProxy | null;
  readonly specimen: Specimen;
  readonly surroundings: Surroundings;
  /** Makes the connector with another address or secret. */
  connect(change: { readonly url?: string; readonly secret?: string }): Connector;
  readonly seed: number;
  /** Begins the names of the samples. */
  readonly run: string;
}

/** Requests of one execution that are struck at most, one after another. */
const REQUESTS_MAX = 40;
/** How often a system that is in trouble by itself is asked again. */
const TRIES_MAX = 60;
/** Pause before a system that is in trouble is asked again. */
const PAUSE_MS = 5_000;

export class Trial {
  readonly connector: Connector;
  readonly specimen: Specimen;
  readonly surroundings: Surroundings;
  readonly options: TrialOptions;
  /** Commands that were sent, for the cleaning up. */
  readonly sent: OutboundCommand[] = [];
  readonly #names = new Map<OutboundCommand, string>();
  #sample = 0;

  constructor(options: TrialOptions) {
    this.options = options;
    this.connector = options.connector;
    this.specimen = options.specimen;
    this.surroundings = options.surroundings;
  }

  /** The proxy; only checks that need no HTTP may run without one. */
  get proxy(): FaultProxy {
    return this.options.proxy!;
  }

  /** Whatever stands in between; only checks that need nothing there may run without it. */
  get line(): FaultLine {
    return (this.options.proxy ?? this.options.files)!;
  }

  /** Number of the next sample. */
  next(): number {
    return (this.#sample += 1);
  }

  get samples(): number {
    return this.#sample;
  }

  async fresh(): Promise<OutboundCommand> {
    const sample = this.next();
    const command = await this.specimen.command(sample);
    this.#names.set(command, sampleName(this.options.run, sample));
    return command;
  }

  /** Name of the sample that a command is. */
  nameOf(command: OutboundCommand): string {
    return this.#names.get(command)!;
  }

  /** One attempt, as the dispatcher makes it. */
  async execute(command: OutboundCommand, connector = this.connector): Promise<ExecutionResult> {
    if (!this.sent.includes(command)) this.sent.push(command);
    try {
      const { timeoutMs } = connector.budget;
      return await this.surroundings.call(timeoutMs, (signal) => connector.execute(command, signal));
    } catch (error) {
      throw new Violation(`execute threw ${textOf(error)}`);
    }
  }

  async probe(command: OutboundCommand, connector = this.connector): Promise<ProbeResult> {
    try {
      const { timeoutMs } = connector.budget;
      return await this.surroundings.call(timeoutMs, (signal) => connector.probe(command, signal));
    } catch (error) {
      throw new Violation(`probe threw ${textOf(error)}`);
    }
  }

  /** A statement as the sweep reads it; may throw. */
  statement(window: StatementWindow): Promise<readonly CanonicalFact[]> {
    const { timeoutMs } = this.connector.budget;
    return this.surroundings.call(timeoutMs, (signal) => this.connector.statement(window, signal));
  }

  /** A statement in spite of a system that is in trouble by itself. */
  async readStatement(window: StatementWindow): Promise<readonly CanonicalFact[]> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.statement(window);
      } catch (error) {
        demand(tries < TRIES_MAX, `the statement cannot be read: ${textOf(error)}`);
        await this.surroundings.wait(PAUSE_MS);
      }
    }
  }

  /** Asks until the system answers whether there is an effect. */
  async prove(command: OutboundCommand): Promise<ProbeResult> {
    for (let tries = 1; ; tries++) {
      const proof = await this.probe(command);
      if (proof.kind !== 'unknown') return proof;
      demand(tries < TRIES_MAX, `the probe never answers: ${proof.reason}`);
      await this.surroundings.wait(PAUSE_MS);
    }
  }

  /** Does a command as the dispatcher would: waits, probes, tries again. */
  async complete(command: OutboundCommand): Promise<ExecutionResult & { kind: 'done' | 'refused' }> {
    for (let tries = 1; ; tries++) {
      const result = await this.execute(command);
      if (result.kind === 'done' || result.kind === 'refused') return result;
      demand(tries < TRIES_MAX, `it does not come to an end: ${result.kind}, ${result.reason}`);
      if (result.kind === 'failed') {
        const isPassing = result.fault === 'unavailable' || result.fault === 'throttled';
        demand(isPassing, `the sample fails as ${result.fault}: ${result.reason}`);
        await this.surroundings.wait(result.retryAfterMs ?? PAUSE_MS);
        continue;
      }
      await this.surroundings.wait(this.connector.proof.settleAfterMs);
      const proof = await this.prove(command);
      if (proof.kind === 'applied') return { kind: 'done', facts: proof.facts };
      if (proof.kind === 'refused') return proof;
    }
  }

  /** Does a fresh sample; one that the system refuses by chance is followed by another. */
  async done(): Promise<{ command: OutboundCommand; facts: readonly CanonicalFact[] }> {
    for (let tries = 1; ; tries++) {
      const command = await this.fresh();
      const result = await this.complete(command);
      if (result.kind === 'done') return { command, facts: result.facts };
      demand(tries < TRIES_MAX, `the system refuses its samples: ${result.reason}`);
    }
  }

  /** A fresh sample that was done at the first attempt, with all that went over the wire. */
  async clean(): Promise<{ command: OutboundCommand; exchanges: readonly Exchange[] }> {
    for (let tries = 1; ; tries++) {
      const command = await this.fresh();
      this.line.begin();
      const result = await this.execute(command);
      const { exchanges } = this.line;
      if (result.kind === 'done') {
        demand(exchanges.length > 0, 'it says done without a single request');
        return { command, exchanges };
      }
      demand(tries < TRIES_MAX, `no sample is ever done: ${result.kind}, ${result.reason}`);
      await this.surroundings.wait(PAUSE_MS);
    }
  }

  /**
   * Executes a fresh sample and strikes its request with that number; `null` when an execution is
   * done without so many requests. The effects are read when nothing can land any more.
   */
  async strike(
    ordinal: number,
    treatment: Treatment | ((command: OutboundCommand) => Treatment),
  ): Promise<Struck | null> {
    for (let tries = 1; ; tries++) {
      const command = await this.fresh();
      const what = typeof treatment === 'function' ? treatment(command) : treatment;
      this.line.begin((number) => (number === ordinal ? what : PASS));
      const result = await this.execute(command);
      const { exchanges } = this.line;
      this.line.begin();
      if (exchanges.length >= ordinal) {
        await this.settle(exchanges);
        const effects = await this.specimen.effects(command);
        return { command, result, exchanges, effects, last: exchanges.length === ordinal };
      }
      if (result.kind === 'done') return null;
      demand(tries < TRIES_MAX, `it never comes to request ${ordinal}: ${result.kind}`);
      await this.surroundings.wait(PAUSE_MS);
    }
  }

  /** Strikes the first request of a fresh sample, then of another the second, and so on. */
  async *strikeEach(
    treatment: Treatment | ((ordinal: number) => Treatment | ((command: OutboundCommand) => Treatment)),
  ): AsyncGenerator<Struck & { readonly ordinal: number }> {
    for (let ordinal = 1; ordinal <= REQUESTS_MAX; ordinal++) {
      const what = typeof treatment === 'function' ? treatment(ordinal) : treatment;
      const struck = await this.strike(ordinal, what);
      if (struck === null) return;
      yield { ...struck, ordinal };
    }
  }

  /** Executes a fresh sample, all its requests answered by the proxy. */
  async answerAll(answer: ProxyAnswer, connector = this.connector): Promise<Struck> {
    const command = await this.fresh();
    this.proxy.begin(() => ({ kind: 'answer', answer }));
    const result = await this.execute(command, connector);
    const { exchanges } = this.proxy;
    this.proxy.begin();
    const effects = await this.specimen.effects(command);
    return { command, result, exchanges, effects, last: true };
  }

  /** Waits until a request that the system has not answered can land no more. */
  async settle(exchanges: readonly Exchange[]): Promise<void> {
    const isOpen = exchanges.some(({ forwarded, answer }) => forwarded && answer === null);
    if (isOpen) await this.surroundings.wait(this.connector.proof.settleAfterMs);
  }
}

/** Whether a result agrees with what the system's record shows; throws what does not. */
export function demandTruth(result: ExecutionResult, effects: Effects, when: string): void {
  const seen = `the system's record shows ${effectText(effects)}`;
  switch (result.kind) {
    case 'done':
      demand(effects.whole >= 1, `${when}: it says done, and ${seen}`);
      return;
    case 'failed':
      demand(
        effects.whole + effects.begun === 0,
        `${when}: it says failed (${result.fault}: ${result.reason}), certainly without effect, and ${seen}`,
      );
      return;
    case 'refused':
      demand(false, `${when}: it says refused (${result.code}), and the system refused nothing`);
      return;
    case 'in-doubt':
      return;
  }
}

export const effectText = ({ whole, begun }: Effects): string =>
  `the effect ${whole} ${whole === 1 ? 'time' : 'times'}${begun === 0 ? '' : `, ${begun} begun`}`;

export const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
