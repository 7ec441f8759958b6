/** Members that a codec would drop without a word: a mapping that misspells one must hear of it. */
import type { z } from 'zod';
import { isRecord } from '../expression/evaluation.ts';

/** What is looked at of a schema. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
}

/** Paths of members of a wire value that its schema does not know. */
export function unknownMembers(schema: z.ZodType, wire: unknown, path = '$'): readonly string[] {
  const { type, shape, element, innerType, in: input } = schema.def as unknown as Definition;
  if (innerType !== undefined) return unknownMembers(innerType, wire, path);
  if (input !== undefined) return unknownMembers(input, wire, path);
  if (type === 'array' && element !== undefined && Array.isArray(wire)) {
    return wire.flatMap((item, at) => unknownMembers(element, item, `${path}[${at}]`));
  }
  if (type !== 'object' || shape === undefined || !isRecord(wire)) return [];
  return Object.entries(wire).flatMap(([name, value]) => {
    const member = Object.hasOwn(shape, name) ? shape[name] : undefined;
    return member === undefined ? [`${path}.${name}`] : unknownMembers(member, value, `${path}.${name}`);
  });
}
