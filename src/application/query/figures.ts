/** Figures as they leave: exact, as decimal text. */
import type { Equation } from '../../engine/judgement.ts';
import { parseCurrency } from '../../kernel/currency.ts';
import { formatAmount, type Money } from '../../kernel/money.ts';
import { formatQuantity, type Quantity } from '../../kernel/quantity.ts';

export interface MoneyFigure {
  readonly amount: string;
  readonly currency: string;
}

/** Money of stored minor units; `null` where the currency is not known. */
export function moneyFigure(minor: bigint | null, currency: string | null): MoneyFigure | null {
  if (minor === null || currency === null) return null;
  const known = parseCurrency(currency);
  return known.ok ? { amount: formatAmount(minor, known.value), currency } : null;
}

export const figureOf = (value: Money | null): MoneyFigure | null =>
  value === null ? null : moneyFigure(value.amountMinor, value.currency);

export const quantityFigure = (value: bigint): string => formatQuantity(value as Quantity);

/** A term or difference of an equation, in its unit. */
export function formatDelta(equation: Equation, value: bigint, currency: string): string {
  if (equation.unit === 'quantity') return quantityFigure(value);
  const known = parseCurrency(equation.atStake?.currency ?? currency);
  return known.ok ? formatAmount(value, known.value) : String(value);
}
