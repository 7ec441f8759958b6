import type { Instant } from '../../kernel/instant.ts';
import type { AuditEntry } from '../access/audit.ts';
import type { Mapping } from '../codes/code-books.ts';
import type { Page, PageRequest } from '../query/reads.ts';
import type { UnknownCode } from './code-book.ts';

/** One version of what a code means. */
export interface StoredMapping extends Mapping {
  /** Rises with each mapping, whoever makes it. */
  readonly number: bigint;
  readonly version: number;
  readonly reason: string;
  readonly mappedBy: string;
  readonly mappedAt: Instant;
}

/** A mapping as somebody makes it. */
export type NewMapping = Omit<StoredMapping, 'number' | 'version'>;

/** Which mappings to list. */
export interface MappingFilter extends PageRequest {
  readonly system: string | null;
  readonly list: string | null;
}

/** A code that messages wait for. */
export interface WaitingCode extends UnknownCode {
  readonly system: string;
  /** Messages in quarantine that name it. */
  readonly waiting: number;
  /** When the first of them came. */
  readonly since: Instant;
}

/** The table behind the code books. */
export interface CodeStore {
  /** The newest version of every code, in the order in which they were made. */
  current(): Promise<readonly StoredMapping[]>;
  /** Number of the newest mapping; 0: there is none. */
  newest(): Promise<bigint>;
  /** Current mappings by list, code and system. */
  listed(filter: MappingFilter): Promise<Page<StoredMapping>>;
  /** Appends a version, and its entry in the audit chain, in one transaction. */
  append(mapping: NewMapping, audit: (before: StoredMapping | null) => AuditEntry): Promise<StoredMapping>;
  /** Codes that messages wait for, the most wanted first. */
  waiting(limit: number): Promise<readonly WaitingCode[]>;
  /** How many messages of a system wait for a code. */
  waitingFor(
    system: string,
    unknown: UnknownCode,
  ): Promise<Pick<WaitingCode, 'waiting' | 'since'> | null>;
}
