import { z } from 'zod';
import { formatAmount } from '../kernel/money.ts';
import type { ErpBooks } from './erp-books.ts';
import type { ErpCreditMemo, ErpCreditTransfer } from './erp-credit-documents.ts';
import type { ErpApplication, ErpInvoice, ErpReversal } from './erp-documents.ts';
import { ErpRefusalError } from './erp-documents.ts';
import { date, decimal, minor, reference, type ErpOrders } from './erp-orders.ts';
import type { SystemContext } from './system.ts';

export const postInvoiceParams = z.strictObject({
  ...reference,
  sales_order: z.string(),
  shipment: z.string(),
  customer: z.string(),
  currency: z.string().length(3),
  posting_date: date,
  lines: z.array(
    z.strictObject({
      line: z.int(),
      item: z.string(),
      quantity: decimal,
      unit_price: decimal,
      net: decimal,
    }),
  ),
  freight: decimal,
  tax: decimal,
  gross: decimal,
});

export const rebillInvoiceParams = postInvoiceParams
  .omit({ posting_date: true })
  .extend({ dispute: z.string(), invoice: z.string() });

export const reverseInvoiceParams = z.strictObject({
  ...reference,
  sales_order: z.string(),
  shipment: z.string(),
  reason: z.string(),
});

export const applyPaymentParams = z.strictObject({
  ...reference,
  sales_order: z.string(),
  payment: z.string(),
  invoice: z.string(),
  amount: decimal,
  currency: z.string().length(3),
});

export const periodParams = z.strictObject({
  code: z.string(),
  month: z.string().regex(/^\d{4}-\d{2}$/),
});

type PostParams = z.output<typeof postInvoiceParams>;

/** Invoices, reversals, payments and periods: the half of the ERP that is the ledger. */
export class ErpBilling {
  readonly #context: SystemContext;
  readonly #books: ErpBooks;
  readonly #orders: ErpOrders;

  constructor(context: SystemContext, books: ErpBooks, orders: ErpOrders) {
    this.#context = context;
    this.#books = books;
    this.#orders = orders;
  }

  /**
   * Posts an invoice. The same reference gets the same document; the ledger itself does not mind
   * a second invoice of the same shipment under another reference.
   */
  post(params: PostParams): ErpInvoice {
    const repeated = this.#books.invoiceByReference(params.reference);
    if (repeated !== null) return repeated;
    this.#checkParties(params);
    this.#checkTotals(params);
    this.#checkPeriod(params);
    return this.#write(params);
  }

  /**
   * Reverses a wrong invoice and posts the right one in its place, both on the first open day from today.
   * What payments and credits settled on the wrong one settles the new one. The call is one piece of work:
   * all of it stands, or nothing does.
   */
  rebill({ dispute, invoice, ...params }: z.output<typeof rebillInvoiceParams>): ErpInvoice {
    const repeated = this.#books.invoiceByReference(params.reference);
    if (repeated !== null) return repeated;
    const { code, shipment } = params;
    const wrong = this.#books.standingInvoice(code, shipment);
    if (wrong?.number !== invoice) {
      throw new ErpRefusalError('NOTHING_TO_REVERSE', `Invoice ${invoice} of ${shipment} does not stand.`);
    }
    const [applications, memos] = [
      this.#books.applicationsOf(invoice),
      this.#books.credits.standingOf(invoice),
    ];
    const currency = this.#orders.currencyOf(code);
    const creditedMinor = memos.reduce((sum, { gross }) => sum + minor(gross, currency), 0n);
    if (creditedMinor > minor(params.gross, currency)) {
      const message = `Credit memos of ${invoice} come to more than the new invoice of ${params.gross}.`;
      throw new ErpRefusalError('CREDITED_MORE', message);
    }
    const reversal = this.#takeBack(wrong, `${params.reference}/reversal`, `Billed anew for ${dispute}.`);
    const posting = { ...params, posting_date: reversal.posting_date };
    this.#checkParties(posting);
    this.#checkTotals(posting);
    const number = this.#numberOf(posting);
    const credits = memos.map((memo) => this.#moveCredit(memo, number));
    let roomMinor = memos.reduce(
      (room, { applied }) => room - minor(applied, currency),
      minor(params.gross, currency),
    );
    const moved: ErpApplication[] = [];
    for (const application of applications.filter(({ applied }) => Number(applied) !== 0)) {
      const again = this.#moveApplication(application, number, roomMinor, params.reference);
      roomMinor -= minor(again.applied, currency);
      moved.push(again);
    }
    return this.#write({ ...posting, rebills: { dispute, reversal, applications: moved, credits } }, number);
  }

  /** A credit memo counts against the new invoice, as it counted against the wrong one. */
  #moveCredit(memo: ErpCreditMemo, invoice: string): ErpCreditTransfer {
    const { code, number, rma, cause, sales_order, currency, lines, tax, gross, applied } = memo;
    const from = this.#books.credits.invoiceOf(number)!;
    this.#books.credits.move(number, invoice);
    return {
      number: `${code}-CM${String(this.#books.nextNumber(`${code}-CM`)).padStart(6, '0')}`,
      credit_memo: number,
      invoice: from,
      rma,
      ...(cause === undefined ? {} : { cause }),
      sales_order,
      currency,
      lines,
      tax,
      gross,
      applied,
    };
  }

  /** Money that was settled on the wrong invoice settles the new one; what is over stays on the account. */
  #moveApplication(
    before: ErpApplication,
    invoice: string,
    roomMinor: bigint,
    reference: string,
  ): ErpApplication {
    const { code, number, received, applied: appliedBefore, moved } = before;
    const currency = this.#orders.currencyOf(code);
    const beforeMinor = minor(appliedBefore, currency);
    const appliedMinor = beforeMinor < roomMinor ? beforeMinor : roomMinor;
    const document: ErpApplication = {
      ...before,
      number: this.#applicationNumber(code),
      reference: `${reference}/${number}`,
      invoice,
      applied: formatAmount(appliedMinor, currency),
      unapplied: formatAmount(minor(received, currency) - appliedMinor, currency),
      applied_at: this.#now(),
      moved: { from: number, revision: (moved?.revision ?? 1) + 1, applied_before: appliedBefore },
    };
    this.#books.addApplication(document);
    this.#books.record(this.#context.clock.now(), 'application', document);
    this.#orders.settle(code, before.sales_order, appliedMinor - beforeMinor);
    return document;
  }

  #applicationNumber(code: string): string {
    return `${code}-A${String(this.#books.nextNumber(`${code}-A`)).padStart(6, '0')}`;
  }

  #numberOf({ code, posting_date: postingDate }: PostParams): string {
    const year = postingDate.slice(0, 4);
    const number = this.#books.nextNumber(`${code}-I-${year}`);
    return `${code}-I${year}-${String(number).padStart(6, '0')}`;
  }

  #write(params: PostParams & Pick<ErpInvoice, 'rebills'>, number = this.#numberOf(params)): ErpInvoice {
    const document: ErpInvoice = { ...params, number, posted_at: this.#now() };
    this.#books.addInvoice(document);
    this.#books.record(this.#context.clock.now(), 'invoice', document);
    return document;
  }

  /** Takes back the standing invoice of a shipment, unless money was settled on it. */
  reverse(params: z.output<typeof reverseInvoiceParams>): ErpReversal {
    const repeated = this.#books.reversalByReference(params.reference);
    if (repeated !== null) return repeated;
    const { code, shipment } = params;
    const invoice = this.#books.standingInvoice(code, shipment);
    if (invoice === null) {
      throw new ErpRefusalError('NOTHING_TO_REVERSE', `No invoice of ${shipment} stands.`);
    }
    if (this.#books.applicationsOf(invoice.number).some(({ applied }) => Number(applied) !== 0)) {
      throw new ErpRefusalError('INVOICE_SETTLED', `Invoice ${invoice.number} has payments.`);
    }
    if (this.#books.credits.standingOf(invoice.number).length > 0) {
      throw new ErpRefusalError('INVOICE_CREDITED', `Invoice ${invoice.number} has credit memos.`);
    }
    return this.#takeBack(invoice, params.reference, params.reason);
  }

  #takeBack(invoice: ErpInvoice, reference: string, reason: string): ErpReversal {
    const { code } = invoice;
    const document: ErpReversal = {
      code,
      number: `${code}-R${String(this.#books.nextNumber(`${code}-R`)).padStart(6, '0')}`,
      reference,
      invoice: invoice.number,
      sales_order: invoice.sales_order,
      shipment: invoice.shipment,
      posting_date: this.dateOfReversal(code, invoice.posting_date),
      gross: invoice.gross,
      currency: invoice.currency,
      reason,
      posted_at: this.#now(),
    };
    this.#books.addReversal(document);
    this.#books.record(this.#context.clock.now(), 'reversal', document);
    return document;
  }

  /** Settles as much of the invoice as is open; the rest stays on the customer's account. */
  apply(params: z.output<typeof applyPaymentParams>): ErpApplication {
    const repeated = this.#books.applicationByReference(params.reference);
    if (repeated !== null) return repeated;
    const { code } = params;
    const invoice = this.#books.invoice(params.invoice);
    if (invoice === null || invoice.code !== code) {
      throw new ErpRefusalError('UNKNOWN_INVOICE', `There is no invoice '${params.invoice}'.`);
    }
    const currency = this.#orders.currencyOf(code);
    if (params.currency !== currency) {
      throw new ErpRefusalError('CURRENCY', `Invoice ${invoice.number} is in ${currency}.`);
    }
    const receivedMinor = minor(params.amount, currency);
    const openMinor = this.openMinor(invoice);
    const appliedMinor = receivedMinor < openMinor ? receivedMinor : openMinor;
    const document: ErpApplication = {
      code,
      number: this.#applicationNumber(code),
      reference: params.reference,
      sales_order: params.sales_order,
      payment: params.payment,
      invoice: invoice.number,
      received: params.amount,
      applied: formatAmount(appliedMinor, currency),
      unapplied: formatAmount(receivedMinor - appliedMinor, currency),
      currency,
      applied_at: this.#now(),
    };
    this.#books.addApplication(document);
    this.#books.record(this.#context.clock.now(), 'application', document);
    this.#orders.settle(code, invoice.sales_order, appliedMinor);
    return document;
  }

  /** What nobody has paid of an invoice, or credited. */
  openMinor(invoice: ErpInvoice): bigint {
    if (this.#books.isReversed(invoice.number)) return 0n;
    const currency = this.#orders.currencyOf(invoice.code);
    let openMinor = minor(invoice.gross, currency);
    for (const { applied } of this.#books.applicationsOf(invoice.number)) {
      openMinor -= minor(applied, currency);
    }
    openMinor -= this.#books.credits.appliedMinor(invoice.number);
    return openMinor > 0n ? openMinor : 0n;
  }

  #checkParties(params: PostParams): void {
    const { code, sales_order: salesOrder, customer } = params;
    if (params.currency !== this.#orders.currencyOf(code)) {
      throw new ErpRefusalError('CURRENCY', `Company ${code} does not post in ${params.currency}.`);
    }
    if (this.#orders.customer(code, customer) === null) {
      throw new ErpRefusalError('UNKNOWN_CUSTOMER', `There is no customer '${customer}'.`);
    }
    if (this.#books.salesOrder(code, salesOrder) === null) {
      throw new ErpRefusalError('UNKNOWN_ORDER', `There is no order '${salesOrder}'.`);
    }
  }

  #checkTotals(params: PostParams): void {
    const currency = this.#orders.currencyOf(params.code);
    let sumMinor = minor(params.freight, currency) + minor(params.tax, currency);
    for (const line of params.lines) sumMinor += minor(line.net, currency);
    if (sumMinor !== minor(params.gross, currency)) {
      throw new ErpRefusalError(
        'TOTALS_DIFFER',
        `The lines, freight and tax come to ${formatAmount(sumMinor, currency)}, not ${params.gross}.`,
      );
    }
  }

  /** A date that was refused once stays refused until somebody opens the period again. */
  #checkPeriod(params: PostParams): void {
    const { code, shipment, posting_date: postingDate } = params;
    const standing = this.#books.standingRefusal(code, shipment, postingDate);
    const isClosed =
      standing !== null ||
      this.#books.isClosed(code, postingDate.slice(0, 7)) ||
      this.#context.random
        .fork(`period ${shipment} ${postingDate}`)
        .chance(this.#context.faults.closedPeriod);
    if (!isClosed) return;
    const [year, month, day] = postingDate.split('-');
    // ERPs do word it like this: what is missing is not a period but an open one.
    const message = `To continue, you must create a period for the date "${month}/${day}/${year}".`;
    throw new ErpRefusalError('CLOSED_PERIOD', message, {
      code,
      reference: params.reference,
      error: 'CLOSED_PERIOD',
      message,
      sales_order: params.sales_order,
      shipment,
      posting_date: postingDate,
      first_open_date: standing?.first_open_date ?? this.firstOpenDateAfter(code, postingDate),
      refused_at: this.#now(),
    });
  }

  firstOpenDateAfter(code: string, postingDate: string): string {
    let month = nextMonth(postingDate.slice(0, 7));
    while (this.#books.isClosed(code, month)) month = nextMonth(month);
    return `${month}-01`;
  }

  /** Today, or the invoice's own date where that is later, in the first period that is open. */
  dateOfReversal(code: string, invoiceDate: string): string {
    const today = this.#now().slice(0, 10);
    const wanted = today > invoiceDate ? today : invoiceDate;
    const isClosed = this.#books.isClosed(code, wanted.slice(0, 7));
    return isClosed ? this.firstOpenDateAfter(code, wanted) : wanted;
  }

  #now(): string {
    return new Date(this.#context.clock.now()).toISOString();
  }
}

/** The month after: `2031-12` is followed by `2032-01`. */
function nextMonth(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const next = number === 12 ? { year: year + 1, number: 1 } : { year, number: number + 1 };
  return `${next.year}-${String(next.number).padStart(2, '0')}`;
}
