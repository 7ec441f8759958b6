import type { Instance } from '../../engine/step.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { AllocationRow, BackorderRow, LotRow, MovementRow } from '../ports/store.ts';

/** What the ledger holds because of one instance. */
export interface StandingStock {
  /** By movement key: the last sequence, and the movement that stands, if any. */
  readonly movements: ReadonlyMap<
    string,
    { readonly sequence: number; readonly standing: MovementRow | null }
  >;
  readonly allocations: ReadonlyMap<string, AllocationRow>;
  readonly backorders: ReadonlyMap<string, BackorderRow>;
  readonly lots: ReadonlyMap<string, LotRow>;
}

/** An instance in memory: a cache of its rows, good for exactly one version. Never mutated. */
export interface CachedInstance {
  readonly version: number;
  readonly instance: Instance;
  readonly openCases: ReadonlySet<string>;
  readonly stock: StandingStock;
  /** Holder of the latest generation, by command id. */
  readonly leases: ReadonlyMap<string, string | null>;
  readonly newestFactAt: Instant;
  /** Nothing is left to happen by itself, and nothing is under way. */
  readonly settled: boolean;
}

/**
 * The entries used most recently, at most `max` of them and at least half as many. In two halves, of which
 * the older is forgotten as one: to move an entry to the end at every use costs more than to find it.
 */
export class RecentMap<K, V> {
  #newer = new Map<K, V>();
  #older = new Map<K, V>();
  readonly #half: number;

  constructor(max: number) {
    this.#half = Math.ceil(max / 2);
  }

  get(key: K): V | undefined {
    const newer = this.#newer.get(key);
    if (newer !== undefined) return newer;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: K, value: V): void {
    if (!this.#newer.has(key)) {
      this.#older.delete(key);
      if (this.#newer.size >= this.#half) {
        this.#older = this.#newer;
        this.#newer = new Map();
      }
    }
    this.#newer.set(key, value);
  }

  delete(key: K): void {
    if (!this.#newer.delete(key)) this.#older.delete(key);
  }

  clear(): void {
    this.#newer.clear();
    this.#older.clear();
  }

  get size(): number {
    return this.#newer.size + this.#older.size;
  }
}
