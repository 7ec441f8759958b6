/** Whether the page follows the server: when it last heard of it. */
import { useSyncExternalStore } from 'react';

export interface LiveState {
  readonly isLive: boolean;
  readonly lastAt: number;
}

const listeners = new Set<() => void>();
let state: LiveState = { isLive: true, lastAt: Date.now() };

export function setLive(isLive: boolean, at: number): void {
  if (isLive === state.isLive && at - state.lastAt < 1_000) return;
  state = { isLive, lastAt: isLive ? at : state.lastAt };
  listeners.forEach((tell) => tell());
}

export const useLive = (): LiveState =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => state,
  );
