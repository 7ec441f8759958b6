/**
 * Credits without goods that come back: what a dispute is granted of the billed lines, and what the ledger
 * credited of them without asking. Both take their money out of the very lines that returns are credited
 * from. Pure: whoever calls it holds the lock of the order's book.
 */
import { minQuantity, ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';
import { addAmounts, eachAmount, leftOf, NO_AMOUNTS, spread, sumOf, type Amounts } from './apportionment.ts';
import {
  freeQuantity,
  goneBefore,
  type Adjustment,
  type BilledLine,
  type BilledOrder,
  type EntitlementBook,
  type Granted,
} from './entitlement.ts';

/** A part of an amount that belongs to a line, or to all of them, or to one kind of amount. */
interface Part {
  /** Line of the order; `null`: all of the invoice. */
  readonly salesOrderLine: number | null;
  readonly minor: bigint;
  /** Which amounts it may be taken from; `null`: any. */
  readonly of: ReadonlySet<keyof Amounts> | null;
}

/** A credit without goods, as it is asked for. */
export interface AskedGrant {
  /** Number of the dispute, or of the ledger's posting. */
  readonly cause: string;
  readonly invoice: string;
  readonly amountMinor: bigint;
  /** Where parts of it belong; the rest, and what does not fit there, goes where the invoice has room. */
  readonly parts: readonly Part[];
  /** Goods that went with it. */
  readonly goods: readonly { readonly salesOrderLine: number; readonly quantity: Quantity }[];
  readonly creditMemo?: string | undefined;
}

/** What is granted, line by line; together never more than is left of the invoice. */
export interface GrantDecision {
  readonly book: EntitlementBook;
  readonly lines: readonly (Granted & { readonly from: BilledLine })[];
  /** What was credited of the invoice by others. */
  readonly goneMinor: bigint;
}

/** Decides what a dispute is credited, in place of what was decided of it before. */
export function decideGrant(
  asked: AskedGrant,
  billed: readonly BilledLine[],
  before: EntitlementBook,
): GrantDecision {
  const granted = before.granted.filter(({ cause }) => cause !== asked.cause);
  const others = { ...before, granted };
  const invoiced = billed.filter(({ invoice }) => invoice === asked.invoice);
  const lines = grantedLines(asked, invoiced, others);
  const own = lines.map(rowOf);
  const gone = invoiced.map(({ key }) => goneBefore(others, key, '', '').amounts);
  const goneMinor = gone.reduce((sum, amounts) => sum + sumOf(amounts), 0n);
  return { book: { ...others, granted: [...granted, ...own] }, lines, goneMinor };
}

/** As it is kept: without the line that it names. */
function rowOf(line: GrantDecision['lines'][number]): Granted {
  const { from: _, ...row } = line;
  return row;
}

/** Each part goes where it belongs, as far as there is room; what is over goes where there is any. */
function grantedLines(
  { cause, parts, goods, amountMinor, creditMemo }: AskedGrant,
  invoiced: readonly BilledLine[],
  book: EntitlementBook,
): GrantDecision['lines'] {
  const left = invoiced.map(({ key, amounts }) => leftOf(amounts, goneBefore(book, key, '', '').amounts));
  const given = left.map(() => NO_AMOUNTS);
  let rest = amountMinor;
  const give = ({ salesOrderLine, minor, of }: Part): void => {
    const at = placesOf(invoiced, salesOrderLine);
    const room = at.map((index) => {
      const open = leftOf(left[index]!, given[index]!);
      return of === null ? open : eachAmount((name) => (of.has(name) ? open[name] : 0n));
    });
    const spreadOut = spread(minor < rest ? minor : rest, room);
    for (const [n, amounts] of spreadOut.entries()) {
      given[at[n]!] = addAmounts(given[at[n]!]!, amounts);
      rest -= sumOf(amounts);
    }
  };
  for (const part of parts) give(part);
  give({ salesOrderLine: null, minor: rest, of: null });
  const quantities = quantitiesOf(goods, invoiced, book);
  return invoiced.flatMap((from, at) => {
    const [quantity, amounts] = [quantities[at]!, given[at]!];
    if (quantity === 0n && sumOf(amounts) === 0n) return [];
    const row: Granted = { cause, billed: from.key, quantity, amounts };
    return [{ ...row, ...(creditMemo === undefined ? {} : { creditMemo }), from }];
  });
}

const placesOf = (invoiced: readonly BilledLine[], salesOrderLine: number | null): readonly number[] =>
  [...invoiced.keys()].filter(
    (at) => salesOrderLine === null || invoiced[at]!.salesOrderLine === salesOrderLine,
  );

/** Goods that went with it, as far as no return holds them. */
function quantitiesOf(
  goods: AskedGrant['goods'],
  invoiced: readonly BilledLine[],
  book: EntitlementBook,
): readonly Quantity[] {
  const taken: Quantity[] = invoiced.map(() => ZERO_QUANTITY);
  for (const { salesOrderLine, quantity } of goods) {
    let missing: bigint = quantity;
    for (const at of placesOf(invoiced, salesOrderLine)) {
      const free = (freeQuantity(invoiced[at]!, book) - taken[at]!) as Quantity;
      const part = minQuantity(missing as Quantity, free);
      if (part <= 0n) continue;
      taken[at] = (taken[at]! + part) as Quantity;
      missing -= part;
    }
  }
  return taken;
}

/** The book with what the ledger credited beyond what was decided here, so that nobody credits it again. */
export function withLedger(order: BilledOrder, kept: EntitlementBook, asks?: Asks): EntitlementBook {
  const whole = followed(order, kept);
  const before = asks === undefined ? whole : withoutUnposted(order, whole, asks);
  let book: EntitlementBook = { ...before, besides: [] };
  const postings = Map.groupBy(order.adjustments ?? [], (one) => `${one.invoice} ${causeOf(one, before)}`);
  for (const [, rows] of postings) {
    const [{ invoice, posting, ...first }] = rows as [Adjustment, ...Adjustment[]];
    const cause = causeOf({ posting, cause: first.cause }, before);
    const decidedMinor = cause === null ? 0n : decidedOf(order, before, cause, invoice);
    const postedMinor = rows.reduce((sum, one) => sum + signOf(one) * one.grossMinor, 0n);
    const amountMinor = postedMinor - decidedMinor;
    if (amountMinor <= 0n) continue;
    const asked = {
      cause: cause ?? posting,
      invoice,
      amountMinor,
      parts: decidedMinor === 0n ? partsOf(rows) : [],
      goods: cause === null ? goodsOf(rows) : [],
    };
    const invoiced = order.lines.filter((line) => line.invoice === invoice);
    const own = grantedLines(asked, invoiced, book).map(rowOf);
    book = { ...book, besides: [...book.besides, ...own] };
  }
  return { ...whole, besides: book.besides };
}

/** Whose credit is decided now: a dispute's, or one of a return's inspections. */
interface Asks {
  readonly cause: string;
  readonly inspection?: string;
}

/** What was decided of the very credit that is decided now gives way to the ledger, unless it is posted. */
function withoutUnposted(
  { adjustments = [] }: BilledOrder,
  book: EntitlementBook,
  { cause, inspection }: Asks,
): EntitlementBook {
  const sum = (rows: readonly { readonly amounts: Amounts }[]): bigint =>
    rows.reduce((total, { amounts }) => total + sumOf(amounts), 0n);
  const postings = adjustments.filter((one) => causeOf(one, book) === cause);
  const postedMinor = postings.reduce((total, one) => total + signOf(one) * one.grossMinor, 0n);
  const others = book.credited.filter((row) => row.rma === cause && row.inspection !== inspection);
  if (postedMinor > sum(others)) return book;
  return {
    ...book,
    credited: book.credited.filter((row) => row.rma !== cause || row.inspection !== inspection),
    granted: book.granted.filter((row) => row.cause !== cause),
  };
}

/**
 * What is held and credited of lines that were billed anew, held and credited of the new ones. What the
 * dispute was granted that had them billed anew is off the new amounts; goods that never arrived stay gone.
 */
function followed({ succeeding, rebilledBy }: BilledOrder, book: EntitlementBook): EntitlementBook {
  if (succeeding === undefined) return book;
  const follow = <T extends { readonly billed: string }>(rows: readonly T[]): readonly T[] =>
    rows.map((row) => ({ ...row, billed: succeeding.get(row.billed) ?? row.billed }));
  return {
    held: follow(book.held),
    credited: follow(book.credited),
    granted: follow(
      book.granted
        .map((row) => (rebilledBy?.has(row.cause) === true ? { ...row, amounts: NO_AMOUNTS } : row))
        .filter(({ quantity, amounts }) => quantity > 0n || sumOf(amounts) > 0n),
    ),
    besides: book.besides,
  };
}

const signOf = ({ kind }: Adjustment): bigint => (kind === 'credit' ? 1n : -1n);

/** Who had it posted: as the ledger says, or as somebody told its number here. */
const causeOf = (
  { cause, posting }: Pick<Adjustment, 'cause' | 'posting'>,
  book: EntitlementBook,
): string | null =>
  cause ?? book.granted.find(({ creditMemo }) => creditMemo === posting)?.cause ?? null;

/** What was decided here of an invoice, for a return or a dispute. */
function decidedOf(order: BilledOrder, book: EntitlementBook, cause: string, invoice: string): bigint {
  const keys = new Set(order.lines.filter((line) => line.invoice === invoice).map(({ key }) => key));
  const rows: readonly { readonly billed: string; readonly amounts: Amounts }[] = [
    ...book.credited.filter(({ rma }) => rma === cause),
    ...book.granted.filter((row) => row.cause === cause),
  ];
  return rows.reduce((sum, row) => sum + (keys.has(row.billed) ? sumOf(row.amounts) : 0n), 0n);
}

const NET: ReadonlySet<keyof Amounts> = new Set(['netMinor']);
const TAX: ReadonlySet<keyof Amounts> = new Set(['taxMinor', 'freightTaxMinor']);
const FREIGHT: ReadonlySet<keyof Amounts> = new Set(['freightMinor']);

/** Postings as the ledger says them: net by line, tax, and the rest freight. */
function partsOf(rows: readonly Adjustment[]): readonly Part[] {
  const nets = summed(rows, ({ netMinor }) => netMinor);
  const netMinor = [...nets.values()].reduce((sum, one) => sum + one, 0n);
  const isSplit = rows.every((row) => row.taxMinor !== null);
  const taxMinor = rows.reduce((sum, row) => sum + signOf(row) * (row.taxMinor ?? 0n), 0n);
  const grossMinor = rows.reduce((sum, row) => sum + signOf(row) * row.grossMinor, 0n);
  const parts: readonly Part[] = [
    ...[...nets].map(([salesOrderLine, minor]) => ({ salesOrderLine, minor, of: NET })),
    ...(isSplit ? [{ salesOrderLine: null, minor: taxMinor, of: TAX }] : []),
    ...(isSplit ? [{ salesOrderLine: null, minor: grossMinor - netMinor - taxMinor, of: FREIGHT }] : []),
  ];
  return parts.filter(({ minor }) => minor > 0n);
}

const goodsOf = (rows: readonly Adjustment[]): AskedGrant['goods'] =>
  [...summed(rows, ({ quantity }) => quantity)]
    .filter(([, units]) => units > 0n)
    .map(([salesOrderLine, units]) => ({ salesOrderLine, quantity: units as Quantity }));

/** Lines of postings together, by line of the order; a reversal takes away. */
function summed(
  rows: readonly Adjustment[],
  of: (line: Adjustment['lines'][number]) => bigint,
): ReadonlyMap<number, bigint> {
  const sums = new Map<number, bigint>();
  for (const row of rows) {
    for (const line of row.lines) {
      const { salesOrderLine } = line;
      sums.set(salesOrderLine, (sums.get(salesOrderLine) ?? 0n) + signOf(row) * of(line));
    }
  }
  return sums;
}
