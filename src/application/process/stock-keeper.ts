import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Logger } from '../ports/logger.ts';
import type { PositionDelta } from '../ports/store.ts';
import type { UpkeepStore } from '../ports/upkeep-store.ts';
import { PSEUDO_LOCATIONS } from './ledger-decision.ts';
import { PROCESS_LIMITS } from './limits.ts';
import type { Processor } from './processor.ts';
import { SELLABLE } from './stock-difference.ts';

/**
 * Decides again when stock changes: what arrives goes to the oldest order that waits for it; what
 * is gone although it was promised is taken back from the youngest. Both are new decisions of the
 * ledger, made under its locks. What a crash interrupts, `checkAll` finds.
 */
export class StockKeeper {
  readonly #store: UpkeepStore;
  readonly #processor: () => Processor;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, { entity: string; item: string }>();
  #running: Promise<void> | null = null;

  constructor(store: UpkeepStore, processor: () => Processor, clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#store = store;
    this.#processor = processor;
    this.#logger = logger;
  }

  /** Told of every batch's changes; looks only at those that free or lack something. */
  notice(deltas: readonly PositionDelta[]): void {
    for (const { entity, item, location, disposition, onHand, allocated } of deltas) {
      if (disposition !== SELLABLE || PSEUDO_LOCATIONS.includes(location)) continue;
      if (onHand - allocated === 0n) continue;
      // A promise made by our own ledger was decided under the lock: it needs no second look.
      if (onHand === 0n && allocated > 0n) continue;
      this.#waiting.set(`${entity}|${item}`, { entity, item });
    }
    this.#run();
  }

  /** Told of items that somebody older waits for, or of which a lot is no longer what it was. */
  reconsider(items: readonly { readonly entity: string; readonly item: string }[]): void {
    for (const { entity, item } of items) this.#waiting.set(`${entity}|${item}`, { entity, item });
    this.#run();
  }

  /** Looks at every item that has something to decide. */
  async checkAll(): Promise<void> {
    const limit = 1_000;
    const items = [...(await this.#store.overpromised(limit)), ...(await this.#store.servable(limit))];
    for (const item of items) this.#waiting.set(`${item.entity}|${item.item}`, item);
    this.#run();
    await this.idle();
    const since = (this.#clock.now() - PROCESS_LIMITS.recompareMs) as Instant;
    const stale = await this.#store.staleComparisons(since, limit);
    await Promise.all(stale.map((instance) => this.#processor().submit({ recompare: [instance] })));
  }

  /** Items whose decisions are under way or to come. */
  queued(): number {
    return this.#waiting.size + (this.#running === null ? 0 : 1);
  }

  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  #run(): void {
    if (this.#running !== null || this.#waiting.size === 0) return;
    this.#running = this.#decideAll()
      .catch((error: unknown) => this.#logger.warn('stock was not decided again', { error: String(error) }))
      .finally(() => {
        this.#running = null;
        this.#run();
      });
  }

  async #decideAll(): Promise<void> {
    for (const [key, { entity, item }] of this.#waiting) {
      this.#waiting.delete(key);
      await this.#decide(
        entity,
        item,
        true,
        await this.#store.toTakeBack(entity, item, PROCESS_LIMITS.redecisionsMax),
      );
      await this.#decide(
        entity,
        item,
        false,
        await this.#store.backordered(entity, item, PROCESS_LIMITS.redecisionsMax),
      );
    }
  }

  async #decide(
    entity: string,
    item: string,
    takeBack: boolean,
    instances: readonly string[],
  ): Promise<void> {
    if (instances.length === 0) return;
    await this.#processor().submit({ redecide: { entity, item, instances, takeBack } });
  }
}
