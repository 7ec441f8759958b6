/**
 * Field codecs: the wire form of every value that facts and commands carry. On the wire numbers
 * that must be exact are decimal strings; inside they are scaled integers.
 */
import { z } from 'zod';
import { parseCurrency, type Currency } from '../kernel/currency.ts';
import {
  formatInstant,
  parseInstant,
  parseLocalDate,
  type Instant,
  type LocalDate,
} from '../kernel/instant.ts';
import { formatAmount, parseAmount, type Money } from '../kernel/money.ts';
import { formatQuantity, parseQuantity, QUANTITY_MAX, type Quantity } from '../kernel/quantity.ts';
import type { Result } from '../kernel/result.ts';
import { formatUnitPrice, parseUnitPrice, type UnitPrice } from '../kernel/unit-price.ts';
import { LIMITS } from './limits.ts';

/** Turns a kernel parser into a zod codec that reports the parser's own sentence. */
function textCodec<T>(
  wire: z.ZodString,
  parse: (text: string) => Result<T, string>,
  format: (value: T) => string,
) {
  return z.codec(wire, z.custom<T>(), {
    decode: (text, context) => {
      const parsed = parse(text);
      if (parsed.ok) return parsed.value;
      context.issues.push({ code: 'custom', input: text, message: parsed.error });
      return z.NEVER;
    },
    encode: format,
  });
}

/** Identifier of any system: 1 to 64 printable characters, no white space at the ends. */
export const identifier = (meaning: string) =>
  z
    .string()
    .min(1)
    .max(LIMITS.identifierLengthMax)
    .regex(/^[^\p{C}\p{Z}](?:[^\p{C}]*[^\p{C}\p{Z}])?$/u, 'must be printable, without outer blanks')
    .describe(meaning);

/** Text for people: printable, of limited length. */
export const note = (meaning: string) =>
  z
    .string()
    .max(LIMITS.noteLengthMax)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters')
    .describe(meaning);

export const version = z
  .int()
  .min(1)
  .max(LIMITS.versionMax)
  .describe('Restatement version: the larger replaces the smaller, whenever it arrives');

/** Number of a document's line, unique in the document. */
export const lineNumber = z.int().min(1).max(LIMITS.lineNumberMax).describe('Line number');

export const instantText = (meaning: string) =>
  textCodec<Instant>(
    z.string().meta({ format: 'date-time', description: meaning }),
    parseInstant,
    formatInstant,
  );

export const dateText = (meaning: string) =>
  textCodec<LocalDate>(
    z.string().meta({ format: 'date', description: meaning }),
    parseLocalDate,
    (date) => date,
  );

export const currencyCode = textCodec<Currency>(
  z.string().length(3).describe('ISO 4217 currency code'),
  parseCurrency,
  (currency) => currency,
);

const parseCountedQuantity = (text: string): Result<Quantity, string> => {
  const parsed = parseQuantity(text);
  if (parsed.ok && parsed.value < 0n) return { ok: false, error: 'must not be negative' };
  return parsed;
};

const decimalText = (meaning: string) =>
  z.string().max(LIMITS.decimalLengthMax).meta({ description: meaning, examples: ['12', '2.5'] });

/** Quantity in the item's base unit, zero or more, at most six decimals. */
export const quantityText = (meaning: string) =>
  textCodec<Quantity>(decimalText(meaning), parseCountedQuantity, formatQuantity);

const parseOrderedQuantity = (text: string): Result<Quantity, string> => {
  const parsed = parseCountedQuantity(text);
  if (parsed.ok && parsed.value === 0n) return { ok: false, error: 'must be greater than zero' };
  return parsed;
};

/** Quantity greater than zero. */
export const positiveQuantityText = (meaning: string) =>
  textCodec<Quantity>(decimalText(meaning), parseOrderedQuantity, formatQuantity);

/** Quantity with a sign: an adjustment may take away. */
export const signedQuantityText = (meaning: string) =>
  textCodec<Quantity>(decimalText(meaning), parseQuantity, formatQuantity);

const parsePrice = (text: string): Result<UnitPrice, string> => {
  const parsed = parseUnitPrice(text);
  if (parsed.ok && parsed.value < 0n) return { ok: false, error: 'must not be negative' };
  return parsed;
};

/** Price of one base unit in the document's currency, at most six decimals; not money. */
export const unitPriceText = (meaning: string) =>
  textCodec<UnitPrice>(decimalText(meaning), parsePrice, formatUnitPrice);

const moneyWire = z.strictObject({
  amount: z.string().max(LIMITS.decimalLengthMax).meta({ examples: ['12.50'] }),
  currency: z.string().length(3),
});

/** Money: a decimal amount with no more decimals than the currency has, and its currency. */
export const moneyObject = (meaning: string) =>
  z.codec(moneyWire.describe(meaning), z.custom<Money>(), {
    decode: (wire, context) => {
      const currency = parseCurrency(wire.currency);
      const parsed = currency.ok ? parseAmount(wire.amount, currency.value) : currency;
      if (currency.ok && parsed.ok) {
        return { amountMinor: parsed.value as bigint, currency: currency.value };
      }
      const message = parsed.ok ? 'not an amount' : parsed.error;
      context.issues.push({ code: 'custom', input: wire, message });
      return z.NEVER;
    },
    encode: (value) => ({
      amount: formatAmount(value.amountMinor, value.currency),
      currency: value.currency,
    }),
  });

/** The largest quantity that a document may state, as text for messages. */
export const QUANTITY_MAX_TEXT = formatQuantity(QUANTITY_MAX);
