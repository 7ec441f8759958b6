/** Bytes to JSON, once: what is wrong is said with its position, and nothing is guessed. */
import type { Refusal } from '../contract/refusal.ts';
import { err, ok, type Result } from '../kernel/result.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Reads a body as UTF-8; a byte order mark at its start is skipped. */
export function readText(body: Uint8Array): Result<string, Refusal> {
  try {
    return ok(utf8.decode(body));
  } catch {
    return err({ code: 'malformed-text', detail: 'The body holds bytes that are not UTF-8.' });
  }
}

/** Reads a body as one JSON text. */
export function readJson(body: Uint8Array): Result<unknown, Refusal> {
  const text = readText(body);
  return text.ok ? parseJson(text.value) : text;
}

/** Parses JSON, or says where it ends to be JSON. */
export function parseJson(text: string): Result<unknown, Refusal> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    const position = faultPosition(text);
    const line = text.slice(0, position).split('\n').length;
    const found = position >= text.length ? 'the text ends' : `"${text[position]!}" was not expected`;
    const detail = `Not JSON at position ${position} (line ${line}): ${found}.`;
    return err({ code: 'malformed-json', detail, position });
  }
}

const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/u.source;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/u.source;
const WORD = /(?:true|false|null)/u.source;
const TOKEN = new RegExp(
  `[ \\t\\n\\r]*(?:([{}[\\]:,])|(${STRING})|(?:${NUMBER}|${WORD})(?![\\w.+\\-]))`,
  'uy',
);
const BLANKS = /[ \t\n\r]*/y;

/** What may come next. */
type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end';

/** Offset of the first character that no JSON text could have there. Called only on bad texts. */
export function faultPosition(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return afterBlanks(text, at);
    const [token, mark, string] = match;
    const next = follow(expected, mark ?? (string === undefined ? 'literal' : 'string'), open);
    if (next === null) return afterBlanks(text, at);
    expected = next;
    at += token.length;
  }
}

function follow(expected: Expected, token: string, open: ('{' | '[')[]): Expected | null {
  const isValue = expected === 'value' || expected === 'value or end';
  if (token === '{' || token === '[') {
    if (!isValue) return null;
    open.push(token);
    return token === '{' ? 'key or end' : 'value or end';
  }
  if (token === '}' || token === ']') {
    const mayEnd = expected === 'comma or end' || expected.endsWith('or end');
    const opener = token === '}' ? '{' : '[';
    return mayEnd && open.pop() === opener ? 'comma or end' : null;
  }
  if (token === ':') return expected === 'colon' ? 'value' : null;
  if (token === ',') {
    const inside = open.at(-1);
    if (expected !== 'comma or end' || inside === undefined) return null;
    return inside === '{' ? 'key' : 'value';
  }
  if (token === 'string' && (expected === 'key' || expected === 'key or end')) return 'colon';
  return isValue ? 'comma or end' : null;
}

function afterBlanks(text: string, at: number): number {
  BLANKS.lastIndex = at;
  return at + (BLANKS.exec(text)?.[0].length ?? 0);
}
