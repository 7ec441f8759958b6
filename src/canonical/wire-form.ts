/** Walks a schema once and compiles what a way through it does: from content to wire, or back. */
import type { z } from 'zod';

/** Turns one form of a value into the other. */
export type Convert = (value: unknown) => unknown;

/** What converts nothing: the parts of a document that are the same in both forms. */
export const AS_IS: Convert = (value) => value;

/** The parts of a zod definition that the ways need. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly valueType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly transform?: (wire: unknown, context: { readonly issues: unknown[] }) => unknown;
  readonly reverseTransform?: (value: unknown, context: unknown) => unknown;
}

/** A member of an object and what converts it. */
export interface Member {
  readonly name: string;
  readonly convert: Convert;
}

/** What one way does with each kind of schema, given what it does with the parts. */
export interface Way {
  /** For messages: `cannot be encoded`. */
  readonly impossible: string;
  codec(definition: Pick<Definition, 'transform' | 'reverseTransform'>, wire: Convert): Convert;
  array(element: Convert): Convert;
  object(members: readonly Member[]): Convert;
}

/** Compiles a way through a schema. Throws on a kind of schema that no fact or command uses. */
export function compile(schema: z.ZodType, way: Way): Convert {
  const definition = (schema as unknown as { _zod: { def: Definition } })._zod.def;
  switch (definition.type) {
    case 'object': {
      const members = Object.entries(definition.shape!);
      return way.object(members.map(([name, member]) => ({ name, convert: compile(member, way) })));
    }
    case 'array': {
      const element = compile(definition.element!, way);
      return element === AS_IS ? AS_IS : way.array(element);
    }
    case 'optional': {
      const inner = compile(definition.innerType!, way);
      return inner === AS_IS ? AS_IS : (value) => (value === undefined ? undefined : inner(value));
    }
    case 'pipe':
      return way.codec(definition, compile(definition.in!, way));
    case 'string':
    case 'number':
    case 'boolean':
    case 'enum':
    case 'literal':
    case 'null':
      return AS_IS;
    // Free values, by name or of several kinds, are the same in both forms, or they cannot be told apart.
    case 'union':
    case 'record': {
      const parts = [...(definition.options ?? []), ...(definition.valueType ? [definition.valueType] : [])];
      if (parts.every((part) => compile(part, way) === AS_IS)) return AS_IS;
      throw new TypeError(`a ${definition.type} of values with two forms ${way.impossible}`);
    }
    default:
      throw new TypeError(`a schema of type ${definition.type} ${way.impossible}`);
  }
}
