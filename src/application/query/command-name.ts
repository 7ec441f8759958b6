/** Names one generation of a command across instances, in a form that can be taken apart again. */
export interface CommandRef {
  readonly instance: string;
  readonly id: string;
  readonly generation: number;
}

const escaped = (part: string): string => part.replaceAll('%', '%25').replaceAll('#', '%23');
const unescaped = (part: string): string => part.replaceAll('%23', '#').replaceAll('%25', '%');

/** For example `uk/sales-order/SO-1001#post-invoice:SH-1#1`. */
export const commandName = ({ instance, id, generation }: CommandRef): string =>
  `${escaped(instance)}#${escaped(id)}#${generation}`;

/** Takes a name apart, or answers `null` if it is none. */
export function commandRefOf(name: string): CommandRef | null {
  const parts = name.split('#');
  const [instance, id, generation] = parts;
  if (parts.length !== 3 || !instance || !id || !/^[1-9]\d{0,8}$/.test(generation ?? '')) return null;
  return { instance: unescaped(instance), id: unescaped(id), generation: Number(generation) };
}

/**
 * The cause of a fact as it can be looked up: systems repeat the idempotency key of a command of ours,
 * `<instance>/<id>#<generation>`; people follow its name.
 */
export function causeName(instance: string, cause: string | null): string | null {
  if (cause?.startsWith(`${instance}/`) !== true) return cause;
  const key = /^(.+)#(\d+)$/s.exec(cause.slice(instance.length + 1));
  return key === null ? cause : commandName({ instance, id: key[1]!, generation: Number(key[2]) });
}
