/**
 * Compiles the way back to the wire from a schema: contents are our own and were checked when
 * they were decoded, so encoding them needs no second check. Measured on a two-line invoice:
 * 2.3 us against 6.5 us of `z.encode`.
 */
import type { z } from 'zod';
import { AS_IS, compile, type Convert, type Way } from './wire-form.ts';

/** Returns a function from content to wire form. Throws on a kind of schema that it cannot invert. */
export const compileEncoder = (schema: z.ZodType): Convert => compile(schema, ENCODING);

const ENCODING: Way = {
  impossible: 'cannot be encoded',
  codec: ({ reverseTransform }, wire) => {
    if (reverseTransform === undefined) throw new TypeError('a one-way transform cannot be encoded');
    const encode: Convert = (value) => reverseTransform(value, undefined);
    return wire === AS_IS ? encode : (value) => wire(encode(value));
  },
  array: (element) => (value) => (value as readonly unknown[]).map(element),
  /** Members in the order of the schema, so that equal contents have equal texts. */
  object: (members) => (value) => {
    const content = value as Readonly<Record<string, unknown>>;
    const wire: Record<string, unknown> = {};
    for (const { name, convert } of members) wire[name] = convert(content[name]);
    return wire;
  },
};
