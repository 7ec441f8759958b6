/** The text of one field as a value: what legacy systems write for numbers, dates and times. Pure. */
import { instantOfLocal } from '../../kernel/calendar.ts';
import { formatInstant, parseLocalDate } from '../../kernel/instant.ts';
import { err, ok, quoted, type Result } from '../../kernel/result.ts';
import type { FieldReading } from './settings.ts';

const TOKENS = /YYYY|YY|MM|DD|HH|mm|ss/g;
/** Years of two digits are of this century. */
const CENTURY = '20';

/** Whether a format says a whole date, and nothing that a date does not have. */
export function isTimeFormat(format: string, is: string): boolean {
  const tokens: readonly string[] = format.match(TOKENS) ?? [];
  const has = (...names: string[]): boolean => names.some((name) => tokens.includes(name));
  const isOnce = new Set(tokens.map((token) => token[0]! + token[1]!)).size === tokens.length;
  const isDate = isOnce && has('YYYY', 'YY') && has('MM') && has('DD');
  return isDate && (is === 'time' || !has('HH', 'mm', 'ss'));
}

/** The value of a field; `undefined` for a blank one. */
export function fieldValue(text: string, how: FieldReading): Result<string | number | undefined, string> {
  const trimmed = text.trim();
  if (trimmed === '') return ok(undefined);
  switch (how.is) {
    case 'text':
      return ok(trimmed);
    case 'integer':
      return integerOf(trimmed);
    case 'decimal':
      return decimalOf(trimmed, how);
    case 'date':
    case 'time':
      // No date at all, as some systems write it.
      return /^[0.\-/: ]+$/.test(trimmed) ? ok(undefined) : timeOf(trimmed, how);
  }
}

function integerOf(text: string): Result<number, string> {
  const value = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : NaN;
  return Number.isNaN(value) ? err(`${quoted(text)} is no whole number`) : ok(value);
}

/** Canonical: a point, no zeros that say nothing. A minus may stand behind, as in COBOL. */
function decimalOf(text: string, { decimals, mark }: FieldReading): Result<string, string> {
  const fault = err(`${quoted(text)} is no decimal number`);
  const shape = /^([+-]?)([^]*?)([+-]?)$/.exec(text)!;
  const [, before = '', body = '', behind = ''] = shape;
  if (before !== '' && behind !== '') return fault;
  const grouping = mark === ',' ? '.' : ',';
  const isGrouped = body.includes(grouping);
  const [whole = '', fraction, ...more] = body.split(mark);
  if (more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return fault;
  const isWhole = isGrouped
    ? new RegExp(`^\\d{1,3}(\\${grouping}\\d{3})+$`).test(whole)
    : /^\d+$/.test(whole);
  if (!isWhole) return fault;
  if (decimals !== undefined && fraction !== undefined) {
    return err(`${quoted(text)} has a decimal mark, where its last ${decimals} digits are decimals`);
  }
  let [digits, rest] = [whole.replaceAll(grouping, ''), fraction ?? ''];
  if (decimals !== undefined && decimals > 0) {
    const padded = digits.padStart(decimals + 1, '0');
    [digits, rest] = [padded.slice(0, -decimals), padded.slice(-decimals)];
  }
  digits = digits.replace(/^0+(?=\d)/, '');
  rest = rest.replace(/0+$/, '');
  const value = rest === '' ? digits : `${digits}.${rest}`;
  const isNegative = (before === '-' || behind === '-') && value !== '0';
  return ok(isNegative ? `-${value}` : value);
}

function timeOf(text: string, { is, format = '', zone = 'UTC' }: FieldReading): Result<string, string> {
  const fault = err(`${quoted(text)} is no ${is} as ${format}`);
  const names: string[] = [];
  const literal = (part: string): string => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  let source = '';
  let at = 0;
  for (const match of format.matchAll(TOKENS)) {
    source += `${literal(format.slice(at, match.index))}(\\d{${match[0].length}})`;
    names.push(match[0]);
    at = match.index + match[0].length;
  }
  const found = new RegExp(`^${source}${literal(format.slice(at))}$`).exec(text);
  if (found === null) return fault;
  const parts: Record<string, string> = {};
  for (const [index, name] of names.entries()) parts[name] = found[index + 1]!;
  const year = parts['YYYY'] ?? `${CENTURY}${parts['YY']}`;
  const date = parseLocalDate(`${year}-${parts['MM']}-${parts['DD']}`);
  if (!date.ok) return fault;
  if (is === 'date') return ok(date.value);
  const { HH = '00', mm = '00', ss = '00' } = parts;
  if (Number(HH) > 23 || Number(mm) > 59 || Number(ss) > 59) return fault;
  return ok(formatInstant(instantOfLocal(zone, `${date.value}T${HH}:${mm}:${ss}`)));
}
