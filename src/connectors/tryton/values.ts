/**
 * Tryton's typed values in JSON, to and from ours. Nothing here passes through a float but what
 * Tryton has as one.
 */
import { z } from 'zod';
import { formatInstant, instant } from '../../kernel/instant.ts';
import { formatQuantity, parseQuantity, type Quantity } from '../../kernel/quantity.ts';
import { err, ok, type Result } from '../../kernel/result.ts';

/** A Decimal of Tryton: amounts and prices. */
export const decimalValue = (text: string): object => ({ __class__: 'Decimal', decimal: text });

/** A date of Tryton. */
export function dateValue(date: string): object {
  const [year, month, day] = date.split('-').map(Number);
  return { __class__: 'date', year, month, day };
}

/** A moment of Tryton: UTC, without a zone. */
export function momentValue(ms: number): object {
  const at = new Date(ms);
  return {
    __class__: 'datetime',
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    microsecond: at.getUTCMilliseconds() * 1_000,
  };
}

const typed = {
  Decimal: z.object({ decimal: z.string() }),
  date: z.object({ year: z.int(), month: z.int(), day: z.int() }),
  datetime: z.object({
    year: z.int(),
    month: z.int(),
    day: z.int(),
    hour: z.int(),
    minute: z.int(),
    second: z.int(),
    microsecond: z.int(),
  }),
} as const;

const two = (part: number): string => String(part).padStart(2, '0');

/**
 * An answer in plain JSON: decimals and dates as text, moments as RFC 3339; other types stay as
 * they came.
 */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  const kind = (value as { __class__?: unknown }).__class__;
  if (kind === 'Decimal') return plainDecimal(typed.Decimal.parse(value).decimal);
  if (kind === 'date') {
    const { year, month, day } = typed.date.parse(value);
    return `${year}-${two(month)}-${two(day)}`;
  }
  if (kind === 'datetime') {
    const at = typed.datetime.parse(value);
    const ms = Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second);
    return formatInstant(instant(ms + Math.floor(at.microsecond / 1_000)));
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainValue(part)]));
}

/** Python writes small and zero decimals with an exponent, for example `0E-4`. */
function plainDecimal(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?E([+-]\d+)$/i.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const point = whole.length + Number(power);
  const digits = `${whole}${fraction}`;
  const padded = digits
    .padStart(digits.length + Math.max(0, 1 - point), '0')
    .padEnd(Math.max(point, digits.length), '0');
  const at = Math.max(point, 1);
  return `${sign}${padded.slice(0, at)}${padded.length > at ? `.${padded.slice(at)}` : ''}`;
}

/**
 * Tryton counts goods in floats. Only a quantity that comes back as the same decimal may be one.
 */
export function quantityNumber(quantity: Quantity): Result<number, string> {
  const text = formatQuantity(quantity);
  const value = Number(text);
  if (!Number.isFinite(value) || numberText(value) !== text)
    return err(`Tryton cannot count ${text} exactly`);
  return ok(value);
}

/** The decimal that a float of Tryton stands for: its shortest text. */
export const quantityOf = (value: number): Result<Quantity, string> =>
  parseQuantity(numberText(value));

export function numberText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}
