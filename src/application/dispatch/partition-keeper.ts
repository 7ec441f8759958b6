import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import { PARTITIONS } from '../process/limits.ts';
import type { DispatchStore } from '../ports/dispatch-store.ts';
import type { Logger } from '../ports/logger.ts';
import { DISPATCH_LIMITS } from './limits.ts';

/**
 * Holds this process's share of the partitions. Before each send the dispatcher asks `owns`: a
 * process that slept through its lease owns nothing when it wakes.
 *
 * Its clock is the one that really runs, even where the business time is virtual.
 */
export class PartitionKeeper {
  readonly processId: string;
  readonly #store: DispatchStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #busy: (partition: number) => boolean;
  readonly #changed: (gained: readonly number[]) => void;
  readonly #dropped: (partition: number) => void;
  #owned = new Set<number>();
  #until = 0 as Instant;
  #processes = 1;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(options: {
    readonly processId: string;
    readonly store: DispatchStore;
    readonly clock: Clock;
    readonly logger: Logger;
    /** Whether something of a partition is on the wire. */
    busy(partition: number): boolean;
    /** Partitions that came to this process. */
    gained(partitions: readonly number[]): void;
    /** A partition that this process gives back or has lost. */
    lost(partition: number): void;
  }) {
    this.processId = options.processId;
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#busy = (partition) => options.busy(partition);
    this.#changed = (gained) => options.gained(gained);
    this.#dropped = (partition) => options.lost(partition);
  }

  /** Takes the first share; from then on keeps it. */
  async start(): Promise<void> {
    await this.beat();
    this.#schedule();
  }

  /** Stops keeping; everything is given back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    this.#owned.clear();
    await this.#store.leave(this.processId);
  }

  /** Living processes, this one included: budgets are shared evenly among them. */
  get processes(): number {
    return this.#processes;
  }

  owns(partition: number): boolean {
    return this.#owned.has(partition) && this.#clock.now() < this.#until;
  }

  #schedule(): void {
    if (this.#stopped) return;
    const due = (this.#clock.now() + DISPATCH_LIMITS.heartbeatMs) as Instant;
    this.#cancel = this.#clock.at(due, () => {
      void this.beat()
        .catch((error: unknown) => this.#logger.warn('heartbeat failed', { error: String(error) }))
        .finally(() => this.#schedule());
    });
  }

  /** One heartbeat: prolong, take, and give back what is more than the share. */
  async beat(): Promise<void> {
    const now = this.#clock.now();
    this.#processes = Math.max(1, await this.#store.beat(this.processId, now, DISPATCH_LIMITS.leaseMs));
    const share = Math.ceil(PARTITIONS / this.#processes);
    await this.#shrink(share);
    const until = (now + DISPATCH_LIMITS.leaseMs) as Instant;
    const owned = new Set(await this.#store.lease(this.processId, now, until, share));
    if (this.#stopped) return;
    const before = this.#owned;
    this.#owned = owned;
    this.#until = until;
    for (const partition of before) if (!owned.has(partition)) this.#dropped(partition);
    const gained = [...owned].filter((partition) => !before.has(partition));
    if (gained.length > 0) this.#changed(gained);
  }

  /** What is on the wire stays until it is answered; the rest goes at once. */
  async #shrink(share: number): Promise<void> {
    const surplus = [...this.#owned]
      .filter((partition) => !this.#busy(partition))
      .slice(0, Math.max(0, this.#owned.size - share));
    if (surplus.length === 0) return;
    for (const partition of surplus) {
      this.#owned.delete(partition);
      this.#dropped(partition);
    }
    await this.#store.giveBack(this.processId, surplus);
  }
}
