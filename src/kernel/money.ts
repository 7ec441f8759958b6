import { assert, InvariantError } from './assert.ts';
import type { Currency } from './currency.ts';
import { minorUnitDigits } from './currency.ts';
import { formatDecimal, parseDecimal, powerOfTen } from './decimal.ts';
import type { Quantity } from './quantity.ts';
import { QUANTITY_SCALE } from './quantity.ts';
import type { Result } from './result.ts';
import { err, ok, quoted } from './result.ts';
import type { UnitPrice } from './unit-price.ts';
import { UNIT_PRICE_SCALE } from './unit-price.ts';

/** An amount of money, in minor units (cents for EUR, whole yen for JPY), with its currency. */
export interface Money {
  readonly amountMinor: bigint;
  readonly currency: Currency;
}

/**
 * How a division that does not come out even is rounded to whole minor units.
 * - `half-up`: halves away from zero, the commercial rule: 2.5 becomes 3 and −2.5 becomes −3.
 * - `half-even`: halves to the even neighbour: 2.5 becomes 2, 3.5 becomes 4, −2.5 becomes −2.
 */
export type RoundingRule = 'half-up' | 'half-even';

/**
 * The largest amount that we accept from outside, either sign, in minor units: eighteen
 * digits, which is also what a decimal text may have before its point. Stored as a signed 64-bit
 * integer (9.2 × 10^18), it leaves room to add nine of the largest without overflow.
 */
export const AMOUNT_MINOR_MAX: bigint = 10n ** 18n - 1n;

/** An amount in minor units. */
export function money(amountMinor: bigint, currency: Currency): Money {
  return { amountMinor, currency };
}

/** Nothing, in the given currency. */
export function zeroMoney(currency: Currency): Money {
  return { amountMinor: 0n, currency };
}

/**
 * The sum.
 * @throws InvariantError when the currencies differ.
 */
export function addMoney(a: Money, b: Money): Money {
  requireSameCurrency(a, b);
  return { amountMinor: a.amountMinor + b.amountMinor, currency: a.currency };
}

/**
 * `a` less `b`.
 * @throws InvariantError when the currencies differ.
 */
export function subtractMoney(a: Money, b: Money): Money {
  requireSameCurrency(a, b);
  return { amountMinor: a.amountMinor - b.amountMinor, currency: a.currency };
}

/** The same amount in the other direction. */
export function negateMoney(value: Money): Money {
  return { amountMinor: -value.amountMinor, currency: value.currency };
}

/**
 * Below zero, zero or above zero as `a` is less than, equal to or more than `b`.
 * @throws InvariantError when the currencies differ.
 */
export function compareMoney(a: Money, b: Money): number {
  requireSameCurrency(a, b);
  if (a.amountMinor === b.amountMinor) return 0;
  return a.amountMinor < b.amountMinor ? -1 : 1;
}

function requireSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) {
    throw new InvariantError(`${a.currency} and ${b.currency} do not go into one sum`);
  }
}

/** Reads an amount with at most the currency's decimals, for example `('12.50', EUR)`. */
export function parseMoney(text: string, currency: Currency): Result<Money, string> {
  const parsed = parseAmount(text, currency);
  return parsed.ok ? ok({ amountMinor: parsed.value, currency }) : parsed;
}

/** The amount as a decimal with exactly the currency's decimals: `'12.50'`; without the code. */
export function formatMoney(value: Money): string {
  return formatAmount(value.amountMinor, value.currency);
}

/** The amount with its currency, for sentences: `'12.50 EUR'`. */
export const moneyText = (value: Money): string => `${formatMoney(value)} ${value.currency}`;

/** As `parseMoney`, for minor units alone: the amounts of a document share one currency. */
export function parseAmount(text: string, currency: Currency): Result<bigint, string> {
  const digits = minorUnitDigits(currency);
  const parsed = parseDecimal(text, digits);
  if (!parsed.ok) return err(`${parsed.error} (amounts in ${currency} have ${digits} decimals)`);
  if (parsed.value > AMOUNT_MINOR_MAX || parsed.value < -AMOUNT_MINOR_MAX) {
    return err(`amount ${quoted(text)} is beyond ${formatAmount(AMOUNT_MINOR_MAX, currency)}`);
  }
  return parsed;
}

/** As `formatMoney`, for minor units alone. */
export function formatAmount(amountMinor: bigint, currency: Currency): string {
  const digits = minorUnitDigits(currency);
  return formatDecimal(amountMinor, digits, digits);
}

/**
 * The quotient, rounded to a whole number by the named rule. It rounds the magnitude and then
 * restores the sign, so a reversal rounds to exactly the opposite of what it reverses.
 * @throws InvariantError unless the denominator is above zero.
 */
export function divideRounded(
  numerator: bigint,
  denominator: bigint,
  rounding: RoundingRule,
): bigint {
  if (denominator <= 0n) throw new InvariantError('a rounded division needs a denominator above 0');
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  const floor = magnitude / denominator;
  const twice = (magnitude - floor * denominator) * 2n;
  const isUp =
    twice > denominator ||
    (twice === denominator && (rounding === 'half-up' || (floor & 1n) === 1n));
  const rounded = isUp ? floor + 1n : floor;
  return negative ? -rounded : rounded;
}

/** Scale of a quantity times a unit price: twelve decimals of the major unit. */
const LINE_SCALE = QUANTITY_SCALE + UNIT_PRICE_SCALE;

/** Quantity times price in minor units: exact, then rounded once by the named rule. */
export function lineTotal(
  quantity: Quantity,
  price: UnitPrice,
  currency: Currency,
  rounding: RoundingRule,
): bigint {
  return divideRounded(
    quantity * price,
    powerOfTen(LINE_SCALE - minorUnitDigits(currency)),
    rounding,
  );
}

/** The price of one base unit that a line comes to, rounded to the decimals of a price. */
export const lineNetPrice = (net: Money, quantity: Quantity): UnitPrice =>
  (quantity === 0n
    ? 0n
    : divideRounded(
        net.amountMinor * powerOfTen(LINE_SCALE - minorUnitDigits(net.currency)),
        quantity,
        'half-up',
      )) as UnitPrice;

const PPM = 1_000_000n;

/** The part of an amount that a rate takes, rounded: a rate of 190,000 ppm is 19 %. */
export function applyRate(amountMinor: bigint, ratePpm: bigint, rounding: RoundingRule): bigint {
  return divideRounded(amountMinor * ratePpm, PPM, rounding);
}

/**
 * Splits a total over weights so that the parts sum to exactly the total: each part is the floor of
 * its exact share, and the units left over go to the largest remainders, the earlier index first.
 * No part is more than one unit from its exact share; a weight of zero gets nothing. When every
 * weight is zero the total is split evenly. A negative total is the mirror image of the positive.
 * @throws InvariantError for a weight below zero, or for a total other than zero over no weights.
 */
export function splitProRata(totalMinor: bigint, weights: readonly bigint[]): bigint[] {
  let weightSum = 0n;
  for (const weight of weights) {
    if (weight < 0n) throw new InvariantError('a weight of a split is never below zero');
    weightSum += weight;
  }
  if (weights.length === 0) {
    assert(totalMinor === 0n, 'a total cannot be split over no weights');
    return [];
  }
  if (weightSum === 0n) return splitProRata(totalMinor, weights.map(() => 1n));
  const negative = totalMinor < 0n;
  const magnitude = negative ? -totalMinor : totalMinor;
  const parts: bigint[] = [];
  const remainders: bigint[] = [];
  let leftOver = magnitude;
  for (const weight of weights) {
    const share = magnitude * weight;
    const part = share / weightSum;
    parts.push(part);
    remainders.push(share - part * weightSum);
    leftOver -= part;
  }
  if (leftOver > 0n) {
    for (const index of indexesByRemainder(remainders).slice(0, Number(leftOver))) {
      parts[index] = (parts[index] as bigint) + 1n;
    }
  }
  return negative ? parts.map((part) => -part) : parts;
}

function indexesByRemainder(remainders: readonly bigint[]): number[] {
  const indexes = remainders.map((_, index) => index);
  return indexes.sort((a, b) => {
    const left = remainders[a] as bigint;
    const right = remainders[b] as bigint;
    if (left === right) return a - b;
    return left > right ? -1 : 1;
  });
}

const BASIS_POINTS = 10_000n;

/**
 * Whether `actual` is further from `expected` than the tolerance allows, exactly and either way.
 * The tolerance is in basis points of `expected`: 250n is 2.5 %. At the limit is not exceeded; an
 * expectation of zero tolerates nothing.
 * @throws InvariantError for a tolerance below zero.
 */
export function toleranceExceeded(
  actual: bigint,
  expected: bigint,
  toleranceBasisPoints: bigint,
): boolean {
  if (toleranceBasisPoints < 0n) throw new InvariantError('a tolerance is never below zero');
  const difference = actual < expected ? expected - actual : actual - expected;
  const magnitude = expected < 0n ? -expected : expected;
  return difference * BASIS_POINTS > magnitude * toleranceBasisPoints;
}
