/**
 * JSON in which no number loses a digit: what a double would change (64-bit ids, long decimals)
 * comes as the text that the sender wrote.
 */

/** Sixteen digits in a row, point or not: the shortest number that a double may not carry. */
const LONG_NUMBER = /[0-9][0-9.]{15}/;

/**
 * Parses JSON. Only a text with long runs of digits pays for the slower reading.
 * @throws SyntaxError when it is no JSON.
 */
export function parseExactJson(text: string): unknown {
  return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

function keepDigits(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source === undefined || sameDigits(String(value), source) ? value : source;
}

/** `1.50` and `1.5` are the same number; zeros at the end are no digits that can be lost. */
const sameDigits = (printed: string, source: string): boolean =>
  printed === source || (source.includes('.') && printed === source.replace(/\.?0+$/, ''));
