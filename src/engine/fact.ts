import type { Instant } from '../kernel/instant.ts';

/**
 * A fact as the engine sees it: something a system said happened, already translated.
 *
 * `content` is the decoded value; `text` is the canonical wire text of the same value. Two facts
 * have the same content exactly when their texts are equal, so no comparison ever walks values.
 */
export interface Fact<T = unknown> {
  /** Versioned type, for example `shipment.confirmed.v1`. */
  readonly type: string;
  /** System that said it (CloudEvents `source`). Together with `id` it names the fact for ever. */
  readonly source: string;
  readonly id: string;
  /** Business entity (company, branch) the fact belongs to. */
  readonly entity: string;
  /** When it happened, by the sender's clock. */
  readonly occurredAt: Instant;
  /** When it was recorded here. */
  readonly recordedAt: Instant;
  /** The case it belongs to, from the first message to the last posting. */
  readonly correlationId: string;
  /** Fact or command that made it happen, or `null` for an outside cause. */
  readonly causationId: string | null;
  readonly content: T;
  readonly text: string;
}

/** Of a fact, what the state is made of. */
export type ToldFact<T = unknown> = Pick<
  Fact<T>,
  'type' | 'source' | 'id' | 'occurredAt' | 'content' | 'text'
>;

/** What the engine must know of a fact type to keep it: which slot, which key, which version. */
export interface FactShape<T = unknown> {
  readonly type: string;
  /** Business key inside one instance, for example the shipment number. */
  key(content: T): string;
  /** Restatement version: the larger replaces the smaller, whenever it arrives. */
  version(content: T): number;
}

/** Name of a fact for people and for gates: who said it, and under which id. */
export const factName = (fact: Pick<Fact, 'source' | 'id'>): string => `${fact.source}/${fact.id}`;
