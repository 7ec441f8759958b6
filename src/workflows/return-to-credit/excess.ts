/** Goods that came although they may not come back: too late, too many, or turned down. */
import {
  atLeastZero,
  formatQuantity,
  minQuantity,
  totalQuantity,
  ZERO_QUANTITY,
  type Quantity,
} from '../../kernel/quantity.ts';
import type { Gate } from '../../engine/judgement.ts';
import { accepts } from '../decisions.ts';
import { gate } from './gates.ts';
import type { End, InspectedPart, InspectionView, LineView, ReceiptView } from './return-view.ts';

export type ExcessKind = 'arrived-after-end' | 'surplus-return' | 'refused-return';

/** A quantity of a line that nobody has a right to give back. */
export interface Excess {
  /** Id of its case: names the quantities that somebody looks at. */
  readonly id: string;
  readonly kind: ExcessKind;
  readonly line: number;
  readonly item: string;
  readonly quantity: Quantity;
  readonly verdict: string | undefined;
}

/** Names what arrived after the return was called off or had lapsed. */
export const lateCase = (line: number, ended: string, quantity: Quantity): string =>
  `arrived-after-end:${line}:${ended}:${formatQuantity(quantity)}`;

/** Names what came of a line beyond what was asked for. */
export const surplusCase = (line: number, received: Quantity, asked: Quantity): string =>
  `surplus:${line}:${formatQuantity(received)}:${formatQuantity(asked)}`;

/** Names what came of a line although its owner did not allow it. */
export const refusedCase = (line: number, quantity: Quantity, of: string): string =>
  `refused-return:${line}:${formatQuantity(quantity)}:${of}`;

/** Which goods of a line count, once people said what they take of those that came late or in surplus. */
export interface Counting {
  /** Came after the return had ended. */
  readonly late: Quantity;
  readonly lateCase: string;
  /** Came in time, with what came late where a person takes it. */
  readonly counted: Quantity;
  /** Of it, beyond what was asked for. */
  readonly surplus: Quantity;
  readonly surplusCase: string;
  readonly isSurplusTaken: boolean;
}

export function countingOf(
  line: number,
  asked: Quantity,
  came: { readonly received: Quantity; readonly inTime: Quantity },
  end: End,
  decisions: ReadonlyMap<string, string>,
): Counting {
  const late = atLeastZero(came.received - came.inTime);
  const lateId = lateCase(line, end.kind ?? '', late);
  const counted = accepts(decisions.get(lateId)) ? came.received : came.inTime;
  const surplusId = surplusCase(line, counted, asked);
  return {
    late,
    lateCase: lateId,
    counted,
    surplus: atLeastZero(counted - asked),
    surplusCase: surplusId,
    isSurplusTaken: accepts(decisions.get(surplusId)),
  };
}

/**
 * What of each line is in excess. Late goods are looked at first; of the rest what is beyond the request,
 * and of what is left whatever the owner of the billed lines does not hold.
 * @param of what the owner answered last; `null` while he is being asked
 */
export function excessOf(
  lines: readonly LineView[],
  decisions: ReadonlyMap<string, string>,
  of: string | null,
): readonly Excess[] {
  return lines.flatMap(({ line, item, asked, counting, heldQuantity, comesBack }) => {
    const found: Excess[] = [];
    const add = (kind: ExcessKind, id: string, quantity: Quantity): void => {
      if (quantity > 0n) found.push({ id, kind, line, item, quantity, verdict: decisions.get(id) });
    };
    const { counted, isSurplusTaken } = counting;
    add('arrived-after-end', counting.lateCase, counting.late);
    add('surplus-return', counting.surplusCase, counting.surplus);
    const own = isSurplusTaken ? counted : minQuantity(counted, asked.quantity);
    if (of !== null && comesBack) {
      const refused = atLeastZero(own - heldQuantity);
      add('refused-return', refusedCase(line, refused, of), refused);
    }
    return found;
  });
}

/** Goods in excess lie where they are, and are credited to nobody, until somebody says whose they are. */
export function excessGate(
  excess: readonly Excess[],
  parts: readonly { readonly line: number | undefined }[],
): Gate {
  const open = excess.find(
    (one) => one.verdict === undefined && parts.some(({ line }) => line === one.line),
  );
  if (open === undefined) {
    return gate('expected', 'cleared', 'expected', 'no more came than may come back');
  }
  const text = `line ${open.line}: somebody must say what becomes of ${formatQuantity(open.quantity)}`;
  return gate('expected', 'blocked', open.kind, text);
}

/** Of each line, what a person had sent back to the customer. */
export function sentBack(excess: readonly Excess[]): ReadonlyMap<number, Quantity> {
  const back = new Map<number, Quantity>();
  for (const { line, quantity, verdict } of excess) {
    if (verdict === 'reject') back.set(line, ((back.get(line) ?? 0n) + quantity) as Quantity);
  }
  return back;
}

/**
 * Inspections with what goes back to the customer as parts of their own, which belong to no line. The
 * last goods that came go back; of them first those that nobody has inspected yet.
 */
export function partedFrom(
  inspections: readonly InspectionView[],
  receipts: readonly ReceiptView[],
  back: ReadonlyMap<number, Quantity>,
): readonly InspectionView[] {
  if (back.size === 0) return inspections;
  const left = new Map(back);
  const take = (line: number, most: bigint): Quantity => {
    const taken = minQuantity(left.get(line) ?? ZERO_QUANTITY, most as Quantity);
    left.set(line, ((left.get(line) ?? 0n) - taken) as Quantity);
    return taken;
  };
  for (const { value, lines } of receipts.toReversed()) {
    for (const { receiptLine, line, quantity } of lines) {
      if (line === undefined) continue;
      const seen = inspections.flatMap((one) => (one.value.receipt === value.receipt ? one.parts : []));
      const inspected = totalQuantity(seen.filter((part) => part.receiptLine === receiptLine));
      take(line, atLeastZero(quantity - inspected));
    }
  }
  // Receipts are in the order of their arrival: the parts of the last one are the first to go.
  const order = new Map(receipts.map(({ value }, at) => [value.receipt, at]));
  const lastFirst = inspections.toSorted(
    (a, b) => (order.get(b.value.receipt) ?? 0) - (order.get(a.value.receipt) ?? 0),
  );
  const parted = new Map(lastFirst.map((one) => [one, partsOf(one.parts, take)]));
  return inspections.map((one) => ({ ...one, parts: parted.get(one)! }));
}

function partsOf(
  parts: readonly InspectedPart[],
  take: (line: number, most: bigint) => Quantity,
): readonly InspectedPart[] {
  let next = parts.reduce((most, { part }) => Math.max(most, part), 0) + 1;
  const kept: InspectedPart[] = [];
  const away: InspectedPart[] = [];
  for (const row of parts.toReversed()) {
    const gone = row.line === undefined ? ZERO_QUANTITY : take(row.line, row.quantity);
    const rest = (row.quantity - gone) as Quantity;
    if (rest > 0n) kept.push({ ...row, quantity: rest });
    // A part that goes back as a whole keeps its number.
    if (gone === 0n) continue;
    const part = rest > 0n ? next++ : row.part;
    away.push({ ...row, part, line: undefined, quantity: gone });
  }
  return [...kept.toReversed(), ...away];
}
