import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { assert } from './assert.ts';

/**
 * A stream of chance that a seed determines entirely, for demand, faults and simulations. The same
 * seed and the same calls give the same answers on every machine. Not for secrets.
 */
export interface Random {
  /** The next 32 bits, from 0 to 2^32 − 1. */
  next(): number;
  /** A whole number from 0 to n − 1, each equally likely; n from 1 to 2^53 − 1. */
  below(n: number): number;
  /** True with the given probability, from 0 (never) to 1 (always). */
  chance(probability: number): boolean;
  /** One of the items, each equally likely; there must be one. */
  pick<T>(items: readonly T[]): T;
  /** A new array with the same items in a random sequence, each sequence equally likely. */
  shuffle<T>(items: readonly T[]): T[];
  /** A whole number from min to max, both included. */
  between(minInclusive: number, maxInclusive: number): number;
  /**
   * An independent stream that only the seed and the labels on the way to it determine: how much
   * was drawn before does not matter, so a new consumer with its own label shifts no other. The
   * same label gives the same stream again.
   */
  fork(label: string): Random;
}

/** A stream of chance from a seed. The number 1 and the text '1' are different seeds. */
export function seededRandom(seed: number | string): Random {
  return new Stream(typeof seed === 'number' ? `number:${seed}` : `text:${seed}`);
}

const TWO_TO_32 = 0x1_0000_0000;

class Stream implements Random {
  readonly #path: string;
  readonly #generator: JumpableRandomGenerator;

  constructor(path: string) {
    this.#path = path;
    this.#generator = xoroshiro128plusFromState(stateOf(path));
  }

  next(): number {
    return this.#generator.next() >>> 0;
  }

  below(n: number): number {
    if (n > TWO_TO_32) return this.#belowLarge(n);
    assert(Number.isInteger(n) && n >= 1, 'below(n) needs a whole number n from 1');
    // Draws at or above the last whole multiple of n would favour the small numbers: draw again.
    const end = TWO_TO_32 - (TWO_TO_32 % n);
    let drawn = this.next();
    while (drawn >= end) drawn = this.next();
    return drawn % n;
  }

  #belowLarge(n: number): number {
    assert(Number.isSafeInteger(n), 'below(n) needs a whole number n below 2^53');
    const values = 2 ** 53;
    const end = values - (values % n);
    let drawn = this.#next53();
    while (drawn >= end) drawn = this.#next53();
    return drawn % n;
  }

  #next53(): number {
    return (this.next() >>> 11) * TWO_TO_32 + this.next();
  }

  chance(probability: number): boolean {
    assert(probability >= 0 && probability <= 1, 'a probability is from 0 to 1');
    return this.next() < probability * TWO_TO_32;
  }

  pick<T>(items: readonly T[]): T {
    assert(items.length > 0, 'there is nothing to pick from');
    return items[this.below(items.length)] as T;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const moved = shuffled[last] as T;
      shuffled[last] = shuffled[other] as T;
      shuffled[other] = moved;
    }
    return shuffled;
  }

  between(minInclusive: number, maxInclusive: number): number {
    assert(
      Number.isSafeInteger(minInclusive) && minInclusive <= maxInclusive,
      'between(min, max) needs whole numbers, the smaller first',
    );
    return minInclusive + this.below(maxInclusive - minInclusive + 1);
  }

  fork(label: string): Random {
    // The length keeps ('a').fork('b/c') apart from ('a').fork('b').fork('c').
    return new Stream(`${this.#path}/${label.length}:${label}`);
  }
}

/** 128 bits of state from a text, so that a million streams still do not share one. */
function stateOf(text: string): readonly number[] {
  const state = [hash(text, 0x9e3779b9), hash(text, 0x243f6a88), hash(text, 0xb7e15162)];
  // All zeros is the one state that the generator cannot leave.
  state.push(hash(text, 0x8aed2a6b) | 1);
  return state;
}

function hash(text: string, salt: number): number {
  let mixed = Math.imul(salt ^ text.length, 0x85ebca6b);
  for (let at = 0; at < text.length; at++) {
    mixed = Math.imul(mixed ^ text.charCodeAt(at), (0xcc9e2d51 ^ salt) | 1);
    mixed ^= mixed >>> 15;
  }
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) | 0;
}
