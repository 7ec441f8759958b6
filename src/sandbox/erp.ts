import type { FastifyReply, FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { ErpBilling, applyPaymentParams, periodParams } from './erp-billing.ts';
import { postInvoiceParams, rebillInvoiceParams, reverseInvoiceParams } from './erp-billing.ts';
import { ErpBooks } from './erp-books.ts';
import { ErpCredits, postCreditParams, reverseCreditParams, settleCreditParams } from './erp-credits.ts';
import type { ErpCreditRefusal, ErpCreditRefusalDraft } from './erp-credit-documents.ts';
import type { ErpRefusal, ErpRefusalDraft } from './erp-documents.ts';
import { ErpRefusalError } from './erp-documents.ts';
import { ErpMasters, saveCustomerParams, saveItemParams } from './erp-masters.ts';
import { ErpOrders, creditCheckParams, creditReleaseParams, registerParams } from './erp-orders.ts';
import { adjustStockParams, ErpStock } from './erp-stock.ts';
import type { SystemContext, SystemFactory } from './system.ts';
import { FAULT_FREE } from './transport-faults.ts';

/** Entries that one `journal.read` answers at most. */
export const ERP_JOURNAL_PAGE_MAX = 200;
/** Invoices that one `invoice.list_open` answers at most. */
const ERP_LIST_PAGE_MAX = 500;

const byReference = z.strictObject({ reference: z.string() });
const byOrder = z.strictObject({ code: z.string(), sales_order: z.string() });
const byNumber = z.strictObject({ number: z.string() });
const readJournal = z.strictObject({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  after: z.int().min(0).default(0),
  limit: z.int().min(1).max(ERP_JOURNAL_PAGE_MAX).default(ERP_JOURNAL_PAGE_MAX),
});

const listOpen = z.strictObject({
  after_order: z.string().default(''),
  after_number: z.string().default(''),
  limit: z.int().min(1).max(ERP_LIST_PAGE_MAX).default(ERP_LIST_PAGE_MAX),
});

type Method = (params: unknown) => unknown;

/**
 * The simulated ERP: system of record for customers, terms, prices, credit and the ledger.
 * Its manners: one JSON-RPC endpoint where errors come with HTTP 200, misleading messages, amounts
 * as text, a company code in every document, and no webhooks: whoever wants to know polls.
 */
export const erp: SystemFactory = (context) => {
  const books = new ErpBooks(context.database);
  const orders = new ErpOrders(context, books);
  const stock = new ErpStock(context, books, orders);
  const masters = new ErpMasters(context, books);
  const methods = methodsOf(context, books, orders, stock, masters);
  return {
    routes(app) {
      app.post('/rpc', (request, reply) =>
        isAuthenticated(request.headers.authorization, context.secret)
          ? answer(request, reply, context, books, methods)
          : reply.code(401).send('401 Authorization Required'),
      );
      // The clerks' own screen: the same methods, no network in between, and nobody to be kept out.
      app.post('/sandbox/rpc', FAULT_FREE, (request, reply) =>
        answer(request, reply, context, books, methods),
      );
      app.get('/sandbox/books', FAULT_FREE, () => ({
        ...books.dump(),
        stock_adjustments: stock.all(),
        ...masters.all(),
      }));
    },
    onJob() {
      // The ERP does nothing by itself: its clerks come in through the same methods.
    },
  };
};

function methodsOf(
  context: SystemContext,
  books: ErpBooks,
  orders: ErpOrders,
  stock: ErpStock,
  masters: ErpMasters,
): ReadonlyMap<string, Method> {
  const billing = new ErpBilling(context, books, orders);
  const credits = new ErpCredits(context, books, orders, billing);
  return new Map<string, Method>([
    ['sales_order.register', method(registerParams, (params) => orders.register(params))],
    ['sales_order.get', method(byOrder, (p) => books.salesOrder(p.code, p.sales_order))],
    ['credit.check', method(creditCheckParams, (params) => orders.checkCredit(params))],
    ['credit.release', method(creditReleaseParams, (params) => orders.release(params))],
    ['credit.get', method(byOrder, (p) => books.creditDecision(p.code, p.sales_order))],
    ['invoice.post', method(postInvoiceParams, (params) => billing.post(params))],
    ['invoice.get', method(byNumber, ({ number }) => books.invoice(number))],
    ['invoice.list_open', method(listOpen, (params) => openInvoices(books, params))],
    ['invoice.trail', method(byNumber, ({ number }) => trailOf(books, number))],
    ['invoice.rebill', method(rebillInvoiceParams, (params) => billing.rebill(params))],
    ['invoice.reverse', method(reverseInvoiceParams, (params) => billing.reverse(params))],
    ['reversal.get', method(byNumber, ({ number }) => books.reversal(number))],
    ['payment.apply', method(applyPaymentParams, (params) => billing.apply(params))],
    ['stock.adjust', method(adjustStockParams, (params) => stock.adjust(params))],
    ['application.get', method(byNumber, ({ number }) => books.application(number))],
    ['credit_memo.post', method(postCreditParams, (params) => credits.post(params))],
    ['credit_memo.get', method(byNumber, ({ number }) => books.credits.memo(number))],
    ['credit_memo.reverse', method(reverseCreditParams, (params) => credits.reverse(params))],
    ['credit_memo.settle', method(settleCreditParams, (params) => credits.settle(params))],
    ['period.close', method(periodParams, (p) => books.closePeriod(p.code, p.month))],
    ['period.open', method(periodParams, (p) => books.openPeriod(p.code, p.month))],
    ['customer.save', method(saveCustomerParams, (params) => masters.save('customer', params))],
    ['item.save', method(saveItemParams, (params) => masters.save('item', params))],
    [
      'reference.find',
      method(
        byReference,
        (p) => masters.byReference(p.reference) ?? findByReference(books, stock, p.reference),
      ),
    ],
    ['journal.read', method(readJournal, (params) => journalPage(books, params))],
  ]);
}

const method =
  <S extends z.ZodType>(schema: S, run: (params: z.output<S>) => unknown): Method =>
  (params) =>
    run(schema.parse(params));

/** What was made, or turned down, under a reference of the sender; `null` for neither. */
function findByReference(books: ErpBooks, stock: ErpStock, reference: string): unknown {
  const order = books.salesOrderByReference(reference);
  if (order !== null) {
    return { kind: 'sales-order', document: books.salesOrder(order.code, order.sales_order) };
  }
  const question = books.creditQuestion(reference);
  if (question !== null) {
    const document = books.creditDecision(question.code, question.salesOrder);
    return { kind: 'credit-decision', document };
  }
  const invoice = books.invoiceByReference(reference);
  if (invoice !== null) return { kind: 'invoice', document: invoice };
  const reversal = books.reversalByReference(reference);
  if (reversal !== null) return { kind: 'reversal', document: reversal };
  const application = books.applicationByReference(reference);
  if (application !== null) return { kind: 'application', document: application };
  const adjustment = stock.byReference(reference);
  if (adjustment !== null) return { kind: 'stock-adjustment', document: adjustment };
  const refusal = books.refusalByReference(reference);
  return refusal === null ? findCredit(books, reference) : { kind: 'refusal', document: refusal };
}

/** The same for what is about credits. */
function findCredit({ credits }: ErpBooks, reference: string): unknown {
  const memo = credits.byReference(reference);
  if (memo !== null) return { kind: 'credit-memo', document: memo };
  const reversal = credits.reversalByReference(reference);
  if (reversal !== null) return { kind: 'credit-reversal', document: reversal };
  const settlement = credits.settlementByReference(reference);
  if (settlement !== null) return { kind: 'credit-settlement', document: settlement };
  const refusal = credits.refusalByReference(reference);
  return refusal === null ? null : { kind: 'credit-refusal', document: refusal };
}

function openInvoices(books: ErpBooks, params: z.output<typeof listOpen>): unknown {
  const invoices = books.openInvoices(params.after_order, params.after_number, params.limit);
  return {
    invoices: invoices.map(({ code, number, sales_order, gross, currency, posted_at }) => ({
      code,
      number,
      sales_order,
      gross,
      currency,
      posted_at,
    })),
    more: invoices.length === params.limit,
  };
}

/** An invoice with what took it back and what was paid for it; `null` if there is none. */
function trailOf(books: ErpBooks, number: string): unknown {
  const invoice = books.invoice(number);
  if (invoice === null) return null;
  return {
    invoice,
    reversal: books.reversalOf(number),
    applications: books.applicationsOf(number),
  };
}

function journalPage(books: ErpBooks, params: z.output<typeof readJournal>): unknown {
  const fromMs = Date.parse(params.from);
  const toMs = Date.parse(params.to);
  const entries = books.journal(fromMs, toMs, params.after, params.limit);
  return { entries, complete: entries.length < params.limit };
}

const envelope = z.strictObject({
  id: z.union([z.string(), z.int()]),
  method: z.string(),
  params: z.unknown(),
});

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  context: SystemContext,
  books: ErpBooks,
  methods: ReadonlyMap<string, Method>,
): unknown {
  const call = envelope.safeParse(request.body);
  if (!call.success) return reply.code(400).send('400 Bad Request');
  const { id } = call.data;
  const found = methods.get(call.data.method);
  if (found === undefined) {
    return { id, error: { code: 'UNKNOWN_METHOD', message: call.data.method, data: null } };
  }
  try {
    return { id, result: books.atomically(() => found(call.data.params)) ?? null };
  } catch (error) {
    return { id, error: errorOf(error, context, books) };
  }
}

interface RpcError {
  readonly code: string;
  readonly message: string;
  readonly data: unknown;
}

function errorOf(error: unknown, context: SystemContext, books: ErpBooks): RpcError {
  if (error instanceof z.ZodError) {
    return { code: 'VALIDATION', message: z.prettifyError(error), data: null };
  }
  if (error instanceof ErpRefusalError) {
    const { draft } = error;
    const data =
      draft === null
        ? null
        : 'rma' in draft
          ? keepCreditRefusal(draft, context, books)
          : keepRefusal(draft, context, books);
    return { code: error.code, message: error.message, data };
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'INTERNAL', message: trace, data: null };
}

/** Writes a refusal down after the posting itself was undone; once for each reference. */
function keepRefusal(draft: ErpRefusalDraft, context: SystemContext, books: ErpBooks): ErpRefusal {
  return books.atomically(() => {
    const known = books.refusalByReference(draft.reference);
    if (known !== null && known.posting_date === draft.posting_date) return known;
    const refusal = { ...draft, number: `${draft.code}-X${books.nextNumber(`${draft.code}-X`)}` };
    books.addRefusal(refusal);
    books.record(context.clock.now(), 'refusal', refusal);
    return refusal;
  });
}

/** The same for a credit memo. */
function keepCreditRefusal(
  draft: ErpCreditRefusalDraft,
  context: SystemContext,
  books: ErpBooks,
): ErpCreditRefusal {
  return books.atomically(() => {
    const known = books.credits.refusalByReference(draft.reference);
    if (known !== null && known.posting_date === draft.posting_date) return known;
    const refusal = { ...draft, number: `${draft.code}-CX${books.nextNumber(`${draft.code}-CX`)}` };
    books.credits.addRefusal(refusal);
    books.record(context.clock.now(), 'credit-refusal', refusal);
    return refusal;
  });
}

function isAuthenticated(header: string | undefined, secret: string): boolean {
  const expected = Buffer.from(
    `Basic ${Buffer.from(`crossdock:${secret}`, 'utf8').toString('base64')}`,
  );
  const given = Buffer.from(header ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
