import { registers } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { firstOf, type LotQuantity } from '../../domain/inventory/lot-promise.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { LineView, Order, OrderView } from './order-view.ts';
import { R } from './registers.ts';

/** One line of what a site's warehouse is told, and has undertaken, in total. */
export interface InstructionLine {
  readonly line: number;
  readonly item: string;
  readonly quantity: Quantity;
  readonly undertaken: Quantity;
  /** Where the promise names lots: which are to go. */
  readonly lots?: LotQuantity[];
}

/** What a site's warehouse is told now. */
export interface Instruction {
  readonly site: string;
  readonly lines: InstructionLine[];
  /**
   * Names the instruction: what, where to and when. The warehouse's answer repeats it. A line of
   * zero is one that it is not told: saying so once is enough.
   */
  of: string;
}

/** What every site is told that has a part in the order, by name of the site. */
export function instructionsOf(
  { shipTo, requestedShipDate }: Order,
  lines: readonly LineView[],
): readonly Instruction[] {
  const instructions: Instruction[] = [];
  for (const { line, buckets } of lines) {
    for (const { site, item, release: quantity, undertaken, lots } of buckets) {
      let instruction = instructions.find((known) => known.site === site);
      if (instruction === undefined) {
        instructions.push((instruction = { site, lines: [], of: '' }));
      }
      if (quantity === 0n && undertaken === 0n) continue;
      if (quantity > 0n) instruction.of += `|${line.line}/${item}*${quantity}`;
      if (lots.length === 0) {
        instruction.lines.push({ line: line.line, item, quantity, undertaken });
        continue;
      }
      const told = firstOf(quantity, lots);
      instruction.lines.push({ line: line.line, item, quantity, undertaken, lots: told });
      for (const row of told) instruction.of += `~${row.lot}*${row.quantity}`;
    }
  }
  const whither = `${shipTo.country} ${shipTo.postalCode ?? ''} ${requestedShipDate ?? ''}`;
  for (const instruction of instructions) {
    instruction.of = fingerprint(`${whither}${instruction.of}`);
  }
  return instructions.length < 2 ? instructions : instructions.sort(bySite);
}

const bySite = (a: Instruction, b: Instruction): number => (a.site < b.site ? -1 : 1);

/** Whether the warehouse has answered the very instruction that holds now. */
export function isAnswered(
  { state, instructions }: OrderView,
  site: string,
): boolean {
  const instruction = instructions.find((known) => known.site === site);
  return registers(state, R.accepted).some(({ contents: [{ value }] }) => {
    return value.site === site && value.of === instruction?.of;
  });
}
