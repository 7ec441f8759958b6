import type { ErpMaster } from './erp-masters.ts';
import type { ErpStockAdjustment } from './erp-stock.ts';

/**
 * What the simulated ERP holds and answers: snake_case, amounts as decimal text, the company's
 * `code` in every document. A document is never changed once written; a change is a new version or
 * a new document that names the old one.
 */

import type { ErpCreditEntry, ErpCreditRefusalDraft, ErpCreditTransfer } from './erp-credit-documents.ts';

/** Terms of a customer, as the ERP prints them on an order. */
export interface ErpTerms {
  readonly payment: 'prepaid' | 'on-account';
  readonly net_days: number;
  readonly proof_of_delivery: boolean;
  readonly short_ship: 'backorder' | 'close';
  readonly substitution: boolean;
}

export interface ErpSalesOrderLine {
  readonly line: number;
  readonly item: string;
  readonly item_known: boolean;
  readonly quantity: string;
  readonly unit_price: string;
  /** `null` where the customer has no contract price for the item. */
  readonly contract_price: string | null;
}

/** One version of a sales order; the largest stands. */
export interface ErpSalesOrder {
  readonly code: string;
  readonly number: string;
  readonly sales_order: string;
  readonly version: number;
  /** The sender's own reference and its revision. */
  readonly reference: string;
  readonly reference_revision: number;
  /** The sender's mark of the content. */
  readonly content_mark: string;
  readonly customer: string;
  readonly customer_known: boolean;
  readonly customer_reference: string | null;
  readonly currency: string;
  readonly ordered_at: string;
  readonly terms: ErpTerms;
  readonly lines: readonly ErpSalesOrderLine[];
  readonly changed_at: string;
}

/** One decision about the credit of an order; the largest number stands. */
export interface ErpCreditDecision {
  readonly code: string;
  readonly sales_order: string;
  readonly customer: string;
  readonly decision: number;
  readonly verdict: 'approved' | 'held';
  readonly requested: string;
  /** Nothing while the order is held. */
  readonly covers: string;
  readonly currency: string;
  readonly reason: string;
  readonly decided_by: string;
  readonly decided_at: string;
}

export interface ErpInvoiceLine {
  readonly line: number;
  readonly item: string;
  readonly quantity: string;
  readonly unit_price: string;
  readonly net: string;
}

export interface ErpInvoice {
  readonly code: string;
  readonly number: string;
  readonly reference: string;
  readonly reference_revision: number;
  readonly sales_order: string;
  readonly shipment: string;
  readonly customer: string;
  readonly currency: string;
  readonly posting_date: string;
  readonly lines: readonly ErpInvoiceLine[];
  readonly freight: string;
  readonly tax: string;
  readonly gross: string;
  /** It was posted with the reversal of a wrong one, as one unit, and took over what was settled on that. */
  readonly rebills?: {
    readonly dispute: string;
    readonly reversal: ErpReversal;
    readonly applications: readonly ErpApplication[];
    readonly credits: readonly ErpCreditTransfer[];
  };
  readonly posted_at: string;
}

/** Takes back one invoice, whole. */
export interface ErpReversal {
  readonly code: string;
  readonly number: string;
  readonly reference: string;
  readonly invoice: string;
  readonly sales_order: string;
  readonly shipment: string;
  readonly posting_date: string;
  readonly gross: string;
  readonly currency: string;
  readonly reason: string;
  readonly posted_at: string;
}

/** Money settled on an invoice; what is over stays on the customer's account. */
export interface ErpApplication {
  readonly code: string;
  readonly number: string;
  readonly reference: string;
  readonly sales_order: string;
  readonly payment: string;
  readonly invoice: string;
  readonly received: string;
  readonly applied: string;
  readonly unapplied: string;
  readonly currency: string;
  readonly applied_at: string;
  /** It takes the place of another, whose invoice was billed anew. */
  readonly moved?: { readonly from: string; readonly revision: number; readonly applied_before: string };
}

/** A posting that the ERP turned down for a business reason. */
export interface ErpRefusal {
  readonly code: string;
  readonly number: string;
  readonly reference: string;
  readonly error: string;
  readonly message: string;
  readonly sales_order: string;
  readonly shipment: string;
  /** Set where the reason is a closed period. */
  readonly posting_date: string | null;
  readonly first_open_date: string | null;
  readonly refused_at: string;
}

/** One entry of the change feed. */
export type ErpJournalEntry = { readonly sequence: number; readonly at: string } & (
  | { readonly kind: 'sales-order'; readonly document: ErpSalesOrder }
  | { readonly kind: 'stock-adjustment'; readonly document: ErpStockAdjustment }
  | { readonly kind: 'credit-decision'; readonly document: ErpCreditDecision }
  | { readonly kind: 'invoice'; readonly document: ErpInvoice }
  | { readonly kind: 'reversal'; readonly document: ErpReversal }
  | { readonly kind: 'application'; readonly document: ErpApplication }
  | { readonly kind: 'refusal'; readonly document: ErpRefusal }
  | { readonly kind: 'customer' | 'item'; readonly document: ErpMaster }
  | ErpCreditEntry
);

/** A refusal that is going to be written down: its number is drawn then. */
export type ErpRefusalDraft = Omit<ErpRefusal, 'number'>;

/** A business answer that is no: sent with HTTP 200, as ERPs do. */
export class ErpRefusalError extends Error {
  override readonly name = 'ErpRefusalError';
  readonly code: string;
  /** What is written down about it; only closed periods leave a trace. */
  readonly draft: ErpRefusalDraft | ErpCreditRefusalDraft | null;

  constructor(
    code: string,
    message: string,
    draft: ErpRefusalDraft | ErpCreditRefusalDraft | null = null,
  ) {
    super(message);
    this.code = code;
    this.draft = draft;
  }
}
