/**
 * How a declared system's records say facts: the part of its settings that does not depend on how the
 * records come. Expressions are compiled while the configuration is read, so that a wrong one is a
 * fault of the configuration, with its place.
 */
import { z } from 'zod';
import { factTypeOf } from '../../canonical/catalogue.ts';
import { expression, type Expression } from '../expression/expression.ts';

export const word = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,40}$/, 'must be a short name: lower case, digits, hyphens');

/** An expression that may use these names. */
export const using = (...names: string[]) =>
  z.string().transform((text, context): Expression => {
    const compiled = expression(text, names);
    if (compiled.ok) return compiled.value;
    const { position, message } = compiled.error;
    const place = position === null ? '' : `after character ${position}: `;
    context.issues.push({ code: 'custom', input: text, message: `${place}${message}` });
    return z.NEVER;
  });

const RECORD_NAMES = ['headers', 'record', 'command'];

export const factMapping = z.strictObject({
  type: z.string().refine((type) => factTypeOf(type) !== undefined, 'is no fact type'),
  /** A list: one fact for each item, which the others look at; `$record` is still the whole. */
  each: using(...RECORD_NAMES).optional(),
  /** Not true: this fact is not said. */
  when: using(...RECORD_NAMES).optional(),
  content: using(...RECORD_NAMES).describe('The canonical wire form'),
  /** The same from a message, an answer and a statement. */
  id: using(...RECORD_NAMES, 'content'),
  company: using(...RECORD_NAMES, 'content').describe('What the system calls the entity'),
  occurredAt: using(...RECORD_NAMES, 'content'),
  causation: using(...RECORD_NAMES, 'content').optional(),
});

export type FactMapping = z.output<typeof factMapping>;
