/**
 * Drives a sandbox on a virtual clock with one caller at a time: for tests of a system with its
 * connector. Time passes only when all that is in motion waits for it.
 */
import { setImmediate } from 'node:timers/promises';
import type { Instant } from '../kernel/instant.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { Sandbox } from './start.ts';

/** Waits for a call that has at most one request under way, letting time pass while it is held. */
export async function settle<T>(
  clock: VirtualClock,
  sandbox: Sandbox,
  work: Promise<T>,
): Promise<T> {
  let isSettled = false;
  const mark = (): void => void (isSettled = true);
  work.then(mark, mark);
  while (!isSettled) {
    await setImmediate();
    const { held, delivering } = sandbox.activity();
    if (isSettled || held === 0 || delivering > 0) continue;
    const due = clock.nextDue();
    if (due !== null) clock.advanceTo(due < clock.now() ? clock.now() : due);
  }
  return work;
}

/** Lets time pass until `target`: jobs run and webhooks are delivered on the way. */
export async function pass(clock: VirtualClock, sandbox: Sandbox, target: Instant): Promise<void> {
  for (;;) {
    await quiet(sandbox);
    const due = clock.nextDue();
    if (due === null || due > target) break;
    clock.advanceTo(due < clock.now() ? clock.now() : due);
  }
  clock.advanceTo(target);
  await quiet(sandbox);
}

/** Waits until no webhook is on the wire and no late request is being applied. */
export async function quiet(sandbox: Sandbox): Promise<void> {
  do await setImmediate();
  while (sandbox.activity().delivering > 0);
}
