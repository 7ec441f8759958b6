/** The server's time: a played day has a clock of its own. Ages on the page tick by it. */
import { useSyncExternalStore } from 'react';

const TICK_MS = 1_000;
let offsetMs = 0;
const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | null = null;
let now = Date.now();

const tick = (): void => {
  now = Math.floor((Date.now() + offsetMs) / TICK_MS) * TICK_MS;
  listeners.forEach((tell) => tell());
};

/** Sets the clock by the moment that an answer says it is true at. */
export function noteServerTime(answer: unknown): void {
  const { at } = (answer ?? {}) as { at?: unknown };
  if (typeof at === 'string') setServerTime(Date.parse(at));
}

export function setServerTime(ms: number): void {
  if (!Number.isFinite(ms)) return;
  offsetMs = ms - Date.now();
  tick();
}

export const serverNow = (): number => Date.now() + offsetMs;

/** The server's time, to the second. */
export const useNow = (): number =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      ticking ??= setInterval(tick, TICK_MS);
      return () => {
        listeners.delete(tell);
        if (listeners.size > 0 || ticking === null) return;
        clearInterval(ticking);
        ticking = null;
      };
    },
    () => now,
  );
