/**
 * How each system answers, minute by minute: counted in memory, added to the store every few seconds and
 * before it is read. A process that is killed takes its last seconds of counts with it.
 */
import type { Clock } from '../../kernel/clock.ts';
import { MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import type { Connector } from '../ports/connector.ts';
import type { Logger } from '../ports/logger.ts';
import { changedConnector } from './changed-connector.ts';

/** What became of a call. */
export type CallOutcome = 'answered' | 'timedOut' | 'refused';

/** Calls of one system within one minute. */
export interface CallMinute {
  readonly system: string;
  readonly minute: Instant;
  /** Attempts, probes and statements that came to an end. */
  readonly answered: number;
  /** No usable answer in time: cut, timed out, or failed over by the system. */
  readonly timedOut: number;
  /** The system said no. */
  readonly refused: number;
}

export interface CallMinuteStore {
  /** Adds counts to those that are there, and forgets what is older than a moment. */
  add(minutes: readonly CallMinute[], forgetBefore: Instant): Promise<void>;
  /** The oldest first. */
  read(system: string, from: Instant): Promise<readonly CallMinute[]>;
}

/** Milliseconds between two additions to the store. */
const FLUSH_INTERVAL_MS = 5_000;

/** Milliseconds for which minutes are kept: a page shows hours. */
const KEPT_MS = 2 * 24 * 60 * MINUTE_MS;

type Tally = { -readonly [K in keyof CallMinute]: CallMinute[K] };

export class CallMeter {
  readonly #store: CallMinuteStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #tallies = new Map<string, Tally>();
  #flushing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  constructor(store: CallMinuteStore, clock: Clock, logger: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
  }

  note(system: string, outcome: CallOutcome): void {
    this.#tally(system, (Math.floor(this.#clock.now() / MINUTE_MS) * MINUTE_MS) as Instant)[outcome]++;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#flush();
    }, FLUSH_INTERVAL_MS).unref();
  }

  /** Calls since a moment, those of this process up to now among them. */
  async read(system: string, from: Instant): Promise<readonly CallMinute[]> {
    await this.#flush();
    return this.#store.read(system, from);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#flush();
  }

  #tally(system: string, minute: Instant): Tally {
    const key = `${system} ${minute}`;
    const tally = this.#tallies.get(key) ?? { system, minute, answered: 0, timedOut: 0, refused: 0 };
    this.#tallies.set(key, tally);
    return tally;
  }

  /** What the store refuses is kept for the next time. */
  #flush(): Promise<void> {
    this.#flushing = this.#flushing.then(async () => {
      const tallies = [...this.#tallies.values()];
      if (tallies.length === 0) return;
      this.#tallies = new Map();
      try {
        await this.#store.add(tallies, (this.#clock.now() - KEPT_MS) as Instant);
      } catch (error) {
        this.#logger.warn('calls were not stored and are kept', { error: String(error) });
        for (const { system, minute, ...counts } of tallies) {
          const later = this.#tally(system, minute);
          later.answered += counts.answered;
          later.timedOut += counts.timedOut;
          later.refused += counts.refused;
        }
      }
    });
    return this.#flushing;
  }
}

const OUTCOMES: Readonly<Record<string, CallOutcome>> = {
  failed: 'timedOut', 'in-doubt': 'timedOut', unknown: 'timedOut', refused: 'refused',
};

/** A connector whose calls are counted: attempts, probes and statements. */
export function meteredConnector(connector: Connector, meter: Pick<CallMeter, 'note'>): Connector {
  const { system } = connector;
  const counted = async <R>(call: Promise<R>, outcomeOf: (answer: R) => CallOutcome): Promise<R> => {
    try {
      const answer = await call;
      meter.note(system, outcomeOf(answer));
      return answer;
    } catch (error) {
      meter.note(system, 'timedOut');
      throw error;
    }
  };
  const byKind = ({ kind }: { readonly kind: string }): CallOutcome => OUTCOMES[kind] ?? 'answered';
  return changedConnector(connector, {
    execute: (command, signal) => counted(connector.execute(command, signal), byKind),
    probe: (command, signal) => counted(connector.probe(command, signal), byKind),
    statement: (window, signal) => counted(connector.statement(window, signal), () => 'answered'),
  });
}
