/** What is read out of the draft of a recall. */
import type { RecallPlan } from '../../api/types.ts';
import { FITNESS } from '../stock/fitness.ts';

export type RecalledItem = RecallPlan['items'][number];
export type ShippedOfLot = RecalledItem['shipped'][number];

/** What stands against a lot, in words. */
export const lotWord = (state: string): string =>
  state === 'sellable'
    ? 'nothing stands against it'
    : `it is ${FITNESS[state as keyof typeof FITNESS]?.[1] ?? state}`;

/** Items whose lot a recall would still stop: what is held for another reason may be let go again. */
export const openItems = ({ items }: RecallPlan): readonly RecalledItem[] =>
  items.filter(({ state }) => state !== 'recalled');

export const sumOf = <T>(rows: readonly T[], figure: (row: T) => string): number =>
  rows.reduce((sum, row) => sum + Number(figure(row)), 0);

/** Everything that left, with the item it is of. */
export const shippedOf = ({ items }: RecallPlan): readonly (ShippedOfLot & { readonly item: string })[] =>
  items.flatMap(({ item, shipped }) => shipped.map((row) => ({ ...row, item })));
