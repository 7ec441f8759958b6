import { InvariantError } from './assert.ts';

/**
 * A short, fast, deterministic hash of a text: two 32-bit lanes, fourteen characters of base 36.
 * For telling whether two texts are equal with good odds (a repeated message, an unchanged state);
 * not for security: whoever wants to can make two texts collide. The algorithm never changes,
 * because fingerprints are stored.
 */
export function fingerprint(text: string): string {
  const { length } = text;
  const lengthOfPairs = length - (length % 2);
  let a = 0x9e3779b1 | 0;
  let b = 0x85ebca77 | 0;
  // Two UTF-16 units at a time, as in MurmurHash3: about one nanosecond a character.
  for (let at = 0; at < lengthOfPairs; at += 2) {
    const pair = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
    a ^= Math.imul(pair, 0xcc9e2d51);
    a = Math.imul((a << 13) | (a >>> 19), 0x9e3779b1);
    b ^= Math.imul(pair, 0x1b873593);
    b = Math.imul((b << 17) | (b >>> 15), 0x85ebca77);
  }
  if (length !== lengthOfPairs) {
    const last = text.charCodeAt(lengthOfPairs);
    a = Math.imul(a ^ last, 0xcc9e2d51);
    b = Math.imul(b ^ last, 0x1b873593);
  }
  a ^= length;
  b ^= length;
  // Each lane then sees the other, so that every bit of the text reaches every character.
  const low = avalanche(a ^ Math.imul(b, 0xc2b2ae3d));
  const high = avalanche(b ^ Math.imul(low, 0x27d4eb2f));
  return laneText(high) + laneText(low);
}

/** Digits of base 36, and the pairs of them in the order of their values. */
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'.split('');
const DIGIT_PAIRS = DIGITS.flatMap((high) => DIGITS.map((low) => high + low));

/** A lane as seven digits of base 36: two at a time, since `toString(36)` costs more than the hash. */
function laneText(lane: number): string {
  const pairs = DIGIT_PAIRS.length;
  const low = lane % pairs;
  const upper = (lane - low) / pairs;
  const middle = upper % pairs;
  const top = (upper - middle) / pairs;
  const high = top % pairs;
  return DIGITS[(top - high) / pairs]! + DIGIT_PAIRS[high]! + DIGIT_PAIRS[middle]! + DIGIT_PAIRS[low]!;
}

/** The finishing step of MurmurHash3: spreads each bit over all 32. */
function avalanche(lane: number): number {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Nesting that `canonicalJson` follows: no document of the trade comes near it, a cycle does. */
const DEPTH_MAX = 100;

/**
 * One text for one JSON value, whatever order its members were written in (after RFC 8785): keys
 * sorted by UTF-16 code units, no blanks, numbers in the shortest form. Members that are
 * `undefined` are dropped.
 * @throws InvariantError for what JSON cannot carry (bigint, NaN, functions, dates and other class
 * instances, `undefined` outside of a member) and for nesting beyond 100 levels.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new InvariantError(`${value} has no canonical JSON`);
    return String(value);
  }
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'object') throw new InvariantError(`${typeof value} has no canonical JSON`);
  if (depth >= DEPTH_MAX) throw new InvariantError(`nested beyond ${DEPTH_MAX} levels`);
  return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
}

function writeArray(values: readonly unknown[], depth: number): string {
  let text = '[';
  for (let at = 0; at < values.length; at++) {
    text += (at === 0 ? '' : ',') + write(values[at], depth + 1);
  }
  return `${text}]`;
}

function writeObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new InvariantError('an instance of a class has no canonical JSON');
  }
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${write(member, depth + 1)}`;
  }
  return `{${text}}`;
}
