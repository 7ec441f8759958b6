/** An order in place of returned goods, free of charge or at a price. */
import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import { registers, type State } from '../../engine/state.ts';
import { settle, type Settled } from './disputes.ts';
import type { OrderLine, OrderView } from './order-view.ts';
import { R } from './registers.ts';

export type Replaces = ContentOfFact<typeof FACTS.replacementPlaced>;

/** The return that the order is for, if it is for one. */
export function replacesOf(state: State): Settled<Replaces> | undefined {
  const [known] = registers(state, R.replacement);
  return known && settle(state, known, R.replacement.type);
}

/** A line that a return had placed at no price: no contract has a say in it. */
export const isFree = ({ replaces }: Pick<OrderView, 'replaces'>, line: OrderLine): boolean =>
  line.unitPrice === 0n &&
  replaces !== undefined &&
  replaces.value.lines.some(
    (row) => row.line === line.line && row.item === line.item && row.unitPrice === undefined,
  );

/** All of it is sent for nothing: what another item costs is billed like on any order. */
export const isFreeOfCharge = ({ lines }: Replaces): boolean =>
  lines.every(({ unitPrice }) => unitPrice === undefined);
