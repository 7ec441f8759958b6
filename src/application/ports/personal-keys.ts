import type { Instant } from '../../kernel/instant.ts';
import type { AuditEntry } from '../access/audit.ts';
import type { Page, PageRequest } from '../query/reads.ts';

/** Of whom a value tells: `customer/C-1001` of one entity. */
export interface DataSubject {
  readonly entity: string;
  readonly subject: string;
}

/** A key of a data subject. */
export interface PersonalKey {
  /** Number of the data subject and generation: `12-1`. */
  readonly name: string;
  /** `null`: destroyed. */
  readonly secret: Uint8Array | null;
}

/** What of a data subject is here, and whether any of it is still needed. */
export interface Holdings {
  /** Instances whose facts name one of the customers, with those that name them. */
  readonly instances: readonly string[];
  /** Of these, the ones in which something is still to happen. */
  readonly unsettled: readonly string[];
}

/** What an erasure would reach. */
export interface Reach {
  /** Facts of these instances that hold enclosed values, by their type. */
  readonly facts: readonly { readonly type: string; readonly count: number }[];
  readonly keys: number;
  readonly messages: number;
  readonly sharedMessages: number;
  /** Files beside their cases. */
  readonly attachments: number;
  /** Entries of the quarantine that tell of them. */
  readonly quarantined: number;
}

/** What an erasure takes away. */
export interface ErasureOrder {
  readonly entity: string;
  /** Number of the customer that was asked for. */
  readonly customer: string;
  /** That number, and those of the records that were merged with it. */
  readonly customers: readonly string[];
  readonly instances: readonly string[];
  /** Patterns that find raw texts which tell of the customer, see `privacy/telling.ts`. */
  readonly telling: readonly string[];
  readonly by: string;
  readonly at: Instant;
  readonly reason: string;
}

/** What an erasure came to. */
export interface Erasure extends Pick<ErasureOrder, 'entity' | 'customer' | 'by' | 'at' | 'reason'> {
  readonly id: bigint;
  /** Keys that were destroyed: none, if there was nothing to read. */
  readonly keys: number;
  /** Instances whose facts hold values that nobody reads any more. */
  readonly instances: number;
  /** Raw messages whose bytes are gone. */
  readonly messages: number;
  /** Raw messages that also carried facts of others, and stay as they are: they hold no marked member. */
  readonly sharedMessages: number;
  /** Files beside cases whose bytes are gone. */
  readonly attachments: number;
  /** Entries of the quarantine whose bytes are gone; those that were open are discarded. */
  readonly quarantined: number;
}

/** Keys of data subjects, kept apart from what they open. */
export interface PersonalKeyStore {
  /** The key that stands for each of them now, made where there is none. */
  current(subjects: readonly DataSubject[]): Promise<readonly (PersonalKey & DataSubject)[]>;
  /** Keys by their names; one that nobody knows is left out. */
  named(names: readonly string[]): Promise<readonly PersonalKey[]>;
  holdings(entity: string, customers: readonly string[]): Promise<Holdings>;
  /** What would become unreadable; nothing is changed. */
  reach(order: Pick<ErasureOrder, 'entity' | 'customers' | 'instances' | 'telling'>): Promise<Reach>;
  /** What was said in these instances with enclosed values: stored texts of facts. */
  saidOf(instances: readonly string[]): Promise<readonly string[]>;
  /**
   * Destroys keys and empties raw messages, attachments and quarantined texts, in one unit with the entry in
   * the audit chain.
   */
  erase(order: ErasureOrder, audit: (erasure: Erasure) => AuditEntry): Promise<Erasure>;
  erasures(filter: PageRequest): Promise<Page<Erasure>>;
}
