/**
 * The audit chain: what people, rules and keys changed, each entry with the hash of the one before.
 * This is the one way to write an entry.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../kernel/fingerprint.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { EntityScope, Page, PageRequest } from '../query/reads.ts';

/** One change by a person, a rule or a key. */
export interface AuditEntry {
  readonly at: Instant;
  /** Person, rule or key that did it. */
  readonly actor: string;
  /** Principal whose request it was, where it is known: `key/0a1b2c3d4e5f`, `person/ada`. */
  readonly principal?: string | null;
  /** For example `case.assign`. */
  readonly action: string;
  readonly entity: string | null;
  /** What was changed, for example `case/exc_42`. */
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
}

/** The audit chain: append-only, each entry names the hash of the one before. */
export interface AuditTrail {
  append(entry: AuditEntry): Promise<void>;
}

/** An entry as it stands in the chain. */
export interface ChainedEntry extends AuditEntry {
  /** Rises along the chain; numbers may be left out, entries may not. */
  readonly number: bigint;
  readonly previous: string;
  readonly hash: string;
}

/** What the first entry names as the one before. */
export const GENESIS = '';

/** The hash of an entry: of everything that it says, and of the hash before it. */
export const hashOfEntry = (entry: AuditEntry, previous: string): string =>
  createHash('sha256').update(hashedText(entry, previous)).digest('hex');

/** The text that the hash of an entry is made of. */
export function hashedText(entry: AuditEntry, previous: string): string {
  const { at, actor, principal, action, entity, subject, before, after, reason } = entry;
  const said = { actor, action, entity, subject, before, after, reason };
  // Entries from before principals were recorded have none, and their hashes stay what they were.
  const who = principal === undefined || principal === null ? {} : { principal };
  return canonicalJson({ ...said, ...who, at: formatInstant(at), previous });
}

/** How long the chain is, and its last hash: whoever keeps one elsewhere can tell a later forgery. */
export interface ChainHead {
  readonly entries: number;
  readonly hash: string;
}

/** What is wrong at one place of the chain. */
export interface ChainFault {
  /** Number of the entry; `null`: the end of the chain. */
  readonly number: bigint | null;
  readonly fault: 'edited' | 'out-of-line' | 'cut-off' | 'not-as-kept';
  readonly text: string;
}

/** Faults that are told one by one; a chain that is torn in the middle has one, a forged one many. */
const FAULTS_MAX = 20;

/** Goes along the chain, entry by entry, and finds what was edited, removed, put in or moved. */
export class ChainCheck {
  readonly #kept: ReadonlyMap<number, string>;
  readonly #faults: ChainFault[] = [];
  #faultCount = 0;
  #entries = 0;
  #hash = GENESIS;

  /** `kept`: heads that were written down elsewhere while the chain grew. */
  constructor(kept: readonly ChainHead[]) {
    // Of two heads of one length the first counts: it was kept before anybody could rewrite the chain.
    this.#kept = new Map(kept.toReversed().map(({ entries, hash }) => [entries, hash]));
  }

  next(entry: ChainedEntry): void {
    const { number } = entry;
    this.#entries += 1;
    if (entry.previous !== this.#hash) {
      const text = 'does not follow the entry before it: one was removed, put in or moved';
      this.#found({ number, fault: 'out-of-line', text });
    }
    if (hashOfEntry(entry, entry.previous) !== entry.hash) {
      this.#found({ number, fault: 'edited', text: 'is not what was written: its hash differs' });
    }
    this.#hash = entry.hash;
    const kept = this.#kept.get(this.#entries);
    if (kept !== undefined && kept !== entry.hash) {
      const text = `is not the entry that was kept elsewhere as number ${this.#entries} of the chain`;
      this.#found({ number, fault: 'not-as-kept', text });
    }
  }

  /** The verdict, once every entry was seen. `head`: what the chain says of its own end. */
  end(head: ChainHead): ChainVerdict {
    if (head.entries !== this.#entries || head.hash !== this.#hash) {
      const text = `the chain ends after ${this.#entries} entries, and ${head.entries} were written`;
      this.#found({ number: null, fault: 'cut-off', text });
    }
    const longest = Math.max(0, ...this.#kept.keys());
    if (longest > this.#entries) {
      const text = `${longest} entries were kept elsewhere, and ${this.#entries} are here`;
      this.#found({ number: null, fault: 'cut-off', text });
    }
    return {
      entries: this.#entries,
      hash: this.#hash,
      kept: this.#kept.size,
      sound: this.#faultCount === 0,
      faultCount: this.#faultCount,
      faults: this.#faults,
    };
  }

  #found(fault: ChainFault): void {
    this.#faultCount += 1;
    if (this.#faults.length < FAULTS_MAX) this.#faults.push(fault);
  }
}

/** What a walk along the whole chain found. */
export interface ChainVerdict extends ChainHead {
  /** Heads kept elsewhere that it was compared with. */
  readonly kept: number;
  readonly sound: boolean;
  readonly faultCount: number;
  /** The first faults. */
  readonly faults: readonly ChainFault[];
}

/** Which entries to list. */
export interface AuditFilter extends PageRequest {
  readonly entities: EntityScope;
  readonly actor: string | null;
  readonly action: string | null;
  readonly subject: string | null;
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly order: 'newest' | 'oldest';
}

/** The chain, to read. */
export interface AuditBook {
  list(filter: AuditFilter): Promise<Page<ChainedEntry>>;
  /** The head as the chain states it. */
  head(): Promise<ChainHead>;
  /** Walks along the whole chain. */
  verify(kept: readonly ChainHead[]): Promise<ChainVerdict>;
}

/** Heads of the chain, kept where whoever edits the database does not reach. */
export interface KeptHeads {
  all(): Promise<readonly ChainHead[]>;
  keep(head: ChainHead): Promise<void>;
}
