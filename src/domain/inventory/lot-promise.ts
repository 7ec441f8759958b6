import { ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';

/** A quantity of one lot. */
export interface LotQuantity {
  readonly lot: string;
  readonly quantity: Quantity;
}

/**
 * Deals what is still promised of a line at a site to the lots that the promise names. Where another lot
 * left than was promised, or some was not found, the lots that should have gone first are done with.
 * @param pending promised less shipped and short, over all lots
 */
export function pendingByLot(
  pending: Quantity,
  promised: readonly LotQuantity[],
  shipped: readonly LotQuantity[],
): readonly LotQuantity[] {
  const rest = promised.map(({ lot, quantity }) => {
    const left = shipped.find((row) => row.lot === lot)?.quantity ?? ZERO_QUANTITY;
    return { lot, quantity: quantity > left ? quantity - left : 0n };
  });
  let surplus = -pending;
  for (const { quantity } of rest) surplus += quantity;
  return rest.flatMap(({ lot, quantity }) => {
    const done = surplus <= 0n ? 0n : surplus < quantity ? surplus : quantity;
    surplus -= done;
    return quantity > done ? [{ lot, quantity: (quantity - done) as Quantity }] : [];
  });
}

/** The first so many of a promise, by lot, in its order. */
export function firstOf(quantity: Quantity, promised: readonly LotQuantity[]): LotQuantity[] {
  const lots: LotQuantity[] = [];
  let left: bigint = quantity;
  for (const row of promised) {
    if (left <= 0n) break;
    const taken = (row.quantity < left ? row.quantity : left) as Quantity;
    if (taken > 0n) lots.push({ lot: row.lot, quantity: taken });
    left -= taken;
  }
  return lots;
}
