/** What is compared of each kind of object, and who is asked when it does not agree. */
import { formatMoney, lineTotal, type Money } from '../../kernel/money.ts';
import { parseQuantity, type Quantity } from '../../kernel/quantity.ts';
import { formatUnitPrice } from '../../kernel/unit-price.ts';
import type { UnitWorth } from '../ports/comparison-store.ts';
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
  const parts = OBJECT_RULES[object].figures.flatMap((figure, at) => {
    const [there = '–', here = '–'] = [theirs[at], ours[at]];
    return there === here ? [] : [`${figure} is ${there} there and ${here} here`];
  });
  return parts.join(', ');
}

/** Where a position lies: `leeds/VALVE` lies at leeds. */
export const siteOf = (position: string): string => position.slice(0, position.indexOf('/'));

/** What of a position differs, in money, and how that was reckoned. */
export function stockStake(
  theirs: readonly string[] | undefined,
  ours: readonly string[] | undefined,
  { price, currency, by }: UnitWorth,
): { readonly worth: Money; readonly because: string } {
  const difference = quantityOf(theirs) - quantityOf(ours);
  const absolute = (difference < 0n ? -difference : difference) as Quantity;
  const worth: Money = { amountMinor: lineTotal(absolute, price, currency, 'half-up'), currency };
  const reckoned = by === 'cost' ? 'a cost' : 'the last price';
  return {
    worth,
    because: `${formatMoney(worth)} ${currency} by ${reckoned} of ${formatUnitPrice(price)}`,
  };
}

function quantityOf(figures: readonly string[] | undefined): bigint {
  const parsed = parseQuantity(figures?.[0] ?? '0');
  return parsed.ok ? parsed.value : 0n;
}
