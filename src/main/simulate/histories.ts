/** Histories of orders and of returns, by their seeds. */
import type { Violation } from '../../cli/results.ts';
import type { FaultLevel } from '../../simulation/faults.ts';
import { simulateReturns } from '../../simulation/returns/simulate.ts';
import { simulate } from '../../simulation/simulate.ts';

/** Which histories: `runs` of each, of the seeds from `seed` on. */
export interface Histories {
  readonly seed: number;
  readonly runs: number;
  readonly faults: FaultLevel;
}

/** Plays histories in memory, and tells what must never be. */
export function play(histories: Histories): Violation[] {
  const found = [...simulate(histories).violations, ...simulateReturns(histories).violations];
  return found.map(({ seed, what }) => {
    const [law = 'law', ...text] = what.split(': ');
    return { seed, law, text: text.join(': ') };
  });
}
