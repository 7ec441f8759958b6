/** Plays many histories, on as many threads of this process as there are processors. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { interrupted } from '../../cli/exit-codes.ts';
import type { CommandContext, SimulateRequest } from '../../cli/handlers.ts';
import type { SimulateResult, Violation } from '../../cli/results.ts';
import { play, type Histories } from './histories.ts';

/** Histories that a thread plays at a time: some tenths of a second, between two words to who waits. */
const HISTORIES_AT_ONCE = 50;
/** Violations that are shown. */
const SHOWN_MAX = 20;

/** A history depends on its seed alone, so it is the same whichever thread plays it, and when. */
export async function simulateOnThreads(
  request: SimulateRequest,
  context: CommandContext,
): Promise<SimulateResult> {
  const startedAt = performance.now();
  const found: Violation[] = [];
  const left = portions(request, context);
  if (request.runs <= HISTORIES_AT_ONCE) for (const histories of left) found.push(...play(histories));
  else {
    // Also where there is but one: this thread stays free to hear a signal.
    const threads = Math.min(availableParallelism(), Math.ceil(request.runs / HISTORIES_AT_ONCE));
    await Promise.all(Array.from({ length: threads }, () => playOnThread(left, found, context.signal)));
  }
  found.sort((a, b) => a.seed - b.seed);
  return {
    seed: request.seed,
    histories: request.runs,
    violations: found.length,
    violated: found.slice(0, SHOWN_MAX),
    elapsedSeconds: Math.round(performance.now() - startedAt) / 1000,
  };
}

/** What is still to be played; each portion is given to one thread. */
function* portions(
  { seed, runs, faults }: SimulateRequest,
  { signal, progress }: CommandContext,
): Generator<Histories, undefined> {
  for (let played = 0; played < runs; played += HISTORIES_AT_ONCE) {
    progress({ activity: `history ${played + 1} of ${runs}` });
    if (signal.aborted) throw interrupted();
    yield { seed: seed + played, runs: Math.min(HISTORIES_AT_ONCE, runs - played), faults };
  }
  return undefined;
}

async function playOnThread(
  left: Iterable<Histories>,
  found: Violation[],
  signal: AbortSignal,
): Promise<void> {
  const thread = new Worker(new URL('./thread.ts', import.meta.url));
  try {
    for (const histories of left) {
      const answered = once(thread, 'message', { signal });
      thread.postMessage(histories);
      const [violations] = (await answered) as [Violation[]];
      found.push(...violations);
    }
  } catch (error) {
    throw signal.aborted ? interrupted() : error;
  } finally {
    await thread.terminate();
  }
}
