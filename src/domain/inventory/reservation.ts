/** Stock that is held for somebody until a moment, and what an order that names it takes out of it. */
import type { Quantity } from '../../kernel/quantity.ts';
import type { PromisedQuantity, SiteAvailability } from './allocation.ts';

/** What one reservation holds of an item at a place. */
export interface HeldStock {
  readonly reservation: string;
  readonly item: string;
  readonly site: string;
  readonly lot?: string | undefined;
  readonly quantity: Quantity;
}

type Place = Pick<HeldStock, 'item' | 'site' | 'lot'>;

const placeOf = ({ item, site, lot }: Place): string => `${item}\u001f${site}\u001f${lot ?? ''}`;

/** Total by place. */
function sumByPlace(rows: readonly (Place & { readonly quantity: bigint })[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const row of rows) sums.set(placeOf(row), (sums.get(placeOf(row)) ?? 0n) + row.quantity);
  return sums;
}

/**
 * What an order can be promised that names reservations: what is free, and what they hold for it. Their
 * lots and their sites come first, so that what was held is what is taken.
 */
export function withHeld(
  available: readonly SiteAvailability[],
  held: readonly HeldStock[],
): readonly SiteAvailability[] {
  if (held.length === 0) return available;
  const sums = sumByPlace(held);
  const sites = new Set(held.map(({ site }) => site));
  const rank = (row: SiteAvailability): number => (sums.has(placeOf(row)) ? 0 : sites.has(row.site) ? 1 : 2);
  return available
    .map((row) => {
      const more = sums.get(placeOf(row)) ?? 0n;
      return { ...row, availableToPromise: (row.availableToPromise + more) as Quantity };
    })
    .sort((a, b) => rank(a) - rank(b));
}

/** What of a new promise comes out of the reservations that were named, the first one first. */
export function drawnFrom(
  held: readonly HeldStock[],
  before: readonly PromisedQuantity[],
  after: readonly PromisedQuantity[],
): readonly HeldStock[] {
  const open = sumByPlace(after);
  for (const [place, quantity] of sumByPlace(before)) open.set(place, (open.get(place) ?? 0n) - quantity);
  return held.flatMap((row) => {
    const wanted = open.get(placeOf(row)) ?? 0n;
    const taken = wanted < row.quantity ? wanted : row.quantity;
    if (taken <= 0n) return [];
    open.set(placeOf(row), wanted - taken);
    return [{ ...row, quantity: taken as Quantity }];
  });
}

/** What is still held after so much was taken out of it. */
export function heldAfter<T extends Omit<HeldStock, 'item' | 'reservation'>>(
  held: readonly T[],
  drawn: readonly HeldStock[],
): T[] {
  return held.flatMap((row) => {
    let left: bigint = row.quantity;
    for (const { site, lot, quantity } of drawn) {
      if (site === row.site && lot === row.lot) left -= quantity;
    }
    return left > 0n ? [{ ...row, quantity: left as Quantity }] : [];
  });
}
