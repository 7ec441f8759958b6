import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CalendarSpec, WorkingCalendar } from './calendar.ts';
import {
  addWorkingTime,
  ALWAYS_OPEN,
  compileCalendar,
  isWorkingTime,
  localDateIn,
  workingTimeBetween,
} from './calendar.ts';
import type { Instant } from './instant.ts';
import { DAY_MS, formatInstant, HOUR_MS, instant, MINUTE_MS, parseInstant } from './instant.ts';
import { expectOk } from './result.ts';

const TWO_SHIFTS = ['08:00-12:00', '13:00-17:00'];
const SPEC: CalendarSpec = {
  zone: 'Europe/Berlin',
  week: {
    mon: TWO_SHIFTS,
    tue: TWO_SHIFTS,
    wed: TWO_SHIFTS,
    thu: TWO_SHIFTS,
    fri: ['08:00-12:00'],
    sat: [],
    sun: [],
  },
  holidays: ['2024-12-25', '2024-12-26', '2025-01-01'],
  fromYear: 2024,
  toYear: 2025,
};
const office = calendarOf({});
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'];
const offices = new Map(zones.map((zone) => [zone, calendarOf({ zone })]));

function calendarOf(changes: Partial<CalendarSpec>): WorkingCalendar {
  return expectOk(compileCalendar({ ...SPEC, ...changes }), 'calendar');
}

function everyDay(day: readonly string[]): CalendarSpec['week'] {
  return { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
}

function at(text: string): Instant {
  return expectOk(parseInstant(text), text);
}

const anyMoment = fc
  .integer({ min: Date.UTC(2024, 0, 2), max: Date.UTC(2025, 11, 30) })
  .map(instant);
const anyOffice = fc.constantFrom(...offices.values());

test('law: adding the working time between two moments leads from one to the other', () => {
  fc.assert(
    fc.property(anyOffice, anyMoment, anyMoment, (calendar, a, b) => {
      fc.pre(a <= b);
      const worked = workingTimeBetween(calendar, a, b);
      const reached = addWorkingTime(calendar, a, worked);
      assert.ok(reached <= b);
      assert.equal(workingTimeBetween(calendar, reached, b), 0);
      if (worked > 0 && isWorkingTime(calendar, b)) assert.equal(reached, b);
    }),
    { numRuns: 1_000 },
  );
});

test('law: a deadline is the earliest moment by which the time has been worked', () => {
  const anyDuration = fc.integer({ min: 1, max: 400 * HOUR_MS });
  fc.assert(
    fc.property(anyOffice, anyMoment, anyDuration, (calendar, from, durationMs) => {
      fc.pre(from < Date.UTC(2025, 6, 1));
      const deadline = addWorkingTime(calendar, from, durationMs);
      assert.equal(workingTimeBetween(calendar, from, deadline), durationMs);
      const earlier = instant(deadline - 1);
      assert.equal(workingTimeBetween(calendar, from, earlier), durationMs - 1);
    }),
    { numRuns: 1_000 },
  );
});

test('law: working times add up, and count backwards below zero', () => {
  fc.assert(
    fc.property(anyOffice, anyMoment, anyMoment, anyMoment, (calendar, a, b, c) => {
      const total = workingTimeBetween(calendar, a, c);
      assert.equal(
        workingTimeBetween(calendar, a, b) + workingTimeBetween(calendar, b, c),
        total,
      );
      assert.equal(workingTimeBetween(calendar, c, a) + total, 0);
    }),
  );
});

/** What a clock on the wall shows, by the engine's own formatter: an independent reference. */
function wallClock(zone: string): (moment: Instant) => { date: string; day: string; time: string } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (moment) => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
    const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
    return {
      date: `${part('year')}-${part('month')}-${part('day')}`,
      day: part('weekday').toLowerCase(),
      time: `${part('hour')}:${part('minute')}`,
    };
  };
}

const clocks = new Map(zones.map((zone) => [zone, wallClock(zone)]));

test('law: working time is what the clock on the wall says', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), anyMoment, (zone, moment) => {
      const clock = clocks.get(zone);
      const calendar = offices.get(zone);
      assert.ok(clock !== undefined && calendar !== undefined);
      const { date, day, time } = clock(moment);
      const ranges = SPEC.holidays.includes(date)
        ? []
        : SPEC.week[day as keyof CalendarSpec['week']];
      const isOpen = ranges.some((range) => time >= range.slice(0, 5) && time < range.slice(6));
      assert.equal(isWorkingTime(calendar, moment), isOpen, `${zone} ${date} ${time}`);
    }),
    { numRuns: 3_000 },
  );
});

test('law: the local date is what the clock on the wall says, in any year of Instant', () => {
  const anyInstant = fc.integer({ min: 0, max: Date.UTC(2200, 11, 31) }).map(instant);
  const anyZone = fc.constantFrom(...zones);
  fc.assert(
    fc.property(anyZone, anyInstant, (zone, moment) => {
      assert.equal(localDateIn(zone, moment), clocks.get(zone)?.(moment).date);
    }),
    { numRuns: 1_000 },
  );
});

test('the local date changes at local midnight, also where the clock changes at midnight', () => {
  assert.equal(localDateIn('America/New_York', instant(0)), '1969-12-31');
  assert.equal(localDateIn('Europe/Berlin', at('2024-06-30T21:59:59.999Z')), '2024-06-30');
  assert.equal(localDateIn('Europe/Berlin', at('2024-06-30T22:00:00Z')), '2024-07-01');
  assert.equal(localDateIn('Pacific/Apia', at('2011-12-30T09:59:59Z')), '2011-12-29');
  assert.equal(localDateIn('Pacific/Apia', at('2011-12-30T10:00:00Z')), '2011-12-31');
  assert.equal(localDateIn('America/Santiago', at('2024-09-08T03:59:59Z')), '2024-09-07');
  assert.equal(localDateIn('America/Santiago', at('2024-09-08T04:00:00Z')), '2024-09-08');
  assert.throws(() => localDateIn('Mars/Olympus', instant(0)), { name: 'InvariantError' });
});

test('deadlines by hand: over lunch, a weekend, holidays and the end of a shift', () => {
  const deadline = (from: string, durationMs: number): string =>
    formatInstant(addWorkingTime(office, at(from), durationMs));
  assert.equal(deadline('2024-06-03T11:30:00+02:00', HOUR_MS), '2024-06-03T11:30:00.000Z');
  assert.equal(deadline('2024-06-07T11:00:00+02:00', 2 * HOUR_MS), '2024-06-10T07:00:00.000Z');
  assert.equal(deadline('2024-12-24T16:00:00+01:00', 2 * HOUR_MS), '2024-12-27T08:00:00.000Z');
  assert.equal(deadline('2024-06-03T16:00:00+02:00', HOUR_MS), '2024-06-03T15:00:00.000Z');
  assert.equal(deadline('2024-06-08T10:00:00+02:00', 0), '2024-06-08T08:00:00.000Z');
  assert.equal(deadline('2024-06-08T10:00:00+02:00', 1), '2024-06-10T06:00:00.001Z');
  assert.throws(() => deadline('2024-06-08T10:00:00+02:00', -1), { name: 'InvariantError' });
});

test('opening time is working time, closing time is not', () => {
  assert.equal(isWorkingTime(office, at('2024-06-03T08:00:00+02:00')), true);
  assert.equal(isWorkingTime(office, at('2024-06-03T07:59:59.999+02:00')), false);
  assert.equal(isWorkingTime(office, at('2024-06-03T11:59:59.999+02:00')), true);
  assert.equal(isWorkingTime(office, at('2024-06-03T12:00:00+02:00')), false);
});

test('a day of the clock change is an hour shorter or longer', () => {
  const dayAndNight = calendarOf({ week: everyDay(['00:00-24:00']), holidays: [] });
  assert.equal(dayAndNight.opens.length, 1, 'days that touch are one interval');
  const night = calendarOf({ week: everyDay(['00:00-06:00']), holidays: [] });
  const worked = (date: string): number =>
    workingTimeBetween(
      night,
      instant(at(`${date}T00:00:00Z`) - 3 * HOUR_MS),
      at(`${date}T12:00:00Z`),
    );
  assert.equal(worked('2024-03-30'), 6 * HOUR_MS);
  assert.equal(worked('2024-03-31'), 5 * HOUR_MS);
  assert.equal(worked('2024-10-27'), 7 * HOUR_MS);
  assert.equal(
    workingTimeBetween(
      dayAndNight,
      at('2024-03-31T00:00:00+01:00'),
      at('2024-04-01T00:00:00+02:00'),
    ),
    23 * HOUR_MS,
  );
});

test('times that the clock skips are the moment of the change, repeated times the first', () => {
  const opensOn = (ranges: string[], zone: string, year: number, date: string): string[] => {
    const years = { fromYear: year, toYear: year };
    const calendar = calendarOf({ zone, week: everyDay(ranges), holidays: [], ...years });
    const utcTime = (ms: number): string => formatInstant(instant(ms)).slice(11, 16);
    return calendar.opens.flatMap((open, index) => {
      const close = calendar.closes[index] as number;
      const isThatDay = localDateIn(zone, instant(open)) === date;
      return isThatDay ? [`${utcTime(open)}-${utcTime(close)}`] : [];
    });
  };
  const berlin = 'Europe/Berlin';
  assert.deepEqual(opensOn(['02:00-03:00'], berlin, 2024, '2024-03-31'), []);
  assert.deepEqual(opensOn(['02:15-02:45'], berlin, 2024, '2024-03-31'), []);
  assert.deepEqual(opensOn(['01:30-02:30'], berlin, 2024, '2024-03-31'), ['00:30-01:00']);
  assert.deepEqual(opensOn(['02:30-04:00'], berlin, 2024, '2024-03-31'), ['01:00-02:00']);
  assert.deepEqual(opensOn(['01:00-02:30'], berlin, 2024, '2024-10-27'), ['23:00-00:30']);
  assert.deepEqual(opensOn(['02:30-04:00'], berlin, 2024, '2024-10-27'), ['00:30-03:00']);
  assert.deepEqual(opensOn(['08:00-12:00'], 'Pacific/Apia', 2011, '2011-12-29'), ['18:00-22:00']);
  assert.deepEqual(opensOn(['08:00-12:00'], 'Pacific/Apia', 2011, '2011-12-30'), []);
  assert.deepEqual(opensOn(['08:00-12:00'], 'Pacific/Apia', 2011, '2011-12-31'), ['18:00-22:00']);
});

test('ranges that touch are one interval', () => {
  const touching = calendarOf({ week: everyDay(['12:00-16:00', '08:00-12:00']), holidays: [] });
  const whole = calendarOf({ week: everyDay(['08:00-16:00']), holidays: [] });
  assert.deepEqual(touching, whole);
});

test('a calendar that cannot be meant is refused with a message', () => {
  const refused = (changes: Partial<CalendarSpec>): string => {
    const compiled = compileCalendar({ ...SPEC, ...changes });
    return compiled.ok ? '' : compiled.error;
  };
  const monday = (...mon: string[]): string => refused({ week: { ...SPEC.week, mon } });
  assert.match(monday('08:00-12:00', '11:00-13:00'), /mon: the ranges .* overlap/);
  assert.match(monday('22:00-06:00'), /ends before it begins: split a night shift/);
  assert.match(monday('08:00-08:00'), /ends before it begins/);
  const malformed = ['8-12', '08:00', '08:00–12:00', '24:00-24:00', '08:00-25:00', '08:60-09:00'];
  for (const range of malformed) {
    assert.match(monday(range), /is not a range of local time/, range);
  }
  assert.match(refused({ zone: 'Mars/Olympus' }), /"Mars\/Olympus" is not a known time zone/);
  assert.match(refused({ holidays: ['2024-02-30'] }), /holiday "2024-02-30" is not a date/);
  assert.match(refused({ fromYear: 2026 }), /ends in 2025, before it begins in 2026/);
  assert.match(refused({ fromYear: 1969 }), /years are from 1970 to 2200/);
  assert.match(refused({ toYear: 2124 }), /at most 100 years/);
  assert.match(refused({ week: everyDay([]) }), /no working time at all/);
});

test('beyond the compiled years there is no answer, but advice', () => {
  const advice = { name: 'InvariantError', message: /extend its fromYear or toYear/ };
  const last = at('2025-12-31T23:59:59.999+01:00');
  const first = at('2024-01-01T00:00:00+01:00');
  assert.equal(isWorkingTime(office, first), false);
  assert.equal(isWorkingTime(office, last), false);
  assert.throws(() => isWorkingTime(office, instant(first - 1)), advice);
  assert.throws(() => workingTimeBetween(office, first, instant(last + 1)), advice);
  assert.throws(() => addWorkingTime(office, last, 1), advice);
  assert.throws(() => addWorkingTime(office, first, 500 * 9 * HOUR_MS), advice);
});

test('the calendar that is always open counts plain time', () => {
  const moment = at('2024-06-08T10:00:00Z');
  assert.equal(addWorkingTime(ALWAYS_OPEN, moment, DAY_MS), moment + DAY_MS);
  assert.equal(workingTimeBetween(ALWAYS_OPEN, instant(0), moment), moment);
  assert.equal(isWorkingTime(ALWAYS_OPEN, instant(0)), true);
  assert.equal(addWorkingTime(ALWAYS_OPEN, instant(0), MINUTE_MS), MINUTE_MS);
});
