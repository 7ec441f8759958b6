import { z } from 'zod';
import { parseCurrency, type Currency } from '../kernel/currency.ts';
import { formatAmount, parseAmount } from '../kernel/money.ts';
import { expectOk } from '../kernel/result.ts';
import type { CreditAccount, ErpBooks } from './erp-books.ts';
import type { ErpCreditDecision, ErpSalesOrder, ErpTerms } from './erp-documents.ts';
import { ErpRefusalError } from './erp-documents.ts';
import type { SystemContext, WorldCustomer } from './system.ts';

/** Parameters that every writing method has: the company, and the sender's own reference. */
export const reference = {
  code: z.string(),
  reference: z.string().min(1),
  reference_revision: z.int().min(1),
} as const;

/** An amount or a quantity, and a day, as the ERP writes them. */
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
export const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

export const registerParams = z.strictObject({
  ...reference,
  sales_order: z.string().min(1),
  content_mark: z.string(),
  customer: z.string(),
  customer_reference: z.string().nullable(),
  currency: z.string().length(3),
  ordered_at: z.string(),
  lines: z.array(
    z.strictObject({ line: z.int(), item: z.string(), quantity: decimal, unit_price: decimal }),
  ),
});

export const creditCheckParams = z.strictObject({
  ...reference,
  sales_order: z.string().min(1),
  customer: z.string(),
  amount: decimal,
  currency: z.string().length(3),
});

export const creditReleaseParams = z.strictObject({
  code: z.string(),
  sales_order: z.string(),
  clerk: z.string().min(1),
  reason: z.string().optional(),
});

/** What a stranger gets: nothing on account, nothing in parts. */
const TERMS_OF_STRANGERS: ErpTerms = {
  payment: 'prepaid',
  net_days: 0,
  proof_of_delivery: false,
  short_ship: 'close',
  substitution: false,
};

/** Sales orders and credit: the half of the ERP that looks forward. */
export class ErpOrders {
  readonly #context: SystemContext;
  readonly #books: ErpBooks;

  constructor(context: SystemContext, books: ErpBooks) {
    this.#context = context;
    this.#books = books;
  }

  /** Sets the order to what is told. A revision that a later one has overtaken is turned down. */
  register(params: z.output<typeof registerParams>): ErpSalesOrder {
    const { code, sales_order: salesOrder } = params;
    const repeated = this.#books.salesOrderByReference(params.reference);
    const standing = this.#books.salesOrder(code, salesOrder);
    if (repeated !== null) return standing ?? repeated;
    const currency = this.currencyOf(code);
    if (params.currency !== currency) {
      throw new ErpRefusalError('CURRENCY', `Company ${code} keeps its books in ${currency} only.`);
    }
    if (standing !== null && standing.reference_revision >= params.reference_revision) {
      throw new ErpRefusalError('SUPERSEDED', 'The document has been modified by another user.');
    }
    const customer = this.customer(code, params.customer);
    const document: ErpSalesOrder = {
      ...params,
      number: standing?.number ?? `${code}-S${this.#books.nextNumber(`${code}-S`)}`,
      version: (standing?.version ?? 0) + 1,
      customer_known: customer !== null,
      terms: customer === null ? TERMS_OF_STRANGERS : termsOf(customer),
      lines: params.lines.map((line) => ({
        ...line,
        item_known: this.#context.world.items.some(({ item }) => item === line.item),
        contract_price: customer?.contractPrices[line.item] ?? null,
      })),
      changed_at: this.#now(),
    };
    this.#books.addSalesOrder(document);
    this.#books.record(this.#context.clock.now(), 'sales-order', document);
    return document;
  }

  /** Covers the order with the amount, if the customer's limit has room for it; all or nothing. */
  checkCredit(params: z.output<typeof creditCheckParams>): ErpCreditDecision {
    const { code, sales_order: salesOrder } = params;
    const known = this.#books.creditQuestion(params.reference);
    const standing = this.#books.creditDecision(code, salesOrder);
    if (known !== null && standing !== null) return standing;
    if (this.#books.lastCreditQuestion(code, salesOrder) >= params.reference_revision) {
      throw new ErpRefusalError('SUPERSEDED', 'The document has been modified by another user.');
    }
    const currency = this.currencyOf(code);
    if (params.currency !== currency) {
      throw new ErpRefusalError('CURRENCY', `Limits of company ${code} are in ${currency}.`);
    }
    this.#books.addCreditQuestion(code, salesOrder, params.reference, params.reference_revision);
    const before = this.#books.creditAccount(code, salesOrder);
    const requestedMinor = minor(params.amount, currency);
    const decided = this.#decide({
      code,
      salesOrder,
      customer: params.customer,
      requestedMinor,
      // A clerk's release holds for the amount that he saw; less than that needs no second look.
      coveredMinor: before?.coveredMinor ?? 0n,
      settledMinor: before?.settledMinor ?? 0n,
      held: before?.held ?? false,
    });
    if (before !== null && decided.coveredMinor < before.coveredMinor) {
      this.reconsider(code, params.customer);
    }
    return this.#books.creditDecision(code, salesOrder) as ErpCreditDecision;
  }

  /** A clerk covers a held order in spite of the limit. */
  release(params: z.output<typeof creditReleaseParams>): ErpCreditDecision {
    const account = this.#books.creditAccount(params.code, params.sales_order);
    if (account === null || !account.held) {
      throw new ErpRefusalError('NOT_HELD', 'The order is not held.');
    }
    const released = { ...account, coveredMinor: account.requestedMinor, held: false };
    return this.#enter(released, params.reason ?? 'released by a clerk', params.clerk);
  }

  /** Looks again at the customer's held orders, the oldest first, after room was made. */
  reconsider(code: string, customer: string): void {
    for (const account of this.#books.heldAccounts(code, customer)) this.#decide(account);
  }

  /** Notes that an order's invoices were paid, which makes room under the limit. */
  settle(code: string, salesOrder: string, appliedMinor: bigint): void {
    const account = this.#books.creditAccount(code, salesOrder);
    if (account === null) return;
    this.#books.setCreditAccount({
      ...account,
      settledMinor: account.settledMinor + appliedMinor,
    });
    this.reconsider(code, account.customer);
  }

  /** The customer's master record in the company, or `null`. */
  customer(code: string, customer: string): WorldCustomer | null {
    const entity = this.#context.world.entities.find((company) => company.code === code)?.entity;
    return (
      this.#context.world.customers.find(
        (known) => known.customer === customer && known.entity === entity,
      ) ?? null
    );
  }

  /** The company's currency; an unknown company is a mistake of the caller. */
  currencyOf(code: string): Currency {
    const company = this.#context.world.entities.find((entity) => entity.code === code);
    if (company === undefined) {
      throw new ErpRefusalError('UNKNOWN_COMPANY', `There is no company '${code}'.`);
    }
    return expectOk(parseCurrency(company.currency), 'currency of the company');
  }

  #decide(asked: CreditAccount): CreditAccount {
    const { code, salesOrder, requestedMinor } = asked;
    const customer = this.customer(code, asked.customer);
    const currency = this.currencyOf(code);
    const limitMinor = customer === null ? 0n : minor(customer.creditLimit, currency);
    const otherMinor = this.#books.exposureMinor(code, asked.customer, salesOrder);
    const stillOwed = maximum(requestedMinor - asked.settledMinor, 0n);
    const isCovered =
      stillOwed === 0n ||
      (customer !== null &&
        (requestedMinor <= asked.coveredMinor || otherMinor + stillOwed <= limitMinor));
    const decided: CreditAccount = {
      ...asked,
      // What was covered before stays taken from the limit: the goods may be on their way.
      coveredMinor: isCovered ? requestedMinor : asked.coveredMinor,
      held: !isCovered,
    };
    const refusal =
      customer === null
        ? `Customer ${asked.customer} does not exist.`
        : `Party "${customer.name}" has reached their credit limit of ${customer.creditLimit}.`;
    this.#enter(decided, isCovered ? 'within the credit limit' : refusal, 'credit rule');
    return decided;
  }

  /** Keeps the account; a new decision number only where verdict or covered amount changes. */
  #enter(account: CreditAccount, reason: string, decidedBy: string): ErpCreditDecision {
    const { code, salesOrder } = account;
    this.#books.setCreditAccount(account);
    const currency = this.currencyOf(code);
    const standing = this.#books.creditDecision(code, salesOrder);
    const verdict = account.held ? 'held' : 'approved';
    const covers = formatAmount(account.held ? 0n : account.coveredMinor, currency);
    if (standing !== null && standing.verdict === verdict && standing.covers === covers) {
      return standing;
    }
    const document: ErpCreditDecision = {
      code,
      sales_order: salesOrder,
      customer: account.customer,
      decision: (standing?.decision ?? 0) + 1,
      verdict,
      requested: formatAmount(account.requestedMinor, currency),
      covers,
      currency,
      reason,
      decided_by: decidedBy,
      decided_at: this.#now(),
    };
    this.#books.addCreditDecision(document);
    this.#books.record(this.#context.clock.now(), 'credit-decision', document);
    return document;
  }

  #now(): string {
    return new Date(this.#context.clock.now()).toISOString();
  }
}

const termsOf = (customer: WorldCustomer): ErpTerms => ({
  payment: customer.payment,
  net_days: customer.payment === 'prepaid' ? 0 : customer.netDays,
  proof_of_delivery: customer.proofOfDelivery,
  short_ship: customer.shortShip,
  substitution: customer.substitution,
});

/** Decimal text in minor units; text that is no amount in the currency is refused. */
export function minor(text: string, currency: Currency): bigint {
  const parsed = parseAmount(text, currency);
  if (!parsed.ok) throw new ErpRefusalError('VALIDATION', parsed.error);
  return parsed.value;
}

const maximum = (a: bigint, b: bigint): bigint => (a > b ? a : b);
