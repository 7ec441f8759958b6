/** Wire forms of the tax engine: REST, camelCase, amounts and rates as decimal text. */
import { z } from 'zod';

const text = z.string();

const head = {
  id: text,
  companyCode: text,
  documentCode: text,
  orderCode: text,
  contentMark: text,
  currencyCode: text,
  shipToCountry: text,
  createdAt: text,
} as const;

const reason = z.strictObject({ code: text, message: text });

/** A quote: every line with its rate and its tax. */
export const quote = z.strictObject({
  ...head,
  outcome: z.literal('quoted'),
  lines: z.array(z.strictObject({ number: z.int(), amount: text, rate: text, tax: text })),
  freightTax: text,
  reason: z.null(),
});

/** A refusal, with its reason. */
export const refusal = z.strictObject({
  ...head,
  outcome: z.literal('refused'),
  lines: z.array(z.never()),
  freightTax: z.null(),
  reason,
});

/** What the engine answered to a question. */
export const answer = z.discriminatedUnion('outcome', [quote, refusal]);

export type TaxAnswer = z.output<typeof answer>;

/** A page of answers: about one question, or by time. */
export const answers = z.strictObject({ value: z.array(answer), nextSkip: z.int().nullable() });
