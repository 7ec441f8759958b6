import type { Instant } from '../../kernel/instant.ts';
import type { AuditEntry } from '../access/audit.ts';
import type { EntityScope } from '../query/reads.ts';
import type { IgnoredMember } from '../receive/field-rules.ts';
import type { FactRow } from './store.ts';

/** Where a number leads. */
export interface FoundNumber {
  readonly instance: string;
  readonly entity: string;
  /** What it is a number of: `number` (our own), `shipment`, `invoice`, `customer-number` … */
  readonly as: string;
  /** System, or customer, whose number it is, where that is told. */
  readonly whose: string | null;
}

/** An instance as a list of findings shows it. */
export interface FoundInstance {
  readonly instance: string;
  readonly entity: string;
  readonly lifecycle: string;
  readonly openCases: number;
}

/** Two records that a person said are one. */
export interface Merge {
  readonly entity: string;
  readonly kind: string;
  readonly record: string;
  readonly into: string;
  readonly reason: string;
  readonly mergedBy: string;
  readonly mergedAt: Instant;
}

/** How often a member was left out, and when last. */
export interface IgnoredCount extends IgnoredMember {
  readonly count: number;
  readonly lastAt: Instant;
}

/** Numbers of all systems, and the records that they lead to. */
export interface RecordStore {
  /** Everything that a number may mean, by its own number, an alias, a code, or stock. */
  findNumber(number: string, entities: EntityScope): Promise<readonly FoundNumber[]>;
  instances(keys: readonly string[]): Promise<readonly FoundInstance[]>;
  /** Other systems' numbers of an instance: its aliases. */
  aliasesOf(instance: string): Promise<readonly string[]>;
  /** Every statement of all records of a kind, by instance; up to so many records. */
  statements(entity: string, kind: string, type: string, limit: number): Promise<readonly FactRow[]>;
  /** Merges that stand and touch any of these records. */
  mergesOf(entity: string, kind: string, records: readonly string[]): Promise<readonly Merge[]>;
  merges(entity: string, kind: string): Promise<readonly Merge[]>;
  /** False: the record is merged already. */
  merge(merge: Merge, audit: AuditEntry): Promise<boolean>;
  /** The merge that stood; `null`: the record was not merged. */
  split(
    merge: Pick<Merge, 'entity' | 'kind' | 'record'>,
    by: { readonly actor: string; readonly reason: string; readonly at: Instant },
    audit: (stood: Merge) => AuditEntry,
  ): Promise<Merge | null>;
  countIgnored(counts: readonly IgnoredCount[]): Promise<void>;
  ignored(): Promise<readonly IgnoredCount[]>;
}
