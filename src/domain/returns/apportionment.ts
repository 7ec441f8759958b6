import { divideRounded, splitProRata, type RoundingRule } from '../../kernel/money.ts';
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

/** What is left of a whole; never below zero. */
export const leftOf = (whole: Amounts, gone: Amounts): Amounts =>
  eachAmount((name) => (whole[name] > gone[name] ? whole[name] - gone[name] : 0n));

export const sumOf = ({ netMinor, taxMinor, freightMinor, freightTaxMinor }: Amounts): bigint =>
  netMinor + taxMinor + freightMinor + freightTaxMinor;

/** What has gone back of a billed line by all its credits. */
export interface Gone extends Returned {
  /** Money went without goods: the goods that are left are worth less than they were billed for. */
  readonly isLowered: boolean;
}

/**
 * What the next quantity of a billed line is worth: the exact share of all that will then have gone back,
 * less what went before; where money went without goods, its share of what is left. So the parts never
 * exceed the line, however they are cut and whoever was credited the rest, and the last one takes what
 * rounding left: a full return comes to exactly zero.
 */
export function nextShare(
  billed: Returned,
  before: Gone,
  quantity: Quantity,
  rounding: RoundingRule,
): Amounts {
  const left = leftOf(billed.amounts, before.amounts);
  const units = billed.quantity - before.quantity;
  if (quantity >= units) return left;
  const after = before.quantity + quantity;
  return eachAmount((name) => {
    if (before.isLowered) return divideRounded(left[name] * quantity, units, rounding);
    const due = divideRounded(billed.amounts[name] * after, billed.quantity, rounding);
    // A restated credit can leave more gone than is due by a unit of rounding: never ask it back.
    return due > before.amounts[name] ? due - before.amounts[name] : 0n;
  });
}

/** Spreads an amount over what is left of lines: each in its share, none beyond what is left of it. */
export function spread(amountMinor: bigint, left: readonly Amounts[]): readonly Amounts[] {
  const totals = left.reduce(addAmounts, NO_AMOUNTS);
  const most = sumOf(totals);
  const whole = amountMinor < most ? amountMinor : most;
  if (whole <= 0n) return left.map(() => NO_AMOUNTS);
  const { netMinor, taxMinor, freightMinor, freightTaxMinor } = totals;
  // All tax together: a sixth of an amount that is a sixth tax, to the cent.
  const [net, freight, taxes] = splitProRata(whole, [
    netMinor, freightMinor, taxMinor + freightTaxMinor,
  ]) as [bigint, bigint, bigint];
  const [tax, freightTax] = splitProRata(taxes, [taxMinor, freightTaxMinor]) as [bigint, bigint];
  const over = (part: bigint, name: keyof Amounts) =>
    splitProRata(part, left.map((amounts) => amounts[name]));
  const parts = {
    netMinor: over(net, 'netMinor'),
    taxMinor: over(tax, 'taxMinor'),
    freightMinor: over(freight, 'freightMinor'),
    freightTaxMinor: over(freightTax, 'freightTaxMinor'),
  };
  return left.map((_, at) => eachAmount((name) => parts[name][at]!));
}
