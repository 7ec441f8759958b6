/** When a file must have come. Pure: the same moments give the same answer on every machine. */
import {
  instantOfLocal,
  localDateIn,
  workingTimeBetween,
  type WorkingCalendar,
} from '../../kernel/calendar.ts';
import { addDays, type Instant, type LocalDate } from '../../kernel/instant.ts';
import { COLLECT_LIMITS } from './limits.ts';

/** A file that a system sends regularly. */
export interface ExpectedFile {
  /** Its name, with `*` and `?`. */
  readonly name: string;
  /** Local time by which it must be here, `18:00`. */
  readonly by: string;
  /** On days on which the calendar has working time, or every day. */
  readonly days: 'working' | 'every';
  readonly zone: string;
  readonly calendar: WorkingCalendar;
  /** Whose business waits for it. */
  readonly entity: string;
}

/** A deadline, and since when a file that comes counts for it. */
export interface FileDeadline {
  readonly at: Instant;
  /** Halfway from the deadline before: a file counts for the deadline that is nearest. */
  readonly since: Instant;
}

/** The last deadline until now; `null` if there was none for weeks. */
export function lastDeadline(expected: ExpectedFile, now: Instant): FileDeadline | null {
  const passed = deadlinesBefore(expected, now);
  const { value: at } = passed.next();
  if (at === undefined) return null;
  const { value: before } = passed.next();
  return { at, since: (before === undefined ? at : Math.floor((before + at) / 2)) as Instant };
}

function* deadlinesBefore(expected: ExpectedFile, now: Instant): Generator<Instant, undefined> {
  const { by, days, zone, calendar } = expected;
  let date = localDateIn(zone, now);
  for (let back = 0; back <= COLLECT_LIMITS.deadlineDaysMax; back++) {
    const at = instantOfLocal(zone, `${date}T${by}:00`);
    if (at <= now && (days === 'every' || isWorkingDay(zone, calendar, date))) yield at;
    date = addDays(date, -1);
  }
}

function isWorkingDay(zone: string, calendar: WorkingCalendar, date: LocalDate): boolean {
  const begins = instantOfLocal(zone, `${date}T00:00:00`);
  const ends = instantOfLocal(zone, `${addDays(date, 1)}T00:00:00`);
  return workingTimeBetween(calendar, begins, ends) > 0;
}

/**
 * Whether the file is late: its last deadline passed, and nothing came that could count for it.
 * @param watchedSince deadlines before it are nobody's fault.
 */
export function isLate(
  deadline: FileDeadline | null,
  lastArrival: Instant | null,
  watchedSince: Instant,
): deadline is FileDeadline {
  if (deadline === null || deadline.at < watchedSince) return false;
  return lastArrival === null || lastArrival < deadline.since;
}
