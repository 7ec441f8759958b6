import { Temporal } from 'temporal-polyfill';
import { assert, InvariantError } from './assert.ts';
import type { Instant, LocalDate } from './instant.ts';
import { instant } from './instant.ts';
import {
  DAY_MS,
  epochDayOf,
  formatInstant,
  localDateOfEpochDay,
  MINUTE_MS,
  parseLocalDate,
} from './instant.ts';
import type { Result } from './result.ts';
import { err, ok, quoted } from './result.ts';

/** The hours in which a site works, compiled to a sorted list of intervals for fast answers. */
export interface WorkingCalendar {
  /** The IANA zone of the site, for example `'Europe/Berlin'`. */
  readonly zone: string;
  /** When each working interval begins, in epoch milliseconds, ascending. */
  readonly opens: readonly number[];
  /** When it ends, exclusive; always before the next one begins. */
  readonly closes: readonly number[];
  /** The working time in all intervals before it, in milliseconds. */
  readonly workedBefore: readonly number[];
  /** The calendar answers from this moment … */
  readonly coversFrom: number;
  /** … until this one, both included, in epoch milliseconds. */
  readonly coversUntil: number;
}

/** Days of the week, as a calendar is configured. */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** A working calendar as people write it. */
export interface CalendarSpec {
  /** IANA zone: `'Europe/Berlin'`. */
  readonly zone: string;
  /** Ranges of local time for each day, `['08:00-12:00', '13:00-17:00']`; `24:00` ends a day. */
  readonly week: Readonly<Record<Weekday, readonly string[]>>;
  /** Dates without work, YYYY-MM-DD. */
  readonly holidays: readonly string[];
  readonly fromYear: number;
  readonly toYear: number;
}

/** Years that one calendar may span: a century of two shifts a day is 75,000 intervals. */
const CALENDAR_YEARS_MAX = 100;

/** 1970-01-01 was a Thursday. */
const WEEKDAYS_FROM_EPOCH: readonly Weekday[] = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'];

/** Every moment from 1970 to 2200 is working time. */
export const ALWAYS_OPEN: WorkingCalendar = {
  zone: 'UTC',
  opens: [0],
  closes: [epochDayOf('2201-01-01' as LocalDate) * DAY_MS],
  workedBefore: [0],
  coversFrom: 0,
  coversUntil: epochDayOf('2201-01-01' as LocalDate) * DAY_MS - 1,
};

/**
 * Compiles a calendar for whole years. Local times follow the zone through daylight saving: a range
 * keeps its clock times, so its length differs on those days. A time that the clock skips is the
 * moment of the change; of a time that comes twice the first counts.
 *
 * Refused with a message: an unknown zone, malformed, reversed or overlapping ranges, dates that do
 * not exist, years outside of 1970 to 2200 or more than 100 of them, a week without work.
 */
export function compileCalendar(spec: CalendarSpec): Result<WorkingCalendar, string> {
  const { zone, fromYear, toYear } = spec;
  const yearsFault = faultInYears(fromYear, toYear);
  if (yearsFault !== undefined) return err(yearsFault);
  if (!isKnownZone(zone)) return err(`${quoted(zone)} is not a known time zone`);
  const week = compileWeek(spec.week);
  if (!week.ok) return week;
  const holidays = new Set<number>();
  for (const text of spec.holidays) {
    const date = parseLocalDate(text);
    if (!date.ok) return err(`holiday ${date.error}`);
    holidays.add(epochDayOf(date.value));
  }
  const offsets = zoneOffsets(zone);
  const firstDay = epochDayOf(`${fromYear}-01-01` as LocalDate);
  const endDay = epochDayOf(`${toYear + 1}-01-01` as LocalDate);
  const opens: number[] = [];
  const closes: number[] = [];
  for (let day = firstDay; day < endDay; day++) {
    if (holidays.has(day)) continue;
    for (const range of week.value[day % 7] as DayRanges) {
      const open = momentOfLocal(offsets, day * DAY_MS + range.openMs);
      const close = momentOfLocal(offsets, day * DAY_MS + range.closeMs);
      if (close <= open) continue; // the clock skips the whole range on this day
      if (closes[closes.length - 1] === open) {
        closes[closes.length - 1] = close;
      } else {
        opens.push(open);
        closes.push(close);
      }
    }
  }
  if (opens.length === 0) return err('the calendar has no working time at all');
  return ok({
    zone,
    opens,
    closes,
    workedBefore: runningTotal(opens, closes),
    coversFrom: momentOfLocal(offsets, firstDay * DAY_MS),
    coversUntil: momentOfLocal(offsets, endDay * DAY_MS) - 1,
  });
}

function faultInYears(fromYear: number, toYear: number): string | undefined {
  const isWithinRange =
    Number.isInteger(fromYear) && Number.isInteger(toYear) && fromYear >= 1970 && toYear <= 2200;
  if (!isWithinRange) return `calendar years are from 1970 to 2200, not ${fromYear} to ${toYear}`;
  if (fromYear > toYear) return `the calendar ends in ${toYear}, before it begins in ${fromYear}`;
  if (toYear - fromYear >= CALENDAR_YEARS_MAX) {
    return `a calendar spans at most ${CALENDAR_YEARS_MAX} years`;
  }
  return undefined;
}

interface DayRange {
  readonly openMs: number;
  readonly closeMs: number;
}

type DayRanges = readonly DayRange[];

function compileWeek(week: CalendarSpec['week']): Result<readonly DayRanges[], string> {
  const compiled: DayRanges[] = [];
  for (const weekday of WEEKDAYS_FROM_EPOCH) {
    const ranges: DayRange[] = [];
    for (const text of week[weekday]) {
      const range = parseRange(text);
      if (!range.ok) return err(`${weekday}: ${range.error}`);
      ranges.push(range.value);
    }
    ranges.sort((a, b) => a.openMs - b.openMs);
    for (let at = 1; at < ranges.length; at++) {
      if ((ranges[at] as DayRange).openMs < (ranges[at - 1] as DayRange).closeMs) {
        return err(`${weekday}: the ranges ${week[weekday].join(', ')} overlap`);
      }
    }
    compiled.push(ranges);
  }
  return ok(compiled);
}

const RANGE = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

function parseRange(text: string): Result<DayRange, string> {
  const match = RANGE.exec(text);
  if (match === null) return err(`${quoted(text)} is not a range of local time as 08:00-12:00`);
  const openMs = (Number(match[1]) * 60 + Number(match[2])) * MINUTE_MS;
  const closeMs =
    match[3] === undefined ? DAY_MS : (Number(match[3]) * 60 + Number(match[4])) * MINUTE_MS;
  if (closeMs <= openMs) {
    return err(`${quoted(text)} ends before it begins: split a night shift at midnight`);
  }
  return ok({ openMs, closeMs });
}

function runningTotal(opens: readonly number[], closes: readonly number[]): number[] {
  const totals: number[] = [];
  let total = 0;
  for (let at = 0; at < opens.length; at++) {
    totals.push(total);
    total += (closes[at] as number) - (opens[at] as number);
  }
  return totals;
}

/**
 * The earliest moment by which `durationMs` of working time have passed since `from`: a deadline.
 * A duration that ends with the shift ends at closing time, not at the next opening; a duration of
 * zero ends at once, even outside of working time.
 * @throws InvariantError for a negative or fractional duration, and outside of the compiled years.
 */
export function addWorkingTime(
  calendar: WorkingCalendar,
  from: Instant,
  durationMs: number,
): Instant {
  if (!Number.isInteger(durationMs) || durationMs < 0) {
    throw new InvariantError(`a working duration is whole milliseconds from 0, not ${durationMs}`);
  }
  const target = workedUntil(calendar, from) + durationMs;
  if (durationMs === 0) return from;
  const { workedBefore } = calendar;
  const at = lastBelow(workedBefore, target);
  const end = (calendar.opens[at] as number) + target - (workedBefore[at] as number);
  if (end > (calendar.closes[at] as number)) throw pastTheEnd(calendar, formatInstant(from));
  return end as Instant;
}

/**
 * The working time from `a` to `b` in milliseconds; below zero when `b` is before `a`.
 * @throws InvariantError outside of the compiled years.
 */
export function workingTimeBetween(calendar: WorkingCalendar, a: Instant, b: Instant): number {
  return workedUntil(calendar, b) - workedUntil(calendar, a);
}

/**
 * Whether the site works at that moment; closing time itself is no longer working time.
 * @throws InvariantError outside of the compiled years.
 */
export function isWorkingTime(calendar: WorkingCalendar, at: Instant): boolean {
  requireCovered(calendar, at);
  const index = lastBelow(calendar.opens, at + 1);
  return index >= 0 && at < (calendar.closes[index] as number);
}

/** Working time from the beginning of the calendar to `at`. */
function workedUntil(calendar: WorkingCalendar, at: Instant): number {
  requireCovered(calendar, at);
  const index = lastBelow(calendar.opens, at);
  if (index < 0) return 0;
  const worked = Math.min(at, calendar.closes[index] as number) - (calendar.opens[index] as number);
  return (calendar.workedBefore[index] as number) + worked;
}

/** Index of the last of the ascending values that is below the limit; −1 when none is. */
function lastBelow(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function requireCovered(calendar: WorkingCalendar, at: Instant): void {
  if (at < calendar.coversFrom || at > calendar.coversUntil) {
    throw pastTheEnd(calendar, formatInstant(at));
  }
}

function pastTheEnd(calendar: WorkingCalendar, asked: string): InvariantError {
  return new InvariantError(
    `the working calendar of ${calendar.zone} does not reach far enough for ${asked}: ` +
      'extend its fromYear or toYear and compile it again',
  );
}

/**
 * The calendar date at that moment on a clock in the zone: what "today" means to a site.
 * Fast enough for every fact: the offsets of a zone are looked up once and remembered.
 * @throws InvariantError for an unknown zone: configuration is checked before it gets here.
 */
export function localDateIn(zone: string, at: Instant): LocalDate {
  const offsets = zoneOffsets(zone);
  const day = Math.floor((at + spanAt(offsets, at).offsetMs) / DAY_MS);
  if (day !== offsets.lastDay) {
    offsets.lastDate = localDateOfEpochDay(day);
    offsets.lastDay = day;
  }
  return offsets.lastDate;
}

/** A time in which the zone keeps one offset from UTC; from `start` until before `end`. */
interface OffsetSpan {
  readonly start: number;
  readonly end: number;
  readonly offsetMs: number;
}

/** What is remembered of a zone. It only saves work: the answers never depend on it. */
interface ZoneOffsets {
  readonly zone: string;
  readonly spans: OffsetSpan[];
  lastSpan: OffsetSpan;
  lastDay: number;
  lastDate: LocalDate;
}

const zones = new Map<string, ZoneOffsets>();

function isKnownZone(zone: string): boolean {
  if (zones.has(zone)) return true;
  try {
    zoned(0, zone);
    return true;
  } catch {
    return false;
  }
}

function zoneOffsets(zone: string): ZoneOffsets {
  const known = zones.get(zone);
  if (known !== undefined) return known;
  assert(isKnownZone(zone), `${quoted(zone)} is not a known time zone`);
  const span = lookUpSpan(zone, 0);
  const day = Math.floor(span.offsetMs / DAY_MS);
  const lastDate = localDateOfEpochDay(day);
  const added = { zone, spans: [span], lastSpan: span, lastDay: day, lastDate };
  zones.set(zone, added);
  return added;
}

function spanAt(offsets: ZoneOffsets, at: number): OffsetSpan {
  const last = offsets.lastSpan;
  if (at >= last.start && at < last.end) return last;
  let span = offsets.spans.find(({ start, end }) => at >= start && at < end);
  if (span === undefined) {
    span = lookUpSpan(offsets.zone, at);
    offsets.spans.push(span);
  }
  offsets.lastSpan = span;
  return span;
}

function lookUpSpan(zone: string, at: number): OffsetSpan {
  const moment = zoned(at, zone);
  // A change at this very moment begins the span: look back from one millisecond later.
  const changed = zoned(at + 1, zone).getTimeZoneTransition('previous');
  const changes = moment.getTimeZoneTransition('next');
  return {
    start: changed === null ? -Infinity : changed.epochMilliseconds,
    end: changes === null ? Infinity : changes.epochMilliseconds,
    offsetMs: moment.offsetNanoseconds / 1_000_000,
  };
}

/** The moment at which a clock in the zone shows that local time (as if it were UTC). */
function momentOfLocal(offsets: ZoneOffsets, localMs: number): number {
  const span = spanAt(offsets, localMs);
  const moment = localMs - span.offsetMs;
  // A day away from any change of the clock, the local time exists exactly once.
  if (moment - DAY_MS >= span.start && moment + DAY_MS <= span.end) return moment;
  const local = zoned(localMs, 'UTC').toPlainDateTime();
  const shown = local.toZonedDateTime(offsets.zone, { disambiguation: 'earlier' });
  if (shown.toPlainDateTime().equals(local)) return shown.epochMilliseconds;
  const skippedAt = shown.getTimeZoneTransition('next');
  assert(skippedAt !== null, 'a local time that does not exist lies at a change of the clock');
  return skippedAt.epochMilliseconds;
}

function zoned(epochMs: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
}

/**
 * The moment at which clocks of a zone show a local date and time (`YYYY-MM-DDTHH:MM:SS`). A time
 * that the clocks skip becomes the moment of the change; of one that comes twice, the first.
 * Throws a RangeError on an unknown zone or a text that is no local time.
 */
export function instantOfLocal(zone: string, local: string): Instant {
  return instant(Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds);
}
