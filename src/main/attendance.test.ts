/** Nobody is called silent for the time in which nobody listened. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT } from '../application/ports/logger.ts';
import { Attendance } from '../application/watch/attendance.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../kernel/instant.ts';
import { VirtualClock } from '../kernel/virtual-clock.ts';
import { HandoverClock } from './clocks.ts';

const START = Date.UTC(2031, 2, 3, 8) as Instant;
const later = (ms: number): Instant => (START + ms) as Instant;

test('a played day that is handed over to the time of today begins to listen anew', async () => {
  const virtual = new VirtualClock(START);
  const today = new VirtualClock(later(11 * DAY_MS));
  const clock = new HandoverClock(virtual, today);
  const attendance = new Attendance(clock, SILENT);
  attendance.start();
  for (let hours = 1; hours <= 48; hours++) {
    virtual.advanceTo(later(hours * HOUR_MS / 2));
    // Its looks are promises that are kept at once.
    await new Promise(setImmediate);
    assert.equal(attendance.since(), START, 'time that passes look by look is attended');
  }
  clock.goLive();
  assert.equal(attendance.since(), later(11 * DAY_MS), 'nobody listened in the days between');
  today.advanceTo(later(11 * DAY_MS + HOUR_MS / 2));
  assert.equal(attendance.since(), later(11 * DAY_MS), 'from then on it does');
  await attendance.stop();
});
