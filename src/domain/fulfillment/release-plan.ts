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
 * already left or is committed, then what sites have undertaken, then what else is promised, never
 * more than is to ship in all. What left or was committed beyond what a site has undertaken is not
 * told: that would order it again. And what one site is to give up goes to no other before it has:
 * it may say that it is too late, and then both would ship it.
 * @returns the total that each bucket's site must ship, shipped parts included
 */
export function planRelease(toShip: Quantity, buckets: readonly ReleaseBucket[]): Quantity[] {
  const open = buckets.map(({ undertaken, short }) => clipped(undertaken - short));
  const totals = buckets.map(({ shipped, committed }, index) =>
    minQuantity(maxQuantity(shipped, committed), open[index]!),
  );
  let left: bigint = toShip;
  for (const total of totals) left -= total;
  const deal = (index: number, limit: bigint): void => {
    const { allocated, short } = buckets[index]!;
    const room = clipped((limit < allocated - short ? limit : allocated - short) - totals[index]!);
    const dealt = minQuantity(room, clipped(left));
    totals[index] = (totals[index]! + dealt) as Quantity;
    left -= dealt;
  };
  buckets.forEach((_, index) => deal(index, open[index]!));
  open.forEach((undertaken, index) => (left -= undertaken - totals[index]!));
  buckets.forEach(({ allocated }, index) => deal(index, allocated));
  return totals;
}

/** Never below zero. */
const clipped = (value: bigint): Quantity => maxQuantity(value as Quantity, ZERO_QUANTITY);
