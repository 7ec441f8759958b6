/** Surroundings of a conformance run with a system that is really there: real time, and patience. */
import { setTimeout } from 'node:timers/promises';
import type { Surroundings } from '../../connectors/conformance/trial.ts';
import { instant } from '../../kernel/instant.ts';

/** Milliseconds within which a connector must end after its signal fired. */
const PATIENCE_MS = 5_000;

/** Real time; ends early when the person who asked gives up. */
export const liveSurroundings = (signal: AbortSignal): Surroundings => ({
  patienceMs: PATIENCE_MS,
  now: () => instant(Date.now()),
  call: (giveUpMs, work) => work(AbortSignal.any([signal, AbortSignal.timeout(giveUpMs)])),
  wait: (durationMs) => setTimeout(durationMs, undefined, { signal }),
});
