import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { UpkeepStore } from '../ports/upkeep-store.ts';
import type { Processor } from '../process/processor.ts';
import type { StockKeeper } from '../process/stock-keeper.ts';
import { RecurringLook } from '../recurrence/recurring-look.ts';

export const LOOK_LIMITS = {
  /** Milliseconds between looks at the clock: deadlines of the trade are hours. */
  intervalMs: 1_000,
  /** Instances looked at in one step. */
  instancesMax: 500,
  /** Looks after which crossed waiting facts and undecided stock are searched for. */
  fullEvery: 30,
} as const;

/** What it works with. */
export interface LookAgainOptions {
  readonly store: UpkeepStore;
  readonly processor: Processor;
  readonly stock: StockKeeper;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds between looks; without it {@link LOOK_LIMITS} says. */
  readonly intervalMs?: number;
}

/**
 * Looks again at what time alone changes: deadlines that passed become facts, equations whose
 * grace is over become broken. Nothing is written for an instance on which time changes nothing.
 * Several processes may look: the same deadline has the same fact id.
 */
export class LookAgain {
  readonly #options: LookAgainOptions;
  readonly #looks: RecurringLook;
  #count = 0;

  constructor(options: LookAgainOptions) {
    this.#options = options;
    const { clock, logger, intervalMs = LOOK_LIMITS.intervalMs } = options;
    const failure = 'could not look at what is due';
    this.#looks = new RecurringLook({ clock, logger, intervalMs, failure, look: () => this.look() });
  }

  start(): void {
    this.#looks.start();
  }

  stop(): Promise<void> {
    return this.#looks.stop();
  }

  /** Whether a look is under way. */
  busy(): boolean {
    return this.#looks.busy();
  }

  /** One look at everything that is due. */
  async look(): Promise<void> {
    const { store, processor, stock, clock } = this.#options;
    if (this.#count++ % LOOK_LIMITS.fullEvery === 0) {
      processor.deliver(await store.deliverable(LOOK_LIMITS.instancesMax));
      await stock.checkAll();
    }
    const due = await store.instancesToLookAt(clock.now(), LOOK_LIMITS.instancesMax);
    await Promise.all(due.map((instance) => processor.submit({ examine: [instance] })));
  }
}
