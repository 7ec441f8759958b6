/**
 * What is true of a customer or an item, field by field, where several systems have a word. Who may
 * say what is declared, and so is who wins; the loser is kept, and said. The same words in any order
 * give the same answer.
 */
import { comparable } from '../../kernel/enclosed.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { Instant } from '../../kernel/instant.ts';

/** How contradicting words of several owners are settled. */
export type ConflictPolicy = 'owner-wins' | 'newest-wins' | 'ask';

/** Who may say a field, the first one first, and who wins. */
export interface FieldRule {
  readonly owners: readonly string[];
  readonly conflict: ConflictPolicy;
}

/** One system's word about one field. */
export interface Word {
  readonly system: string;
  /** Number of the record in that system. */
  readonly number: string;
  readonly value: string;
  readonly saidAt: Instant;
  /** It repeats what we told that system to hold. */
  readonly isEcho: boolean;
}

/** Why a word does not count. */
export type LostBecause = 'not-owner' | 'echo' | 'lost' | 'undecided';

/** What is true of one field. */
export interface ResolvedField {
  /** `null`: nobody has a word, or a person must pick one. */
  readonly value: string | null;
  /** Whose word it is. */
  readonly from: { readonly system: string; readonly number: string } | null;
  /** Words with another value than the true one, each with its reason. */
  readonly others: readonly (Word & { readonly because: LostBecause })[];
  /** Owners contradict each other, and a person must pick. */
  readonly isOpen: boolean;
  /** Names the words that there are to choose from: a decision covers no others. */
  readonly of: string;
}

/** A person's choice. */
export interface FieldChoice {
  readonly of: string;
  readonly system: string;
  readonly number: string;
}

/** Values that differ in case and blanks only are the same: many systems change no more than that. */
export const sameValue = (a: string, b: string): boolean => comparable(a) === comparable(b);

const textOf = (word: Word): string => `${word.system}\u001f${word.number}\u001f${word.value}`;

const orderOf = (word: Word): string => `${textOf(word)}\u001f${word.saidAt}\u001f${word.isEcho}`;

/** What is true of a field, by its rule. Without a rule any system may say it, and a person decides. */
export function resolveField(
  rule: FieldRule | null,
  words: readonly Word[],
  choice: FieldChoice | null,
): ResolvedField {
  const isOwner = ({ system }: Word): boolean => rule === null || rule.owners.includes(system);
  const candidates = words.filter((word) => !word.isEcho && isOwner(word));
  const ranked = candidates.toSorted(byRank(rule));
  const of = fingerprint(candidates.map(textOf).toSorted().join('\n'));
  const winner = winnerOf(rule?.conflict ?? 'ask', ranked, of, choice);
  const isOpen = winner === null && candidates.length > 0;
  const others = words
    .filter((word) => winner === null || !sameValue(word.value, winner.value))
    .map((word) => ({ ...word, because: reasonOf(word, isOwner(word), isOpen) }))
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  return {
    value: winner?.value ?? null,
    from: winner === null ? null : { system: winner.system, number: winner.number },
    others,
    isOpen,
    of,
  };
}

function winnerOf(
  policy: ConflictPolicy,
  ranked: readonly Word[],
  of: string,
  choice: FieldChoice | null,
): Word | null {
  const [first] = ranked;
  if (first === undefined) return null;
  if (ranked.every(({ value }) => sameValue(value, first.value))) return first;
  if (choice !== null && choice.of === of) {
    const chosen = ranked.find(({ system, number }) => system === choice.system && number === choice.number);
    if (chosen !== undefined) return chosen;
  }
  if (policy === 'ask') return null;
  // One system that contradicts itself at one moment leaves nothing to go by.
  const rivals = ranked.filter(({ system, saidAt }) => system === first.system && saidAt === first.saidAt);
  return rivals.every(({ value }) => sameValue(value, first.value)) ? first : null;
}

/** The word that counts first. Every tie is broken, so that arrival never decides. */
function byRank(rule: FieldRule | null): (a: Word, b: Word) => number {
  const rank = ({ system }: Word): number => rule?.owners.indexOf(system) ?? 0;
  return (a, b) => {
    const byOwner = rank(a) - rank(b);
    const byAge = b.saidAt - a.saidAt;
    const first = rule?.conflict === 'newest-wins' ? byAge || byOwner : byOwner || byAge;
    return first || (textOf(a) < textOf(b) ? -1 : 1);
  };
}

function reasonOf(word: Word, isOwner: boolean, isOpen: boolean): LostBecause {
  if (!isOwner) return 'not-owner';
  if (word.isEcho) return 'echo';
  return isOpen ? 'undecided' : 'lost';
}
