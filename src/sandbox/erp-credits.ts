import { z } from 'zod';
import { formatAmount } from '../kernel/money.ts';
import type { ErpBooks } from './erp-books.ts';
import type { ErpBilling } from './erp-billing.ts';
import type {
  ErpCreditMemo,
  ErpCreditReversal,
  ErpCreditSettlement,
} from './erp-credit-documents.ts';
import { ErpRefusalError, type ErpInvoice } from './erp-documents.ts';
import { date, decimal, minor, reference, type ErpOrders } from './erp-orders.ts';
import type { SystemContext } from './system.ts';

export const postCreditParams = z.strictObject({
  ...reference,
  rma: z.string(),
  /** Without goods that came back. */
  cause: z.literal('dispute').optional(),
  credit: z.string(),
  sales_order: z.string(),
  invoice: z.string(),
  customer: z.string(),
  currency: z.string().length(3),
  posting_date: date,
  lines: z.array(
    z.strictObject({
      line: z.int(),
      order_line: z.int(),
      item: z.string(),
      quantity: decimal,
      net: decimal,
    }),
  ),
  freight: decimal,
  fee: decimal,
  tax: decimal,
  gross: decimal,
});

export const reverseCreditParams = z.strictObject({
  ...reference,
  rma: z.string(),
  credit: z.string(),
  reason: z.string(),
});

export const settleCreditParams = z.strictObject({
  ...reference,
  rma: z.string(),
  credit_memo: z.string(),
  refund: z.string(),
  amount: decimal,
  currency: z.string().length(3),
});

type PostParams = z.output<typeof postCreditParams>;

/** Credit memos: what lowers an invoice, and what becomes of the money. */
export class ErpCredits {
  readonly #context: SystemContext;
  readonly #books: ErpBooks;
  readonly #orders: ErpOrders;
  readonly #billing: ErpBilling;

  constructor(context: SystemContext, books: ErpBooks, orders: ErpOrders, billing: ErpBilling) {
    this.#context = context;
    this.#books = books;
    this.#orders = orders;
    this.#billing = billing;
  }

  /**
   * Posts a credit memo against an invoice: it settles what is open of the invoice, the rest stays on
   * the customer's account. The same reference gets the same document.
   */
  post(params: PostParams): ErpCreditMemo {
    const repeated = this.#books.credits.byReference(params.reference);
    if (repeated !== null) return repeated;
    const { code } = params;
    const invoice = this.#invoiceOf(params);
    const currency = this.#orders.currencyOf(code);
    const grossMinor = this.#checkTotals(params);
    this.#checkRoom(invoice, grossMinor);
    this.#checkPeriod(params);
    const openMinor = this.#billing.openMinor(invoice);
    const appliedMinor = grossMinor < openMinor ? grossMinor : openMinor;
    const year = params.posting_date.slice(0, 4);
    const number = this.#books.nextNumber(`${code}-C-${year}`);
    const { cause, ...rest } = params;
    const document: ErpCreditMemo = {
      ...rest,
      ...(cause === undefined ? {} : { cause }),
      number: `${code}-C${year}-${String(number).padStart(6, '0')}`,
      applied: formatAmount(appliedMinor, currency),
      open: formatAmount(grossMinor - appliedMinor, currency),
      posted_at: this.#now(),
    };
    this.#books.credits.add(document, appliedMinor);
    this.#books.record(this.#context.clock.now(), 'credit-memo', document);
    this.#orders.settle(code, invoice.sales_order, appliedMinor);
    return document;
  }

  /** Takes back the standing credit memo of a credit, unless money was paid out on it. */
  reverse(params: z.output<typeof reverseCreditParams>): ErpCreditReversal {
    const repeated = this.#books.credits.reversalByReference(params.reference);
    if (repeated !== null) return repeated;
    const { code, rma, credit } = params;
    const memo = this.#books.credits.standing(code, rma, credit);
    if (memo === null) {
      throw new ErpRefusalError('NOTHING_TO_REVERSE', `No credit memo of ${rma} ${credit} stands.`);
    }
    if (this.#books.credits.settlementsOf(memo.number).length > 0) {
      throw new ErpRefusalError('CREDIT_PAID_OUT', `Credit memo ${memo.number} was paid out.`);
    }
    const document: ErpCreditReversal = {
      code,
      number: `${code}-CR${String(this.#books.nextNumber(`${code}-CR`)).padStart(6, '0')}`,
      reference: params.reference,
      rma,
      credit_memo: memo.number,
      sales_order: memo.sales_order,
      invoice: this.#books.credits.invoiceOf(memo.number) ?? memo.invoice,
      lines: memo.lines,
      posting_date: this.#billing.dateOfReversal(code, memo.posting_date),
      gross: memo.gross,
      applied: memo.applied,
      currency: memo.currency,
      reason: params.reason,
      posted_at: this.#now(),
    };
    this.#books.credits.addReversal(document);
    this.#books.record(this.#context.clock.now(), 'credit-reversal', document);
    this.#orders.settle(
      code,
      memo.sales_order,
      -minor(memo.applied, this.#orders.currencyOf(code)),
    );
    return document;
  }

  /** Sets money that was paid back against what a credit memo left open. */
  settle(params: z.output<typeof settleCreditParams>): ErpCreditSettlement {
    const repeated = this.#books.credits.settlementByReference(params.reference);
    if (repeated !== null) return repeated;
    const { code, rma, credit_memo: number, refund, amount, currency } = params;
    const memo = this.#books.credits.memo(number);
    if (memo === null || memo.code !== code) {
      throw new ErpRefusalError('UNKNOWN_CREDIT_MEMO', `There is no credit memo '${number}'.`);
    }
    const unit = this.#orders.currencyOf(code);
    if (memo.currency !== currency) {
      throw new ErpRefusalError('CURRENCY', `Credit memo ${number} is in ${memo.currency}.`);
    }
    let openMinor = minor(memo.open, unit);
    for (const { settled } of this.#books.credits.settlementsOf(number)) {
      openMinor -= minor(settled, unit);
    }
    if (minor(amount, unit) > openMinor) {
      const open = formatAmount(openMinor, unit);
      throw new ErpRefusalError('NOTHING_OPEN', `Of ${number} only ${open} is open.`);
    }
    const document: ErpCreditSettlement = {
      code,
      number: `${code}-CS${String(this.#books.nextNumber(`${code}-CS`)).padStart(6, '0')}`,
      reference: params.reference,
      rma,
      credit_memo: number,
      refund,
      ...(memo.cause === undefined ? {} : { cause: memo.cause }),
      settled: amount,
      currency,
      settled_at: this.#now(),
    };
    this.#books.credits.addSettlement(document);
    this.#books.record(this.#context.clock.now(), 'credit-settlement', document);
    return document;
  }

  #invoiceOf(params: PostParams): ErpInvoice {
    const invoice = this.#books.invoice(params.invoice);
    if (invoice === null || invoice.code !== params.code) {
      throw new ErpRefusalError('UNKNOWN_INVOICE', `There is no invoice '${params.invoice}'.`);
    }
    if (this.#books.isReversed(invoice.number)) {
      throw new ErpRefusalError('INVOICE_REVERSED', `Invoice ${invoice.number} was reversed.`);
    }
    if (params.currency !== invoice.currency) {
      throw new ErpRefusalError('CURRENCY', `Invoice ${invoice.number} is in ${invoice.currency}.`);
    }
    if (params.customer !== invoice.customer) {
      throw new ErpRefusalError(
        'CUSTOMER',
        `Invoice ${invoice.number} is not of ${params.customer}.`,
      );
    }
    return invoice;
  }

  #checkTotals(params: PostParams): bigint {
    const currency = this.#orders.currencyOf(params.code);
    let sumMinor =
      minor(params.freight, currency) + minor(params.tax, currency) - minor(params.fee, currency);
    for (const { net } of params.lines) sumMinor += minor(net, currency);
    const grossMinor = minor(params.gross, currency);
    if (sumMinor === grossMinor) return grossMinor;
    throw new ErpRefusalError(
      'TOTALS_DIFFER',
      `The lines, freight, fee and tax come to ${formatAmount(sumMinor, currency)}, not ${params.gross}.`,
    );
  }

  /** No more is credited of an invoice than it billed. */
  #checkRoom(invoice: ErpInvoice, grossMinor: bigint): void {
    const currency = this.#orders.currencyOf(invoice.code);
    let roomMinor = minor(invoice.gross, currency);
    for (const { gross } of this.#books.credits.standingOf(invoice.number)) {
      roomMinor -= minor(gross, currency);
    }
    if (grossMinor <= roomMinor) return;
    throw new ErpRefusalError(
      'OVER_CREDIT',
      `Invoice ${invoice.number} has been credited already.`,
    );
  }

  /** A date that was refused once stays refused until somebody opens the period again. */
  #checkPeriod(params: PostParams): void {
    const { code, rma, credit, posting_date: postingDate } = params;
    const standing = this.#books.credits.standingRefusal(code, rma, credit, postingDate);
    const isClosed =
      standing !== null ||
      this.#books.isClosed(code, postingDate.slice(0, 7)) ||
      this.#context.random
        .fork(`period ${rma} ${credit} ${postingDate}`)
        .chance(this.#context.faults.closedPeriod);
    if (!isClosed) return;
    const [year, month, day] = postingDate.split('-');
    const message = `To continue, you must create a period for the date "${month}/${day}/${year}".`;
    throw new ErpRefusalError('CLOSED_PERIOD', message, {
      code,
      reference: params.reference,
      error: 'CLOSED_PERIOD',
      message,
      rma,
      ...(params.cause === undefined ? {} : { cause: params.cause }),
      credit,
      posting_date: postingDate,
      first_open_date:
        standing?.first_open_date ?? this.#billing.firstOpenDateAfter(code, postingDate),
      refused_at: this.#now(),
    });
  }

  #now(): string {
    return new Date(this.#context.clock.now()).toISOString();
  }
}
