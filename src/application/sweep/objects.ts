/** What is compared of each kind of object, and who is asked when it does not agree. */
import type { InventoryObject } from '../ports/inventory.ts';

export interface ObjectRule {
  /** In the plural, for people. */
  readonly words: string;
  /** What the figures of a record are, in their order. */
  readonly figures: readonly string[];
  /** Whose queue a difference goes to. */
  readonly role: string;
  readonly playbook: string;
}

export const OBJECT_RULES: Readonly<Record<InventoryObject, ObjectRule>> = {
  'sales-orders': {
    words: 'sales orders',
    figures: ['revision', 'number of lines', 'quantity'],
    role: 'service',
    playbook: 'Compare the order in both systems; have the one that is wrong state it again.',
  },
  'shipping-orders': {
    words: 'shipping orders',
    figures: ['version', 'quantity undertaken', 'quantity shipped'],
    role: 'warehouse',
    playbook: 'Compare the order with the warehouse; have it confirm again what it shipped.',
  },
  invoices: {
    words: 'invoices',
    figures: ['gross amount', 'currency', 'standing'],
    role: 'finance',
    playbook: 'Compare the invoice with the ledger; reverse or post it there, never here.',
  },
  stock: {
    words: 'positions',
    figures: ['quantity on hand'],
    role: 'warehouse',
    playbook: 'Count the position; have the warehouse post the difference as an adjustment.',
  },
};

/** What differs, in words: `revision is 4 there and 3 here`. */
export function figureCause(
  object: InventoryObject,
  theirs: readonly string[],
  ours: readonly string[],
): string {
  const parts = OBJECT_RULES[object].figures.flatMap((figure, at) =>
    theirs[at] === ours[at] ? [] : [`${figure} is ${theirs[at] ?? '–'} there and ${ours[at] ?? '–'} here`],
  );
  return parts.join(', ');
}
