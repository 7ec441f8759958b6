import type { WaitingFactRow } from '../ports/store.ts';
import { aliasKey } from './batch.ts';

/** A batch under way, by identity. */
type Run = object;

interface Crossing {
  readonly row: WaitingFactRow;
  /** Batches that were under way when the row was stored: any of them may introduce its alias. */
  readonly others: Set<Run>;
}

/**
 * Facts that went to the waiting table while another batch of this process was introducing their
 * alias: neither batch could see what the other wrote. What crosses between processes is found by
 * the periodic join.
 */
export class CrossedFacts {
  readonly #aliases: { get(key: string): string | undefined };
  readonly #running = new Set<Run>();
  #crossings: Crossing[] = [];

  constructor(aliases: { get(key: string): string | undefined }) {
    this.#aliases = aliases;
  }

  begin(run: Run): void {
    this.#running.add(run);
  }

  /**
   * A batch has ended, and memory knows the aliases that it introduced.
   * @param stored what it put into the waiting table
   * @returns the waiting facts that can be delivered now
   */
  end(run: Run, stored: readonly WaitingFactRow[]): readonly WaitingFactRow[] {
    this.#running.delete(run);
    for (const row of stored) this.#crossings.push({ row, others: new Set(this.#running) });
    if (this.#crossings.length === 0) return [];
    const found: WaitingFactRow[] = [];
    this.#crossings = this.#crossings.filter(({ row, others }) => {
      others.delete(run);
      const known = this.#aliases.get(aliasKey(row.entity, row.alias)) !== undefined;
      if (known) found.push(row);
      return !known && others.size > 0;
    });
    return found;
  }
}
