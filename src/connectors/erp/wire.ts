/** Wire forms of the ERP: JSON-RPC, snake_case, amounts as decimal text, a company code each. */
import { z } from 'zod';

const text = z.string();
const company = { code: text } as const;

const terms = z.strictObject({
  payment: z.enum(['prepaid', 'on-account']),
  net_days: z.int(),
  proof_of_delivery: z.boolean(),
  short_ship: z.enum(['backorder', 'close']),
  substitution: z.boolean(),
});

export const salesOrder = z.strictObject({
  ...company,
  number: text,
  sales_order: text,
  version: z.int(),
  reference: text,
  reference_revision: z.int(),
  content_mark: text,
  customer: text,
  customer_known: z.boolean(),
  customer_reference: text.nullable(),
  currency: text,
  ordered_at: text,
  terms,
  lines: z.array(
    z.strictObject({
      line: z.int(),
      item: text,
      item_known: z.boolean(),
      quantity: text,
      unit_price: text,
      contract_price: text.nullable(),
    }),
  ),
  changed_at: text,
});

export const creditDecision = z.strictObject({
  ...company,
  sales_order: text,
  customer: text,
  decision: z.int(),
  verdict: z.enum(['approved', 'held']),
  requested: text,
  covers: text,
  currency: text,
  reason: text,
  decided_by: text,
  decided_at: text,
});

export const reversal = z.strictObject({
  ...company,
  number: text,
  reference: text,
  invoice: text,
  sales_order: text,
  shipment: text,
  posting_date: text,
  gross: text,
  currency: text,
  reason: text,
  posted_at: text,
});

export const application = z.strictObject({
  ...company,
  number: text,
  reference: text,
  sales_order: text,
  payment: text,
  invoice: text,
  received: text,
  applied: text,
  unapplied: text,
  currency: text,
  applied_at: text,
  /** It takes the place of another, whose invoice was billed anew. */
  moved: z.strictObject({ from: text, revision: z.int(), applied_before: text }).optional(),
});

/** Stock that was found or written off. */
export const stockAdjustment = z.strictObject({
  ...company,
  number: text,
  reference: text,
  reference_revision: z.int(),
  reconciliation: text,
  site: text,
  direction: z.enum(['up', 'down']),
  value: text,
  currency: text,
  lines: z.array(
    z.strictObject({
      line: z.int(),
      item: text,
      lot: text.nullable(),
      quantity: text,
      reason: text,
      text: z.string(),
    }),
  ),
  posted_at: text,
});

export const refusal = z.strictObject({
  ...company,
  number: text,
  reference: text,
  error: text,
  message: text,
  sales_order: text,
  shipment: text,
  posting_date: text,
  first_open_date: text,
  refused_at: text,
});

const creditLines = z.array(
  z.strictObject({ line: z.int(), order_line: z.int(), item: text, quantity: text, net: text }),
);

export const creditMemo = z.strictObject({
  ...company,
  number: text,
  reference: text,
  reference_revision: z.int(),
  /** Number of the return, or of whatever else is the cause. */
  rma: text,
  cause: z.literal('dispute').optional(),
  credit: text,
  sales_order: text,
  invoice: text,
  customer: text,
  currency: text,
  posting_date: text,
  lines: creditLines,
  freight: text,
  fee: text,
  tax: text,
  gross: text,
  applied: text,
  open: text,
  posted_at: text,
});

/** A credit memo that counts against the invoice that was billed anew. */
export const creditTransfer = z.strictObject({
  number: text,
  credit_memo: text,
  ...creditMemo.pick({
    rma: true, cause: true, invoice: true, sales_order: true, currency: true, lines: true, tax: true,
    gross: true, applied: true,
  }).shape,
});

export const invoice = z.strictObject({
  ...company,
  number: text,
  reference: text,
  reference_revision: z.int(),
  sales_order: text,
  shipment: text,
  customer: text,
  currency: text,
  posting_date: text,
  lines: z.array(
    z.strictObject({
      line: z.int(),
      item: text,
      quantity: text,
      unit_price: text,
      net: text,
    }),
  ),
  freight: text,
  tax: text,
  gross: text,
  /** It was posted with the reversal of a wrong one, as one unit. */
  rebills: z
    .strictObject({
      dispute: text,
      reversal,
      applications: z.array(application),
      credits: z.array(creditTransfer),
    })
    .optional(),
  posted_at: text,
});

export const creditReversal = z.strictObject({
  ...company,
  number: text,
  reference: text,
  rma: text,
  credit_memo: text,
  sales_order: text,
  invoice: text,
  lines: creditLines,
  posting_date: text,
  gross: text,
  applied: text,
  currency: text,
  reason: text,
  posted_at: text,
});

export const creditSettlement = z.strictObject({
  ...company,
  number: text,
  reference: text,
  rma: text,
  credit_memo: text,
  refund: text,
  cause: z.literal('dispute').optional(),
  settled: text,
  currency: text,
  settled_at: text,
});

export const creditRefusal = z.strictObject({
  ...company,
  number: text,
  reference: text,
  error: text,
  message: text,
  rma: text,
  cause: z.literal('dispute').optional(),
  credit: text,
  posting_date: text,
  first_open_date: text,
  refused_at: text,
});

const master = {
  ...company,
  number: text,
  version: z.int(),
  reference: text.nullable(),
  content_mark: text.nullable(),
  changed_at: text,
  name: text.nullable(),
} as const;

/** A customer as the ERP holds it. */
export const customer = z.strictObject({
  ...master,
  street: text.nullable(),
  city: text.nullable(),
  postal_code: text.nullable(),
  country: text.nullable(),
  tax_id: text.nullable(),
  email: text.nullable(),
});

/** An item as the ERP holds it. */
export const item = z.strictObject({
  ...master,
  gtin: text.nullable(),
  base_unit: text.nullable(),
  manufacturer: text.nullable(),
  manufacturer_number: text.nullable(),
});

/** What an error carries of a document that was turned down. */
export const anyRefusal = z.union([refusal, creditRefusal]);

/** A document with its kind, as `reference.find` answers it. */
export const document = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sales-order'), document: salesOrder }),
  z.strictObject({ kind: z.literal('stock-adjustment'), document: stockAdjustment }),
  z.strictObject({ kind: z.literal('credit-decision'), document: creditDecision }),
  z.strictObject({ kind: z.literal('invoice'), document: invoice }),
  z.strictObject({ kind: z.literal('reversal'), document: reversal }),
  z.strictObject({ kind: z.literal('application'), document: application }),
  z.strictObject({ kind: z.literal('refusal'), document: refusal }),
  z.strictObject({ kind: z.literal('credit-memo'), document: creditMemo }),
  z.strictObject({ kind: z.literal('credit-reversal'), document: creditReversal }),
  z.strictObject({ kind: z.literal('credit-settlement'), document: creditSettlement }),
  z.strictObject({ kind: z.literal('credit-refusal'), document: creditRefusal }),
  z.strictObject({ kind: z.literal('customer'), document: customer }),
  z.strictObject({ kind: z.literal('item'), document: item }),
]);

export type ErpDocument = z.output<typeof document>;

/** What `reference.find` answers. */
export const found = document.nullable();

/** `invoice.list_open`: a page of what is not paid yet, with what a list needs. */
export const openInvoices = z.strictObject({
  invoices: z.array(
    z.strictObject({
      ...company,
      number: text,
      sales_order: text,
      gross: text,
      currency: text,
      posted_at: text,
    }),
  ),
  more: z.boolean(),
});

/** `invoice.trail`: an invoice with what took it back and what was paid for it. */
export const invoiceTrail = z
  .strictObject({ invoice, reversal: reversal.nullable(), applications: z.array(application) })
  .nullable();

const journalHead = { sequence: z.int(), at: text } as const;

/** One page of the change feed. */
export const journalPage = z.strictObject({
  entries: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ ...journalHead, kind: z.literal('sales-order'), document: salesOrder }),
      z.strictObject({
        ...journalHead,
        kind: z.literal('stock-adjustment'),
        document: stockAdjustment,
      }),
      z.strictObject({
        ...journalHead,
        kind: z.literal('credit-decision'),
        document: creditDecision,
      }),
      z.strictObject({ ...journalHead, kind: z.literal('invoice'), document: invoice }),
      z.strictObject({ ...journalHead, kind: z.literal('reversal'), document: reversal }),
      z.strictObject({ ...journalHead, kind: z.literal('application'), document: application }),
      z.strictObject({ ...journalHead, kind: z.literal('refusal'), document: refusal }),
      z.strictObject({ ...journalHead, kind: z.literal('credit-memo'), document: creditMemo }),
      z.strictObject({ ...journalHead, kind: z.literal('credit-reversal'), document: creditReversal }),
      z.strictObject({ ...journalHead, kind: z.literal('credit-settlement'), document: creditSettlement }),
      z.strictObject({ ...journalHead, kind: z.literal('credit-refusal'), document: creditRefusal }),
      z.strictObject({ ...journalHead, kind: z.literal('customer'), document: customer }),
      z.strictObject({ ...journalHead, kind: z.literal('item'), document: item }),
    ]),
  ),
  complete: z.boolean(),
});

/** A JSON-RPC answer: errors come with HTTP 200. */
export const answer = z.union([
  z.strictObject({ id: text, result: z.unknown() }),
  z.strictObject({
    id: text,
    error: z.strictObject({ code: text, message: text, data: z.unknown() }),
  }),
]);

export type ErpAnswer = z.output<typeof answer>;
