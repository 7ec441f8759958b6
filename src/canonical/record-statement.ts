/** What statements about master records have in common: who holds it, under which number. */
import { identifier, version } from './codec.ts';

/** Members of every statement about a record. */
export const recordStatement = {
  system: identifier('System that holds it so; it says so itself'),
  number: identifier('Number of the record in that system'),
  version,
  of: identifier('Fingerprint of the update that it answers: an echo of what we wrote').optional(),
} as const;

/** A system's number of a record, as an alias of the record. */
export const numberAlias = (kind: string, system: string, number: string): string =>
  `${kind}-number:${number}:${system}`;
