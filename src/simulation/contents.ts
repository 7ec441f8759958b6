import type { ContentOfFact } from '../canonical/catalogue.ts';
import type { COMMANDS, FACTS } from '../canonical/catalogue.ts';
import type { CommandType } from '../canonical/command-type.ts';

type F = typeof FACTS;
type C = typeof COMMANDS;

/** Content of a fact type, by its name in the catalogue. */
export type FactContent<K extends keyof F> = ContentOfFact<F[K]>;

/** Content of a command type, by its name in the catalogue. */
export type CommandContent<K extends keyof C> = C[K] extends CommandType<infer T> ? T : never;

/** A content as text: equal exactly when the contents are equal and were built the same way. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  let text = '(';
  if (Array.isArray(value)) {
    for (const member of value) text += `${textOf(member)},`;
    return `${text})`;
  }
  const members = value as Readonly<Record<string, unknown>>;
  for (const key in members) {
    if (members[key] !== undefined) text += `${key}:${textOf(members[key])};`;
  }
  return `${text})`;
}
