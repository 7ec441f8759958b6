/** Lots, and what the stock ledger had at a past moment: asked by whoever compares a count with it. */
import type { StandingLot } from '../../domain/inventory/stock-effects.ts';
import type { NearbyMovement } from '../../domain/inventory/variance.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Quantity } from '../../kernel/quantity.ts';

/** A lot, as it counts for every promise. */
export interface LotRow extends StandingLot {
  readonly instance: string;
  readonly entity: string;
}

/** What the ledger is asked about a moment that is past. */
export interface BookQuestion {
  readonly entity: string;
  readonly site: string;
  readonly at: Instant;
  /** Last position in the stock log of `source` that counts; `null`: the time alone decides. */
  readonly after: number | null;
  readonly source: string;
  readonly lines: readonly {
    readonly line: number;
    readonly item: string;
    /** Empty: all lots of the item. */
    readonly lot: string;
  }[];
}

/** What the ledger had then, and what else may explain a difference. */
export interface BookAnswer {
  readonly lines: readonly {
    readonly line: number;
    readonly book: Quantity;
    /** Movements of the weeks before, the newest first. */
    readonly movements: readonly NearbyMovement[];
  }[];
  /** Messages of the source that wait for a code to be mapped. */
  readonly unmapped: number;
}
