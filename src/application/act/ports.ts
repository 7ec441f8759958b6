/** The front door and the dispatcher, as requests of people and programs see them. */
import type { Fault } from '../../canonical/fact-type.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { InboundMessage } from '../ports/connector.ts';
import type { CommandRef } from '../query/command-name.ts';
import type { QuarantinedEntry } from '../receive/discard.ts';
import type { Receipt } from '../receive/receive.ts';
import type { RedriveReport } from '../receive/redrive.ts';

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

/** The request that brought facts, as it came in. */
export interface RawRequest extends InboundMessage {
  /** Names it, for whoever looks for it later. */
  readonly id: string;
}

export interface FactIntake {
  /** Records facts; answers, in their order, after the commit that holds them. */
  receiveFacts(facts: readonly StatedFact[], raw?: RawRequest): Promise<readonly StatedResult[]>;
}

/** The front door for raw messages of vendors. */
export interface MessageIntake {
  receive(system: string, message: InboundMessage, way?: 'pushed' | 'collected'): Promise<Receipt>;
}

export interface Redriver {
  /** Gives an entry up; `false`: it was settled meanwhile. */
  discard(entry: QuarantinedEntry, by: string): Promise<boolean>;
  /** Tries open entries again, in the order of their arrival. */
  redrive(numbers: readonly bigint[]): Promise<RedriveReport>;
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
