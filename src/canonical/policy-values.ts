import { z } from 'zod';
import { LIMITS } from './limits.ts';

/** A value that goes into a decision table, or comes out of it. */
const value = z.union([z.string().max(LIMITS.noteLengthMax), z.number(), z.boolean(), z.null()]);

type Values = Readonly<Record<string, z.output<typeof value>>>;

/**
 * Inputs or outputs of a decision table, by name; exact numbers are decimal strings. Sorted by name,
 * so that the same values have the same text.
 */
export const policyValues = (meaning: string) =>
  z.codec(
    z.record(z.string().min(1).max(LIMITS.identifierLengthMax), value).describe(meaning),
    z.custom<Values>(),
    { decode: sorted, encode: (values) => ({ ...values }) },
  );

const sorted = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
