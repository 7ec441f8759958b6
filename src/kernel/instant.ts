import { InvariantError } from './assert.ts';
import type { Brand } from './brand.ts';
import type { Result } from './result.ts';
import { err, ok, quoted } from './result.ts';

/** A moment: whole milliseconds since the Unix epoch, UTC, from 1970 to the end of 2200. */
export type Instant = Brand<number, 'Instant'>;

/** A calendar date without time or zone, as YYYY-MM-DD: posting dates, expiry dates, holidays. */
export type LocalDate = Brand<string, 'LocalDate'>;

/** One second in milliseconds. */
export const SECOND_MS = 1_000;
/** One minute in milliseconds. */
export const MINUTE_MS = 60_000;
/** One hour in milliseconds. */
export const HOUR_MS = 3_600_000;
/** Twenty-four hours in milliseconds; a local day can be an hour shorter or longer. */
export const DAY_MS = 86_400_000;

/** First millisecond after the range of `Instant`: 2201-01-01T00:00:00Z. */
const INSTANT_END = daysFromCivil(2201, 1, 1) * DAY_MS;

/** Years that a date may have. Some systems write 0001-01-01 for "no date": that is refused. */
const DATE_YEAR_MIN = 1900;
const DATE_YEAR_MAX = 9999;

const DASH = 45;
const COLON = 58;
const POINT = 46;
const PLUS = 43;
const ZERO = 48;

/**
 * An instant from milliseconds since the epoch.
 * @throws InvariantError for a fraction, and outside of the years 1970 to 2200.
 */
export function instant(ms: number): Instant {
  if (!Number.isInteger(ms) || ms < 0 || ms >= INSTANT_END) {
    throw new InvariantError(`not an instant between 1970 and 2200 in whole milliseconds: ${ms}`);
  }
  return ms as Instant;
}

/**
 * Reads RFC 3339 with its offset, for example `2031-05-04T10:00:00.250+02:00`. Digits below the
 * millisecond are cut off. Refused with a message: a missing offset, a blank instead of the T,
 * dates that do not exist, second 60, and anything outside of the years 1970 to 2200 UTC.
 */
export function parseInstant(text: string): Result<Instant, string> {
  const days = text.length >= 20 ? daysOfDateAt(text) : NaN;
  const hour = twoDigitsAt(text, 11);
  const minute = twoDigitsAt(text, 14);
  const second = twoDigitsAt(text, 17);
  const isShaped =
    isLetter(text, 10, 84) && text.charCodeAt(13) === COLON && text.charCodeAt(16) === COLON;
  // Comparisons with NaN are false, so a part that is not digits is refused with the rest.
  if (!(isShaped && days === days && hour <= 23 && minute <= 59 && second <= 59)) {
    return err(notInstant(text));
  }
  let at = 19;
  let fractionMs = 0;
  if (text.charCodeAt(at) === POINT) {
    let digits = 0;
    for (at++; at < text.length; at++, digits++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) break;
      if (digits < 3) fractionMs = fractionMs * 10 + digit;
    }
    if (digits === 0) return err(notInstant(text));
    if (digits === 1) fractionMs *= 100;
    if (digits === 2) fractionMs *= 10;
  }
  const offsetMs = offsetAtEnd(text, at);
  if (offsetMs !== offsetMs) return err(notInstant(text));
  const msOfDay = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + fractionMs;
  const ms = days * DAY_MS + msOfDay - offsetMs;
  if (ms < 0 || ms >= INSTANT_END) return err(`${quoted(text)} is outside of 1970 to 2200`);
  return ok(ms as Instant);
}

function notInstant(text: string): string {
  return `${quoted(text)} is not an instant: write it as 2031-05-04T10:00:00Z or with +02:00`;
}

/** The offset that ends the text at `at`, in milliseconds; NaN when it is missing or malformed. */
function offsetAtEnd(text: string, at: number): number {
  if (isLetter(text, at, 90)) return at + 1 === text.length ? 0 : NaN;
  const sign = text.charCodeAt(at);
  const hours = twoDigitsAt(text, at + 1);
  const minutes = twoDigitsAt(text, at + 4);
  const isShaped =
    (sign === PLUS || sign === DASH) &&
    text.charCodeAt(at + 3) === COLON &&
    at + 6 === text.length;
  if (!(isShaped && hours <= 23 && minutes <= 59)) return NaN;
  const offsetMs = hours * HOUR_MS + minutes * MINUTE_MS;
  return sign === DASH ? -offsetMs : offsetMs;
}

/** RFC 3339 allows the T and the Z in both cases. */
function isLetter(text: string, at: number, upperCase: number): boolean {
  const code = text.charCodeAt(at);
  return code === upperCase || code === upperCase + 32;
}

/** Two digits as a number; NaN when they are not digits or the text ends before. */
function twoDigitsAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** Days since the epoch of the YYYY-MM-DD that begins the text; NaN when there is no such day. */
function daysOfDateAt(text: string): number {
  const year = twoDigitsAt(text, 0) * 100 + twoDigitsAt(text, 2);
  const month = twoDigitsAt(text, 5);
  const day = twoDigitsAt(text, 8);
  const isShaped = text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH;
  const isDate =
    isShaped && year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  return isDate ? daysFromCivil(year, month, day) : NaN;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * Days since 1970-01-01 of a date of the Gregorian calendar. The year is counted from March, so
 * that the leap day is its last; 719,468 days lie between 0000-03-01 and the epoch.
 */
function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}

/** The inverse of `daysFromCivil`, written as YYYY-MM-DD; years 0 to 9999. */
function dateOfDays(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${padded(month)}-${padded(day)}`;
}

function padded(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

// The texts of one run mostly share their day: remember the last one written.
let lastDays = 0;
let lastDate = '1970-01-01';

function dateOfDaysRemembered(days: number): string {
  if (days !== lastDays) {
    lastDate = dateOfDays(days);
    lastDays = days;
  }
  return lastDate;
}

/** ISO 8601 in UTC with milliseconds: `2031-05-04T08:00:00.250Z`. */
export function formatInstant(at: Instant): string {
  const days = Math.floor(at / DAY_MS);
  const msOfDay = at - days * DAY_MS;
  const hour = Math.floor(msOfDay / HOUR_MS);
  const minute = Math.floor(msOfDay / MINUTE_MS) % 60;
  const second = Math.floor(msOfDay / SECOND_MS) % 60;
  const ms = msOfDay % SECOND_MS;
  const fraction = ms < 10 ? `00${ms}` : ms < 100 ? `0${ms}` : `${ms}`;
  const date = dateOfDaysRemembered(days);
  return `${date}T${padded(hour)}:${padded(minute)}:${padded(second)}.${fraction}Z`;
}

/** Reads YYYY-MM-DD of the years 1900 to 9999; dates that do not exist are refused. */
export function parseLocalDate(text: string): Result<LocalDate, string> {
  const days = text.length === 10 ? daysOfDateAt(text) : NaN;
  if (days !== days) return err(`${quoted(text)} is not a date: write it as 2031-05-04`);
  if (text < `${DATE_YEAR_MIN}`) {
    return err(`${quoted(text)} is outside of the years ${DATE_YEAR_MIN} to ${DATE_YEAR_MAX}`);
  }
  return ok(text as LocalDate);
}

/** The date `days` calendar days later, or earlier when below zero. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return localDateOfEpochDay(epochDayOf(date) + days);
}

/** Below zero, zero or above zero as `a` is before, on or after `b`. */
export function compareLocalDate(a: LocalDate, b: LocalDate): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Days from 1970-01-01 to the date; below zero before it. */
export function epochDayOf(date: LocalDate): number {
  return daysOfDateAt(date);
}

/**
 * The date that many days after 1970-01-01: the inverse of `epochDayOf`.
 * @throws InvariantError for a fraction, and outside of the years 1900 to 9999.
 */
export function localDateOfEpochDay(days: number): LocalDate {
  if (!Number.isInteger(days) || days < EPOCH_DAY_MIN || days > EPOCH_DAY_MAX) {
    throw new InvariantError(
      `not a day of the years ${DATE_YEAR_MIN} to ${DATE_YEAR_MAX}: ${days} days after 1970-01-01`,
    );
  }
  return dateOfDaysRemembered(days) as LocalDate;
}

const EPOCH_DAY_MIN = daysFromCivil(DATE_YEAR_MIN, 1, 1);
const EPOCH_DAY_MAX = daysFromCivil(DATE_YEAR_MAX, 12, 31);
