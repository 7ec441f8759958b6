/** Wire forms of the payment provider: REST, snake_case, amounts as decimal text. */
import { z } from 'zod';

const text = z.string();

/** What a customer was asked to pay. */
export const paymentRequest = z.strictObject({
  invoice: text,
  company: text,
  sales_order: text,
  customer: text,
  amount: text,
  currency: text,
  due_date: text,
  method: z.enum(['prepaid', 'on_account']),
  idempotency_key: text,
  state: z.enum(['open', 'paid', 'withdrawn']),
  paid: text,
  created_at: text,
  updated_at: text,
});

/** Money that came in, by invoice. */
export const remittance = z.strictObject({
  remittance: text,
  company: text,
  customer: text,
  currency: text,
  received_at: text,
  lines: z
    .array(z.strictObject({ line: z.int().min(1), invoice: text, amount: text }))
    .min(1)
    .max(1_000),
});

export type Remittance = z.output<typeof remittance>;

/** Money that was paid back. */
export const refund = z.strictObject({
  refund: text,
  company: text,
  rma: text,
  invoice: text,
  credit_memo: text,
  customer: text,
  amount: text,
  currency: text,
  idempotency_key: text,
  paid_at: text,
});

export type Refund = z.output<typeof refund>;

/** What the provider pushes. */
export const event = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('remittance.received'), data: remittance }),
  z.strictObject({ type: z.literal('refund.succeeded'), data: refund }),
]);

/** A page of remittances. */
export const remittances = z.strictObject({ data: z.array(remittance), has_more: z.boolean() });

/** A page of payments back. */
export const refunds = z.strictObject({ data: z.array(refund), has_more: z.boolean() });

/** An error of the provider. */
export const failure = z.strictObject({ error: z.strictObject({ code: text, message: text }) });
