import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { UnitPrice } from './unit-price.ts';
import { formatUnitPrice, parseUnitPrice, unitPrice, UNIT_PRICE_MAX } from './unit-price.ts';

test('law: parsing what was formatted gives the price back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -UNIT_PRICE_MAX, max: UNIT_PRICE_MAX }), (value) => {
      assert.deepEqual(parseUnitPrice(formatUnitPrice(value as UnitPrice)), { ok: true, value });
    }),
  );
});

test('a price has up to six decimals', () => {
  assert.equal(unitPrice('0.00425'), 4_250n);
  assert.throws(() => unitPrice('0.0000001'), { message: /unit price: .* 7 decimals/ });
});

test('prices beyond the limit are refused', () => {
  assert.equal(parseUnitPrice('1000000000000.000001').ok, false);
});
