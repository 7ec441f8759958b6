import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LocalDate } from './instant.ts';
import {
  addDays,
  compareLocalDate,
  DAY_MS,
  epochDayOf,
  formatInstant,
  HOUR_MS,
  instant,
  localDateOfEpochDay,
  MINUTE_MS,
  parseInstant,
  parseLocalDate,
  SECOND_MS,
} from './instant.ts';
import { expectOk } from './result.ts';

const END_MS = Date.UTC(2201, 0, 1);
const anyInstant = fc.integer({ min: 0, max: END_MS - 1 }).map(instant);
const anyEpochDay = fc.integer({
  min: Date.UTC(1900, 0, 1) / DAY_MS,
  max: Date.UTC(9999, 11, 31) / DAY_MS,
});
const date = (text: string): LocalDate => expectOk(parseLocalDate(text), text);

test('law: an instant is written as JavaScript dates are, and read back', () => {
  fc.assert(
    fc.property(anyInstant, (at) => {
      assert.equal(formatInstant(at), new Date(at).toISOString());
      assert.deepEqual(parseInstant(formatInstant(at)), { ok: true, value: at });
    }),
    { numRuns: 1_000 },
  );
});

test('law: an offset moves the clock and not the moment', () => {
  fc.assert(
    fc.property(anyInstant, fc.integer({ min: -1_439, max: 1_439 }), (at, offsetMinutes) => {
      const local = new Date(at + offsetMinutes * MINUTE_MS);
      fc.pre(local.getTime() >= 0 && local.getTime() < END_MS);
      const size = Math.abs(offsetMinutes);
      const hours = String(Math.floor(size / 60)).padStart(2, '0');
      const minutes = String(size % 60).padStart(2, '0');
      const offset = `${offsetMinutes < 0 ? '-' : '+'}${hours}:${minutes}`;
      assert.deepEqual(parseInstant(local.toISOString().slice(0, -1) + offset), {
        ok: true,
        value: at,
      });
    }),
  );
});

test('law: whatever is read is what JavaScript reads', () => {
  const digit = fc.constantFrom(...'0123456789');
  const two = fc.tuple(digit, digit).map((digits) => digits.join(''));
  const anyText = fc
    .tuple(fc.constantFrom('1969', '1970', '2000', '2024', '2100', '2200'), two, two, two, two, two)
    .map(([year, month, day, hour, minute, second]) =>
      `${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  fc.assert(
    fc.property(anyText, (text) => {
      const parsed = parseInstant(text);
      // JavaScript lets 2010-02-30 and hour 24 roll over: then it writes another text.
      const ms = Date.parse(text);
      const isReal = !Number.isNaN(ms) && new Date(ms).toISOString() === text.replace('Z', '.000Z');
      assert.equal(parsed.ok, isReal && ms >= 0 && ms < END_MS, text);
      if (parsed.ok) assert.equal(parsed.value, ms);
    }),
    { numRuns: 5_000 },
  );
});

test('fractions are cut off below the millisecond', () => {
  const msOf = (text: string): number => expectOk(parseInstant(text), text) % SECOND_MS;
  assert.equal(msOf('2031-05-04T10:00:00.5Z'), 500);
  assert.equal(msOf('2031-05-04T10:00:00.25Z'), 250);
  assert.equal(msOf('2031-05-04T10:00:00.1239999999Z'), 123);
  assert.equal(msOf('2031-05-04t10:00:00z'), 0);
});

test('what is not RFC 3339 with an offset is refused', () => {
  const refused = [
    '',
    '2031-05-04',
    '2031-05-04T10:00:00',
    '2031-05-04T10:00Z',
    '2031-05-04 10:00:00Z',
    '2031-05-04T10:00:00.Z',
    '2031-05-04T10:00:00,5Z',
    '2031-05-04T10:00:00+0200',
    '2031-05-04T10:00:00+02',
    '2031-05-04T10:00:00+24:00',
    '2031-05-04T10:00:00+02:60',
    '2031-05-04T10:00:00Zx',
    '2031-05-04T10:00:00+02:00x',
    '2031-05-04T24:00:00Z',
    '2016-12-31T23:59:60Z',
    '2010-02-30T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2031-13-01T00:00:00Z',
    '2031-00-01T00:00:00Z',
    '2031-01-00T00:00:00Z',
    '20310504T100000Z',
    '2031/05/04T10:00:00Z',
    '+02031-05-04T10:00:00Z',
  ];
  for (const text of refused) {
    const parsed = parseInstant(text);
    assert.match(parsed.ok ? '' : parsed.error, /is not an instant/, text);
  }
});

test('instants outside of the years 1970 to 2200 are refused', () => {
  const outside = ['1969-12-31T23:59:59Z', '1970-01-01T00:00:00+01:00', '2201-01-01T00:00:00Z'];
  for (const text of outside) {
    const parsed = parseInstant(text);
    assert.match(parsed.ok ? '' : parsed.error, /outside of 1970 to 2200/, text);
  }
  assert.equal(parseInstant('2200-12-31T23:59:59.999Z').ok, true);
  assert.throws(() => instant(-1), { name: 'InvariantError' });
  assert.throws(() => instant(END_MS), { name: 'InvariantError' });
  assert.throws(() => instant(0.5), { name: 'InvariantError' });
  assert.throws(() => instant(NaN), { name: 'InvariantError' });
});

test('law: days of the calendar are those of JavaScript', () => {
  fc.assert(
    fc.property(anyEpochDay, (day) => {
      const text = localDateOfEpochDay(day);
      assert.equal(text, new Date(day * DAY_MS).toISOString().slice(0, 10));
      assert.deepEqual(parseLocalDate(text), { ok: true, value: text });
      assert.equal(epochDayOf(text), day);
    }),
    { numRuns: 1_000 },
  );
});

test('law: adding days is undone by adding the negative, and keeps the sequence', () => {
  fc.assert(
    fc.property(anyEpochDay, fc.integer({ min: -9_999, max: 9_999 }), (day, days) => {
      fc.pre(day + days >= -25_567 && day + days <= 2_932_896);
      const from = localDateOfEpochDay(day);
      const to = addDays(from, days);
      assert.equal(addDays(to, -days), from);
      assert.equal(Math.sign(compareLocalDate(to, from)), Math.sign(days));
    }),
  );
});

test('dates by hand', () => {
  assert.equal(addDays(date('2024-02-28'), 1), '2024-02-29');
  assert.equal(addDays(date('2023-12-31'), 1), '2024-01-01');
  assert.equal(compareLocalDate(date('2024-02-28'), date('2024-02-28')), 0);
  for (const text of ['0001-01-01', '1899-12-31', '2023-02-29', '2023-1-01', '2023-01-01T', '']) {
    assert.equal(parseLocalDate(text).ok, false, text);
  }
  assert.throws(() => addDays(date('9999-12-31'), 1), { name: 'InvariantError' });
  assert.throws(() => addDays(date('2024-01-01'), 0.5), { name: 'InvariantError' });
});

test('the constants are what their names say', () => {
  assert.deepEqual(
    [SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS],
    [1_000, 60_000, 3_600_000, 86_400_000],
  );
});
