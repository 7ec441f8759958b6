import type { ControlNumber, ControlNumbers } from '../../application/ports/control-numbers.ts';
import { SECOND_MS } from '../../kernel/instant.ts';
import type { Surroundings } from './trial.ts';

/** Nine digits. */
const NUMBERS = 1_000_000_000;

/**
 * Control numbers of one run, kept in memory: they begin at the seconds of now, so that two runs with the
 * same partner have numbers of their own.
 */
export function trialNumbers(surroundings: Surroundings): ControlNumbers {
  const given = new Map<string, ControlNumber>();
  let next = Math.floor(surroundings.now() / SECOND_MS) % NUMBERS;
  return {
    assign: (system, key, now) => {
      const name = `${system} ${key}`;
      const known = given.get(name) ?? { number: (next = (next % (NUMBERS - 1)) + 1), assignedAt: now };
      given.set(name, known);
      return Promise.resolve(known);
    },
    known: (system, key) => Promise.resolve(given.get(`${system} ${key}`) ?? null),
  };
}
