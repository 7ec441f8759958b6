/**
 * By what a raw text is known to tell of a person, although nobody could read it: their numbers as whole
 * words, and what was said of them. Where one of these stands the whole text counts as theirs, as a file
 * with many customers does.
 */

/** Members that many people share: they name nobody. */
const SHARED_MEMBERS: ReadonlySet<string> = new Set(['city', 'postalCode']);
/** Characters of a number or a value that names somebody; shorter ones stand everywhere. */
const LENGTH_MIN = 4;
/** Digits of a number without letters: shorter ones are quantities and prices of others as well. */
const DIGITS_MIN = 6;

/** Enclosed values of a stored fact that name somebody. */
export function namingValues(content: unknown, isEnclosed: (value: string) => boolean): string[] {
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([member, value]) => {
    if (typeof value !== 'string') return namingValues(value, isEnclosed);
    return isEnclosed(value) && !SHARED_MEMBERS.has(member) ? [value] : [];
  });
}

/**
 * Patterns of PostgreSQL that find the raw texts of a person, as {@link escapedText} writes them.
 * @param customers by these a member named `customer` is known, however short they are
 */
export function telling(
  customers: readonly string[],
  numbers: readonly string[],
  values: readonly string[],
): readonly string[] {
  const asMembers = customers.map((number) => `"customer": ?${patternOf(JSON.stringify(number))}`);
  const words = numbers.filter(isNaming).map((number) => `(^|[^a-z0-9])${patternOf(number)}($|[^a-z0-9])`);
  const naming = values.filter(({ length }) => length >= LENGTH_MIN);
  const said = naming.flatMap((value) => formsOf(value).map(patternOf));
  return [...new Set([...asMembers, ...words, ...said])];
}

const isNaming = (number: string): boolean =>
  number.length >= (/^[0-9]+$/.test(number) ? DIGITS_MIN : LENGTH_MIN);

/** A value as it may stand in a file: plain, in JSON, in XML, and in one byte a character. */
function formsOf(value: string): Uint8Array[] {
  const inJson = JSON.stringify(value).slice(1, -1);
  const inXml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const forms = [value, inJson, inXml].map((text) => Buffer.from(text));
  return [...forms, Buffer.from(value, 'latin1')];
}

/** A text in that form, as a pattern: bytes beyond ASCII as octal, letters small, no sign of a pattern. */
function patternOf(text: string | Uint8Array): string {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  let escaped = '';
  for (const byte of bytes) {
    if (byte === 0 || byte > 127) escaped += `\\${byte.toString(8).padStart(3, '0')}`;
    else if (byte === 0x5c) escaped += '\\\\';
    else escaped += String.fromCharCode(byte);
  }
  return escaped.toLowerCase().replaceAll(/[^a-z0-9]/g, '\\$&');
}

/** How PostgreSQL writes bytes for these patterns. */
export const escapedText = (column: string): string => `lower(encode(${column}, 'escape'))`;
