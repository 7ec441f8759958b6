/** Whether a system kept its promise to be heard of. */
import type { Overview } from '../api/types.ts';

type Heard = Pick<Overview['systems'][number], 'heardAt' | 'promisedMs' | 'awaitedSince'>;

/** Milliseconds since it was last heard of; `null`: never. */
export const silenceOf = ({ heardAt }: Heard, now: number): number | null =>
  heardAt === null ? null : Math.max(0, now - Date.parse(heardAt));

/** Silence counts from when the server listens: nobody is heard by whom is not there. */
export function isSilent(row: Heard, now: number): boolean {
  const { heardAt, promisedMs, awaitedSince } = row;
  if (promisedMs === null) return false;
  return now - Math.max(Date.parse(awaitedSince), heardAt === null ? 0 : Date.parse(heardAt)) > promisedMs;
}
