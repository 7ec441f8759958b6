/** What a batch reads beyond its locks: instances that are not in memory, and stock to promise from. */
import type { StandingLot } from '../../domain/inventory/stock-effects.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { AllocationRow, BackorderRow, CommandRow, FactRow, MovementRow } from './store.ts';

/** Of a stored fact, what the state of its instance is made from. */
export type StoredFact = Pick<FactRow, 'type' | 'source' | 'id' | 'occurredAt' | 'recordedAt' | 'text'>;

/** Of a generation of a command, what the book of its instance is made from. */
export type StoredCommand = Pick<
  CommandRow,
  'id' | 'generation' | 'type' | 'system' | 'fingerprint' | 'content' | 'status' | 'leaseOwner' | 'undoes'
>;

/** Everything stored of one instance that a cache miss needs. */
export interface StoredInstance {
  readonly key: string;
  /** Facts after the version asked for. */
  readonly facts: readonly StoredFact[];
  /** In the order in which they were issued. */
  readonly commands: readonly StoredCommand[];
  readonly openCases: readonly string[];
  readonly movements: readonly MovementRow[];
  readonly allocations: readonly AllocationRow[];
  readonly backorders: readonly BackorderRow[];
}

/** What is on hand and promised, of the items that a decision is about. */
export interface StockOnHand {
  /** What is sellable and accessible, by entity, item, site and lot. */
  readonly positions: readonly {
    readonly entity: string;
    readonly item: string;
    readonly site: string;
    /** Empty: no lot. */
    readonly lot: string;
    readonly onHand: Quantity;
    readonly allocated: Quantity;
  }[];
  /** What orders wait for of these items: the older is served first. */
  readonly backorders: readonly {
    readonly entity: string;
    readonly item: string;
    readonly instance: string;
    readonly shortfall: Quantity;
    readonly orderedAt: Instant;
    readonly lifeDays: number;
  }[];
  /** The lots of these positions, as far as somebody stated them. */
  readonly lots: readonly (StandingLot & { readonly entity: string })[];
  /** Ledger requests that stand for the instances asked for: the latest done of each. */
  readonly requests: readonly { readonly instance: string; readonly content: string }[];
}
