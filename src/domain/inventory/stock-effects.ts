import type { Instant } from '../../kernel/instant.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { LotTerms } from './shelf-life.ts';

/** The closed list of movement kinds, as in `movement.recorded.v1`. */
export type MovementKind =
  | 'receipt'
  | 'putaway'
  | 'pick'
  | 'pack'
  | 'ship'
  | 'return'
  | 'adjustment'
  | 'transfer';

/** One side of a movement: a site, `supplier`, `customer` or `adjustment`, and an EPCIS word. */
export interface PositionRef {
  readonly location: string;
  readonly disposition: string;
}

/** A movement that ought to stand because of what is known now. */
export interface DesiredMovement {
  /** What moved, stable inside the instance, for example `ship:SH-1:10`. */
  readonly key: string;
  readonly kind: MovementKind;
  readonly item: string;
  readonly lot: string | null;
  /** Above zero. What moved nothing is simply not desired. */
  readonly quantity: Quantity;
  readonly from: PositionRef;
  readonly to: PositionRef;
  readonly reason: string | null;
  /** Name of the fact that says so, as `source/id`. */
  readonly fact: string;
  readonly occurredAt: Instant;
  /** Position in the stock log of the system that says it. */
  readonly streamPosition?: number | undefined;
}

/** A promise that has not left yet: promised less shipped, above zero. */
export interface PendingAllocation {
  readonly line: number;
  readonly item: string;
  readonly site: string;
  /** Absent: of no lot in particular. */
  readonly lot?: string | undefined;
  readonly quantity: Quantity;
  /** Age of the order: the youngest gives back first. */
  readonly orderedAt: Instant;
  /** Days of life that it must leave with. */
  readonly lifeDays?: number;
}

/** What a line still needs and nobody has, above zero. */
export interface Backorder {
  readonly line: number;
  readonly item: string;
  readonly shortfall: Quantity;
  /** Age of the order: the oldest is served first. */
  readonly orderedAt: Instant;
  /** Days of life that it must leave with. */
  readonly lifeDays?: number;
}

/** A lot, as it counts for every promise from now on. */
export interface StandingLot extends LotTerms {
  readonly item: string;
}

/** What one instance means for the stock ledger. Keys are unique within each list. */
export interface StockEffects {
  readonly movements: readonly DesiredMovement[];
  readonly allocations: readonly PendingAllocation[];
  readonly backorders: readonly Backorder[];
  /** Of an instance that is a lot: what it is. */
  readonly lots?: readonly StandingLot[];
}

/** No effect on stock. */
export const NO_STOCK_EFFECTS: StockEffects = { movements: [], allocations: [], backorders: [] };
