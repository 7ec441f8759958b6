import { maxQuantity, minQuantity, ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';

/** What is promised to one order line at one site, in one item, in base units. */
export interface ReleaseBucket {
  readonly site: string;
  readonly item: string;
  /** Promised in total since the order was placed, shipped and short parts included. */
  readonly allocated: Quantity;
  readonly shipped: Quantity;
  /** Allocated there, and not found. */
  readonly short: Quantity;
  /** What the site has undertaken in total, short parts included. */
  readonly undertaken: Quantity;
  /** Picked there when the warehouse refused a reduction. */
  readonly committed: Quantity;
}

/**
 * Deals the quantity to ship of one line to its buckets, in the order given: first what has
 * already left or is committed, then what is promised, never more than is to ship in all. What
 * left or was committed beyond what the site has undertaken is not told: that would order it again.
 * @returns the total that each bucket's site must ship, shipped parts included
 */
export function planRelease(toShip: Quantity, buckets: readonly ReleaseBucket[]): Quantity[] {
  const totals = buckets.map(({ shipped, undertaken, short, committed }) => {
    const open = maxQuantity((undertaken - short) as Quantity, ZERO_QUANTITY);
    return minQuantity(maxQuantity(shipped, committed), open);
  });
  let left = toShip;
  for (const total of totals) left = (left - total) as Quantity;
  buckets.forEach((bucket, index) => {
    if (left <= 0n) return;
    const room = (bucket.allocated - bucket.short - totals[index]!) as Quantity;
    if (room <= 0n) return;
    const dealt = minQuantity(room, left);
    totals[index] = (totals[index]! + dealt) as Quantity;
    left = (left - dealt) as Quantity;
  });
  return totals;
}
