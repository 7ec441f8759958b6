import { assert } from './assert.ts';
import type { Brand } from './brand.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';
import type { Result } from './result.ts';
import { err, quoted } from './result.ts';

/**
 * How much of an item, in millionths of the item's base unit: exact, signed, one bigint.
 * 1,500,000 is one and a half pieces, kilograms or metres, whatever the item is counted in.
 */
export type Quantity = Brand<bigint, 'Quantity'>;

/** Decimals of a quantity. Six cover weights to the milligram when the base unit is a kilogram. */
export const QUANTITY_SCALE = 6;

const ONE_UNIT = 1_000_000n;

/**
 * The largest quantity that we accept, either sign: 10^12 base units. Stored as a signed 64-bit
 * integer (9.2 × 10^18 millionths), this leaves room to add nine of the largest without overflow.
 */
export const QUANTITY_MAX: Quantity = (1_000_000_000_000n * ONE_UNIT) as Quantity;

/** No quantity at all. */
export const ZERO_QUANTITY: Quantity = 0n as Quantity;

/**
 * A quantity of whole base units.
 * @throws InvariantError for a fraction, or beyond `QUANTITY_MAX`.
 */
export function quantity(units: number | bigint): Quantity {
  assert(
    typeof units === 'bigint' || Number.isSafeInteger(units),
    `a quantity is made of whole units, not ${units}`,
  );
  const value = BigInt(units) * ONE_UNIT;
  assert(isWithinLimit(value), `a quantity of ${units} units is beyond the limit`);
  return value as Quantity;
}

/** Reads base units with up to six decimals, for example `'12.5'`. */
export function parseQuantity(text: string): Result<Quantity, string> {
  const parsed = parseDecimal(text, QUANTITY_SCALE);
  if (parsed.ok && !isWithinLimit(parsed.value)) {
    return err(`quantity ${quoted(text)} is beyond ${formatQuantity(QUANTITY_MAX)} units`);
  }
  return parsed as Result<Quantity, string>;
}

/** Base units as a decimal without superfluous zeros: `'12.5'`, `'3'`, `'-0.000001'`. */
export function formatQuantity(value: Quantity): string {
  return formatDecimal(value, QUANTITY_SCALE);
}

/** The sum. Sums are not checked against `QUANTITY_MAX`: the ledger's columns are. */
export function addQuantity(a: Quantity, b: Quantity): Quantity {
  return (a + b) as Quantity;
}

/** The sum of what rows hold. */
export function totalQuantity(rows: Iterable<{ readonly quantity: Quantity }>): Quantity {
  let total = 0n;
  for (const { quantity } of rows) total += quantity;
  return total as Quantity;
}

/** `a` less `b`; below zero when `b` is more. */
export function subtractQuantity(a: Quantity, b: Quantity): Quantity {
  return (a - b) as Quantity;
}

/** The same amount in the other direction. */
export function negateQuantity(value: Quantity): Quantity {
  return -value as Quantity;
}

/** The same, and nothing where it is below zero: of what is left, so much may be taken. */
export function atLeastZero(value: bigint): Quantity {
  return value > 0n ? (value as Quantity) : ZERO_QUANTITY;
}

/** The smaller of two. */
export function minQuantity(a: Quantity, b: Quantity): Quantity {
  return a < b ? a : b;
}

/** The larger of two. */
export function maxQuantity(a: Quantity, b: Quantity): Quantity {
  return a > b ? a : b;
}

function isWithinLimit(value: bigint): boolean {
  return value <= QUANTITY_MAX && value >= -QUANTITY_MAX;
}
