import type { Clock } from '../kernel/clock.ts';
import { instant, type Instant } from '../kernel/instant.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';

/** Longest wait that a timer of the runtime can be set for, in milliseconds. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** The time of the machine. */
export class SystemClock implements Clock {
  now(): Instant {
    return instant(Date.now());
  }

  at(due: Instant, wake: () => void): () => void {
    let timer: NodeJS.Timeout;
    const set = (): void => {
      const left = due - Date.now();
      timer = setTimeout(left > TIMER_MAX_MS ? set : wake, Math.min(Math.max(0, left), TIMER_MAX_MS));
    };
    set();
    return () => clearTimeout(timer);
  }
}

/**
 * Time that runs faster than the wall's, by a whole factor: several processes that share `origin`
 * and `factor` agree on it.
 */
export class FastClock implements Clock {
  readonly #originMs: number;
  readonly #start: Instant;
  readonly #factor: number;

  /** At the wall's `originMs` it is `start`; from then on it runs `factor` times as fast. */
  constructor(originMs: number, start: Instant, factor: number) {
    this.#originMs = originMs;
    this.#start = start;
    this.#factor = factor;
  }

  now(): Instant {
    return instant(Math.round(this.#start + (Date.now() - this.#originMs) * this.#factor));
  }

  at(due: Instant, wake: () => void): () => void {
    const timer = setTimeout(wake, Math.max(0, (due - this.now()) / this.#factor));
    return () => clearTimeout(timer);
  }
}

/**
 * Virtual time that can be handed over to the machine's: a day that was played becomes a system
 * that runs on. Timers set before the hand-over ring when the machine's time reaches them.
 */
export class HandoverClock implements Clock {
  readonly #virtual: VirtualClock;
  readonly #real: Clock;
  readonly #pending = new Map<symbol, { due: Instant; wake: () => void; cancel: () => void }>();
  #live = false;

  constructor(virtual: VirtualClock, real: Clock) {
    this.#virtual = virtual;
    this.#real = real;
  }

  /** Whether the machine's time counts. */
  get isLive(): boolean {
    return this.#live;
  }

  now(): Instant {
    return this.#live ? this.#real.now() : this.#virtual.now();
  }

  at(due: Instant, wake: () => void): () => void {
    if (this.#live) return this.#real.at(due, wake);
    const key = Symbol('timer');
    const ring = (): void => {
      this.#pending.delete(key);
      wake();
    };
    this.#pending.set(key, { due, wake: ring, cancel: this.#virtual.at(due, ring) });
    return () => {
      this.#pending.get(key)?.cancel();
      this.#pending.delete(key);
    };
  }

  /** From now on the machine's time counts. */
  goLive(): void {
    this.#live = true;
    for (const timer of this.#pending.values()) {
      timer.cancel();
      timer.cancel = this.#real.at(timer.due, timer.wake);
    }
  }
}
