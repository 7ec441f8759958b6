/**
 * Our mark in a document of Tryton: what it is, for which of our documents, and which request made
 * it so. Nothing in Tryton is unique but its own ids, so this is what a document is found by before
 * it would be made a second time.
 */

/** Documents that carry our mark. */
export type MarkKind =
  | 'order'
  | 'shipping-order'
  | 'invoice'
  | 'payment'
  | 'return'
  | 'placement'
  | 'credit'
  | 'charge-credit'
  | 'refund';

/** Begins the description of every document that is ours. */
const WORD = 'crossdock';

export interface Mark {
  readonly kind: MarkKind;
  /** Generation of the command that said so last. */
  readonly generation: number;
  /** Numbers and fingerprints, in the order that the kind fixes. */
  readonly parts: readonly string[];
}

/** A mark as the description of a document. */
export const markText = (kind: MarkKind, generation: number, ...parts: readonly string[]): string =>
  [WORD, kind, String(generation), ...parts.map(encodeURIComponent)].join(' ');

/** Reads a description; `null` if it is not ours. */
export function markOf(description: string | null, kind: MarkKind): Mark | null {
  const [word, named, generation, ...parts] = (description ?? '').split(' ');
  if (word !== WORD || named !== kind || !/^[1-9]\d{0,8}$/.test(generation ?? '')) return null;
  try {
    return { kind, generation: Number(generation), parts: parts.map(decodeURIComponent) };
  } catch {
    return null;
  }
}

/** A search for marks of a kind, in the description unless the model has none. */
export const markedAs = (
  kind: MarkKind,
  field: 'description' | 'reference' = 'description',
): readonly unknown[] => [
  field,
  'like',
  `${WORD} ${kind} %`,
];

/** A search for marks of any generation whose first parts are these. */
export const beginningWith = (
  kind: MarkKind,
  parts: readonly string[],
  field: 'description' | 'reference' = 'description',
): readonly unknown[] => {
  const escaped = parts.map((part) => encodeURIComponent(part).replaceAll(/[%_]/g, '\\$&'));
  return [field, 'like', `${WORD} ${kind} % ${escaped.join(' ')} %`];
};
