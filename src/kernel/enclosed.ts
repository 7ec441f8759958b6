/**
 * Values of personal members as they are stored: ciphertext under the key of whom they tell of, as one word
 * of printable text. Rules compare them without a key. Whoever holds the key reads them, see
 * `application/privacy`.
 *
 * `~pd.12-1.<tag>.<ciphertext>`: data subject 12, its first key; the tag is equal for values that differ
 * in case and blanks only. The same value under the same key is always the same text.
 */

/** What every enclosed value begins with. */
export const ENCLOSED = '~pd.';

/** Enclosed values in a text: number of the data subject, generation of its key, tag, ciphertext. */
export const ENCLOSED_VALUES = /~pd\.(\d+)-(\d+)\.([\w-]{11})\.([\w-]{22,})/g;

const ONE = new RegExp(`^${ENCLOSED_VALUES.source}$`);
const UP_TO_TAG = /^~pd\.\d+-\d+\.[\w-]{11}/;

export const isEnclosed = (value: string): boolean => value.startsWith(ENCLOSED) && ONE.test(value);

/** What two values have in common that differ in case and blanks only, whether they are enclosed or not. */
export function comparable(value: string): string {
  if (isEnclosed(value)) return UP_TO_TAG.exec(value)![0];
  return value.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

/**
 * Whether two texts say the same as far as anybody can still tell. A newer key of a data subject exists
 * only where the older one was destroyed: what was said before the erasure, and is said again after it,
 * can no longer be compared, and is no contradiction.
 */
export function saysTheSame(a: string, b: string): boolean {
  if (a === b) return true;
  if (!a.includes(ENCLOSED) || !b.includes(ENCLOSED)) return false;
  const [valuesA, valuesB] = [[...a.matchAll(ENCLOSED_VALUES)], [...b.matchAll(ENCLOSED_VALUES)]];
  if (valuesA.length !== valuesB.length || withoutValues(a) !== withoutValues(b)) return false;
  return valuesA.every((one, at) => {
    const other = valuesB[at]!;
    return one[0] === other[0] || (one[1] === other[1] && one[2] !== other[2]);
  });
}

const withoutValues = (text: string): string => text.replaceAll(ENCLOSED_VALUES, ENCLOSED);
