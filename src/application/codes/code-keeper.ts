import { createHash } from 'node:crypto';
import type { UnknownCode } from '../ports/code-book.ts';
import type { CodeStore } from '../ports/code-store.ts';
import type { ConditionDesk } from '../watch/condition-desk.ts';
import type { CodeBooks } from './code-books.ts';

/** Characters of a condition's name that are kept readable. */
const CONDITION_LENGTH_MAX = 60;

/** What it works with. */
export interface CodeKeeperOptions {
  readonly store: CodeStore;
  readonly books: CodeBooks;
  readonly conditions: Pick<ConditionDesk, 'observe'>;
  /** Whose books they are where a message does not tell its entity. */
  readonly entity: string;
}

/** Keeps the books in memory true, and opens a case for each code that nobody has mapped. */
export class CodeKeeper {
  readonly #options: CodeKeeperOptions;
  #read = 0n;

  constructor(options: CodeKeeperOptions) {
    this.#options = options;
  }

  /** Reads mappings that were made since, by whomever; answers whether there were any. */
  async refresh(): Promise<boolean> {
    const { store, books } = this.#options;
    if ((await store.newest()) === this.#read) return false;
    const mappings = await store.current();
    books.load(mappings);
    this.#read = mappings.at(-1)?.number ?? 0n;
    return true;
  }

  /** A message of a system waits for these codes; called once it is stored. */
  async missed(system: string, codes: readonly UnknownCode[]): Promise<void> {
    for (const unknown of codes) await this.look(system, unknown);
  }

  /** Looks whether messages wait for a code: their case opens, or closes. */
  async look(system: string, unknown: UnknownCode): Promise<void> {
    const { store, conditions, entity } = this.#options;
    const { list, code } = unknown;
    const found = await store.waitingFor(system, unknown);
    await conditions.observe({
      entity,
      channel: system,
      condition: conditionOf(unknown),
      holds: found !== null,
      kind: 'unknown-code',
      text: `${system} says ${list} "${code}", which nobody has mapped: its messages wait whole`,
      role: 'integration',
      playbook:
        `Say under Messages what "${code}" means: the preview shows what would come in by it. What waits ` +
        'is let in by itself.',
      ...(found === null ? {} : { waiting: found.waiting, since: found.since }),
    });
  }
}

/** Name of the condition that a code is unknown: readable, and cut where it would be too long. */
function conditionOf({ list, code }: UnknownCode): string {
  const name = `unknown-code:${list}:${code}`;
  if (name.length <= CONDITION_LENGTH_MAX) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${name.slice(0, CONDITION_LENGTH_MAX - hash.length - 1).trimEnd()}#${hash}`;
}
