import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileCalendar, type CalendarSpec } from '../../kernel/calendar.ts';
import { formatInstant, parseInstant, type Instant } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { isLate, lastDeadline, type ExpectedFile } from './expected-file.ts';

const WORK = ['08:00-17:00'];
const days = { mon: WORK, tue: WORK, wed: WORK, thu: WORK, fri: WORK };
const week: CalendarSpec['week'] = { ...days, sat: [], sun: [] };
const zone = 'Europe/Berlin';
// Good Friday and Easter Monday.
const holidays = ['2031-04-11', '2031-04-14'];
const years = { fromYear: 2030, toYear: 2032 };
const calendar = expectOk(compileCalendar({ zone, week, holidays, ...years }), 'calendar');
const name = 'S-*.txt';
const expected: ExpectedFile = { name, by: '18:00', days: 'working', zone, calendar, entity: 'de' };

const minuteOf = (at: Instant): string => formatInstant(at).slice(0, 16);
const moment = (text: string): Instant => expectOk(parseInstant(text), text);
/** When the last deadline was, and since when a file counts for it, to the minute. */
const deadlineAt = (now: string, of: Partial<ExpectedFile> = {}): [at: string, since: string] | null => {
  const found = lastDeadline({ ...expected, ...of }, moment(now));
  return found === null ? null : [minuteOf(found.at), minuteOf(found.since)];
};

test('a deadline passes at its local time, in winter and in summer', () => {
  // Tuesday, 18:00 in Berlin is 17:00 UTC in winter.
  assert.deepEqual(deadlineAt('2031-03-04T16:59:59.999Z')?.[0], '2031-03-03T17:00');
  assert.deepEqual(deadlineAt('2031-03-04T17:00:00Z'), ['2031-03-04T17:00', '2031-03-04T05:00']);
  assert.deepEqual(deadlineAt('2031-07-01T16:00:00Z')?.[0], '2031-07-01T16:00');
});

test('nothing is due on days without work, unless it comes every day', () => {
  // Easter: the last working day before Tuesday the 15th is Thursday the 10th.
  assert.deepEqual(deadlineAt('2031-04-15T15:00:00Z'), ['2031-04-10T16:00', '2031-04-10T04:00']);
  assert.deepEqual(deadlineAt('2031-04-15T16:00:00Z'), ['2031-04-15T16:00', '2031-04-13T04:00']);
  assert.deepEqual(deadlineAt('2031-04-13T20:00:00Z', { days: 'every' })?.[0], '2031-04-13T16:00');
});

test('a calendar without work for weeks has no deadline', () => {
  const may = Array.from({ length: 31 }, (_, day) => `2031-05-${String(day + 1).padStart(2, '0')}`);
  const shut = expectOk(
    compileCalendar({ zone, week, holidays: may, fromYear: 2031, toYear: 2031 }),
    'a calendar with a shut month',
  );
  assert.equal(deadlineAt('2031-05-28T20:00:00Z', { calendar: shut }), null);
});

test('a file counts for the deadline that is nearest', () => {
  const deadline = lastDeadline(expected, moment('2031-03-04T17:00:00Z'))!;
  const watched = moment('2031-01-01T00:00:00Z');
  assert.ok(isLate(deadline, null, watched));
  assert.ok(isLate(deadline, moment('2031-03-04T04:59:59Z'), watched), 'that one was for Monday');
  assert.ok(!isLate(deadline, moment('2031-03-04T05:00:00Z'), watched));
  assert.ok(!isLate(deadline, moment('2031-03-04T23:00:00Z'), watched), 'late, and here');
  assert.ok(!isLate(deadline, null, moment('2031-03-04T17:00:01Z')), 'nobody watched then');
  assert.ok(!isLate(null, null, watched));
});
