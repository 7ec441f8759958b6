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

/** What the provider pushes. */
export const event = z.strictObject({ type: z.literal('remittance.received'), data: remittance });

/** A page of remittances. */
export const remittances = z.strictObject({ data: z.array(remittance), has_more: z.boolean() });

/** An error of the provider. */
export const failure = z.strictObject({ error: z.strictObject({ code: text, message: text }) });
