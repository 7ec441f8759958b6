/** What a message in quarantine waits for, as its row writes it. */
import type { Fault } from '../../canonical/fact-type.ts';
import { LIMITS } from '../../canonical/limits.ts';
import type { UnknownCode } from '../ports/code-book.ts';

/** A code that could be mapped: of a length and of characters that a person can type. */
const MAPPABLE = /^[^\p{C}\p{Z}](?:[^\p{C}]*[^\p{C}\p{Z}])?$/u;
/** How lists are named. */
const LIST = /^[a-z][a-z0-9-]{0,62}$/;
/** Codes of one message that are kept: a document with more is in a language that nobody mapped. */
const CODES_MAX = 50;
/** Characters of a code: an identifier, a slash and a unit for the longest. */
export const CODE_LENGTH_MAX = 2 * LIMITS.identifierLengthMax;

/** The codes that faults call unknown, each once. */
export function unknownCodesOf(faults: readonly Fault[]): readonly UnknownCode[] {
  const known = new Map<string, UnknownCode>();
  for (const { unknown } of faults) {
    if (unknown === undefined || known.size >= CODES_MAX) continue;
    const { list, code } = unknown;
    const isMappable = code.length <= CODE_LENGTH_MAX && MAPPABLE.test(code) && LIST.test(list);
    if (isMappable) known.set(lineOf(unknown), { list, code });
  }
  return [...known.values()];
}

/** One code, as a line of `waits_for`. */
export const lineOf = ({ list, code }: UnknownCode): string => `${list} ${code}`;

/** The text of `waits_for`; `null`: it waits for no code. */
export const waitsForOf = (faults: readonly Fault[]): string | null =>
  unknownCodesOf(faults).map(lineOf).join('\n') || null;
