import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';

/** A time by which something is given up. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Gives up at once. */
  giveUp(): void;
  /** It is done: nothing is given up any more. */
  end(): void;
}

/** Begins a limit of so many milliseconds of the clock. */
export function timeLimit(clock: Clock, durationMs: number): TimeLimit {
  const abort = new AbortController();
  const giveUp = (): void => abort.abort();
  const end = clock.at((clock.now() + durationMs) as Instant, giveUp);
  return { signal: abort.signal, giveUp, end };
}
