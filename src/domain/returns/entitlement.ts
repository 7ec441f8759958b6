/**
 * What of the billed lines of one sales order may still come back, and what of it may still be
 * credited. Pure: whoever calls it holds the lock of the order's book.
 */
import type { PolicyStamp } from '../policy/decision.ts';
import type { Currency } from '../../kernel/currency.ts';
import type { Instant } from '../../kernel/instant.ts';
import { minQuantity, totalQuantity, ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';
import { addAmounts, NO_AMOUNTS, type Amounts, type Gone } from './apportionment.ts';

/** One line of one invoice that stands. */
export interface BilledLine {
  /** Names it inside the sales order: invoice and place in it. */
  readonly key: string;
  readonly invoice: string;
  readonly shipment: string;
  readonly salesOrderLine: number;
  readonly item: string;
  readonly lot: string | null;
  readonly quantity: Quantity;
  readonly amounts: Amounts;
  readonly shippedAt: Instant;
  /** When it arrived, or left where nobody said when it arrived. */
  readonly deliveredAt: Instant;
  /** Its invoice agrees with what was shipped and with the answer of the tax engine. */
  readonly reconciled: boolean;
}

/** A sales order with its billed lines, as far as returns and credits need to know it. */
export interface BilledOrder {
  readonly customer: string;
  readonly currency: Currency;
  /** How it is paid; on account until the ERP has registered the order. */
  readonly terms: 'prepaid' | 'on-account';
  /** Where it went. */
  readonly shipTo?: { readonly country: string; readonly postalCode?: string | undefined };
  readonly lines: readonly BilledLine[];
  /** The return that had the order placed free of charge, and the order of the goods that came back. */
  readonly replaces?: { readonly rma: string; readonly salesOrder: string };
  /** Keys of lines that were billed anew, each with the line that bills the same now; absent: none was. */
  readonly succeeding?: ReadonlyMap<string, string>;
  /** Disputes that had an invoice billed anew: what they were granted is off the new one already. */
  readonly rebilledBy?: ReadonlySet<string>;
  /** What the ledger posted against its invoices, whoever had it posted; absent: nothing. */
  readonly adjustments?: readonly Adjustment[];
}

/** A posting of the ledger that lowered what an invoice comes to, or raised it again. */
export interface Adjustment {
  readonly invoice: string;
  /** Number of the posting. */
  readonly posting: string;
  readonly kind: 'credit' | 'reversal';
  /** Number of the return or dispute that had it posted; `null`: nobody that we know of. */
  readonly cause: string | null;
  readonly lines: readonly {
    readonly salesOrderLine: number;
    readonly quantity: Quantity;
    readonly netMinor: bigint;
  }[];
  /** Of the amount, tax; `null` where the ledger does not say. */
  readonly taxMinor: bigint | null;
  readonly grossMinor: bigint;
}

/** What a policy says of goods that somebody wants to give back. */
export interface Eligibility {
  readonly verdict: 'authorize' | 'review' | 'refuse';
  readonly code: string;
  readonly settlement:
    | 'credit-after-inspection'
    | 'advance-credit'
    | 'keep-with-allowance'
    | 'no-return-needed'
    | 'replacement'
    | 'advance-replacement';
  readonly feeBasisPoints: number;
  readonly freightBack: 'customer' | 'seller';
  readonly reviewRole: 'service' | 'quality' | 'finance' | 'none';
  readonly policy: PolicyStamp;
}

/** Goods that one return holds: no other can have them. */
export interface Held {
  readonly rma: string;
  /** Line of the return. */
  readonly line: number;
  /** Key of the billed line. */
  readonly billed: string;
  readonly quantity: Quantity;
  readonly eligibility: Eligibility;
  /**
   * Return that had these very goods sent, free of charge, for goods of the billed line: they come out of
   * what it holds of it, and out of nothing else.
   */
  readonly inPlaceOf?: string;
}

/** Share of a billed line that was credited, before any fee. */
export interface Credited {
  readonly rma: string;
  readonly inspection: string;
  readonly billed: string;
  readonly quantity: Quantity;
  readonly amounts: Amounts;
}

/** Money that was credited of a billed line although no goods came back for it. */
export interface Granted {
  /** Number of the dispute; of what the ledger posted besides, the number of its posting. */
  readonly cause: string;
  readonly billed: string;
  /** Goods that went with it: they never arrived, so nobody can give them back. */
  readonly quantity: Quantity;
  readonly amounts: Amounts;
  /** The credit memo, where a person posted it and told its number. */
  readonly creditMemo?: string;
}

/** Everything that was decided about the billed lines of one sales order. */
export interface EntitlementBook {
  readonly held: readonly Held[];
  readonly credited: readonly Credited[];
  /** By disputes. */
  readonly granted: readonly Granted[];
  /** By the ledger without us, as it was known at the last decision. */
  readonly besides: readonly Granted[];
}

export const EMPTY_BOOK: EntitlementBook = { held: [], credited: [], granted: [], besides: [] };

/** A line of a question. */
export interface AskedLine {
  readonly line: number;
  readonly item: string;
  readonly salesOrderLine: number | undefined;
  readonly lot: string | undefined;
  readonly quantity: Quantity;
}

/** What a question came to. */
export interface Authorization {
  readonly book: EntitlementBook;
  readonly held: readonly (Held & { readonly from: BilledLine })[];
  readonly refusals: readonly Refusal[];
}

export interface Refusal {
  readonly line: number;
  readonly quantity: Quantity;
  readonly code: string;
  readonly reason: string;
}

/** Asks the policy about goods of one billed line. */
export type EligibilityOf<L> = (line: L, from: BilledLine, quantity: Quantity) => Eligibility;

/**
 * Decides what of the asked goods one return holds from now on, in place of what it held before: the
 * oldest goods first, never what another return holds, never less than was credited already. What was
 * decided of goods that it keeps stays decided.
 * @param replaced goods that another return had sent, and how many of them may come back of each billed line
 */
export function authorize<L extends AskedLine>(
  rma: string,
  asked: readonly L[],
  billed: readonly BilledLine[],
  book: EntitlementBook,
  eligibilityOf: EligibilityOf<L>,
  replaced?: { readonly rma: string; readonly free: ReadonlyMap<string, Quantity> },
): Authorization {
  const free = replaced === undefined ? freeOf(billed, book, rma) : new Map(replaced.free);
  const oldestFirst = billed.toSorted(
    (a, b) => a.shippedAt - b.shippedAt || (a.key < b.key ? -1 : 1),
  );
  const held: (Held & { from: BilledLine })[] = [];
  const refusals: Refusal[] = [];
  for (const line of asked) {
    const candidates = oldestFirst.filter((from) => matches(line, from));
    let missing: bigint = line.quantity;
    for (const from of candidates) {
      const quantity = minQuantity(missing as Quantity, free.get(from.key) ?? ZERO_QUANTITY);
      if (quantity <= 0n) continue;
      missing -= quantity;
      const before = book.held.find(
        (row) => row.rma === rma && row.line === line.line && row.billed === from.key,
      );
      const eligibility = before?.eligibility ?? eligibilityOf(line, from, quantity);
      if (eligibility.verdict === 'refuse') {
        refusals.push(refusalOf(line, quantity, eligibility.code));
        continue;
      }
      free.set(from.key, (free.get(from.key)! - quantity) as Quantity);
      const inPlaceOf = replaced === undefined ? {} : { inPlaceOf: replaced.rma };
      held.push({ rma, line: line.line, billed: from.key, quantity, eligibility, ...inPlaceOf, from });
    }
    if (missing > 0n) {
      const code = candidates.length === 0 ? 'never-sold' : 'nothing-left-to-return';
      refusals.push(refusalOf(line, missing as Quantity, code));
    }
  }
  keepCredited(rma, billed, book, held);
  const others = book.held.filter((row) => row.rma !== rma);
  return { book: { ...book, held: [...others, ...held.map(withoutSource)] }, held, refusals };
}

function withoutSource(held: Held & { readonly from: BilledLine }): Held {
  const { from: _, ...row } = held;
  return row;
}

const matches = (line: AskedLine, from: BilledLine): boolean =>
  from.item === line.item &&
  (line.salesOrderLine === undefined || line.salesOrderLine === from.salesOrderLine) &&
  (line.lot === undefined || from.lot === null || line.lot === from.lot);

/** Of each billed line, what no other return holds and no credit without goods took with it. */
function freeOf(
  billed: readonly BilledLine[],
  book: EntitlementBook,
  rma: string,
): Map<string, Quantity> {
  const others = { ...book, held: book.held.filter((row) => row.rma !== rma) };
  return new Map(billed.map((line) => [line.key, freeQuantity(line, others)]));
}

/** What of a billed line no return holds and no credit without goods took with it; never below zero. */
export function freeQuantity({ key, quantity }: BilledLine, book: EntitlementBook): Quantity {
  const gone = [...book.granted, ...book.besides].filter(({ billed }) => billed === key);
  const free = quantity - totalQuantity(gone) - heldOf(key, book);
  return free > 0n ? (free as Quantity) : ZERO_QUANTITY;
}

/** Held of a billed line: what came in place of goods takes the place of those that are held already. */
function heldOf(key: string, { held }: EntitlementBook): bigint {
  const rows = held.filter(({ billed }) => billed === key);
  let sum = 0n;
  const over = new Map<string, bigint>();
  for (const { inPlaceOf, quantity } of rows) {
    if (inPlaceOf === undefined) sum += quantity;
    else over.set(inPlaceOf, (over.get(inPlaceOf) ?? 0n) + quantity);
  }
  for (const [rma, quantity] of over) {
    const more = quantity - totalQuantity(rows.filter((row) => row.rma === rma));
    if (more > 0n) sum += more;
  }
  return sum;
}

/** What was credited is gone for good: asking for less does not give it free. */
function keepCredited(
  rma: string,
  billed: readonly BilledLine[],
  book: EntitlementBook,
  held: (Held & { from: BilledLine })[],
): void {
  const credited = new Map<string, bigint>();
  for (const row of book.credited) {
    if (row.rma === rma) credited.set(row.billed, (credited.get(row.billed) ?? 0n) + row.quantity);
  }
  for (const [key, quantity] of credited) {
    const holds = totalQuantity(held.filter((row) => row.billed === key));
    if (holds >= quantity) continue;
    const before = book.held.find((row) => row.rma === rma && row.billed === key);
    const from = billed.find((line) => line.key === key);
    if (before === undefined || from === undefined) continue;
    const at = held.findIndex((row) => row.billed === key && row.line === before.line);
    const known = at < 0 ? ZERO_QUANTITY : held[at]!.quantity;
    const row = { ...before, from, quantity: (known + quantity - holds) as Quantity };
    if (at < 0) held.push(row);
    else held[at] = row;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  'never-sold': 'no invoice that stands bills this item to the customer',
  'nothing-left-to-return': 'all that was billed of it has come back, or is on its way back',
  'too-late': 'the days within which it may come back are over',
};

const refusalOf = ({ line }: AskedLine, quantity: Quantity, code: string): Refusal => ({
  line,
  quantity,
  code,
  reason: REASONS[code] ?? 'the policy for returns does not allow it',
});

/** What has gone back of a billed line already by any credit, this one left out. */
export function goneBefore(
  book: EntitlementBook,
  billed: string,
  rma: string,
  inspection: string,
): Gone {
  const own = (row: Credited): boolean => row.rma === rma && row.inspection === inspection;
  const withoutGoods = [...book.granted, ...book.besides].filter((row) => row.billed === billed);
  let quantity = 0n;
  let amounts = NO_AMOUNTS;
  for (const row of [...book.credited.filter((one) => !own(one)), ...withoutGoods]) {
    if (row.billed !== billed) continue;
    quantity += row.quantity;
    amounts = addAmounts(amounts, row.amounts);
  }
  return { quantity: quantity as Quantity, amounts, isLowered: withoutGoods.length > 0 };
}
