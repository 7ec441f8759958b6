/** Two lists in the same order become pairs. Pure. */
import { createHash } from 'node:crypto';
import type { RangeDigest } from '../ports/comparison-store.ts';
import type { InventoryRecord, ObjectName } from '../ports/inventory.ts';

/** What one side has, what the other has, or both. */
export interface Pair {
  readonly theirs: InventoryRecord | null;
  readonly ours: InventoryRecord | null;
}

export function compareNames(a: ObjectName, b: ObjectName): number {
  return (
    compareText(a.sortedBy, b.sortedBy) || compareText(a.number, b.number) || compareText(a.entity, b.entity)
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Joins two sorted lists. */
export function pairsOf(
  theirs: readonly InventoryRecord[],
  ours: readonly InventoryRecord[],
): readonly Pair[] {
  const pairs: Pair[] = [];
  let [left, right] = [0, 0];
  while (left < theirs.length || right < ours.length) {
    const [there, here] = [theirs[left], ours[right]];
    const order = there === undefined ? 1 : here === undefined ? -1 : compareNames(there, here);
    pairs.push({ theirs: order <= 0 ? there! : null, ours: order >= 0 ? here! : null });
    if (order <= 0) left += 1;
    if (order >= 0) right += 1;
  }
  return pairs;
}

export const sameFigures = ({ theirs, ours }: Pair): boolean =>
  theirs !== null &&
  ours !== null &&
  theirs.figures.length === ours.figures.length &&
  theirs.figures.every((figure, at) => figure === ours.figures[at]);

/** One line of a digest: the store makes the same text of our records. */
const lineOf = ({ entity, number, figures }: InventoryRecord): string =>
  `${entity} ${number} ${figures.join(' ')}`;

/** Count and hash of sorted records. */
export function digestOf(records: readonly InventoryRecord[]): RangeDigest {
  const text = records.map(lineOf).join('\n');
  return { count: records.length, hash: createHash('md5').update(text).digest('hex') };
}
