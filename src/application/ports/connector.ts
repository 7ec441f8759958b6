import type { Clock } from '../../kernel/clock.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import type { Claim } from './claim-book.ts';
import type { Inventory } from './inventory.ts';
import type { Mailbox } from './mailbox.ts';
import type { ControlNumbers } from './control-numbers.ts';

/** Header that lists names of the message, a blank between, which belong to another content. */
export const CLAIMED_HEADER = 'x-claimed-names';

/** A canonical fact as a connector hands it over; the front door adds its source. */
export interface CanonicalFact {
  /** Fact type, for example `shipment.confirmed.v1`. */
  readonly type: string;
  /**
   * The sender's id of the message or record that says it, stable over resends. A record that is
   * read in two ways (a response and a feed) should get the same id both times.
   */
  readonly id: string;
  readonly entity: string;
  readonly occurredAt: Instant;
  /** Decoded content of the type; its codec checks it at the front door. */
  readonly content: unknown;
  /** What made the other system say it, where it tells: our idempotency key, for example. */
  readonly causationId?: string;
  /** The document of the message that says it; without it the message is one document. */
  readonly document?: DocumentPart;
  /** Instead of its content: a record of a statement that could not be read. The others come in. */
  readonly unreadable?: UnreadableRecord;
}

/** A message as it came in, before anything was done with it. */
export interface InboundMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** When it came in, by our clock: what was signed long before is a replay. */
  readonly receivedAt?: Instant;
}

/** One of several documents of a message: its facts come in together, or none of them does. */
export interface DocumentPart {
  /** Tells it from the others of the message. */
  readonly name: string;
  /** Headers that, beside those of the message, make `translate` read this document and no other. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A document of a message that cannot be let in: it is kept whole, and read again alone.
 */
export interface HeldPart {
  /** Headers that, beside those of the message, make `translate` read this part and no other. */
  readonly headers: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

/** A record that its connector could not read, kept until its mapping is mended. */
export interface UnreadableRecord {
  readonly faults: readonly Fault[];
  /** The record as a message that the same connector reads again later. */
  readonly message: InboundMessage;
}

/** What a message says: facts, or everything that is wrong with it. Never half of a document. */
export type Translation =
  | {
      readonly kind: 'facts';
      readonly messageId: string;
      readonly facts: readonly CanonicalFact[];
      /** Its documents that are held, where a message has several. */
      readonly held?: readonly HeldPart[];
      /** Names that its sender uses once, for this content alone. */
      readonly claims?: readonly Claim[];
    }
  | { readonly kind: 'faults'; readonly messageId: string | null; readonly faults: readonly Fault[] }
  /** The sender could not be authenticated: nothing of the message is kept but a count. */
  | { readonly kind: 'rejected'; readonly reason: string };

/** One generation of a command, on its way to the system that executes it. */
export interface OutboundCommand {
  /** Idempotency key: instance, command id and generation. */
  readonly key: string;
  readonly entity: string;
  /** Instance that wants it, for example `uk/sales-order/SO-1001`. */
  readonly instance: string;
  readonly id: string;
  readonly generation: number;
  readonly type: string;
  /** Decoded content of the command type. */
  readonly content: unknown;
  readonly correlationId: string;
  /** W3C trace context of the transition that issued it. */
  readonly traceparent: string | null;
}

/** Why an attempt had no effect, by how it is worth trying again. */
export type FaultClass =
  /** Connection refused, 503, an outage: try again with backoff. */
  | 'unavailable'
  /** 429: wait as long as the system says. */
  | 'throttled'
  /** Credentials: trying again may lock the account; parks at once. */
  | 'unauthorized'
  /** The system failed over it by itself and undid what it had begun: a few tries, then a person. */
  | 'broken'
  /** The request itself is wrong: no retry will help; parks at once. */
  | 'malformed';

export type ExecutionResult =
  /** Applied, and read back from the system's own record. */
  | { readonly kind: 'done'; readonly facts: readonly CanonicalFact[] }
  /** The system says no for a business reason. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly reason: string;
      readonly facts: readonly CanonicalFact[];
    }
  /** Certainly without effect. */
  | {
      readonly kind: 'failed';
      readonly fault: FaultClass;
      readonly reason: string;
      readonly retryAfterMs?: number;
    }
  /** No conclusive answer: the effect may exist, now or later. */
  | { readonly kind: 'in-doubt'; readonly reason: string };

export type ProbeResult =
  | { readonly kind: 'applied'; readonly facts: readonly CanonicalFact[] }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly reason: string;
      readonly facts: readonly CanonicalFact[];
    }
  /** The system has no record of it: proof only once the settle time is over, key or no key. */
  | { readonly kind: 'absent' }
  /** The probe itself failed: ask again later. */
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * A statement is not finished because its system asks for a pause. What was read is kept by the
 * connector: asked again for a window that begins where this one did, it goes on where it stopped.
 */
export class StatementPaused extends Error {
  override readonly name = 'StatementPaused';
  readonly retryAfterMs: number;

  constructor(reason: string, retryAfterMs: number) {
    super(reason);
    this.retryAfterMs = retryAfterMs;
  }
}

/** A window of the other system's own clock; overlapping windows are harmless. */
export interface StatementWindow {
  readonly from: Instant;
  readonly to: Instant;
}

/** What a connector can promise about effects: decides how doubt is settled. */
export interface ConnectorProof {
  /** The system takes our key and never applies it twice. */
  readonly honoursKey: boolean;
  /** How long, in milliseconds, a request that we gave up on may still land. */
  readonly settleAfterMs: number;
}

/** How much of a system's capacity is ours. */
export interface ConnectorBudget {
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Requests started per second. */
  readonly perSecond: number;
  /** Milliseconds after which an attempt without answer is in doubt. */
  readonly timeoutMs: number;
}

/**
 * A system that we can talk to. It never calls a use case: commands come to it from the outbox,
 * and what it learns goes back through the front door.
 */
export interface Connector {
  /** Name of the system in the configuration; also the `source` of its facts. */
  readonly system: string;
  readonly proof: ConnectorProof;
  /** It pushes nothing: its statement is its only channel, and what it brings was not lost. */
  readonly pollOnly?: boolean;
  readonly budget: ConnectorBudget;
  /** Where its files lie, if it lives on files: they are collected and read as messages. */
  readonly mailbox?: Mailbox;
  /** Given once, before anything is sent, to a connector whose messages are numbered and dated. */
  readonly numberFrom?: (numbers: ControlNumbers, clock: Pick<Clock, 'now'>) => void;
  /** Sends a command. Never throws: whatever happens is one of the results. */
  execute(command: OutboundCommand, signal: AbortSignal): Promise<ExecutionResult>;
  /** Asks whether a command took effect, by its key or by what it would have made. */
  probe(command: OutboundCommand, signal: AbortSignal): Promise<ProbeResult>;
  /**
   * Reads a pushed message. Pure; also checks the sender's signature. A name of the message that has
   * another content by {@link CLAIMED_HEADER} makes whatever stands under it untrustworthy.
   */
  translate(message: InboundMessage): Translation;
  /**
   * The system's own account of what changed in a window, as canonical facts with the same ids as
   * its messages would have, so that only what was missed is new.
   */
  statement(window: StatementWindow, signal: AbortSignal): Promise<readonly CanonicalFact[]>;
  /** What it can list to be compared with what we know. */
  readonly inventories?: readonly Inventory[];
}
