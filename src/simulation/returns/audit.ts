/** What is wrong in the books of a return's history. Reads the systems' books, and nothing of ours. */
import { APPROVED_ABOVE_MINOR } from './scenario.ts';
import type { Memo, ReturnBooks } from './books.ts';

/** Sentences: each is a law that does not hold. */
export function auditReturnBooks(books: ReturnBooks): string[] {
  return [
    ...creditsOf(books),
    ...inspectionsOf(books),
    ...moneyBackOf(books),
    ...placementsOf(books),
    ...replacementsOf(books),
  ];
}

const sum = <T>(rows: Iterable<T>, of: (row: T) => bigint): bigint => {
  let total = 0n;
  for (const row of rows) total += of(row);
  return total;
};

const standing = ({ ledger }: ReturnBooks): Memo[] => ledger.memos.filter(({ isReversed }) => !isReversed);

/** Never more credited than was billed: goods by line, money by line and by invoice; each credit once. */
function creditsOf(books: ReturnBooks): string[] {
  const found: string[] = [];
  const memos = standing(books);
  const names = memos.map(({ posted }) => `${posted.rma} ${posted.credit}`);
  if (new Set(names).size < names.length) found.push('a credit is posted twice');
  const { lines } = books.owner.order;
  for (const line of lines) {
    const rows = memos
      .filter(({ posted }) => posted.invoice === line.invoice)
      .flatMap((memo) => memo.lines.filter((row) => row.salesOrderLine === line.salesOrderLine));
    if (sum(rows, (row) => row.quantity) > line.quantity) {
      found.push(`${line.key}: more goods credited than billed`);
    }
    if (sum(rows, (row) => row.net.amountMinor) > line.amounts.netMinor) {
      found.push(`${line.key}: more money credited than billed`);
    }
  }
  for (const invoice of new Set(lines.map((line) => line.invoice))) {
    const own = lines.filter((line) => line.invoice === invoice);
    const credited = sum(
      memos.filter(({ posted }) => posted.invoice === invoice),
      ({ posted }) => posted.gross.amountMinor,
    );
    const grossOf = (amounts: object): bigint =>
      sum(Object.values(amounts) as bigint[], (amount) => amount);
    const billed = sum(own, ({ amounts }) => grossOf(amounts));
    if (credited > billed) found.push(`${invoice}: credited ${credited} of ${billed}`);
  }
  return found;
}

/** No credit before receipt and inspection, nor beyond it, nor without the yes that it needs. */
function inspectionsOf(books: ReturnBooks): string[] {
  const found: string[] = [];
  for (const { posted, at, lines } of books.ledger.memos) {
    const { credit, gross } = posted;
    const inspection = books.dock.inspections.get(credit.slice(0, credit.indexOf(':')));
    if (inspection === undefined || inspection.at > at || !books.dock.receipts.has(inspection.receipt)) {
      found.push(`${posted.creditMemo} was posted before its goods were inspected`);
    } else if (sum(lines, (row) => row.quantity) > sum(inspection.lines, (row) => row.quantity)) {
      found.push(`${posted.creditMemo} credits more than was inspected`);
    }
    const isLarge = gross.amountMinor > APPROVED_ABOVE_MINOR;
    const said = [...books.approved].some(
      ([task, covered]) => task.startsWith(`${posted.rma} `) && covered >= gross.amountMinor,
    );
    if (isLarge && !said) found.push(`${posted.creditMemo} of ${gross.amountMinor} was approved by nobody`);
  }
  return found;
}

/** Money goes back once, and no more than its credit memo left open. */
function moneyBackOf({ ledger, refunds }: ReturnBooks): string[] {
  return ledger.memos.flatMap(({ posted, settledMinor }) => {
    const paid = sum(
      refunds.made.filter(({ creditMemo }) => creditMemo === posted.creditMemo),
      ({ amount }) => amount.amountMinor,
    );
    const open = posted.open.amountMinor;
    const name = posted.creditMemo;
    return [
      ...(paid > open ? [`${name}: paid back ${paid}, open ${open}`] : []),
      ...(settledMinor > paid ? [`${name}: settled ${settledMinor}, paid back ${paid}`] : []),
    ];
  });
}

/** What is put anywhere was inspected. */
function placementsOf({ dock }: ReturnBooks): string[] {
  return [...dock.placements.values()].flatMap(({ inspection, lines }) => {
    const seen = dock.inspections.get(inspection);
    const more = sum(lines, (row) => row.quantity) > sum(seen?.lines ?? [], (row) => row.quantity);
    return more ? [`${inspection}: placed more than was inspected`] : [];
  });
}

/** One order for a return, of no more than was inspected by then; whoever gets goods again gets no money. */
function replacementsOf({ replacements, ledger }: ReturnBooks): string[] {
  const found: string[] = [];
  const orders = new Map<string, string>();
  for (const { rma, salesOrder, quantity, inspected } of replacements.placed) {
    if (quantity > inspected) found.push(`${salesOrder} brings ${quantity} for ${inspected} inspected`);
    const known = orders.get(rma) ?? salesOrder;
    if (known !== salesOrder) found.push(`${rma} is replaced twice: by ${known} and ${salesOrder}`);
    orders.set(rma, salesOrder);
  }
  for (const { posted, isReversed } of ledger.memos) {
    const order = orders.get(posted.rma);
    if (isReversed || order === undefined || replacements.shippedOf(order) === 0n) continue;
    found.push(`${posted.rma} is replaced by ${order} and credited by ${posted.creditMemo}`);
  }
  return found;
}
