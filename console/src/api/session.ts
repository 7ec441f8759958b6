/** Who looks: a key that came with the address, or that was typed in, kept for this browser window. */
import { useSyncExternalStore } from 'react';

const STORE = 'crossdock.key';
const listeners = new Set<() => void>();

/** Takes the key out of the address, so that nobody copies it on with a link. */
function keyOfAddress(): string | null {
  const key = /^#key=(cdk_[\w-]+)$/.exec(location.hash)?.[1] ?? null;
  if (key !== null) {
    sessionStorage.setItem(STORE, key);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return key;
}

let key = keyOfAddress() ?? sessionStorage.getItem(STORE);

export const keyNow = (): string | null => key;

export function signIn(given: string): void {
  key = given;
  sessionStorage.setItem(STORE, given);
  listeners.forEach((tell) => tell());
}

export function signOut(): void {
  key = null;
  sessionStorage.removeItem(STORE);
  listeners.forEach((tell) => tell());
}

/** The key, followed as it changes. */
export const useKey = (): string | null =>
  useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, keyNow);
