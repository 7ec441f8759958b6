import { toleranceExceeded } from '../../kernel/money.ts';
import type { UnitPrice } from '../../kernel/unit-price.ts';

/** Whether an ordered price agrees with the contract. */
export type PriceVerdict =
  /** No contract price for this customer and item: the ordered price stands. */
  | 'no-contract'
  | 'within-tolerance'
  | 'beyond-tolerance';

/**
 * Compares an ordered price with the contract price.
 * @param toleranceBasisPoints allowed difference either way, in hundredths of a percent
 */
export function priceVerdict(
  ordered: UnitPrice,
  contract: UnitPrice | undefined,
  toleranceBasisPoints: bigint,
): PriceVerdict {
  if (contract === undefined) return 'no-contract';
  return toleranceExceeded(ordered, contract, toleranceBasisPoints)
    ? 'beyond-tolerance'
    : 'within-tolerance';
}
