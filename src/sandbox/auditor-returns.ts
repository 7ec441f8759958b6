/** What is wrong in the books about returns and credits, whatever is still under way. */
import {
  groupBy,
  invoiceAfter,
  shown,
  total,
  type Books,
  type CreditMemoBook,
  type Violation,
} from './auditor-books.ts';

/** Credits that a policy gives without an inspection name it in the place of one. */
const WITHOUT_INSPECTION = new Set(['kept', 'advance']);

export function auditReturns(books: Books): Violation[] {
  return [
    ...judgeCredits(books),
    ...judgeInspected(books),
    ...judgeMoneyBack(books),
    ...judgePlacements(books),
  ];
}

/** Credit memos that nothing has taken back. */
export function standingMemos(books: Books): CreditMemoBook[] {
  const { erp } = books;
  const reversed = new Set(erp.credit_reversals.map(({ credit_memo: memo }) => memo));
  const standing = erp.credit_memos.filter(({ number }) => !reversed.has(number));
  const after = invoiceAfter(books);
  // A credit memo names the invoice that it was posted against; it counts against what was billed anew.
  return standing.map((memo) => ({ ...memo, invoice: after(memo.invoice) }));
}

/** No line is credited beyond what was billed of it, and each credit once. */
function judgeCredits(books: Books): Violation[] {
  const found: Violation[] = [];
  const standing = standingMemos(books);
  for (const [subject, memos] of groupBy(standing, ({ rma, credit }) => `${rma} ${credit}`)) {
    if (memos.length === 1) continue;
    const text = `${memos.length} credit memos stand`;
    found.push({ law: 'credited-once', subject, salesOrder: memos[0]!.sales_order, text });
  }
  for (const memo of standing) {
    const {
      number: subject,
      sales_order: salesOrder,
      gross,
      lines,
      freight,
      fee,
      tax,
      applied,
      open,
    } = memo;
    if (
      total(lines, ({ net }) => net) + freight + tax - fee !== gross ||
      applied + open !== gross
    ) {
      found.push({
        law: 'credit-adds-up',
        subject,
        salesOrder,
        text: `gross ${shown(gross)} is not the sum`,
      });
    }
  }
  const reversed = new Set(books.erp.reversals.map(({ invoice }) => invoice));
  const invoices = new Map(books.erp.invoices.map((invoice) => [invoice.number, invoice]));
  for (const [subject, memos] of groupBy(standing, ({ invoice }) => invoice)) {
    const invoice = invoices.get(subject);
    const salesOrder = memos[0]!.sales_order;
    const violation = (text: string): void =>
      void found.push({ law: 'credited-was-billed', subject, salesOrder, text });
    if (invoice === undefined || reversed.has(subject)) {
      violation('credited, and it does not stand');
      continue;
    }
    const credited = total(memos, ({ gross }) => gross);
    if (credited > invoice.gross)
      violation(`credited ${shown(credited)} of ${shown(invoice.gross)}`);
    if (total(memos, ({ tax }) => tax) > invoice.tax)
      violation('more tax is credited than was billed');
    const billed = groupBy(invoice.lines, ({ line }) => String(line));
    const lines = memos.flatMap((memo) => memo.lines);
    for (const [line, parts] of groupBy(lines, ({ order_line }) => String(order_line))) {
      const of = billed.get(line) ?? [];
      const more = total(parts, ({ quantity }) => quantity) > total(of, ({ quantity }) => quantity);
      if (more || total(parts, ({ net }) => net) > total(of, ({ net }) => net)) {
        violation(`line ${line} is credited beyond what was billed`);
      }
    }
  }
  return found;
}

/** Nothing is credited before it was received and inspected, nor more than that. */
function judgeInspected(books: Books): Violation[] {
  const found: Violation[] = [];
  const inspections = new Map(books.wms.inspections.map((one) => [one.inspectionNo, one]));
  for (const [inspectionNo, memos] of groupBy(
    standingMemos(books),
    ({ credit }) => credit.split(':', 1)[0]!,
  )) {
    if (WITHOUT_INSPECTION.has(inspectionNo)) continue;
    const inspection = inspections.get(inspectionNo);
    const seen = total(inspection?.lines ?? [], ({ quantity }) => quantity);
    const credited = total(
      memos.flatMap(({ lines }) => lines),
      ({ quantity }) => quantity,
    );
    if (credited <= seen) continue;
    const text = `credited ${shown(credited)}, inspected ${shown(seen)}`;
    found.push({
      law: 'credited-was-inspected',
      subject: inspectionNo,
      salesOrder: memos[0]!.sales_order,
      text,
    });
  }
  const receipts = new Map(books.wms.returnReceipts.map((one) => [one.receiptNo, one]));
  for (const [receiptNo, ofReceipt] of groupBy(books.wms.inspections, ({ receiptNo: no }) => no)) {
    const seen = total(
      ofReceipt.flatMap(({ lines }) => lines),
      ({ quantity }) => quantity,
    );
    const came = total(receipts.get(receiptNo)?.lines ?? [], ({ quantity }) => quantity);
    if (seen <= came) continue;
    const text = `inspected ${shown(seen)}, received ${shown(came)}`;
    found.push({ law: 'inspected-was-received', subject: receiptNo, salesOrder: null, text });
  }
  return found;
}

/** What is paid back was left open by its credit memo, and is set against it once. */
function judgeMoneyBack(books: Books): Violation[] {
  const found: Violation[] = [];
  const memos = new Map(books.erp.credit_memos.map((memo) => [memo.number, memo]));
  for (const [subject, refunds] of groupBy(
    books.payment.refunds,
    ({ credit_memo: memo }) => memo,
  )) {
    const memo = memos.get(subject);
    const paid = total(refunds, ({ amount }) => amount);
    if (memo !== undefined && paid <= memo.open) continue;
    const text = `paid back ${shown(paid)}, open ${shown(memo?.open ?? 0n)}`;
    found.push({ law: 'paid-back-was-open', subject, salesOrder: memo?.sales_order ?? null, text });
  }
  const refunds = new Map(books.payment.refunds.map((refund) => [refund.refund, refund]));
  for (const [subject, settled] of groupBy(books.erp.credit_settlements, ({ refund }) => refund)) {
    const refund = refunds.get(subject);
    const isAsPaid = settled.length === 1 && settled[0]!.settled === refund?.amount;
    if (isAsPaid) continue;
    const text = 'what is set against the credit memo is not what was paid back';
    found.push({ law: 'settled-as-paid-back', subject, salesOrder: null, text });
  }
  return found;
}

/** What was forgotten about returns: at rest only. */
export function incompleteReturns(books: Books): Violation[] {
  const settled = new Set(books.erp.credit_settlements.map(({ refund }) => refund));
  return books.payment.refunds
    .filter(({ refund }) => !settled.has(refund))
    .map(({ refund: subject }) => ({
      law: 'paid-back-is-settled',
      subject,
      salesOrder: null,
      text: 'the ledger knows nothing of it',
    }));
}

/** Every placed part was inspected, and in this quantity. */
function judgePlacements(books: Books): Violation[] {
  const inspections = new Map(books.wms.inspections.map((one) => [one.inspectionNo, one]));
  return books.wms.placements.flatMap(({ inspectionNo: subject, lines }) => {
    const seen = inspections.get(subject)?.lines ?? [];
    // Of one part some may be kept and some sent back.
    const placed = new Map<number, number>();
    for (const { partNo, quantity } of lines) {
      placed.set(partNo, (placed.get(partNo) ?? 0) + Number(quantity));
    }
    const isSeen = [...placed].every(([part, sum]) => Number(seen[part - 1]?.quantity) === sum);
    if (isSeen) return [];
    return [
      {
        law: 'placed-was-inspected',
        subject,
        salesOrder: null,
        text: 'placed what nobody inspected',
      },
    ];
  });
}

/** What returns put back on sale, by site and item. */
export function restockedAt({ wms }: Books): Map<string, bigint> {
  const restocked = new Map<string, bigint>();
  for (const { site, lines } of wms.placements) {
    for (const { itemNo, quantity, dispositionCode } of lines) {
      if (dispositionCode !== 'RS') continue;
      const key = `${site} ${itemNo}`;
      restocked.set(key, (restocked.get(key) ?? 0n) + quantity);
    }
  }
  return restocked;
}
