import { registers } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { OrderView } from './order-view.ts';
import { R } from './registers.ts';

/** One line of what a site's warehouse is told, and has undertaken, in total. */
export interface InstructionLine {
  readonly line: number;
  readonly item: string;
  readonly quantity: Quantity;
  readonly undertaken: Quantity;
}

/** Sites that have a part in the order: something is promised, told or shipped there. */
export function sitesOf(view: OrderView): readonly string[] {
  const sites: string[] = [];
  for (const { buckets } of view.lines) {
    for (const { site } of buckets) if (!sites.includes(site)) sites.push(site);
  }
  return sites.sort();
}

/** What a site's warehouse is told now. */
export function instructionOf(view: OrderView, site: string): readonly InstructionLine[] {
  const lines: InstructionLine[] = [];
  for (const { line, buckets } of view.lines) {
    for (const { site: at, item, release: quantity, undertaken } of buckets) {
      if (at !== site || (quantity === 0n && undertaken === 0n)) continue;
      lines.push({ line: line.line, item, quantity, undertaken });
    }
  }
  return lines;
}

/**
 * Names the instruction; the warehouse's answer repeats it. A line of zero is one that it is not
 * told: saying so once is enough.
 */
export function instructionFingerprint(lines: readonly InstructionLine[]): string {
  let text = '';
  for (const { line, item, quantity } of lines) {
    if (quantity > 0n) text += `|${line}/${item}*${quantity}`;
  }
  return fingerprint(text);
}

/** Sites whose warehouse has answered the very instruction that holds now. */
export function answeredSites(view: OrderView): ReadonlySet<string> {
  const answered = new Set<string>();
  for (const known of registers(view.state, R.accepted)) {
    const { site, of } = known.contents[0].value;
    if (of === instructionFingerprint(instructionOf(view, site))) answered.add(site);
  }
  return answered;
}
