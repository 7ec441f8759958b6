import type { Instant } from './instant.ts';

/** The time, and being woken at a time. Everything that waits takes one, so time can be virtual. */
export interface Clock {
  now(): Instant;
  /** Calls `wake` once at or after `due`; returns a function that cancels it. */
  at(due: Instant, wake: () => void): () => void;
}

/** Waits on a clock; returns early, without an error, when `signal` fires. */
export function sleep(
  clock: Clock,
  durationMs: number,
  signal?: {
    readonly aborted: boolean;
    addEventListener(type: 'abort', listener: () => void, options?: { once: boolean }): void;
  },
): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const cancel = clock.at((clock.now() + durationMs) as Instant, resolve);
    signal?.addEventListener('abort', () => (cancel(), resolve()), { once: true });
  });
}
