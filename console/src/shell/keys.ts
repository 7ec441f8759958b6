/** Keys for the whole console. Single letters are off in text fields, and can be switched off. */
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { PLACES } from './navigation.ts';
import { LIVE, useMoment } from './moment.ts';
import { toggleDensity, toggleTheme } from './theme.ts';

const SWITCH = 'crossdock.keys';
/** Milliseconds within which the letter after `G` counts. */
const CHORD_MS = 1_200;

export const areKeysOn = (): boolean => localStorage.getItem(SWITCH) !== 'off';
export const switchKeys = (on: boolean): void => localStorage.setItem(SWITCH, on ? 'on' : 'off');

interface Handlers {
  readonly onSearch: () => void;
  readonly onList: () => void;
}

/** Whether a key belongs to what has the focus. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  return (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.defaultPrevented ||
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role=dialog]') !== null
  );
}

export function useKeys({ onSearch, onList }: Handlers): void {
  const [, navigate] = useLocation();
  const [, go] = useMoment();
  useEffect(() => {
    let chordUntil = 0;
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        onSearch();
        return;
      }
      if (isTyping(event) || !areKeysOn()) return;
      if (performance.now() < chordUntil) {
        chordUntil = 0;
        const place = PLACES.find(({ key }) => key === event.key.toLowerCase());
        if (place !== undefined) navigate(place.path);
        return;
      }
      if (event.key === '/') {
        event.preventDefault();
        onSearch();
      } else if (event.key === '?') onList();
      else if (event.key === 'g') chordUntil = performance.now() + CHORD_MS;
      else if (event.key === 't') toggleTheme();
      else if (event.key === 'd') toggleDensity();
      else if (event.key === 'l') go(LIVE);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
}
