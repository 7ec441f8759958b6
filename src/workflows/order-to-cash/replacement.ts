/** An order that brings the same goods again, free of charge: why it is, and what its return is told. */
import { COMMANDS, type ContentOfFact, type FACTS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { Wanted } from '../../engine/judgement.ts';
import { registers, type State } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { maxQuantity } from '../../kernel/quantity.ts';
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
  replaces.value.lines.some((row) => row.line === line.line && row.item === line.item);

/** Tells the return what will ship of each line, and what has left. */
export function replacementReport({ lines, replaces, order }: OrderView): readonly Wanted[] {
  if (replaces === undefined) return NOTHING;
  const rows = lines.map(({ line, toShip, shipped }) => ({
    line: line.line,
    ordered: line.quantity,
    toShip: maxQuantity(toShip, shipped),
    shipped,
  }));
  const text = rows.map((row) => `${row.line}*${row.ordered}/${row.toShip}/${row.shipped}`).join('|');
  const { rma, salesOrder } = replaces.value;
  return [
    {
      id: `report-replacement:${rma}`,
      type: COMMANDS.reportReplacement.type,
      system: OWN_SYSTEM,
      fingerprint: fingerprint(text),
      gates: [],
      disputed: order.disputed || replaces.disputed,
      content: () => ({ rma, salesOrder, lines: rows }),
    },
  ];
}

const NOTHING: readonly Wanted[] = [];
