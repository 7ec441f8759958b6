/** What in a schema says something about a person: marked once, and told in every document made of it. */
import type { z } from 'zod';

/** Member of a JSON Schema that marks personal data. */
export const PERSONAL_DATA = 'x-personal-data';

/** The same schema, marked as personal data. */
export const personal = <S extends z.ZodType>(schema: S): S => schema.meta({ [PERSONAL_DATA]: true });

/** Puts something in the place of each personal value of a content; the content itself stays as it is. */
export type Replace = (content: unknown, by: (value: string) => string) => unknown;

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
}

/** Compiles the way to the marked members of a schema; `null`: nothing in it is marked. */
export function compilePersonal(schema: z.ZodType): Replace | null {
  if (schema.meta()?.[PERSONAL_DATA] === true) return (value, by) => by(value as string);
  const definition = (schema as unknown as { _zod: { def: Definition } })._zod.def;
  switch (definition.type) {
    case 'optional': {
      const inner = compilePersonal(definition.innerType!);
      return inner === null ? null : (value, by) => (value === undefined ? undefined : inner(value, by));
    }
    case 'array': {
      const element = compilePersonal(definition.element!);
      return element === null ? null : (values, by) => (values as unknown[]).map((one) => element(one, by));
    }
    case 'object': {
      const members = Object.entries(definition.shape!).flatMap(([name, member]) => {
        const replace = compilePersonal(member);
        return replace === null ? [] : [{ name, replace }];
      });
      return members.length === 0 ? null : (value, by) => withReplaced(value, members, by);
    }
    default:
      return null;
  }
}

/** Names of the marked members of a schema, the way to each in front: `shipTo.postalCode`. */
export function personalMembers(schema: z.ZodType, path = ''): readonly string[] {
  if (schema.meta()?.[PERSONAL_DATA] === true) return [path];
  const { shape, element, innerType } = (schema as unknown as { _zod: { def: Definition } })._zod.def;
  if (shape !== undefined) {
    return Object.entries(shape).flatMap(([name, member]) =>
      personalMembers(member, path === '' ? name : `${path}.${name}`),
    );
  }
  const inner = innerType ?? element;
  return inner === undefined ? [] : personalMembers(inner, path);
}

function withReplaced(
  value: unknown,
  members: readonly { readonly name: string; readonly replace: Replace }[],
  by: (value: string) => string,
): unknown {
  const content: Record<string, unknown> = { ...(value as Readonly<Record<string, unknown>>) };
  for (const { name, replace } of members) {
    if (content[name] !== undefined) content[name] = replace(content[name], by);
  }
  return content;
}
