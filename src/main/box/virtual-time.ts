/**
 * Lets virtual time pass over real systems: the clock moves only while nothing is in motion, so
 * that a slow machine and a fast one play the same day.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Instant } from '../../kernel/instant.ts';
import type { VirtualClock } from '../../kernel/virtual-clock.ts';

/** Looks without a pause before the loop yields to the database for a millisecond. */
const EAGER_LOOKS = 1_000;

/** Milliseconds that may pass at once while answers are awaited: far below any time-out. */
const AWAITING_QUANTUM_MS = 1_000;

export interface VirtualTimeOptions {
  readonly clock: VirtualClock;
  /** Nothing is in motion but what waits for the clock. */
  still(): boolean;
  /** Time that may pass at once, in milliseconds: what is due within it happens together. */
  readonly quantumMs: number;
  /** Answers are awaited: time must not run past their time-out before they can come. */
  awaiting(): boolean;
  /** Not beyond this time. */
  readonly until: Instant;
  /** Asked at every standstill; `true` ends the play. */
  done(): boolean | Promise<boolean>;
}

/** Plays until `done`, or until nothing is left to happen before the end. */
export async function passVirtualTime(options: VirtualTimeOptions): Promise<void> {
  const { clock, until } = options;
  for (;;) {
    await standstill(options.still);
    if (await options.done()) return;
    const due = clock.nextDue();
    if (due === null || due > until) {
      if (clock.now() < until) clock.advanceTo(until);
      return;
    }
    const next = Math.max(due, clock.now());
    if (options.awaiting()) {
      clock.advanceTo(Math.min(next + AWAITING_QUANTUM_MS, until) as Instant);
    } else {
      clock.advanceTo(Math.min(next + options.quantumMs, until) as Instant, options.awaiting);
    }
  }
}

/** Waits until nothing is in motion, twice in a row: an answer may set something else in motion. */
async function standstill(still: () => boolean): Promise<void> {
  let looks = 0;
  for (let quiet = 0; quiet < 2; ) {
    await (looks++ < EAGER_LOOKS ? setImmediate() : setTimeout(1));
    if (still()) quiet += 1;
    else quiet = 0;
  }
}
