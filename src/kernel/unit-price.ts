import type { Brand } from './brand.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';
import type { Result } from './result.ts';
import { err, expectOk, quoted } from './result.ts';

/**
 * The price of one base unit, in millionths of the currency's major unit. Not money: prices in
 * distribution have four to six decimals, and become money only when a line total is rounded by a
 * named rule (`lineTotal` in money.ts). The currency travels beside it, on the document.
 */
export type UnitPrice = Brand<bigint, 'UnitPrice'>;

/** Decimals of a unit price. */
export const UNIT_PRICE_SCALE = 6;

/** The largest unit price that we accept, either sign: 10^12 major units, as for quantities. */
export const UNIT_PRICE_MAX: UnitPrice = (10n ** 18n) as UnitPrice;

/** Reads a price with up to six decimals, for example `'0.00425'`; below zero for a rebate. */
export function parseUnitPrice(text: string): Result<UnitPrice, string> {
  const parsed = parseDecimal(text, UNIT_PRICE_SCALE);
  if (parsed.ok && (parsed.value > UNIT_PRICE_MAX || parsed.value < -UNIT_PRICE_MAX)) {
    return err(`unit price ${quoted(text)} is beyond ${formatUnitPrice(UNIT_PRICE_MAX)}`);
  }
  return parsed as Result<UnitPrice, string>;
}

/** The price as a decimal without superfluous zeros: `'0.00425'`, `'12'`. */
export function formatUnitPrice(price: UnitPrice): string {
  return formatDecimal(price, UNIT_PRICE_SCALE);
}

/**
 * A unit price written in the program or in a test.
 * @throws Error when the text is not a price.
 */
export function unitPrice(text: string): UnitPrice {
  return expectOk(parseUnitPrice(text), 'unit price');
}
