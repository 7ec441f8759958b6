/** The small shapes that resources are made of, as they stand on the wire. */
import { z } from 'zod';
import { HTTP_LIMITS } from './limits.ts';

const PRINTABLE = /^[^\p{C}\p{Z}](?:[^\p{C}]*[^\p{C}\p{Z}])?$/u;
const WITHOUT_CONTROLS = /^[^\p{Cc}\p{Cs}]*$/u;

/** Identifier of any system. */
export const identifier = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .max(HTTP_LIMITS.identifierLengthMax)
    .regex(PRINTABLE, 'must be printable, without outer blanks')
    .meta({ description, examples: [example] });

/** Name that is put together of identifiers: of a command, of an instance, of a case. */
export const composedName = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .max(HTTP_LIMITS.nameLengthMax)
    .regex(WITHOUT_CONTROLS, 'must not hold control characters')
    .meta({ description, examples: [example] });

/** Text for people. */
export const note = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .max(HTTP_LIMITS.noteLengthMax)
    .regex(WITHOUT_CONTROLS, 'must not hold control characters')
    .meta({ description, examples: [example] });

/** Exact number as text: JSON numbers are floats in most languages. */
export const decimal = (description: string, example = '12') =>
  z
    .string()
    .max(HTTP_LIMITS.decimalLengthMax)
    .regex(/^-?\d+(\.\d+)?$/, 'must be a decimal number as text, such as "12" or "2.5"')
    .meta({ description, examples: [example] });

export const instant = (description: string) =>
  z
    .string()
    .max(40)
    .regex(
      /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/,
      'must be a time with its offset, such as "2031-05-04T10:00:00Z"',
    )
    .meta({ description, format: 'date-time', examples: ['2031-05-04T10:00:00.000Z'] });

export const date = (description: string) =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date, such as "2031-05-04"')
    .meta({ description, format: 'date', examples: ['2031-05-04'] });

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
  .meta({ description: 'ISO 4217 currency code', examples: ['GBP'] });

export const lineNumber = z
  .int()
  .min(1)
  .max(HTTP_LIMITS.lineNumberMax)
  .meta({ description: 'Line number, unique in the document', examples: [10] });

export const count = (description: string) =>
  z.int().min(0).meta({ description, examples: [3] });

export const money = z
  .object({ amount: decimal('Amount in major units', '12.50'), currency })
  .meta({ id: 'Money', description: 'An exact amount and its currency' });

/** Number in a query string, where everything is text. */
export const queryNumber = (description: string, min: number, max: number, byDefault: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(byDefault)
    .meta({ description, wire: { type: 'integer', minimum: min, maximum: max, default: byDefault } });

/** Yes or no in a query string. */
export const queryFlag = (description: string) =>
  z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .meta({ description, wire: { type: 'boolean' } });

export const cursor = z
  .string()
  .min(1)
  .max(HTTP_LIMITS.cursorLengthMax)
  .optional()
  .meta({ description: '`next` of the page before' });

export const pageSize = queryNumber(
  'Rows of the page',
  1,
  HTTP_LIMITS.pageSizeMax,
  HTTP_LIMITS.pageSizeDefault,
);

/** One page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z
      .string()
      .nullable()
      .meta({ description: 'Cursor of the next page; null: this is the last one', examples: [null] }),
  });

/** As of when an answer is true: every figure states it. */
export const asOf = z
  .object({
    at: instant('Moment that the answer describes'),
    reading: z
      .enum(['known', 'occurred'])
      .meta({ description: '`known`: what we had recorded by then; `occurred`: what had happened' }),
    facts: count('Facts that the answer rests on'),
    lastRecordedAt: instant('When the newest of these facts was recorded').nullable(),
    rules: z.string().meta({ description: 'Version of the rules that judged', examples: ['1-0ab3'] }),
  })
  .meta({ id: 'AsOf' });

export const entityFilter = identifier('Business entity', 'uk').optional();

/** Members of a query that names a moment of the past. */
export const moment = {
  entity: entityFilter,
  at: instant('As of this moment; now if missing').optional(),
  reading: z
    .enum(['known', 'occurred'])
    .default('known')
    .meta({ description: '`known`: recorded by then; `occurred`: had happened by then' }),
};
