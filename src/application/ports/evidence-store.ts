import type { FactRow } from './store.ts';

/** The SHA-256 of a message's bytes, as it came in. */
export interface MessageHash {
  readonly source: string;
  readonly messageId: string;
  readonly bodyHash: string;
}

/** An entry of the audit chain, as the text that its hash is made of. */
export interface ChainedText {
  readonly number: bigint;
  readonly subject: string;
  readonly at: string;
  readonly text: string;
  readonly hash: string;
}

/** What a pack gathers beside facts and commands. */
export interface EvidenceStore {
  /** Hashes of the messages that brought these facts. */
  messagesOf(facts: readonly FactRow[]): Promise<readonly MessageHash[]>;
  /** What people did about the cases and tasks of these instances. */
  auditOf(instances: readonly string[]): Promise<readonly ChainedText[]>;
}
