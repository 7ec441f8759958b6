import { InvariantError } from './assert.ts';
import type { Result } from './result.ts';
import { err, ok, quoted } from './result.ts';

/** Digits before the decimal point that we accept: more is a typing error, not a quantity. */
export const INTEGER_DIGITS_MAX = 18;

/** Longest decimal text that we read: sign, 18 digits, point, and ample padding with zeros. */
export const DECIMAL_LENGTH_MAX = 64;

/** Up to this many digits a double counts exactly, which is several times faster than bigint. */
const DOUBLE_DIGITS_MAX = 15;

const MINUS = 45;
const POINT = 46;
const ZERO = 48;

const POWERS: readonly bigint[] = Array.from({ length: 40 }, (_, power) => 10n ** BigInt(power));

/** Ten to the given power, 0 to 39, from a table. */
export function powerOfTen(power: number): bigint {
  const value = POWERS[power];
  if (value === undefined) throw new InvariantError(`no power of ten for ${power}`);
  return value;
}

/**
 * Reads a decimal number exactly, as an integer of `10^-scale` units: `('12.5', 2)` is `1250n`.
 *
 * Plain notation only: optional minus, digits, optionally a point and digits. Refused with a
 * message: exponents, a plus sign, blanks, digit grouping, a bare point, more than 18 digits before
 * the point, and more decimals than the scale unless the surplus is zeros.
 */
export function parseDecimal(text: string, scale: number): Result<bigint, string> {
  const length = text.length;
  if (length > DECIMAL_LENGTH_MAX) {
    return err(`decimal text is longer than ${DECIMAL_LENGTH_MAX} characters: ${quoted(text)}`);
  }
  const start = length > 0 && text.charCodeAt(0) === MINUS ? 1 : 0;
  let point = -1;
  let firstSignificant = -1;
  let lastSignificant = -1;
  let value = 0;
  for (let at = start; at < length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (digit !== 0) {
        if (firstSignificant < 0) firstSignificant = at;
        lastSignificant = at;
      }
      if (point < 0 || at - point <= scale) value = value * 10 + digit;
    } else if (digit === POINT - ZERO && point < 0 && at > start && at + 1 < length) {
      point = at;
    } else {
      return err(notDecimal(text));
    }
  }
  if (length === start) return err(notDecimal(text));
  const integerEnd = point < 0 ? length : point;
  if (firstSignificant >= 0 && integerEnd - firstSignificant > INTEGER_DIGITS_MAX) {
    return err(`${quoted(text)} has more than ${INTEGER_DIGITS_MAX} digits before the point`);
  }
  if (point >= 0 && lastSignificant - point > scale) {
    return err(
      `${quoted(text)} has ${lastSignificant - point} decimals, but at most ${scale} are allowed`,
    );
  }
  const decimals = point < 0 ? 0 : Math.min(length - point - 1, scale);
  const integerDigits = firstSignificant < 0 ? 0 : Math.max(0, integerEnd - firstSignificant);
  const magnitude =
    integerDigits + decimals <= DOUBLE_DIGITS_MAX
      ? BigInt(value) * powerOfTen(scale - decimals)
      : BigInt(
          text.slice(start, integerEnd) +
            (point < 0 ? '' : text.slice(point + 1, point + 1 + decimals)),
        ) * powerOfTen(scale - decimals);
  return ok(start === 1 ? -magnitude : magnitude);
}

function notDecimal(text: string): string {
  return `${quoted(text)} is not a decimal number: write it as -123.45, no blanks, no exponent`;
}

/**
 * Writes an integer of `10^-scale` units as a decimal, the inverse of `parseDecimal`.
 * Zeros at the end of the decimals are dropped, down to `minFractionDigits` (0 unless told).
 */
export function formatDecimal(value: bigint, scale: number, minFractionDigits = 0): string {
  if (minFractionDigits < 0 || minFractionDigits > scale) {
    throw new InvariantError(`minFractionDigits ${minFractionDigits} is not within 0 to ${scale}`);
  }
  const negative = value < 0n;
  const sign = negative ? '-' : '';
  const digits = (negative ? -value : value).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  let end = digits.length;
  const endMin = point + minFractionDigits;
  while (end > endMin && digits.charCodeAt(end - 1) === ZERO) end--;
  const integerPart = sign + digits.slice(0, point);
  return end === point ? integerPart : `${integerPart}.${digits.slice(point, end)}`;
}
