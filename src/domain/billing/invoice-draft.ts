import type { Currency } from '../../kernel/currency.ts';
import { lineTotal, type RoundingRule } from '../../kernel/money.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { UnitPrice } from '../../kernel/unit-price.ts';

/** A shipped line with the price it was ordered at. */
export interface BillableLine {
  readonly line: number;
  readonly item: string;
  readonly quantity: Quantity;
  readonly unitPrice: UnitPrice;
}

/** The same with its net amount, in minor units of the invoice's currency. */
export interface InvoiceLine extends BillableLine {
  readonly netMinor: bigint;
}

/** Goods part of an invoice: what was shipped, at the price it was ordered at. */
export interface InvoiceDraft {
  readonly lines: readonly InvoiceLine[];
  readonly netMinor: bigint;
}

/** Prices shipped lines. Each line is rounded once, by the named rule; the sum is not. */
export function draftInvoice(
  lines: readonly BillableLine[],
  currency: Currency,
  rounding: RoundingRule,
): InvoiceDraft {
  let netMinor = 0n;
  const priced = lines.map((line) => {
    const net = lineTotal(line.quantity, line.unitPrice, currency, rounding);
    netMinor += net;
    return { ...line, netMinor: net };
  });
  return { lines: priced, netMinor };
}
