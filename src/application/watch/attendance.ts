import type { Clock } from '../../kernel/clock.ts';
import { MINUTE_MS, type Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';

/** Milliseconds between two looks at the clock. */
const LOOK_INTERVAL_MS = 30 * MINUTE_MS;
/** A clock that went on by more than this without a look: nobody was here. */
const GAP_MS = 2 * LOOK_INTERVAL_MS;

/**
 * Since when this process has listened without a break. A system that was not heard of while nobody listened
 * was not silent: the process had not begun, the machine slept, or a played day was handed over to today.
 */
export class Attendance {
  readonly #clock: Clock;
  readonly #looks: RecurringLook;
  #since: Instant;
  #seen: Instant;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#since = this.#seen = clock.now();
    const failure = 'could not look at the clock';
    this.#looks = new RecurringLook({
      clock, logger, intervalMs: LOOK_INTERVAL_MS, failure, look: () => Promise.resolve(void this.since()),
    });
  }

  /** Every question is a look at the clock. */
  since(): Instant {
    const now = this.#clock.now();
    if (now - this.#seen > GAP_MS) this.#since = now;
    this.#seen = now;
    return this.#since;
  }

  busy(): boolean {
    return this.#looks.busy();
  }

  start(): void {
    this.#looks.start();
  }

  stop(): Promise<void> {
    return this.#looks.stop();
  }
}
