/**
 * Goods that were sent free of charge in place of returned ones, and come back themselves. Nothing was paid
 * for them: what was paid for the first goods counts, and those stand in the book of their own order.
 */
import { minQuantity, ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';
import type { AskedLine, BilledLine, BilledOrder, EntitlementBook, Held } from './entitlement.ts';

/** The return that had the goods sent, and how much of each item has been sent for it. */
export interface Replaced {
  readonly rma: string;
  /** The order that brought them. */
  readonly salesOrder: string;
  /** The order of the goods that they replaced. */
  readonly firstOrder: string;
  readonly sent: ReadonlyMap<string, Quantity>;
}

/** What an order brought in place of returned goods; `null`: it is an order like any other. */
export function replacedBy(salesOrder: string, { replaces, lines }: BilledOrder): Replaced | null {
  if (replaces === undefined) return null;
  const sent = new Map<string, Quantity>();
  for (const { item, quantity } of lines) sent.set(item, ((sent.get(item) ?? 0n) + quantity) as Quantity);
  return { rma: replaces.rma, salesOrder, firstOrder: replaces.salesOrder, sent };
}

const REPLACING: ReadonlySet<string> = new Set(['replacement', 'advance-replacement']);

const replacedRows = ({ held }: EntitlementBook, { rma }: Replaced): readonly Held[] =>
  held.filter((row) => row.rma === rma && REPLACING.has(row.eligibility.settlement));

/** Of each billed line, what was sent in its place and no other return holds. */
export function freeReplaced(
  replaced: Replaced,
  billed: readonly BilledLine[],
  book: EntitlementBook,
  rma: string,
): ReadonlyMap<string, Quantity> {
  const sent = new Map(replaced.sent);
  const free = new Map<string, Quantity>();
  for (const row of replacedRows(book, replaced)) {
    const from = billed.find(({ key }) => key === row.billed);
    if (from === undefined) continue;
    const left = sent.get(from.item) ?? ZERO_QUANTITY;
    const part = minQuantity(row.quantity, left);
    sent.set(from.item, (left - part) as Quantity);
    free.set(from.key, ((free.get(from.key) ?? 0n) + part) as Quantity);
  }
  for (const { inPlaceOf, rma: other, billed: key, quantity } of book.held) {
    if (inPlaceOf !== replaced.rma || other === rma) continue;
    const left = (free.get(key) ?? 0n) - quantity;
    free.set(key, (left > 0n ? left : 0n) as Quantity);
  }
  return free;
}

/** Lines of the order that brought the goods, as lines of the order that was paid for. */
export function askedOfFirst<L extends AskedLine>(
  asked: readonly L[],
  replaced: Replaced,
  billed: readonly BilledLine[],
  book: EntitlementBook,
): readonly L[] {
  const rows = replacedRows(book, replaced);
  return asked.map((line) => {
    // A line of that order has the number of the line of the return that it was placed for.
    const own = rows.filter((row) => row.line === line.salesOrderLine);
    const lines = new Set(billed.filter(({ key }) => own.some((row) => row.billed === key)).map(
      ({ salesOrderLine }) => salesOrderLine,
    ));
    const [only] = lines;
    // The lot that was sent is not the lot that was bought.
    return { ...line, salesOrderLine: lines.size === 1 ? only : undefined, lot: undefined };
  });
}
