import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import type { InventoryObject } from '../ports/inventory.ts';
import type { Comparer } from './comparer.ts';
import type { Sweeper } from './sweep.ts';

/** A sweep that somebody asked for. */
export interface AskedSweep {
  readonly startedAt: Instant;
  /** What is being done: `statement`, or an object; `null`: it is over. */
  readonly activity: 'statement' | InventoryObject | null;
  /** Records compared of the object of now. */
  readonly compared: number;
  readonly endedAt: Instant | null;
  /** Why it could not be made in full. */
  readonly failure: string | null;
}

export interface SweepDeskOptions {
  readonly sweeper: Sweeper;
  readonly comparer: Comparer;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Sweeps when somebody asks: first what changed, then everything that the system can list. */
export class SweepDesk {
  readonly #options: SweepDeskOptions;
  readonly #asked = new Map<string, AskedSweep>();

  constructor(options: SweepDeskOptions) {
    this.#options = options;
  }

  /** Begins a sweep of a system that is connected; one that is under way goes on. */
  begin(system: string): AskedSweep {
    const known = this.#asked.get(system);
    if (known?.activity !== undefined && known.activity !== null) return this.state(system)!;
    const startedAt = this.#options.clock.now();
    this.#note(system, { startedAt, activity: 'statement', compared: 0, endedAt: null, failure: null });
    void this.#run(system, startedAt);
    return this.state(system)!;
  }

  /** The last sweep that was asked for since this process runs. */
  state(system: string): AskedSweep | null {
    const known = this.#asked.get(system);
    if (known === undefined) return null;
    const progress = known.activity === null ? null : this.#options.comparer.progress(system);
    return progress === null ? known : { ...known, activity: progress.object, compared: progress.compared };
  }

  async #run(system: string, startedAt: Instant): Promise<void> {
    const { sweeper, comparer, clock, logger } = this.#options;
    const failures: string[] = [];
    const attempt = async (work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
        logger.warn('sweep failed', { system, error: String(error) });
      }
    };
    await attempt(() => sweeper.sweep(system));
    for (const object of comparer.objectsOf(system)) {
      this.#note(system, { startedAt, activity: object, compared: 0, endedAt: null, failure: null });
      await attempt(() => comparer.compare(system, object));
    }
    const failure = failures.length === 0 ? null : failures.join('; ');
    this.#note(system, { startedAt, activity: null, compared: 0, endedAt: clock.now(), failure });
  }

  #note(system: string, asked: AskedSweep): void {
    this.#asked.set(system, asked);
  }
}
