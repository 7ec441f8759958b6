import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { instant, type Instant } from './instant.ts';
import { sleep } from './clock.ts';
import { VirtualClock } from './virtual-clock.ts';

const start = instant(1_000);
const later = (ms: number): Instant => instant(start + ms);

test('timers ring in order of time, then of setting, each at its own time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 60 }), (delays) => {
      const clock = new VirtualClock(start);
      const rung: [number, number][] = [];
      delays.forEach((delay, order) => clock.at(later(delay), () => rung.push([clock.now(), order])));
      clock.advanceTo(later(50));
      const expected = delays
        .map((delay, order): [number, number] => [later(delay), order])
        .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      assert.deepEqual(rung, expected);
    }),
  );
});

test('a cancelled timer does not ring, and is not the next one due', () => {
  const clock = new VirtualClock(start);
  const cancel = clock.at(later(10), () => assert.fail('rang'));
  clock.at(later(20), () => {});
  cancel();
  assert.equal(clock.nextDue(), later(20));
  clock.advanceTo(later(30));
  assert.equal(clock.nextDue(), null);
});

test('a timer set while time passes rings within the same passing', () => {
  const clock = new VirtualClock(start);
  let rangAt = 0;
  clock.at(later(5), () => clock.at(later(9), () => (rangAt = clock.now())));
  clock.advanceTo(later(10));
  assert.equal(rangAt, later(9));
});

test('time stands still where something begins that takes real time', () => {
  const clock = new VirtualClock(start);
  let began = false;
  clock.at(later(5), () => {
    began = true;
    clock.at(later(8), () => assert.fail('timed out before it could answer'));
  });
  clock.advanceTo(later(10), () => began);
  assert.equal(clock.now(), later(5));
});

test('a sleeper wakes when its time comes, or when it is called off', async () => {
  const clock = new VirtualClock(start);
  const asleep = sleep(clock, 10);
  clock.advanceTo(later(10));
  await asleep;
  const abort = new AbortController();
  const dropped = sleep(clock, 10, abort.signal);
  abort.abort();
  await dropped;
  assert.equal(clock.nextDue(), null);
  assert.throws(() => clock.advanceTo(start), /backwards/);
});
