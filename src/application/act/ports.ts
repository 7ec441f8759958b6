/** The front door and the dispatcher, as requests of people and programs see them. */
import type { Fault } from '../../canonical/fact-type.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { InboundMessage } from '../ports/connector.ts';
import type { CommandRef } from '../query/command-name.ts';

/** A fact in its wire form, from a sender that was authenticated. */
export interface StatedFact {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly entity: string;
  readonly occurredAt: Instant;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  /** Content as parsed from JSON; its codec judges it. */
  readonly data: unknown;
}

/** What became of a fact. */
export type StatedResult =
  | { readonly status: 'accepted' | 'duplicate' | 'conflict'; readonly instance: string }
  | { readonly status: 'waiting'; readonly alias: string }
  | {
      readonly status: 'quarantined';
      readonly code: string;
      readonly reason: string;
      readonly faults: readonly Fault[];
    };

export interface FactIntake {
  /** Records facts; answers, in their order, after the commit that holds them. */
  receiveFacts(facts: readonly StatedFact[]): Promise<readonly StatedResult[]>;
}

/** What became of a raw message. */
export type MessageReceipt =
  | { readonly kind: 'unknown-system' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'quarantined'; readonly messageId: string | null; readonly code: string }
  | {
      readonly kind: 'received' | 'duplicate';
      readonly messageId: string | null;
      readonly facts: readonly (StatedResult & { readonly source: string; readonly id: string })[];
    };

export interface MessageIntake {
  receive(system: string, message: InboundMessage): Promise<MessageReceipt>;
}

/** What became of a quarantine entry that was tried again. */
export interface RedriveResult {
  readonly settled: boolean;
  readonly facts: readonly (StatedResult & { readonly source: string; readonly id: string })[];
}

export interface Redriver {
  /** Tries an open entry again; `null`: it is not open. */
  redrive(id: bigint, actor: string): Promise<RedriveResult | null>;
}

/** What a person may do about a command. */
export interface CommandActions {
  /** Lets a parked or failing command try again now. */
  retry(ref: CommandRef): Promise<void>;
  /** A person knows that a command in doubt had no effect: it may be sent again. */
  releaseFromDoubt(ref: CommandRef): Promise<void>;
  /** Probes a command in doubt now; false: another process holds it. */
  probe(ref: CommandRef): boolean;
}
