/**
 * Who calls what, how often: counted in memory, added to the store every few seconds and before it is
 * read. A process that is killed takes its last seconds of counts with it; nothing else is lost or
 * counted twice.
 */
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';

/** One answered request, as far as it is metered. */
export interface MeteredRequest {
  /** Id of the key or session; empty: nobody known. */
  readonly client: string;
  readonly clientName: string;
  readonly operation: string;
  readonly status: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly durationMs: number;
}

/** Counts of one client and operation on one day. */
export interface UsageCount {
  /** UTC. */
  readonly day: string;
  readonly client: string;
  readonly clientName: string;
  readonly operation: string;
  readonly requests: number;
  /** Answered with 4xx, those over their budget among them. */
  readonly refused: number;
  /** Answered with 429. */
  readonly limited: number;
  /** Answered with 5xx. */
  readonly failed: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly durationMs: number;
  readonly lastAt: Instant;
}

export interface UsageFilter {
  readonly from: string | null;
  readonly to: string | null;
  readonly client: string | null;
  readonly operation: string | null;
  readonly by: 'day' | 'total';
  readonly limit: number;
}

export interface UsageStore {
  /** Adds counts to those that are there, all or none. */
  add(counts: readonly UsageCount[]): Promise<void>;
  read(filter: UsageFilter): Promise<readonly UsageCount[]>;
}

/** Milliseconds between two additions to the store. */
const FLUSH_INTERVAL_MS = 5_000;

type Tally = { -readonly [K in keyof UsageCount]: UsageCount[K] };

export class UsageMeter {
  readonly #store: UsageStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #tallies = new Map<string, Tally>();
  #flushing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  constructor(store: UsageStore, clock: Clock, logger: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Counts a request. */
  note(request: MeteredRequest): void {
    const { client, clientName, operation, status } = request;
    const now = this.#clock.now();
    const day = formatInstant(now).slice(0, 10);
    const key = `${day} ${operation} ${client}`;
    const tally = this.#tallies.get(key) ?? empty(day, client, clientName, operation, now);
    tally.requests++;
    if (status >= 500) tally.failed++;
    else if (status >= 400) tally.refused++;
    if (status === 429) tally.limited++;
    tally.bytesIn += request.bytesIn;
    tally.bytesOut += request.bytesOut;
    tally.durationMs += request.durationMs;
    tally.lastAt = now;
    this.#tallies.set(key, tally);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.flush();
    }, FLUSH_INTERVAL_MS).unref();
  }

  /** Adds to the store what was counted so far; what the store refuses is kept for the next time. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flushOnce());
    return this.#flushing;
  }

  async #flushOnce(): Promise<void> {
    const tallies = this.#tallies;
    if (tallies.size === 0) return;
    this.#tallies = new Map();
    try {
      await this.#store.add(
        [...tallies.values()].map((tally) => ({ ...tally, durationMs: Math.round(tally.durationMs) })),
      );
    } catch (error) {
      this.#logger.warn('usage was not stored and is kept', { error: String(error) });
      for (const [key, tally] of tallies) this.#merge(key, tally);
    }
  }

  #merge(key: string, earlier: Tally): void {
    const later = this.#tallies.get(key);
    if (later === undefined) {
      this.#tallies.set(key, earlier);
      return;
    }
    for (const member of [
      'requests',
      'refused',
      'limited',
      'failed',
      'bytesIn',
      'bytesOut',
      'durationMs',
    ] as const) {
      later[member] += earlier[member];
    }
  }

  /** Counts, those of this process up to now among them. */
  async read(filter: UsageFilter): Promise<readonly UsageCount[]> {
    await this.flush();
    return this.#store.read(filter);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.flush();
  }
}

const empty = (
  day: string,
  client: string,
  clientName: string,
  operation: string,
  lastAt: Instant,
): Tally => ({
  day,
  client,
  clientName,
  operation,
  lastAt,
  requests: 0,
  refused: 0,
  limited: 0,
  failed: 0,
  bytesIn: 0,
  bytesOut: 0,
  durationMs: 0,
});
