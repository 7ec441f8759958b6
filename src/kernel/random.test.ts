import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Random } from './random.ts';
import { seededRandom } from './random.ts';

const anySeed = fc.oneof(fc.integer(), fc.string());

function draws(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

test('law: the same seed gives the same stream', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      assert.deepEqual(draws(seededRandom(seed), 20), draws(seededRandom(seed), 20));
    }),
  );
});

test('the stream of a seed is the same on every machine and in every release', () => {
  assert.deepEqual(
    draws(seededRandom(123), 4),
    [2_722_329_732, 1_246_917_779, 1_624_029_954, 2_456_749_053],
  );
  assert.deepEqual(
    draws(seededRandom('123').fork('demand'), 4),
    [3_299_562_306, 3_129_359_271, 283_011_571, 656_752_248],
  );
});

test('law: a fork does not depend on what was drawn before, nor shift its parent', () => {
  fc.assert(
    fc.property(anySeed, fc.string(), fc.nat(50), (seed, label, drawnBefore) => {
      const parent = seededRandom(seed);
      draws(parent, drawnBefore);
      assert.deepEqual(draws(parent.fork(label), 10), draws(seededRandom(seed).fork(label), 10));
      const undisturbed = seededRandom(seed);
      draws(undisturbed, drawnBefore);
      assert.deepEqual(draws(parent, 10), draws(undisturbed, 10));
    }),
  );
});

test('different seeds and labels give different streams', () => {
  const root = seededRandom(1);
  const streams = [
    root,
    seededRandom('1'),
    seededRandom(2),
    root.fork('a'),
    root.fork('b'),
    root.fork('a').fork('b'),
    root.fork('a/b'),
    root.fork('a/1:b'),
    root.fork(''),
  ];
  assert.equal(new Set(streams.map((stream) => draws(stream, 4).join())).size, streams.length);
  const children = Array.from({ length: 100_000 }, (_, at) => root.fork(`customer-${at}`));
  assert.equal(new Set(children.map((child) => draws(child, 2).join())).size, children.length);
});

test('law: whole numbers stay within their limits', () => {
  const limit = fc.oneof(
    fc.integer({ min: 1, max: 10 }),
    fc.integer({ min: 2 ** 32 - 2, max: 2 ** 32 + 2 }),
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  );
  fc.assert(
    fc.property(anySeed, limit, fc.integer({ min: -1_000, max: 1_000 }), (seed, n, min) => {
      const random = seededRandom(seed);
      for (let at = 0; at < 20; at++) {
        const drawn = random.below(n);
        assert.ok(Number.isInteger(drawn) && drawn >= 0 && drawn < n);
        const between = random.between(min, min + 3);
        assert.ok(Number.isInteger(between) && between >= min && between <= min + 3);
        const bits = random.next();
        assert.ok(Number.isInteger(bits) && bits >= 0 && bits < 2 ** 32);
      }
    }),
  );
});

/** Chi-squared of the counts against equal odds; its mean is the number of counts less one. */
function chiSquared(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

test('each outcome is equally likely', () => {
  const random = seededRandom('even odds');
  const counts = Array.from({ length: 100 }, () => 0);
  for (let at = 0; at < 100_000; at++) {
    const drawn = random.below(100);
    counts[drawn] = (counts[drawn] as number) + 1;
  }
  // 99 degrees of freedom: above 160 happens once in ten thousand seeds, and the seed is fixed.
  assert.ok(chiSquared(counts) < 160);
  const sequences = new Map<string, number>();
  for (let at = 0; at < 24_000; at++) {
    const sequence = random.shuffle(['a', 'b', 'c', 'd']).join('');
    sequences.set(sequence, (sequences.get(sequence) ?? 0) + 1);
  }
  assert.equal(sequences.size, 24);
  assert.ok(chiSquared([...sequences.values()]) < 57);
});

test('chances come true as often as they say', () => {
  const random = seededRandom('chances');
  let hits = 0;
  for (let at = 0; at < 100_000; at++) {
    if (random.chance(0.3)) hits++;
    assert.equal(random.chance(0), false);
    assert.equal(random.chance(1), true);
  }
  assert.ok(Math.abs(hits - 30_000) < 600);
});

test('law: a shuffle keeps the items and leaves the original alone', () => {
  fc.assert(
    fc.property(anySeed, fc.array(fc.integer()), (seed, items) => {
      const before = [...items];
      const shuffled = seededRandom(seed).shuffle(items);
      assert.deepEqual(items, before);
      assert.deepEqual(shuffled.sort(), before.sort());
      if (items.length > 0) assert.ok(items.includes(seededRandom(seed).pick(items)));
    }),
  );
});

test('questions without an answer are refused', () => {
  const random = seededRandom(0);
  const refused = [
    () => random.below(0),
    () => random.below(1.5),
    () => random.below(2 ** 53),
    () => random.below(NaN),
    () => random.pick([]),
    () => random.between(2, 1),
    () => random.between(0.5, 1),
    () => random.chance(1.1),
    () => random.chance(NaN),
  ];
  for (const ask of refused) assert.throws(ask, { name: 'InvariantError' });
});
