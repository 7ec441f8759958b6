/**
 * Units of measure. An item is counted in its base unit; a case, a pallet or a pound is a rational
 * number of base units, so that there and back is exact, or an error that says why it is not.
 * Nothing is rounded here.
 */
import { parseDecimal } from '../../kernel/decimal.ts';
import { formatQuantity, QUANTITY_MAX, QUANTITY_SCALE, type Quantity } from '../../kernel/quantity.ts';
import { err, ok, quoted, type Result } from '../../kernel/result.ts';

/** Base units in one of a unit: 12/1 for a case of twelve, 1/1000 for a gram of a kilogram. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The base unit itself. */
export const ONE: Ratio = { numerator: 1n, denominator: 1n };

/**
 * Largest numerator or denominator: a pallet of a million grains. With quantities up to 10^18
 * millionths every product stays far below what a bigint handles at once.
 */
const RATIO_PART_MAX = 1_000_000_000_000n;

const BASIS_POINTS = 10_000n;

function commonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

/** A ratio in lowest terms; both parts must be positive. */
export function ratio(numerator: bigint, denominator: bigint): Result<Ratio, string> {
  if (numerator <= 0n || denominator <= 0n) return err('a unit is more than nothing of the base unit');
  const divisor = commonDivisor(numerator, denominator);
  const lowest = { numerator: numerator / divisor, denominator: denominator / divisor };
  if (lowest.numerator > RATIO_PART_MAX || lowest.denominator > RATIO_PART_MAX) {
    return err(`${formatRatio(lowest)} has more digits than a unit can have`);
  }
  return ok(lowest);
}

/** Reads `12`, `2.5` or `1/12`. */
export function parseRatio(text: string): Result<Ratio, string> {
  const [above = '', below = '1', ...more] = text.split('/');
  const numerator = parseDecimal(above.trim(), QUANTITY_SCALE);
  const denominator = parseDecimal(below.trim(), QUANTITY_SCALE);
  if (!numerator.ok || !denominator.ok || more.length > 0) {
    return err(`${quoted(text)} is not a number of base units such as 12, 2.5 or 1/12`);
  }
  return ratio(numerator.value, denominator.value);
}

/** `12`, or `1/12`: the inverse of `parseRatio`. */
export const formatRatio = ({ numerator, denominator }: Ratio): string =>
  denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;

/** How many base units a quantity of a unit is. */
export function toBase(quantity: Quantity, unit: Ratio): Result<Quantity, string> {
  return scaled(quantity, unit.numerator, unit.denominator, () =>
    `${formatQuantity(quantity)} × ${formatRatio(unit)} is no exact number of base units`,
  );
}

/** How many of a unit a quantity in base units is. */
export function fromBase(quantity: Quantity, unit: Ratio): Result<Quantity, string> {
  return scaled(quantity, unit.denominator, unit.numerator, () =>
    `${formatQuantity(quantity)} base units are no exact number of units of ${formatRatio(unit)}`,
  );
}

function scaled(
  quantity: Quantity,
  times: bigint,
  by: bigint,
  inexact: () => string,
): Result<Quantity, string> {
  const product = quantity * times;
  if (product % by !== 0n) return err(inexact());
  const value = product / by;
  if (value > QUANTITY_MAX || value < -QUANTITY_MAX) {
    return err(`${formatQuantity(value as Quantity)} units are beyond ${formatQuantity(QUANTITY_MAX)}`);
  }
  return ok(value as Quantity);
}

/** What a unit of an item is. */
export type UnitRule =
  | { readonly kind: 'fixed'; readonly perUnit: Ratio }
  /**
   * Catch weight: each piece weighs what it weighs. Only a stated weight is the quantity; the
   * nominal one says whether the stated one can be true.
   */
  | { readonly kind: 'catch'; readonly nominal: Ratio; readonly toleranceBasisPoints: bigint };

const CATCH = /^catch (\S+) (\d{1,2}(?:\.\d{1,2})?) ?%$/;

/** Reads `12` or `1/12`; `catch 9.07 10%` for pieces of about 9.07 base units, give or take a tenth. */
export function parseUnitRule(text: string): Result<UnitRule, string> {
  const [, nominal, tolerance] = CATCH.exec(text) ?? [];
  const perUnit = parseRatio(nominal ?? text);
  if (!perUnit.ok) return perUnit;
  if (tolerance === undefined) return ok({ kind: 'fixed', perUnit: perUnit.value });
  const points = parseDecimal(tolerance, 2);
  if (!points.ok) return points;
  return ok({ kind: 'catch', nominal: perUnit.value, toleranceBasisPoints: points.value });
}

/**
 * Base units of a quantity in a unit of an item.
 * @param weighed base units that the sender states beside the count: needed for catch weight.
 */
export function baseQuantity(
  rule: UnitRule,
  quantity: Quantity,
  weighed: Quantity | null,
): Result<Quantity, string> {
  if (rule.kind === 'fixed') {
    const base = toBase(quantity, rule.perUnit);
    if (!base.ok || weighed === null || weighed === base.value) return base;
    return err(
      `${formatQuantity(quantity)} × ${formatRatio(rule.perUnit)} is ${formatQuantity(base.value)}, ` +
        `but ${formatQuantity(weighed)} base units are stated`,
    );
  }
  if (weighed === null) return err('is sold by catch weight: its weight must be stated beside the count');
  const { numerator, denominator } = rule.nominal;
  const [expected, found] = [quantity * numerator, weighed * denominator];
  const difference = expected > found ? expected - found : found - expected;
  const size = expected < 0n ? -expected : expected;
  if (difference * BASIS_POINTS <= size * rule.toleranceBasisPoints) return ok(weighed);
  return err(
    `${formatQuantity(quantity)} of about ${formatRatio(rule.nominal)} cannot weigh ` +
      formatQuantity(weighed),
  );
}

/** How many of a unit of an item a quantity in base units is; catch weight cannot tell. */
export function unitQuantity(rule: UnitRule, base: Quantity): Result<Quantity, string> {
  if (rule.kind === 'fixed') return fromBase(base, rule.perUnit);
  return err('is sold by catch weight: a weight does not tell the count');
}
