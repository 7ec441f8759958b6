import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import { backoffMs } from '../dispatch/limits.ts';
import { StatementPaused } from '../ports/connector.ts';
import type { Logger } from '../ports/logger.ts';

/** Milliseconds that a pause takes at least, whatever the system asks for. */
const PAUSE_MIN_MS = 1_000;

/** Milliseconds after which a look into a system that failed is tried again: long enough for a restart. */
export const RETRY_MIN_MS = 30_000;

/** Milliseconds after a start before a look that was due meanwhile: what has just started comes first. */
const RESUME_MIN_MS = 30_000;

export interface RecurringLookOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds from the end of each look to the next; and to the first, where none was before. */
  readonly intervalMs: number;
  /**
   * Milliseconds after which a look that failed is taken again; each further failure doubles it, up to the
   * interval, so that a system which locks out is not logged in to for ever. Absent: at the next turn.
   */
  readonly retryMinMs?: number;
  /** What the log says of a look that failed, and of whom. */
  readonly failure: string;
  readonly details?: Readonly<Record<string, string>>;
  /** One look. It may answer how many milliseconds the next one waits, where that is another time. */
  look(): Promise<unknown>;
}

/** A look that is taken again and again by the clock, one after another, until it is stopped. */
export class RecurringLook {
  readonly #options: RecurringLookOptions;
  #cancel: () => void = () => {};
  #looking: Promise<void> | null = null;
  #stopped = false;
  /** Looks that failed in a row. */
  #failures = 0;

  constructor(options: RecurringLookOptions) {
    this.#options = options;
  }

  /**
   * Waits for the first look.
   * @param lastAt when the last one was, in this process or another: a schedule outlives a restart
   */
  start(lastAt: Instant | null = null): void {
    const { clock, intervalMs } = this.#options;
    const dueMs = lastAt === null ? intervalMs : lastAt + intervalMs - clock.now();
    this.#await(Math.min(intervalMs, Math.max(dueMs, RESUME_MIN_MS)));
  }

  /** No look begins any more; answers when the one under way is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#looking;
  }

  /** Whether a look is under way. */
  busy(): boolean {
    return this.#looking !== null;
  }

  #await(waitMs: number): void {
    if (this.#stopped) return;
    const { clock } = this.#options;
    this.#cancel();
    this.#cancel = clock.at((clock.now() + waitMs) as Instant, () => {
      this.#looking = this.#look().then((nextMs) => {
        this.#looking = null;
        this.#await(nextMs);
      });
    });
  }

  async #look(): Promise<number> {
    const { look, intervalMs } = this.#options;
    try {
      const answer = await look();
      this.#failures = 0;
      return typeof answer === 'number' ? answer : intervalMs;
    } catch (error) {
      return error instanceof StatementPaused ? this.#paused(error) : this.#failed(error);
    }
  }

  /** A system that asks for a pause has answered: it neither failed nor recovered. */
  #paused({ retryAfterMs, message }: StatementPaused): number {
    const { logger, details, intervalMs } = this.#options;
    logger.info('look paused', { ...details, retryAfterMs, reason: message });
    return Math.min(intervalMs, Math.max(retryAfterMs, PAUSE_MIN_MS));
  }

  #failed(error: unknown): number {
    const { logger, failure, details, intervalMs, retryMinMs = intervalMs } = this.#options;
    this.#failures += 1;
    const rule = { firstDelayMs: retryMinMs, delayMaxMs: intervalMs };
    const retryMs = backoffMs(rule, this.#failures);
    logger.warn(failure, { ...details, failures: this.#failures, retryMs, error: String(error) });
    return retryMs;
  }
}
