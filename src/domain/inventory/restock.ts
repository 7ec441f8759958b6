/** Whether goods that came back may be sold again. */
import type { LocalDate } from '../../kernel/instant.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import { fitnessOf, type Fitness, type LotTerms } from './shelf-life.ts';

/** What is known of goods that came back. */
export interface ReturnedGoods {
  /** Lot on the goods; `null`: the item has no lots. */
  readonly lot: LotTerms | null;
  readonly quantity: Quantity;
  /** What left of this very lot for this customer, less what came back of it before. */
  readonly outstanding: Quantity;
  /** Sealed, and kept as it must be, from the site's door to the site's door, as somebody attests. */
  readonly chainUnbroken: boolean;
}

/** Why goods may not go back into stock that is sold from. */
export type RestockFault =
  | Exclude<Fitness, 'fit'>
  /** It never left for this customer, or not so much of it: it may be anything. */
  | 'not-ours'
  /** Nobody attests what happened to it on the way. */
  | 'chain-broken';

/**
 * The fault of restocking, or `null` where nothing speaks against it. The same rule of shelf life decides
 * as for a sale: goods that nobody could be promised are not put where they could be.
 */
export function restockFault(
  { lot, quantity, outstanding, chainUnbroken }: ReturnedGoods,
  today: LocalDate,
  lifeDays: number,
): RestockFault | null {
  if (quantity > outstanding) return 'not-ours';
  if (!chainUnbroken) return 'chain-broken';
  if (lot === null) return null;
  const fitness = fitnessOf(lot, today, lifeDays);
  return fitness === 'fit' ? null : fitness;
}
