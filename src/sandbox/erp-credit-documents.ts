/** Credit memos as the simulated ERP holds and answers them: never changed once written. */

export interface ErpCreditMemoLine {
  readonly line: number;
  readonly order_line: number;
  readonly item: string;
  readonly quantity: string;
  readonly net: string;
}

export interface ErpCreditMemo {
  readonly code: string;
  readonly number: string;
  readonly reference: string;
  readonly reference_revision: number;
  readonly rma: string;
  readonly cause?: 'dispute';
  readonly credit: string;
  readonly sales_order: string;
  readonly invoice: string;
  readonly customer: string;
  readonly currency: string;
  readonly posting_date: string;
  readonly lines: readonly ErpCreditMemoLine[];
  readonly freight: string;
  readonly fee: string;
  readonly tax: string;
  readonly gross: string;
  /** Settled on the open amount of the invoice when it was posted. */
  readonly applied: string;
  /** Left on the account of the customer. */
  readonly open: string;
  readonly posted_at: string;
}

/** A credit memo that counts against the invoice that was billed anew, and no more against the wrong one. */
export interface ErpCreditTransfer
  extends Pick<
    ErpCreditMemo,
    'rma' | 'cause' | 'invoice' | 'sales_order' | 'currency' | 'lines' | 'tax' | 'gross' | 'applied'
  > {
  readonly number: string;
  readonly credit_memo: string;
}

/** Takes back one credit memo, whole. */
export interface ErpCreditReversal {
  readonly code: string;
  readonly number: string;
  readonly reference: string;
  readonly rma: string;
  readonly credit_memo: string;
  readonly sales_order: string;
  readonly invoice: string;
  readonly lines: readonly ErpCreditMemoLine[];
  readonly posting_date: string;
  readonly gross: string;
  readonly applied: string;
  readonly currency: string;
  readonly reason: string;
  readonly posted_at: string;
}

/** Money that was paid back, set against a credit memo. */
export interface ErpCreditSettlement {
  readonly code: string;
  readonly number: string;
  readonly reference: string;
  readonly rma: string;
  readonly credit_memo: string;
  readonly refund: string;
  readonly cause?: 'dispute';
  readonly settled: string;
  readonly currency: string;
  readonly settled_at: string;
}

/** A credit memo that the ERP turned down because its period is closed. */
export interface ErpCreditRefusal {
  readonly code: string;
  readonly number: string;
  readonly reference: string;
  readonly error: string;
  readonly message: string;
  readonly rma: string;
  readonly credit: string;
  readonly posting_date: string;
  readonly first_open_date: string;
  readonly refused_at: string;
}

/** Entries of the change feed that are about credits. */
export type ErpCreditEntry =
  | { readonly kind: 'credit-memo'; readonly document: ErpCreditMemo }
  | { readonly kind: 'credit-reversal'; readonly document: ErpCreditReversal }
  | { readonly kind: 'credit-settlement'; readonly document: ErpCreditSettlement }
  | { readonly kind: 'credit-refusal'; readonly document: ErpCreditRefusal };

export type ErpCreditRefusalDraft = Omit<ErpCreditRefusal, 'number'>;
