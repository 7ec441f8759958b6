import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instant } from '../../kernel/instant.ts';
import { VirtualClock } from '../../kernel/virtual-clock.ts';
import { StatementPaused } from '../ports/connector.ts';
import type { Logger } from '../ports/logger.ts';
import { RecurringLook } from './recurring-look.ts';
import { timeLimit } from './time-limit.ts';

/** Looks that last until they are let go, on a clock that stands still. */
function scene(retryMinMs?: number, intervalMs = 1_000) {
  const clock = new VirtualClock(0 as Instant);
  const warnings: string[] = [];
  const logger: Logger = {
    info: () => {},
    warn: (event, details) => void warnings.push(`${event} ${JSON.stringify(details)}`),
    error: () => {},
  };
  const open: { resolve(answer?: number): void; reject(error: Error): void }[] = [];
  const look = new RecurringLook({
    clock,
    logger,
    intervalMs,
    ...(retryMinMs === undefined ? {} : { retryMinMs }),
    failure: 'could not look',
    details: { system: 'erp' },
    look: () => new Promise((resolve, reject) => void open.push({ resolve, reject })),
  });
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { clock, look, open, warnings, settle };
}

test('the next look waits from the end of the last one', async () => {
  const { clock, look, open, settle } = scene();
  look.start();
  assert.equal(look.busy(), false);
  clock.advanceTo(1_000 as Instant);
  assert.equal(look.busy(), true);
  clock.advanceTo(5_000 as Instant);
  assert.equal(open.length, 1, 'one after another');
  open[0]!.resolve();
  await settle();
  assert.equal(look.busy(), false);
  clock.advanceTo(5_999 as Instant);
  assert.equal(open.length, 1);
  clock.advanceTo(6_000 as Instant);
  assert.equal(open.length, 2);
});

test('a look may say when the next one comes', async () => {
  const { clock, look, open, settle } = scene();
  look.start();
  clock.advanceTo(1_000 as Instant);
  open[0]!.resolve(50);
  await settle();
  clock.advanceTo(1_050 as Instant);
  assert.equal(open.length, 2);
});

test('a look that fails is said, and looked again', async () => {
  const { clock, look, open, warnings, settle } = scene();
  look.start();
  clock.advanceTo(1_000 as Instant);
  open[0]!.reject(new Error('no answer'));
  await settle();
  assert.deepEqual(warnings, [
    'could not look {"system":"erp","failures":1,"retryMs":1000,"error":"Error: no answer"}',
  ]);
  clock.advanceTo(2_000 as Instant);
  assert.equal(open.length, 2);
});

test('a look that fails comes again soon, later each time; a pause does not count', async () => {
  const { clock, look, open, settle } = scene(100);
  look.start();
  clock.advanceTo(1_000 as Instant);
  const answers: ((at: number) => void)[] = [
    (at) => open[at]!.reject(new Error('no answer')),
    (at) => open[at]!.reject(new Error('no answer')),
    (at) => open[at]!.reject(new StatementPaused('status 429', 5_000)),
    (at) => open[at]!.reject(new Error('no answer')),
    (at) => open[at]!.reject(new Error('no answer')),
    (at) => open[at]!.reject(new Error('no answer')),
    (at) => open[at]!.resolve(),
    (at) => open[at]!.reject(new Error('no answer')),
  ];
  const waits: number[] = [];
  for (const [at, answer] of answers.entries()) {
    answer(at);
    await settle();
    const since = clock.now();
    while (open.length === at + 1) clock.advanceTo((clock.now() + 100) as Instant);
    waits.push(clock.now() - since);
  }
  assert.deepEqual(waits, [100, 200, 1_000, 400, 800, 1_000, 1_000, 100]);
});

test('a schedule goes on where it stood before a restart', () => {
  const HOUR_MS = 3_600_000;
  const firstAfter = (lastAt: number | null): number => {
    const { clock, look, open } = scene(undefined, HOUR_MS);
    clock.advanceTo((10 * HOUR_MS) as Instant);
    look.start(lastAt as Instant | null);
    clock.advanceTo(clock.nextDue()!);
    assert.equal(open.length, 1);
    return clock.now() - 10 * HOUR_MS;
  };
  assert.equal(firstAfter(null), HOUR_MS, 'never looked: a whole turn');
  assert.equal(firstAfter(9.75 * HOUR_MS), 0.75 * HOUR_MS, 'what is left of the turn');
  assert.equal(firstAfter(2 * HOUR_MS), 30_000, 'due long ago: soon');
  assert.equal(firstAfter(12 * HOUR_MS), HOUR_MS, 'a clock that ran ahead: never later than a turn');
});

test('stopping waits for the look under way, and none follows', async () => {
  const { clock, look, open, settle } = scene();
  look.start();
  clock.advanceTo(1_000 as Instant);
  let stopped = false;
  const stop = look.stop().then(() => (stopped = true));
  await settle();
  assert.equal(stopped, false);
  open[0]!.resolve();
  await stop;
  clock.advanceTo(9_000 as Instant);
  assert.equal(open.length, 1);
});

test('a time limit gives up by the clock, at once when asked, and not after its end', () => {
  const clock = new VirtualClock(0 as Instant);
  const [late, asked, done] = [timeLimit(clock, 100), timeLimit(clock, 100), timeLimit(clock, 100)];
  asked.giveUp();
  done.end();
  assert.deepEqual([late.signal.aborted, asked.signal.aborted], [false, true]);
  clock.advanceTo(100 as Instant);
  assert.deepEqual([late.signal.aborted, done.signal.aborted], [true, false]);
});
