import { assert } from './assert.ts';
import type { Clock } from './clock.ts';
import type { Instant } from './instant.ts';

interface Timer {
  readonly due: Instant;
  /** Order of setting: timers due at the same time ring in it. */
  readonly order: number;
  wake: (() => void) | null;
}

/** A clock that stands still until it is advanced. Timers ring in order of time, then of setting. */
export class VirtualClock implements Clock {
  #now: Instant;
  #order = 0;
  /** Binary heap by due time and order. */
  readonly #timers: Timer[] = [];

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  at(due: Instant, wake: () => void): () => void {
    const timer: Timer = { due, order: this.#order++, wake };
    this.#timers.push(timer);
    this.#rise(this.#timers.length - 1);
    return () => {
      timer.wake = null;
    };
  }

  /** When the next timer rings, or `null` if none is set. */
  nextDue(): Instant | null {
    while (this.#timers.length > 0 && this.#timers[0]!.wake === null) this.#pop();
    return this.#timers[0]?.due ?? null;
  }

  /**
   * Moves the time to `target`, ringing every timer due until then, each at its own time. Stands
   * still earlier when `interrupted` says so after a timer: something began that takes real time.
   */
  advanceTo(target: Instant, interrupted: () => boolean = () => false): void {
    assert(target >= this.#now, 'a clock does not run backwards');
    for (let due = this.nextDue(); due !== null && due <= target; due = this.nextDue()) {
      const timer = this.#pop();
      if (due > this.#now) this.#now = due;
      timer.wake?.();
      if (interrupted()) return;
    }
    this.#now = target;
  }

  #before(a: number, b: number): boolean {
    const left = this.#timers[a]!;
    const right = this.#timers[b]!;
    return left.due < right.due || (left.due === right.due && left.order < right.order);
  }

  #swap(a: number, b: number): void {
    const kept = this.#timers[a]!;
    this.#timers[a] = this.#timers[b]!;
    this.#timers[b] = kept;
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #pop(): Timer {
    const top = this.#timers[0]!;
    const last = this.#timers.pop()!;
    if (this.#timers.length === 0) return top;
    this.#timers[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= this.#timers.length) return top;
      const right = left + 1;
      const child = right < this.#timers.length && this.#before(right, left) ? right : left;
      if (!this.#before(child, at)) return top;
      this.#swap(at, child);
      at = child;
    }
  }
}
