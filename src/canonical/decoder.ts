/**
 * Compiles the way from stored wire text to a content. What is stored was checked by its schema when it
 * was let in, so reading it back converts, and checks nothing again.
 */
import type { z } from 'zod';
import { assert } from '../kernel/assert.ts';
import { AS_IS, compile, type Convert, type Way } from './wire-form.ts';

/**
 * Returns a function that changes what `JSON.parse` has just made into a content, in place.
 * Throws on a kind of schema that it does not know; the function throws where a value cannot be read.
 */
export const compileDecoder = (schema: z.ZodType): Convert => compile(schema, DECODING);

const DECODING: Way = {
  impossible: 'cannot be decoded',
  codec: ({ transform }, wire) => {
    if (transform === undefined) throw new TypeError('a pipe without transform cannot be decoded');
    return (value) => {
      const issues: unknown[] = [];
      const content = transform(wire(value), { issues });
      assert(issues.length === 0, 'a stored value cannot be read');
      return content;
    };
  },
  array: (element) => (value) => {
    const values = value as unknown[];
    for (let at = 0; at < values.length; at++) values[at] = element(values[at]);
    return values;
  },
  /** Members that need no decoding stay as they are: they cost nothing. */
  object: (all) => {
    const members = all.filter(({ convert }) => convert !== AS_IS);
    if (members.length === 0) return AS_IS;
    return (value) => {
      const content = value as Record<string, unknown>;
      for (const { name, convert } of members) {
        const member = content[name];
        if (member !== undefined) content[name] = convert(member);
      }
      return content;
    };
  },
};
