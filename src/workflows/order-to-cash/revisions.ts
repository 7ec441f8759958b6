/** What is ordered: the whole statements of an order, and the changes of some lines between them. */
import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import type { ExceptionCase } from '../../engine/judgement.ts';
import { registers, type State } from '../../engine/state.ts';
import { settle, type Settled } from './disputes.ts';
import { R } from './registers.ts';

export type Order = ContentOfFact<typeof FACTS.salesOrderStated>;
type OrderLine = Order['lines'][number];
type Change = ContentOfFact<typeof FACTS.salesOrderChangeRequested>;

/** The order as one revision has it. */
export interface Revision extends Settled<Order> {
  /** It was stated as a whole; what changes before it said does not matter any more. */
  readonly isWhole: boolean;
  /** Each content that was stated for it; more than one is a dispute. */
  readonly contents: readonly Order[];
  /** Lines that a change names and that neither the order has nor the change describes whole. */
  readonly unmatched: readonly number[];
}

const NOTHING_UNMATCHED: readonly number[] = [];

/**
 * Every revision, the newest last. A whole statement counts as it is; a change is applied to the
 * revision before it, whichever came first. Changes before the first whole statement say nothing.
 */
export function revisionsOf(state: State): readonly Revision[] {
  const stated = registers(state, R.stated).map((known): Revision => ({
    ...settle(state, known, R.stated.type),
    isWhole: true,
    contents: known.contents.map(({ value }) => value),
    unmatched: NOTHING_UNMATCHED,
  }));
  const changes = registers(state, R.change);
  if (changes.length === 0 || stated.length === 0) return withoutEchoes(stated);
  const byRevision = new Map<number, Revision>(stated.map((one) => [one.value.revision, one]));
  for (const known of changes) {
    const { revision } = known.contents[0].value;
    // Who states the whole has the last word on a revision.
    if (byRevision.has(revision)) continue;
    const before = latest(byRevision, revision);
    if (before === undefined) continue;
    const settled = settle(state, known, R.change.type);
    const applied = changed(before.value, settled.value);
    byRevision.set(revision, {
      ...settled,
      value: applied.order,
      isWhole: false,
      disputed: settled.disputed || before.disputed,
      contents: before.contents.flatMap((order) =>
        known.contents.map(({ value }) => changed(order, value).order),
      ),
      unmatched: applied.unmatched,
    });
  }
  return withoutEchoes([...byRevision.values()].sort((a, b) => a.value.revision - b.value.revision));
}

/**
 * A revision that says the same as the one before is no change: it keeps that one's number, so that
 * nobody is told again. Channels restate an order whenever anything of theirs is touched.
 */
function withoutEchoes(revisions: readonly Revision[]): readonly Revision[] {
  if (revisions.length < 2) return revisions;
  const kept: Revision[] = [];
  for (const one of revisions) {
    const before = kept.at(-1);
    const isWord = one.disputed || one.unmatched.length > 0;
    const isEcho = before !== undefined && !isWord && isSameOrder(before.value, one.value);
    if (!isEcho) kept.push(one);
    else kept[kept.length - 1] = { ...one, value: before.value };
  }
  return kept;
}

function isSameOrder(a: Order, b: Order): boolean {
  return (
    a.customer === b.customer &&
    a.customerReference === b.customerReference &&
    a.channel === b.channel &&
    a.currency === b.currency &&
    a.orderedAt === b.orderedAt &&
    a.requestedShipDate === b.requestedShipDate &&
    a.shipTo.country === b.shipTo.country &&
    a.shipTo.postalCode === b.shipTo.postalCode &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, at) => isSameLine(line, b.lines[at]!))
  );
}

const isSameLine = (a: OrderLine, b: OrderLine): boolean =>
  a.line === b.line && a.item === b.item && a.quantity === b.quantity && a.unitPrice === b.unitPrice;

/** The revision with the largest number below one. */
function latest(revisions: ReadonlyMap<number, Revision>, below: number): Revision | undefined {
  let found: Revision | undefined;
  for (const [revision, one] of revisions) {
    if (revision < below && (found === undefined || revision > found.value.revision)) found = one;
  }
  return found;
}

function changed(
  order: Order,
  { revision, requestedShipDate, lines, dropped }: Change,
): { readonly order: Order; readonly unmatched: readonly number[] } {
  const kept = new Map(order.lines.map((line) => [line.line, line]));
  const unmatched: number[] = [];
  for (const { line: number, item, quantity, unitPrice } of lines) {
    const known = kept.get(number);
    const line = {
      line: number,
      item: item ?? known?.item,
      quantity: quantity ?? known?.quantity,
      unitPrice: unitPrice ?? known?.unitPrice,
    };
    if (isComplete(line)) kept.set(number, line);
    else unmatched.push(number);
  }
  for (const number of dropped) if (!kept.delete(number)) unmatched.push(number);
  return {
    order: {
      ...order,
      revision,
      ...(requestedShipDate === undefined ? {} : { requestedShipDate }),
      lines: [...kept.values()],
    },
    unmatched,
  };
}

const isComplete = (line: { readonly [K in keyof OrderLine]: OrderLine[K] | undefined }): line is OrderLine =>
  line.item !== undefined && line.quantity !== undefined && line.unitPrice !== undefined;

/** A change that names what the order does not have: what the customer wants is not known. */
export function changeCases(revisions: readonly Revision[]): readonly ExceptionCase[] {
  const whole = revisions.findLastIndex(({ isWhole }) => isWhole);
  return revisions
    .slice(whole + 1)
    .filter(({ unmatched }) => unmatched.length > 0)
    .map(({ value: { revision }, unmatched }) => ({
      id: `order-change:${revision}:${unmatched.join(',')}`,
      kind: 'order-change',
      text: `Revision ${revision} changes what the order does not have: line ${unmatched.join(', ')}`,
      role: 'service',
      exposure: null,
      playbook:
        'Ask the customer what he wants of these lines; have him send the whole order, or accept it ' +
        'without them.',
    }));
}
