/** Pure translation between the ERP's documents and canonical facts and commands. */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { COMMANDS, FACTS } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { parseCurrency } from '../../kernel/currency.ts';
import { formatAmount, formatMoney, parseAmount } from '../../kernel/money.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import { expectOk, type Result } from '../../kernel/result.ts';
import { formatUnitPrice } from '../../kernel/unit-price.ts';
import type { z } from 'zod';
import { canonicalFact, together, type SourceRecord } from '../canonical-fact.ts';
import type { CompanyCodes } from '../company-codes.ts';
import {
  creditCallOf,
  factsOfCredit,
  factsOfTransfer,
  isCredit,
  type ErpCreditDocument,
  type Head,
} from './credit-translate.ts';
import { factOfMaster, isMaster, masterCallOf, type ErpMasterDocument } from './masters.ts';
import type { ErpDocument } from './wire.ts';
import type * as wire from './wire.ts';

type ContentOf<K extends keyof typeof COMMANDS> = z.output<(typeof COMMANDS)[K]['schema']>;
type Money = (amount: string) => { amount: string; currency: string };

/** A call of the ERP. */
export interface ErpCall {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Every fact that a document states. `path` says where the document lies in its message, `system` what
 * we call the ERP.
 */
export function factsOfDocument(
  document: ErpDocument,
  companies: CompanyCodes,
  path = '$.document',
  system = 'erp',
): Result<readonly CanonicalFact[], readonly Fault[]> {
  if (isMaster(document)) return together([factOfMaster(document, system, companies, path)]);
  if (isCredit(document)) return factsOfCredit(document, companies, path);
  if (document.kind === 'invoice' && document.document.rebills !== undefined) {
    return factsOfRebill(document.document, document.document.rebills, companies, path);
  }
  return together([factOfDocument(document, companies, path)]);
}

type Rebills = NonNullable<z.output<typeof wire.invoice>['rebills']>;

/** Both halves of a rebill, what went over from one to the other, and the unit that they are. */
function factsOfRebill(
  invoice: z.output<typeof wire.invoice>,
  { dispute, reversal, applications, credits }: Rebills,
  companies: CompanyCodes,
  path: string,
): Result<readonly CanonicalFact[], readonly Fault[]> {
  const { number, code, reference, posted_at: occurredAt, currency } = invoice;
  const money = moneyIn(currency);
  const head = { id: `rebill/${number}`, code, occurredAt, path, causationId: reference };
  return together([
    factOfDocument({ kind: 'reversal', document: reversal }, companies, path),
    factOfDocument({ kind: 'invoice', document: invoice }, companies, path),
    ...applications.map((document) => factOfDocument({ kind: 'application', document }, companies, path)),
    ...credits.flatMap((credit) => factsOfTransfer(credit, number, head, companies)),
    canonicalFact(FACTS.chargeRebilled, head, companies, {
      dispute,
      invoice: reversal.invoice,
      reversal: reversal.number,
      rebilledAs: number,
      generation: invoice.reference_revision,
      postingDate: invoice.posting_date,
      before: money(reversal.gross),
      gross: money(invoice.gross),
      ...(applications.length + credits.length === 0
        ? {}
        : { settled: settledBefore({ applications, credits }, currency) }),
    }),
  ]);
}

/** What was settled on the wrong invoice, and what of it the new one had no room for. */
function settledBefore(
  { applications, credits }: Pick<Rebills, 'applications' | 'credits'>,
  code: string,
): { readonly [K in 'paid' | 'credited' | 'onAccount']: ReturnType<Money> } {
  const currency = expectOk(parseCurrency(code), 'currency');
  const sum = (amounts: readonly string[]): bigint =>
    amounts.reduce((total, amount) => total + expectOk(parseAmount(amount, currency), 'amount'), 0n);
  const money = (minor: bigint) => moneyIn(code)(formatAmount(minor, currency));
  const paid = sum(applications.map(({ applied, moved }) => moved?.applied_before ?? applied));
  const applied = sum(applications.map((one) => one.applied));
  const credited = sum(credits.map((one) => one.applied));
  return { paid: money(paid), credited: money(credited), onAccount: money(paid - applied) };
}

/** The one fact that a document of the order's own way states. */
export function factOfDocument(
  { kind, document }: Exclude<ErpDocument, ErpCreditDocument | ErpMasterDocument>,
  companies: CompanyCodes,
  path = '$.document',
): Result<CanonicalFact, readonly Fault[]> {
  const { code } = document;
  const record = (id: string, occurredAt: string, causationId?: string): SourceRecord => ({
    id: `${kind}/${id}`,
    code,
    occurredAt,
    path,
    ...(causationId === undefined ? {} : { causationId }),
  });
  switch (kind) {
    case 'sales-order': {
      const head = record(`${document.number}/${document.version}`, document.changed_at);
      return canonicalFact(FACTS.salesOrderRegistered, head, companies, registered(document));
    }
    case 'credit-decision': {
      const id = `${code}/${document.sales_order}/${document.decision}`;
      const head = record(id, document.decided_at);
      return canonicalFact(FACTS.creditDecided, head, companies, creditDecided(document));
    }
    case 'invoice': {
      const head = record(document.number, document.posted_at, document.reference);
      return canonicalFact(FACTS.invoicePosted, head, companies, invoicePosted(document));
    }
    case 'reversal': {
      const head = record(document.number, document.posted_at, document.reference);
      return canonicalFact(FACTS.invoiceReversed, head, companies, invoiceReversed(document));
    }
    case 'application': {
      const head = record(document.number, document.applied_at, document.reference);
      return canonicalFact(FACTS.paymentApplied, head, companies, paymentApplied(document));
    }
    case 'stock-adjustment': {
      const head = record(document.number, document.posted_at, document.reference);
      return canonicalFact(FACTS.adjustmentPosted, head, companies, adjustmentPosted(document));
    }
    case 'refusal': {
      const head = record(document.number, document.refused_at, document.reference);
      return canonicalFact(FACTS.postingRefused, head, companies, postingRefused(document));
    }
  }
}

const registered = (document: z.output<typeof wire.salesOrder>) => ({
  salesOrder: document.sales_order,
  version: document.version,
  of: document.content_mark,
  erpOrder: document.number,
  customerKnown: document.customer_known,
  terms: {
    payment: document.terms.payment,
    netDays: document.terms.net_days,
    proofOfDelivery: document.terms.proof_of_delivery,
    shortShip: document.terms.short_ship,
    substitution: document.terms.substitution,
  },
  lines: document.lines.map((line) => ({
    line: line.line,
    itemKnown: line.item_known,
    ...(line.contract_price === null ? {} : { contractPrice: line.contract_price }),
  })),
});

const creditDecided = (document: z.output<typeof wire.creditDecision>) => ({
  salesOrder: document.sales_order,
  decision: document.decision,
  verdict: document.verdict,
  covers: moneyIn(document.currency)(document.covers),
  reason: `${document.decided_by}: ${document.reason}`,
});

function invoicePosted(document: z.output<typeof wire.invoice>) {
  const money = moneyIn(document.currency);
  return {
    salesOrder: document.sales_order,
    shipment: document.shipment,
    invoice: document.number,
    generation: document.reference_revision,
    postingDate: document.posting_date,
    lines: document.lines.map(({ line, item, quantity, net }) => ({
      line,
      item,
      quantity,
      net: money(net),
    })),
    freight: money(document.freight),
    tax: money(document.tax),
    gross: money(document.gross),
  };
}

const invoiceReversed = (document: z.output<typeof wire.reversal>) => ({
  salesOrder: document.sales_order,
  invoice: document.invoice,
  reversal: document.number,
  postingDate: document.posting_date,
  gross: moneyIn(document.currency)(document.gross),
});

const paymentApplied = (document: z.output<typeof wire.application>) => ({
  salesOrder: document.sales_order,
  payment: document.payment,
  invoice: document.invoice,
  applied: moneyIn(document.currency)(document.applied),
  unapplied: moneyIn(document.currency)(document.unapplied),
  ...(document.moved === undefined ? {} : { version: document.moved.revision }),
});

const postingRefused = (document: z.output<typeof wire.refusal>) => ({
  salesOrder: document.sales_order,
  shipment: document.shipment,
  postingDate: document.posting_date,
  firstOpenDate: document.first_open_date,
  reason: document.message,
});

const moneyIn =
  (currency: string): Money =>
  (amount) => ({ amount, currency });

/** The call that a command comes to, or `null` for a type that the ERP does not serve. */
export function callOf(command: OutboundCommand, code: string): ErpCall | null {
  const head = { code, reference: command.key, reference_revision: command.generation };
  const { content } = command;
  switch (command.type) {
    case COMMANDS.registerSalesOrder.type:
      return registerCall(head, content as ContentOf<'registerSalesOrder'>);
    case COMMANDS.checkCredit.type:
      return creditCall(head, content as ContentOf<'checkCredit'>);
    case COMMANDS.postInvoice.type:
      return postCall(head, content as ContentOf<'postInvoice'>);
    case COMMANDS.postChargeRebill.type:
      return rebillCall(head, content as ContentOf<'postChargeRebill'>);
    case COMMANDS.reverseInvoice.type: {
      const { salesOrder, shipment, reason } = content as ContentOf<'reverseInvoice'>;
      const params = { ...head, sales_order: salesOrder, shipment, reason };
      return { method: 'invoice.reverse', params };
    }
    case COMMANDS.applyPayment.type:
      return applyCall(head, content as ContentOf<'applyPayment'>);
    case COMMANDS.postAdjustment.type:
      return adjustCall(head, content as ContentOf<'postAdjustment'>);
    default:
      return masterCallOf(command, head) ?? creditCallOf(command, head);
  }
}

function registerCall(head: Head, content: ContentOf<'registerSalesOrder'>): ErpCall {
  return {
    method: 'sales_order.register',
    params: {
      ...head,
      sales_order: content.salesOrder,
      content_mark: content.of,
      customer: content.customer,
      customer_reference: content.customerReference ?? null,
      currency: content.currency,
      ordered_at: formatInstant(content.orderedAt),
      lines: content.lines.map(({ line, item, quantity, unitPrice }) => ({
        line,
        item,
        quantity: formatQuantity(quantity),
        unit_price: formatUnitPrice(unitPrice),
      })),
    },
  };
}

function creditCall(head: Head, content: ContentOf<'checkCredit'>): ErpCall {
  return {
    method: 'credit.check',
    params: {
      ...head,
      sales_order: content.salesOrder,
      customer: content.customer,
      amount: formatMoney(content.amount),
      currency: content.amount.currency,
    },
  };
}

const postCall = (head: Head, content: ContentOf<'postInvoice'>): ErpCall => ({
  method: 'invoice.post',
  params: { ...head, ...billedParams(content), posting_date: content.postingDate },
});

const rebillCall = (head: Head, content: ContentOf<'postChargeRebill'>): ErpCall => ({
  method: 'invoice.rebill',
  params: { ...head, ...billedParams(content), dispute: content.dispute, invoice: content.invoice },
});

/** What is billed, as both calls say it. */
const billedParams = (
  content: Omit<ContentOf<'postInvoice'>, 'postingDate'>,
): Readonly<Record<string, unknown>> => ({
  sales_order: content.salesOrder,
  shipment: content.shipment,
  customer: content.customer,
  currency: content.gross.currency,
  lines: content.lines.map(({ line, item, quantity, unitPrice, net }) => ({
    line,
    item,
    quantity: formatQuantity(quantity),
    unit_price: formatUnitPrice(unitPrice),
    net: formatMoney(net),
  })),
  freight: formatMoney(content.freight),
  tax: formatMoney(content.tax),
  gross: formatMoney(content.gross),
});

function applyCall(head: Head, content: ContentOf<'applyPayment'>): ErpCall {
  return {
    method: 'payment.apply',
    params: {
      ...head,
      sales_order: content.salesOrder,
      payment: content.payment,
      invoice: content.invoice,
      amount: formatMoney(content.amount),
      currency: content.amount.currency,
    },
  };
}

function adjustCall(head: Head, content: ContentOf<'postAdjustment'>): ErpCall {
  return {
    method: 'stock.adjust',
    params: {
      ...head,
      reconciliation: content.reconciliation,
      site: content.site,
      direction: content.direction,
      value: formatMoney(content.value),
      currency: content.value.currency,
      lines: content.lines.map(({ line, item, lot, quantity, reason, text }) => ({
        line, item, lot: lot ?? null, quantity: formatQuantity(quantity), reason, text,
      })),
    },
  };
}

const adjustmentPosted = (document: z.output<typeof wire.stockAdjustment>) => ({
  reconciliation: document.reconciliation,
  system: 'erp',
  direction: document.direction,
  version: document.reference_revision,
  posting: document.number,
  lines: document.lines.map(({ line, item, lot, quantity }) => ({
    line, item, quantity, ...(lot === null ? {} : { lot }),
  })),
});
