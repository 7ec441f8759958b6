import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kernel/instant.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  min: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
};

/** Reads a duration such as `30 min`, `4 h` or `2 d`; milliseconds, or `null` if it is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,6}) ?(ms|s|min|h|d)$/.exec(text);
  return match === null ? null : Number(match[1]) * UNIT_MS[match[2]!]!;
}
