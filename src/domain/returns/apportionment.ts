import { divideRounded, type RoundingRule } from '../../kernel/money.ts';
import type { Quantity } from '../../kernel/quantity.ts';

/** The four amounts that a billed line consists of, or shares of them, in minor units. */
export interface Amounts {
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly freightMinor: bigint;
  readonly freightTaxMinor: bigint;
}

export const NO_AMOUNTS: Amounts = {
  netMinor: 0n,
  taxMinor: 0n,
  freightMinor: 0n,
  freightTaxMinor: 0n,
};

/** Each amount made of the amounts of the same name. */
export const eachAmount = (of: (name: keyof Amounts) => bigint): Amounts => ({
  netMinor: of('netMinor'),
  taxMinor: of('taxMinor'),
  freightMinor: of('freightMinor'),
  freightTaxMinor: of('freightTaxMinor'),
});

export const addAmounts = (a: Amounts, b: Amounts): Amounts =>
  eachAmount((name) => a[name] + b[name]);

/** A billed line as far as it goes back: how much of it, and the money that went with it. */
export interface Returned {
  readonly quantity: Quantity;
  readonly amounts: Amounts;
}

/**
 * What the next quantity of a billed line is worth: the exact share of all that will then have gone
 * back, less what went before. So the parts never exceed the line, however they are cut, and the last
 * one takes what rounding left: a full return comes to exactly zero.
 */
export function nextShare(
  billed: Returned,
  before: Returned,
  quantity: Quantity,
  rounding: RoundingRule,
): Amounts {
  const after = before.quantity + quantity;
  return eachAmount((name) => {
    const whole = billed.amounts[name];
    const gone = before.amounts[name];
    const due =
      after >= billed.quantity ? whole : divideRounded(whole * after, billed.quantity, rounding);
    // A restated credit can leave more gone than is due by a unit of rounding: never ask it back.
    return due > gone ? due - gone : 0n;
  });
}
