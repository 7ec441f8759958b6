/** What an inspected part of a return is worth, taken from the very lines that billed it. */
import { divideRounded, type RoundingRule } from '../../kernel/money.ts';
import { minQuantity, totalQuantity, ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';
import { addAmounts, eachAmount, nextShare, NO_AMOUNTS, type Amounts } from './apportionment.ts';
import {
  goneBefore,
  type BilledLine,
  type Credited,
  type EntitlementBook,
  type Held,
} from './entitlement.ts';

/** Goods of one part of an inspection, with the share of their price that a policy lets be credited. */
export interface CreditablePart {
  readonly part: number;
  /** Line of the return; undefined for goods that belong to none. */
  readonly line: number | undefined;
  readonly quantity: Quantity;
  readonly creditBasisPoints: number;
}

/** Credit of one return line against one billed line. */
export interface CreditLine {
  readonly line: number;
  readonly from: BilledLine;
  readonly quantity: Quantity;
  readonly amounts: Amounts;
  readonly feeMinor: bigint;
  readonly feeTaxMinor: bigint;
}

export interface CreditDecision {
  readonly book: EntitlementBook;
  readonly lines: readonly CreditLine[];
  /** Quantity that is credited, by part. */
  readonly credited: ReadonlyMap<number, Quantity>;
}

const ALL_BASIS_POINTS = 10_000n;

/**
 * Decides the credit of one inspection, in place of what was decided of it before. Goods beyond what
 * the return holds are credited to nobody. While a credit stands in the ledger, nothing of it is free for
 * another, however little is decided now: nobody knows yet whether it will be taken back.
 */
export function decideCredit(
  question: {
    readonly rma: string;
    readonly inspection: string;
    readonly parts: readonly CreditablePart[];
    /** The ledger has a credit by an earlier decision, and has not taken it back. */
    readonly stands?: boolean;
  },
  billed: readonly BilledLine[],
  before: EntitlementBook,
  rounding: RoundingRule,
): CreditDecision {
  const { rma, inspection } = question;
  const isOwn = (row: Credited): boolean => row.rma === rma && row.inspection === inspection;
  const others = before.credited.filter((row) => !isOwn(row));
  let book: EntitlementBook = { ...before, credited: others };
  const lines: CreditLine[] = [];
  const credited = new Map<number, Quantity>();
  for (const part of question.parts) {
    credited.set(part.part, ZERO_QUANTITY);
    if (part.line === undefined || part.creditBasisPoints === 0) continue;
    let left: bigint = part.quantity;
    for (const held of book.held) {
      if (held.rma !== rma || held.line !== part.line || left === 0n) continue;
      const from = billed.find(({ key }) => key === held.billed);
      if (from === undefined) continue;
      const quantity = minQuantity(left as Quantity, openOf(held, book));
      if (quantity <= 0n) continue;
      left -= quantity;
      const [line, row] = creditOf(
        held,
        from,
        quantity,
        part.creditBasisPoints,
        book,
        inspection,
        rounding,
      );
      lines.push(line);
      book = { ...book, credited: [...book.credited, row] };
    }
    credited.set(part.part, (part.quantity - left) as Quantity);
  }
  if (question.stands === true) {
    const larger = largerOf(before.credited.filter(isOwn), book.credited.filter(isOwn));
    book = { ...book, credited: [...others, ...larger] };
  }
  return { book, lines: merged(lines), credited };
}

/** Of each billed line, what was credited before or what is credited now, whichever is more. */
function largerOf(before: readonly Credited[], now: readonly Credited[]): readonly Credited[] {
  const [old, fresh] = [before, now].map((rows) => Map.groupBy(rows, ({ billed }) => billed));
  return [...new Set([...old!.keys(), ...fresh!.keys()])].flatMap((billed) => {
    const [was = [], is = []] = [old!.get(billed), fresh!.get(billed)];
    return totalQuantity(was) > totalQuantity(is) ? was : is;
  });
}

/** What a return holds of a billed line and nobody has credited yet. */
function openOf(held: Held, book: EntitlementBook): Quantity {
  let open: bigint = 0n;
  for (const row of book.held) {
    if (row.rma === held.rma && row.billed === held.billed) open += row.quantity;
  }
  for (const row of book.credited) {
    if (row.rma === held.rma && row.billed === held.billed) open -= row.quantity;
  }
  return minQuantity(open as Quantity, held.quantity);
}

function creditOf(
  held: Held,
  from: BilledLine,
  quantity: Quantity,
  creditBasisPoints: number,
  book: EntitlementBook,
  inspection: string,
  rounding: RoundingRule,
): readonly [CreditLine, Credited] {
  const gone = goneBefore(book, from.key, '', '');
  const whole = nextShare(from, gone, quantity, rounding);
  const part = (amount: bigint, basisPoints: number): bigint =>
    divideRounded(amount * BigInt(basisPoints), ALL_BASIS_POINTS, rounding);
  const { feeBasisPoints, freightBack } = held.eligibility;
  const withFreight = freightBack === 'seller';
  const amounts = eachAmount((name) =>
    withFreight || !name.startsWith('freight') ? part(whole[name], creditBasisPoints) : 0n,
  );
  return [
    {
      line: held.line,
      from,
      quantity,
      amounts,
      feeMinor: part(amounts.netMinor, feeBasisPoints),
      feeTaxMinor: part(amounts.taxMinor, feeBasisPoints),
    },
    { rma: held.rma, inspection, billed: from.key, quantity, amounts: whole },
  ];
}

/** One line for each return line and billed line, whatever parts it came in. */
function merged(lines: readonly CreditLine[]): CreditLine[] {
  const byKey = new Map<string, CreditLine>();
  for (const line of lines) {
    const key = `${line.line} ${line.from.key}`;
    const known = byKey.get(key);
    byKey.set(
      key,
      known === undefined
        ? line
        : {
            ...known,
            quantity: (known.quantity + line.quantity) as Quantity,
            amounts: addAmounts(known.amounts, line.amounts),
            feeMinor: known.feeMinor + line.feeMinor,
            feeTaxMinor: known.feeTaxMinor + line.feeTaxMinor,
          },
    );
  }
  return [...byKey.values()];
}

/** Net, tax and freight of a credit, less what is kept of it. */
export function grossOf(lines: readonly CreditLine[]): bigint {
  let gross = 0n;
  for (const { amounts, feeMinor, feeTaxMinor } of lines) {
    const { netMinor, taxMinor, freightMinor, freightTaxMinor } = amounts;
    gross += netMinor + taxMinor + freightMinor + freightTaxMinor - feeMinor - feeTaxMinor;
  }
  return gross;
}

/** Nothing but amounts: what several lines come to together. */
export const totalOf = (lines: readonly CreditLine[]): Amounts =>
  lines.reduce((sum, { amounts }) => addAmounts(sum, amounts), NO_AMOUNTS);
