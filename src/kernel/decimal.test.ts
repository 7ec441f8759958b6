import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDecimal, parseDecimal, powerOfTen } from './decimal.ts';
import { expectOk } from './result.ts';

const anyScale = fc.integer({ min: 0, max: 12 });
const anyValue = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n });

test('law: parsing what was formatted gives the value back', () => {
  fc.assert(
    fc.property(anyValue, anyScale, anyScale, (value, scale, wanted) => {
      const text = formatDecimal(value, scale, Math.min(wanted, scale));
      assert.deepEqual(parseDecimal(text, scale), { ok: true, value });
    }),
  );
});

test('law: the value is what the digits say, computed another way', () => {
  const digits = (max: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: max });
  fc.assert(
    fc.property(fc.boolean(), digits(18), digits(8), (negative, whole, fraction) => {
      const parsed = parseDecimal(`${negative ? '-' : ''}${whole}.${fraction}`, 8);
      const magnitude = BigInt(whole) * 10n ** 8n + BigInt(fraction.padEnd(8, '0'));
      assert.deepEqual(parsed, { ok: true, value: negative ? -magnitude : magnitude });
    }),
  );
});

test('law: any text is either refused or a plain decimal', () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(...'0123456789.-+eE, _'), maxLength: 24 }),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      if (parseDecimal(text, 30).ok) assert.match(text, /^-?\d+(\.\d+)?$/);
      else assert.ok(!/^-?\d{1,18}(\.\d{1,30})?$/.test(text));
    }),
    { numRuns: 2_000 },
  );
});

test('what is not plain notation is refused', () => {
  const refused = ['', '-', '.', '5.', '.5', '+1', '1e3', ' 1', '1 ', '1,5', '--1', '1.2.3', 'NaN'];
  for (const text of refused) {
    assert.equal(parseDecimal(text, 6).ok, false, text);
  }
  assert.equal(parseDecimal('٣', 6).ok, false, 'digits of other scripts');
});

test('decimals beyond the scale are refused, unless they are zeros', () => {
  assert.deepEqual(parseDecimal('1.5000', 1), { ok: true, value: 15n });
  assert.deepEqual(parseDecimal('0.00', 0), { ok: true, value: 0n });
  assert.deepEqual(parseDecimal('1.505', 2), {
    ok: false,
    error: '"1.505" has 3 decimals, but at most 2 are allowed',
  });
});

test('eighteen digits before the point are read, nineteen are refused', () => {
  assert.deepEqual(parseDecimal('000999999999999999999.5', 1), {
    ok: true,
    value: 9_999_999_999_999_999_995n,
  });
  assert.deepEqual(parseDecimal('1000000000000000000', 1), {
    ok: false,
    error: '"1000000000000000000" has more than 18 digits before the point',
  });
  assert.equal(parseDecimal('0'.repeat(65), 1).ok, false);
});

test('minus zero is zero', () => {
  assert.equal(expectOk(parseDecimal('-0.00', 2), 'zero'), 0n);
});

test('zeros are trimmed down to the decimals asked for', () => {
  assert.equal(formatDecimal(1_500_000n, 6), '1.5');
  assert.equal(formatDecimal(1_500_000n, 6, 2), '1.50');
  assert.equal(formatDecimal(-1n, 6), '-0.000001');
  assert.equal(formatDecimal(100n, 0), '100');
  assert.throws(() => formatDecimal(1n, 2, 3), { name: 'InvariantError' });
});

test('powers of ten come from a table with an end', () => {
  assert.equal(powerOfTen(12), 1_000_000_000_000n);
  assert.throws(() => powerOfTen(-1), { name: 'InvariantError' });
});
