import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';

export interface RecurringLookOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds to the first look, and from the end of each look to the next. */
  readonly intervalMs: number;
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

  constructor(options: RecurringLookOptions) {
    this.#options = options;
  }

  start(): void {
    this.#await(this.#options.intervalMs);
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
    const { look, logger, failure, details, intervalMs } = this.#options;
    try {
      const answer = await look();
      return typeof answer === 'number' ? answer : intervalMs;
    } catch (error) {
      logger.warn(failure, { ...details, error: String(error) });
      return intervalMs;
    }
  }
}
