/** Where the books of billed lines are kept: one for each sales order, decided on under its lock. */
import type { FactRow } from './store.ts';

/** What a decision starts from, read under the lock. */
export interface KeptEntitlements {
  /** Text that was kept before; `null` for a new book. */
  readonly text: string | null;
  /** Facts of the sales order, as far as they are known now. */
  readonly facts: readonly FactRow[];
}

export interface EntitlementStore {
  /**
   * Locks the book of a sales order, has it decided on, and keeps what was decided: all of it in one
   * commit, or nothing.
   * @param decide answers what to keep; `null` keeps what was there.
   */
  decide<T>(
    entity: string,
    salesOrder: string,
    decide: (kept: KeptEntitlements) => { readonly keep: string | null; readonly answer: T },
  ): Promise<T>;
  /** What is kept, without a lock. */
  read(entity: string, salesOrder: string): Promise<string | null>;
}
