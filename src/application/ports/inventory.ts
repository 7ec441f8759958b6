/**
 * What a system holds now, object by object, so that a sweep can compare it with what we know. A
 * statement says what changed, and may forget; an inventory says what is.
 */
import type { Instant } from '../../kernel/instant.ts';
import type { Money } from '../../kernel/money.ts';
import type { CanonicalFact } from './connector.ts';

/** Kinds of object that can be compared. */
export const OBJECTS = ['sales-orders', 'shipping-orders', 'invoices', 'stock'] as const;

export type InventoryObject = (typeof OBJECTS)[number];

/** Names one object among all of its kind. */
export interface ObjectName {
  readonly entity: string;
  /** What lists are sorted by, in code unit order: the sales order, or the number itself. */
  readonly sortedBy: string;
  readonly number: string;
}

/** One object, by the few figures that must be the same on both sides. */
export interface InventoryRecord extends ObjectName {
  /** In the order in which `sweep/objects.ts` names them; numbers in their canonical text. */
  readonly figures: readonly string[];
  /** When it last changed, where the system tells. */
  readonly changedAt: Instant | null;
  /** Money that depends on it. */
  readonly worth: Money | null;
}

/** One object in full: what it is now, and every fact that its records state. */
export interface InventoryDetail {
  /** `null`: there is no such object. */
  readonly record: InventoryRecord | null;
  /** With the ids that its messages would have had; empty where records state none. */
  readonly facts: readonly CanonicalFact[];
}

export interface Inventory {
  readonly object: InventoryObject;
  /**
   * The open objects, in pages sorted by `sortedBy` and then by `number`.
   * @throws Error when a page cannot be had: half an inventory would look like loss.
   */
  pages(signal: AbortSignal): AsyncIterable<readonly InventoryRecord[]>;
  /** One object, open or not. */
  read(name: ObjectName, signal: AbortSignal): Promise<InventoryDetail>;
}
