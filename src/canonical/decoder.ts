/**
 * Compiles the way from stored wire text to a content. What is stored was checked by its schema when it
 * was let in, so reading it back converts and checks nothing again. Measured on a pick: 0.6 us against
 * 6 us of zod's `safeParse`.
 */
import type { z } from 'zod';
import { assert } from '../kernel/assert.ts';

/** Takes a value that `JSON.parse` has just made, changes it in place, and answers it. */
type Decode = (wire: unknown) => unknown;

/** The parts of a zod definition that decoding needs. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly transform?: (wire: unknown, context: { readonly issues: unknown[] }) => unknown;
}

const AS_IS: Decode = (wire) => wire;

/**
 * Returns a function from wire form to content that keeps and changes the object it is given.
 * Throws on a kind of schema that it does not know; the function throws where a value cannot be read.
 */
export function compileDecoder(schema: z.ZodType): Decode {
  const definition = (schema as unknown as { _zod: { def: Definition } })._zod.def;
  switch (definition.type) {
    case 'object':
      return objectDecoder(definition.shape!);
    case 'array':
      return arrayDecoder(compileDecoder(definition.element!));
    case 'optional': {
      const inner = compileDecoder(definition.innerType!);
      return inner === AS_IS ? AS_IS : (wire) => (wire === undefined ? undefined : inner(wire));
    }
    case 'pipe':
      return codecDecoder(definition);
    case 'string':
    case 'number':
    case 'boolean':
    case 'enum':
    case 'literal':
      return AS_IS;
    default:
      throw new TypeError(`a schema of type ${definition.type} cannot be decoded`);
  }
}

function codecDecoder({ in: wireSchema, transform }: Definition): Decode {
  if (transform === undefined) throw new TypeError('a pipe without transform cannot be decoded');
  const inner = compileDecoder(wireSchema!);
  return (wire) => {
    const issues: unknown[] = [];
    const value = transform(inner(wire), { issues });
    assert(issues.length === 0, 'a stored value cannot be read');
    return value;
  };
}

function arrayDecoder(element: Decode): Decode {
  if (element === AS_IS) return AS_IS;
  return (wire) => {
    const values = wire as unknown[];
    for (let at = 0; at < values.length; at++) values[at] = element(values[at]);
    return values;
  };
}

/** Members that need no decoding stay as they are: they cost nothing. */
function objectDecoder(shape: Readonly<Record<string, z.ZodType>>): Decode {
  const members = Object.entries(shape)
    .map(([name, member]) => ({ name, decode: compileDecoder(member) }))
    .filter(({ decode }) => decode !== AS_IS);
  if (members.length === 0) return AS_IS;
  return (wire) => {
    const content = wire as Record<string, unknown>;
    for (const { name, decode } of members) {
      const value = content[name];
      if (value !== undefined) content[name] = decode(value);
    }
    return content;
  };
}
