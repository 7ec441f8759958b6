import type { CodeBook } from '../ports/code-book.ts';

/** What a code means by now. */
export interface Mapping {
  /** Whose code it is; `*`: of every system that has no mapping of its own. */
  readonly system: string;
  readonly list: string;
  readonly code: string;
  /** Our word; `null`: the mapping was withdrawn. */
  readonly meaning: string | null;
}

/** The system whose mappings hold for all. */
export const EVERY_SYSTEM = '*';

const SEPARATOR = '\u001f';
const keyOf = (system: string, list: string, word: string): string =>
  `${system}${SEPARATOR}${list}${SEPARATOR}${word}`;

/** A set of mappings, looked up both ways. */
class Pages {
  readonly #meanings = new Map<string, string>();
  readonly #codes = new Map<string, string>();

  /** @param mappings the current ones, in the order in which they were made. */
  constructor(mappings: readonly Mapping[]) {
    for (const { system, list, code, meaning } of mappings) {
      if (meaning === null) continue;
      this.#meanings.set(keyOf(system, list, code), meaning);
      this.#codes.set(keyOf(system, list, meaning), code);
    }
  }

  meaning(system: string, list: string, code: string): string | null {
    return this.#find(this.#meanings, system, list, code);
  }

  codeFor(system: string, list: string, meaning: string): string | null {
    return this.#find(this.#codes, system, list, meaning);
  }

  #find(words: ReadonlyMap<string, string>, system: string, list: string, word: string): string | null {
    return words.get(keyOf(system, list, word)) ?? words.get(keyOf(EVERY_SYSTEM, list, word)) ?? null;
  }
}

/** The books of all systems, in memory: connectors read them on each message. */
export class CodeBooks {
  #mappings: readonly Mapping[] = [];
  #pages = new Pages([]);

  /** Replaces what is known, in the order in which the mappings were made. */
  load(mappings: readonly Mapping[]): void {
    this.#mappings = mappings;
    this.#pages = new Pages(mappings);
  }

  /** The live book of a system: what is loaded later it tells at once. */
  bookOf(system: string): CodeBook {
    return {
      meaning: (list, code) => this.#pages.meaning(system, list, code),
      codeFor: (list, meaning) => this.#pages.codeFor(system, list, meaning),
    };
  }

  /** Does some work, which must not wait, as if a mapping had been made. */
  supposing<T>(mapping: Mapping, work: () => T): T {
    const pages = this.#pages;
    const others = this.#mappings.filter(
      ({ system, list, code }) =>
        system !== mapping.system || list !== mapping.list || code !== mapping.code,
    );
    this.#pages = new Pages([...others, mapping]);
    try {
      return work();
    } finally {
      this.#pages = pages;
    }
  }
}
