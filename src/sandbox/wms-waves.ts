/** When a site picks: in waves, during its working day. */
import { addWorkingTime, compileCalendar, localDateIn, type WorkingCalendar } from '../kernel/calendar.ts';
import { epochDayOf, HOUR_MS, DAY_MS, MINUTE_MS, type Instant, type LocalDate } from '../kernel/instant.ts';
import type { Random } from '../kernel/random.ts';
import { expectOk } from '../kernel/result.ts';

const DAY = ['06:00-20:00'];
const WEEK = { mon: DAY, tue: DAY, wed: DAY, thu: DAY, fri: DAY, sat: DAY, sun: DAY };
const WAVE_MS = 15 * MINUTE_MS;
/** Working minutes from release to the pick. */
const MINUTES_TO_PICK = { min: 20, max: 120 };

const calendars = new Map<string, WorkingCalendar>();

function calendarOf(zone: string, now: Instant): WorkingCalendar {
  const year = new Date(now).getUTCFullYear();
  const key = `${zone} ${year}`;
  let calendar = calendars.get(key);
  if (calendar === undefined) {
    const spec = { zone, week: WEEK, holidays: [], fromYear: year - 1, toYear: year + 2 };
    calendar = expectOk(compileCalendar(spec), `calendar of ${zone}`);
    calendars.set(key, calendar);
  }
  return calendar;
}

/** When an order that is released now is picked; not before its ship date, if it has one. */
export function nextWave(
  zone: string,
  now: Instant,
  notBefore: string | null,
  chance: Random,
): Instant {
  const opens = notBefore === null ? now : beginOf(notBefore as LocalDate, zone);
  const begin = opens > now ? opens : now;
  const minutes = chance.between(MINUTES_TO_PICK.min, MINUTES_TO_PICK.max);
  const due = addWorkingTime(calendarOf(zone, begin), begin, minutes * MINUTE_MS);
  return (Math.ceil(due / WAVE_MS) * WAVE_MS) as Instant;
}

/** The first full hour that belongs to the date on the site's clock. */
function beginOf(date: LocalDate, zone: string): Instant {
  let at = (epochDayOf(date) * DAY_MS - 14 * HOUR_MS) as Instant;
  while (localDateIn(zone, at) < date) at = (at + HOUR_MS) as Instant;
  return at;
}
