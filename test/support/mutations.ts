/** Faulty JSON by seeded chance: what programs, proxies and people do to a payload. */
import { parseExactJson } from '../../src/connectors/expression/exact-json.ts';
import type { Random } from '../../src/kernel/random.ts';

/** Values that stand where something else was expected. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  0.1,
  '',
  ' ',
  '\u0000',
  '💥',
  'NaN',
  '9'.repeat(400),
  'x'.repeat(5_000),
  [],
  {},
  [[[]]],
  { __proto__: null },
  '2031-13-45T99:99:99Z',
  '9999-12-31T23:59:59Z',
  '1900-01-01T00:00:00Z',
  '../../etc/passwd',
  "'; drop table fact; --",
  '1.0000000000001',
  '-5',
  '1e3',
  '0x10',
];

type Change = (text: string, chance: Random) => string;

/** Changes of the text: what a line or a proxy does. */
const ON_TEXT: readonly Change[] = [
  (text, chance) => text.slice(0, chance.between(0, text.length)),
  (text, chance) => text.slice(chance.between(1, text.length)),
  (text) => text + text,
  (text, chance) => {
    const at = chance.between(0, text.length - 1);
    return text.slice(0, at) + String.fromCharCode(chance.between(0, 300)) + text.slice(at + 1);
  },
  (text) => text.replaceAll('"', "'"),
  (text) => `\ufeff${text}`,
  (text) => `${'['.repeat(20_000)}${']'.repeat(20_000)}${text.slice(0, 0)}`,
  (text, chance) => text.replace(/\d+/g, (digits) => (chance.chance(0.1) ? digits.repeat(3) : digits)),
  (text) => `<html>${text}</html>`,
  () => '',
  () => 'null',
  () => '[]',
  () => '{}',
];

/** One mutation of a payload; the same chance, the same mutation. */
export function mutated(text: string, chance: Random): string {
  if (chance.chance(0.25)) return chance.pick(ON_TEXT)(text, chance);
  const document = parseExactJson(text);
  const changes = chance.between(1, 3);
  for (let change = 0; change < changes; change++) mutateIn(document, chance);
  return JSON.stringify(document);
}

/** Changes one member somewhere: removes, renames, replaces or repeats it. */
function mutateIn(document: unknown, chance: Random): void {
  const holders: Record<string, unknown>[] = [];
  const waiting: unknown[] = [document];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if (Object.keys(next).length > 0) holders.push(next as Record<string, unknown>);
    waiting.push(...Object.values(next));
  }
  if (holders.length === 0) return;
  const holder = chance.pick(holders);
  const name = chance.pick(Object.keys(holder));
  const value = holder[name];
  const way = chance.between(0, 5);
  if (way === 0) delete holder[name];
  else if (way === 1) {
    delete holder[name];
    holder[`${name}s`] = value;
  } else if (way === 2 && Array.isArray(value)) value.push(...(value as unknown[]));
  else if (way === 3) holder[name] = typeof value === 'string' ? Number(value) : String(value);
  else if (way === 4) holder[name] = [value];
  else holder[name] = chance.pick(STRANGE);
}
