import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson, fingerprint } from './fingerprint.ts';

test('a fingerprint is fourteen characters of base 36', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.match(fingerprint(text), /^[0-9a-z]{14}$/);
      assert.equal(fingerprint(text), fingerprint(text));
    }),
  );
});

test('fingerprints that are stored stay valid: the algorithm never changes', () => {
  assert.deepEqual(['', 'a', 'crossdock', '{"lines":1}', 'Zürich 🚚'].map(fingerprint), [
    '0qnkdtp03oqyfc',
    '04cc92k0q798a9',
    '0e1n2r31odvtef',
    '1tnheya0cr42al',
    '0pxmbx70uplamz',
  ]);
});

test('texts that differ little do not collide', () => {
  const seen = new Set<string>();
  for (let at = 0; at < 200_000; at++) seen.add(fingerprint(`{"line":${at},"location":"A-${at}"}`));
  for (let length = 0; length < 1_000; length++) seen.add(fingerprint('\0'.repeat(length)));
  assert.equal(seen.size, 201_000);
});

test('each half of a fingerprint depends on the whole text', () => {
  const highs = new Set<string>();
  const lows = new Set<string>();
  for (let at = 0; at < 10_000; at++) {
    const text = fingerprint(`shipment ${at}`);
    highs.add(text.slice(0, 7));
    lows.add(text.slice(7));
  }
  // Ten thousand random draws of 32 bits collide 0.01 times on average.
  assert.ok(highs.size >= 9_998 && lows.size >= 9_998);
});

test('law: canonical JSON means the same value, whatever the sequence of the members', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalJson(value);
      const plain: unknown = JSON.parse(JSON.stringify(value));
      assert.deepEqual(JSON.parse(text), plain);
      assert.equal(canonicalJson(reversed(plain)), text);
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, reversed(member)]));
}

test('canonical JSON by hand', () => {
  assert.equal(canonicalJson({ b: [1, -0, 1e21], a: { c: null, 'ä"': true } }),
    '{"a":{"c":null,"ä\\"":true},"b":[1,0,1e+21]}');
  assert.equal(canonicalJson({ a: undefined, b: 'x\n' }), '{"b":"x\\n"}');
  assert.equal(canonicalJson({ 10: 1, 9: 2, '€': 3, '\r': 4, '\ufb33': 5, '😀': 6 }),
    '{"\\r":4,"10":1,"9":2,"€":3,"😀":6,"\ufb33":5}');
});

test('what JSON cannot carry is refused', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  const values = [1n, NaN, Infinity, undefined, [undefined]];
  const refused = [...values, new Date(0), new Map(), () => 0, cycle];
  for (const value of refused) {
    assert.throws(() => canonicalJson(value), { name: 'InvariantError' });
  }
});
