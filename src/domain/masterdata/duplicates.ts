/**
 * Records that may be the same customer or the same item twice. A suggestion with its reasons, for a
 * person to decide; nothing is merged by a score.
 */

/** What there is to compare of a record. */
export interface Likeness {
  readonly id: string;
  readonly name: string | null;
  readonly street?: string | null;
  readonly city?: string | null;
  readonly postalCode?: string | null;
  readonly country?: string | null;
  readonly taxId?: string | null;
  readonly email?: string | null;
  readonly gtin?: string | null;
  readonly manufacturer?: string | null;
  readonly manufacturerNumber?: string | null;
}

/** Two records that may be one. */
export interface Suggestion {
  /** The one whose id sorts first. */
  readonly a: string;
  readonly b: string;
  /** 0 to 100. */
  readonly score: number;
  readonly reasons: readonly string[];
}

/** From this score on a person should look. */
export const SUGGESTED_FROM = 60;

/** Records with one key in common that are compared with each other: a key of more tells nothing. */
const BLOCK_MAX = 200;

/** Forms of companies: they differ between systems more often than the companies do. */
const LEGAL_FORMS = new Set([
  'ltd', 'limited', 'plc', 'llp', 'llc', 'inc', 'incorporated', 'corp', 'corporation', 'co', 'company',
  'gmbh', 'mbh', 'ag', 'kg', 'ohg', 'ug', 'se', 'sa', 'sas', 'sarl', 'srl', 'spa', 'bv', 'nv', 'oy', 'ab',
  'as', 'aps', 'kft', 'zrt', 'the', 'and', 'und', 'et',
]);

/** Letters and digits in lower case, without accents. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The words of a name that tell it from others, sorted. */
export function nameWords(name: string): readonly string[] {
  // "A.B.C. Ltd" and "ABC Ltd" are one company: single letters in a row are one word.
  const joined = plainText(name).replaceAll(/(?<=\b\p{L}) (?=\p{L}\b)/gu, '');
  const words = joined.split(' ').filter((word) => word !== '');
  const telling = words.filter((word) => !LEGAL_FORMS.has(word));
  return (telling.length === 0 ? words : telling).toSorted();
}

/** Digits of a GTIN in the 14 that it has whatever its form. */
export const gtin14 = (gtin: string): string => gtin.padStart(14, '0');

const squeezed = (text: string | null | undefined): string =>
  text === null || text === undefined ? '' : plainText(text).replaceAll(' ', '');

/** How alike two texts are, by pairs of neighbouring letters: 0 to 1. */
export function alike(a: string, b: string): number {
  if (a === b) return a === '' ? 0 : 1;
  const [left, right] = [pairsOf(a), pairsOf(b)];
  let all = 0;
  for (const count of [...left.values(), ...right.values()]) all += count;
  if (all === 0) return 0;
  let common = 0;
  for (const [pair, count] of left) common += Math.min(count, right.get(pair) ?? 0);
  return (2 * common) / all;
}

function pairsOf(text: string): ReadonlyMap<string, number> {
  const pairs = new Map<string, number>();
  for (let at = 0; at + 1 < text.length; at++) {
    const pair = text.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

/** A sign that two records are one, or are not. */
interface Sign {
  readonly weight: number;
  readonly reason: string;
}

/** Compares two records; symmetric. */
export function likenessOf(a: Likeness, b: Likeness): Suggestion {
  const [first, second] = a.id < b.id ? [a, b] : [b, a];
  const signs = [
    ...identitySigns(first, second),
    ...nameSigns(first, second),
    ...placeSigns(first, second),
  ];
  const sum = signs.reduce((total, { weight }) => total + weight, 0);
  return {
    a: first.id,
    b: second.id,
    score: Math.max(0, Math.min(100, Math.round(sum))),
    reasons: signs.map(({ reason }) => reason),
  };
}

function identitySigns(a: Likeness, b: Likeness): Sign[] {
  const signs: Sign[] = [];
  const [taxA, taxB] = [squeezed(a.taxId), squeezed(b.taxId)];
  if (taxA !== '' && taxB !== '') {
    if (taxA === taxB) signs.push({ weight: 70, reason: `same tax number ${a.taxId}` });
    else signs.push({ weight: -40, reason: 'different tax numbers' });
  }
  if (a.gtin && b.gtin) {
    if (gtin14(a.gtin) === gtin14(b.gtin)) signs.push({ weight: 80, reason: `same GTIN ${a.gtin}` });
    else signs.push({ weight: -40, reason: 'different GTINs' });
  }
  const makers = [a.manufacturerNumber, b.manufacturerNumber].map(squeezed);
  if (makers[0] !== '' && makers[0] === makers[1]) {
    const sameMaker = alike(squeezed(a.manufacturer), squeezed(b.manufacturer)) > 0.8;
    if (sameMaker) signs.push({ weight: 60, reason: `same maker's number ${a.manufacturerNumber}` });
    else signs.push({ weight: 20, reason: `same number ${a.manufacturerNumber} of perhaps other makers` });
  }
  if (squeezed(a.email) !== '' && squeezed(a.email) === squeezed(b.email)) {
    signs.push({ weight: 25, reason: `same address for documents ${a.email}` });
  }
  return signs;
}

function nameSigns(a: Likeness, b: Likeness): Sign[] {
  if (a.name === null || b.name === null) return [];
  const [wordsA, wordsB] = [nameWords(a.name), nameWords(b.name)];
  const degree = alike(wordsA.join(''), wordsB.join(''));
  if (degree === 1) return [{ weight: 50, reason: `same name "${a.name}"` }];
  if (degree >= 0.75) return [{ weight: 50 * degree - 5, reason: `similar names "${a.name}", "${b.name}"` }];
  return [];
}

function placeSigns(a: Likeness, b: Likeness): Sign[] {
  const signs: Sign[] = [];
  const [codeA, codeB] = [squeezed(a.postalCode), squeezed(b.postalCode)];
  const samePost = codeA !== '' && codeA === codeB && (a.country ?? '') === (b.country ?? '');
  const street = alike(squeezed(a.street), squeezed(b.street));
  if (samePost && street >= 0.7) signs.push({ weight: 40, reason: 'same street and postal code' });
  else if (samePost) signs.push({ weight: 20, reason: `same postal code ${a.postalCode}` });
  else if (squeezed(a.city) !== '' && squeezed(a.city) === squeezed(b.city)) {
    signs.push({ weight: 5, reason: `same city ${a.city}` });
  }
  if (a.country && b.country && a.country !== b.country) {
    signs.push({ weight: -20, reason: 'different countries' });
  }
  return signs;
}

/** Words by which a record is compared with others at all. */
function keysOf(record: Likeness): readonly string[] {
  const keys: string[] = [];
  const add = (kind: string, value: string): void => {
    if (value !== '') keys.push(`${kind}:${value}`);
  };
  add('tax', squeezed(record.taxId));
  if (record.gtin) add('gtin', gtin14(record.gtin));
  add('maker', squeezed(record.manufacturerNumber));
  add('post', squeezed(record.postalCode));
  add('email', squeezed(record.email));
  for (const word of record.name === null ? [] : nameWords(record.name)) add('word', word.slice(0, 5));
  return keys;
}

/** Pairs that may be one, the most alike first. Only records with a key in common are compared. */
export function suggestDuplicates(
  records: readonly Likeness[],
  from: number = SUGGESTED_FROM,
): readonly Suggestion[] {
  const blocks = new Map<string, Likeness[]>();
  for (const record of records) {
    for (const key of keysOf(record)) {
      const block = blocks.get(key);
      if (block === undefined) blocks.set(key, [record]);
      else block.push(record);
    }
  }
  const found = new Map<string, Suggestion>();
  for (const block of blocks.values()) {
    if (block.length > BLOCK_MAX) continue;
    for (const [at, record] of block.entries()) {
      for (const other of block.slice(at + 1)) {
        if (record.id === other.id) continue;
        const pair = [record.id, other.id].toSorted().join('\u001f');
        if (found.has(pair)) continue;
        found.set(pair, likenessOf(record, other));
      }
    }
  }
  return [...found.values()]
    .filter(({ score }) => score >= from)
    .toSorted((x, y) => y.score - x.score || (x.a + x.b < y.a + y.b ? -1 : 1));
}
