/**
 * Compiles the way back to the wire from a schema: contents are our own and were checked when
 * they were decoded, so encoding them needs no second check. Measured on a two-line invoice:
 * 2.3 us against 6.5 us of `z.encode`.
 */
import type { z } from 'zod';

type Encode = (value: unknown) => unknown;

/** The parts of a zod definition that encoding needs. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly reverseTransform?: (value: unknown, context: unknown) => unknown;
}

const AS_IS: Encode = (value) => value;

/** Returns a function from content to wire form. Throws on a kind of schema that it cannot invert. */
export function compileEncoder(schema: z.ZodType): Encode {
  const definition = (schema as unknown as { _zod: { def: Definition } })._zod.def;
  switch (definition.type) {
    case 'object':
      return objectEncoder(definition.shape!);
    case 'array':
      return arrayEncoder(compileEncoder(definition.element!));
    case 'optional': {
      const inner = compileEncoder(definition.innerType!);
      return inner === AS_IS ? AS_IS : (value) => (value === undefined ? undefined : inner(value));
    }
    case 'pipe':
      return codecEncoder(definition);
    case 'string':
    case 'number':
    case 'boolean':
    case 'enum':
    case 'literal':
      return AS_IS;
    default:
      throw new TypeError(`a schema of type ${definition.type} cannot be encoded`);
  }
}

function codecEncoder(definition: Definition): Encode {
  const { reverseTransform } = definition;
  if (reverseTransform === undefined) throw new TypeError('a one-way transform cannot be encoded');
  const inner = compileEncoder(definition.in!);
  const encode: Encode = (value) => reverseTransform(value, undefined);
  return inner === AS_IS ? encode : (value) => inner(encode(value));
}

function arrayEncoder(element: Encode): Encode {
  return element === AS_IS ? AS_IS : (value) => (value as readonly unknown[]).map(element);
}

/** Members in the order of the schema, so that equal contents have equal texts. */
function objectEncoder(shape: Readonly<Record<string, z.ZodType>>): Encode {
  const members = Object.entries(shape).map(([name, member]) => ({
    name,
    encode: compileEncoder(member),
  }));
  return (value) => {
    const content = value as Readonly<Record<string, unknown>>;
    const wire: Record<string, unknown> = {};
    for (const { name, encode } of members) wire[name] = encode(content[name]);
    return wire;
  };
}
