import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Quantity } from './quantity.ts';
import {
  addQuantity,
  atLeastZero,
  formatQuantity,
  maxQuantity,
  minQuantity,
  negateQuantity,
  parseQuantity,
  quantity,
  QUANTITY_MAX,
  subtractQuantity,
  totalQuantity,
  ZERO_QUANTITY,
} from './quantity.ts';

const anyQuantity = fc
  .bigInt({ min: -QUANTITY_MAX, max: QUANTITY_MAX })
  .map((value) => value as Quantity);

test('law: parsing what was formatted gives the quantity back', () => {
  fc.assert(
    fc.property(anyQuantity, (value) => {
      assert.deepEqual(parseQuantity(formatQuantity(value)), { ok: true, value });
    }),
  );
});

test('law: subtracting is adding the negative; min and max are the two', () => {
  fc.assert(
    fc.property(anyQuantity, anyQuantity, (a, b) => {
      assert.equal(subtractQuantity(a, b), addQuantity(a, negateQuantity(b)));
      assert.equal(addQuantity(minQuantity(a, b), maxQuantity(a, b)), addQuantity(a, b));
      assert.ok(minQuantity(a, b) <= maxQuantity(a, b));
      assert.equal(atLeastZero(a), maxQuantity(a, ZERO_QUANTITY));
    }),
  );
});

test('law: the total of rows is what adding them one by one comes to', () => {
  fc.assert(
    fc.property(fc.array(anyQuantity), (values) => {
      const rows = values.map((value) => ({ quantity: value }));
      assert.equal(totalQuantity(rows), values.reduce(addQuantity, ZERO_QUANTITY));
    }),
  );
});

test('whole units and decimals meet', () => {
  assert.deepEqual(parseQuantity('12'), { ok: true, value: quantity(12) });
  assert.deepEqual(parseQuantity('-0.5'), { ok: true, value: -500_000n });
  assert.equal(formatQuantity(quantity(3n)), '3');
  assert.equal(formatQuantity(ZERO_QUANTITY), '0');
});

test('quantities beyond the limit are refused, from outside and from inside', () => {
  assert.equal(parseQuantity('1000000000000').ok, true);
  assert.deepEqual(parseQuantity('-1000000000000.000001'), {
    ok: false,
    error: 'quantity "-1000000000000.000001" is beyond 1000000000000 units',
  });
  assert.throws(() => quantity(1_000_000_000_001), { name: 'InvariantError' });
  assert.throws(() => quantity(1.5), { name: 'InvariantError' });
});

test('nine of the largest fit a signed 64-bit column', () => {
  assert.ok(9n * QUANTITY_MAX < 2n ** 63n);
});
