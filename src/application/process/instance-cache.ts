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

/** The most recently used entries, up to a limit. */
export class RecentMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#max) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  get size(): number {
    return this.#entries.size;
  }
}
