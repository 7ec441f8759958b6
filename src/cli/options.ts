/** Options as people type them, checked: a wrong one ends with a sentence and exit code 2. */
import { Argument, InvalidArgumentError, Option } from 'commander';
import { parseInstant } from '../kernel/instant.ts';
import { FAULT_LEVELS } from './handlers.ts';

/** A whole number from `min` to `max`. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };

/** Orders that one demo plays: beyond this it takes hours. */
const ORDERS_MAX = 1_000_000;
/** Histories of one simulation. */
const RUNS_MAX = 100_000_000;
/** Rows that a list shows: more belong into a file, by the API. */
const ROWS_MAX = 10_000;

export const ordersOption = (): Option =>
  new Option('--orders <n>', 'how many orders the simulated customers place')
    .default(200)
    .argParser(wholeNumber(1, ORDERS_MAX));

export const seedOption = (): Option =>
  new Option('--seed <n>', 'the same seed plays the same story')
    .default(1)
    .argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER));

export const faultsOption = (byDefault: (typeof FAULT_LEVELS)[number]): Option =>
  new Option('--faults <level>', 'how much the simulated systems misbehave')
    .choices(FAULT_LEVELS)
    .default(byDefault);

export const runsOption = (): Option =>
  new Option('--runs <n>', 'how many histories').default(1_000).argParser(wholeNumber(1, RUNS_MAX));

export const limitOption = (): Option =>
  new Option('--limit <n>', 'how many rows').default(50).argParser(wholeNumber(1, ROWS_MAX));

export const portOption = (): Option =>
  new Option('--port <n>', 'where to listen; the configured port if missing').argParser(
    wholeNumber(1, 65_535),
  );

export const entityOption = (): Option =>
  new Option('--entity <name>', 'only this business entity, for example uk');

export const momentOption = (): Option =>
  new Option('--at <time>', 'as of this moment, for example 2031-05-04T10:00:00Z; now if missing').argParser(
    (text: string): string => {
      const parsed = parseInstant(text);
      if (parsed.ok) return text;
      throw new InvalidArgumentError(`${parsed.error}.`);
    },
  );

/** An option that may be given several times. */
export const listOption = (flags: string, description: string): Option =>
  new Option(flags, description)
    .default([])
    .argParser((value: string, earlier: readonly string[]) => [...earlier, value]);

/** Days for which a key may live: ten years are as good as for ever. */
const DAYS_MAX = 3_650;

export const daysOption = (): Option =>
  new Option('--days <n>', 'how long it is valid; for ever if missing').argParser(wholeNumber(1, DAYS_MAX));

export const actorOption = (): Option =>
  new Option('--as <person>', 'who says so, where the key speaks for people; it goes into the audit chain');

export const verdictArgument = (): Argument =>
  new Argument('<verdict>', 'what is said').choices(['approve', 'reject']);
