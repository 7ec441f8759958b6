/** The JSON of skeleton; strict, so that a change of it shows. */
import { z } from 'zod';

const text = z.string();

/** An order as skeleton answers, pushes and lists it. */
export const order = z.strictObject({
  reference: text,
  company: text,
  site: text,
  sales_order: text,
  /** Rises with every change. */
  revision: z.int().min(1),
  /** Marks of all changes, the latest last: ours is the fingerprint of what we told. */
  marks: z.array(text).min(1),
  changed_at: text,
  lines: z.array(z.strictObject({ line: z.int().min(1), item: text, quantity: text })),
});

export type SkeletonOrder = z.output<typeof order>;

/** A page of orders that changed in a window. */
export const orders = z.strictObject({ orders: z.array(order), next: text.nullable() });

/** What skeleton pushes. */
export const event = z.strictObject({ event: z.literal('order.changed'), order });

/** A business no (422). */
export const refusal = z.strictObject({ code: text, message: text });
