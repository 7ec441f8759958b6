import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Currency } from './currency.ts';
import { CURRENCIES, minorUnitDigits, parseCurrency } from './currency.ts';
import type { RoundingRule } from './money.ts';
import {
  addMoney,
  AMOUNT_MINOR_MAX,
  applyRate,
  compareMoney,
  divideRounded,
  formatAmount,
  formatMoney,
  lineTotal,
  money,
  moneyText,
  negateMoney,
  parseAmount,
  parseMoney,
  splitProRata,
  subtractMoney,
  toleranceExceeded,
  zeroMoney,
} from './money.ts';
import type { Quantity } from './quantity.ts';
import { parseQuantity, QUANTITY_MAX } from './quantity.ts';
import { expectOk } from './result.ts';
import type { UnitPrice } from './unit-price.ts';
import { unitPrice, UNIT_PRICE_MAX } from './unit-price.ts';

const currency = (code: string): Currency => expectOk(parseCurrency(code), code);
const EUR = currency('EUR');
const JPY = currency('JPY');
const KWD = currency('KWD');

const anyAmount = fc.bigInt({ min: -AMOUNT_MINOR_MAX, max: AMOUNT_MINOR_MAX });
const anyCurrency = fc.constantFrom(...CURRENCIES);
const anyRounding = fc.constantFrom<RoundingRule>('half-up', 'half-even');

test('law: parsing what was formatted gives the amount back, in every currency', () => {
  fc.assert(
    fc.property(anyAmount, anyCurrency, (amountMinor, of) => {
      const value = money(amountMinor, of);
      assert.deepEqual(parseMoney(formatMoney(value), of), { ok: true, value });
    }),
  );
});

test('the largest amount is read in every currency, one more in none', () => {
  for (const of of CURRENCIES) {
    for (const limit of [AMOUNT_MINOR_MAX, -AMOUNT_MINOR_MAX]) {
      assert.deepEqual(parseAmount(formatAmount(limit, of), of), { ok: true, value: limit });
      assert.equal(parseAmount(formatAmount(limit + limit / AMOUNT_MINOR_MAX, of), of).ok, false);
    }
  }
});

test('amounts are written with exactly the decimals of the currency', () => {
  assert.equal(formatMoney(money(1_250n, EUR)), '12.50');
  assert.equal(moneyText(money(-5n, EUR)), '-0.05 EUR');
  assert.equal(formatAmount(1_250n, JPY), '1250');
  assert.equal(formatAmount(-5n, KWD), '-0.005');
});

test('an amount with too many decimals is refused, saying how many there may be', () => {
  assert.deepEqual(parseAmount('12.345', EUR), {
    ok: false,
    error:
      '"12.345" has 3 decimals, but at most 2 are allowed (amounts in EUR have 2 decimals)',
  });
  assert.deepEqual(parseAmount('12.000', JPY), { ok: true, value: 12n });
  assert.equal(parseAmount('10000000000000000.01', EUR).ok, false, 'beyond the limit');
});

test('law: sums, differences and comparisons agree', () => {
  fc.assert(
    fc.property(anyAmount, anyAmount, (x, y) => {
      const a = money(x, EUR);
      const b = money(y, EUR);
      assert.deepEqual(subtractMoney(addMoney(a, b), b), a);
      assert.deepEqual(addMoney(a, negateMoney(a)), zeroMoney(EUR));
      assert.equal(compareMoney(a, b), -compareMoney(b, a) + 0);
      assert.equal(compareMoney(a, b) < 0, x < y);
    }),
  );
});

test('two currencies never meet in one sum', () => {
  for (const combine of [addMoney, subtractMoney, compareMoney]) {
    assert.throws(() => combine(zeroMoney(EUR), zeroMoney(JPY)), { name: 'InvariantError' });
  }
});

test('halves are rounded as the rule says, alike on both sides of zero', () => {
  const rounded = (rule: RoundingRule): bigint[] =>
    [25n, 35n, -25n, -35n, 24n, 26n, -26n].map((tenths) => divideRounded(tenths, 10n, rule));
  assert.deepEqual(rounded('half-up'), [3n, 4n, -3n, -4n, 2n, 3n, -3n]);
  assert.deepEqual(rounded('half-even'), [2n, 4n, -2n, -4n, 2n, 3n, -3n]);
  assert.throws(() => divideRounded(1n, 0n, 'half-up'), { name: 'InvariantError' });
});

/** The reference: tries the three whole numbers around the quotient and keeps the nearest. */
function nearest(numerator: bigint, denominator: bigint, rule: RoundingRule): bigint {
  const distance = (whole: bigint): bigint => {
    const difference = numerator - whole * denominator;
    return difference < 0n ? -difference : difference;
  };
  const size = (whole: bigint): bigint => (whole < 0n ? -whole : whole);
  const truncated = numerator / denominator;
  return [truncated - 1n, truncated, truncated + 1n].reduce((best, other) => {
    if (distance(other) !== distance(best)) return distance(other) < distance(best) ? other : best;
    if (rule === 'half-even') return other % 2n === 0n ? other : best;
    return size(other) > size(best) ? other : best;
  });
}

test('law: a line total is the nearest amount to the exact product', () => {
  const anyQuantity = fc.oneof(
    fc.bigInt({ min: -QUANTITY_MAX, max: QUANTITY_MAX }),
    fc.bigInt({ min: -100n, max: 100n }).map((halves) => halves * 500_000n),
  );
  const anyPrice = fc.oneof(
    fc.bigInt({ min: -UNIT_PRICE_MAX, max: UNIT_PRICE_MAX }),
    fc.bigInt({ min: -1_000n, max: 1_000n }).map((cents) => cents * 10_000n),
  );
  fc.assert(
    fc.property(anyQuantity, anyPrice, anyCurrency, anyRounding, (quantity, price, of, rule) => {
      const total = lineTotal(quantity as Quantity, price as UnitPrice, of, rule);
      const unit = 10n ** BigInt(12 - minorUnitDigits(of));
      assert.equal(total, nearest(quantity * price, unit, rule));
      assert.equal(lineTotal(-quantity as Quantity, price as UnitPrice, of, rule), -total);
    }),
    { numRuns: 1_000 },
  );
});

test('line totals by hand', () => {
  const half = expectOk(parseQuantity('0.5'), 'half');
  assert.equal(lineTotal(half, unitPrice('0.01'), EUR, 'half-up'), 1n);
  assert.equal(lineTotal(half, unitPrice('0.01'), EUR, 'half-even'), 0n);
  assert.equal(lineTotal(half, unitPrice('2469'), JPY, 'half-up'), 1_235n);
  assert.equal(
    lineTotal(expectOk(parseQuantity('1200'), 'q'), unitPrice('0.00425'), EUR, 'half-up'),
    510n,
  );
});

test('law: a rate in parts per million takes the nearest amount', () => {
  const anyRate = fc.bigInt({ min: 0n, max: 2_000_000n });
  fc.assert(
    fc.property(anyAmount, anyRate, anyRounding, (a, rate, rule) => {
      assert.equal(applyRate(a, rate, rule), nearest(a * rate, 1_000_000n, rule));
    }),
  );
  assert.equal(applyRate(10_000n, 190_000n, 'half-up'), 1_900n);
  assert.equal(applyRate(-50n, 190_000n, 'half-up'), -10n);
});

const anyWeights = fc.array(
  fc.oneof(
    fc.constant(0n),
    fc.bigInt({ min: 0n, max: 10n }),
    fc.bigInt({ min: 0n, max: 10n ** 15n }),
  ),
  { minLength: 1, maxLength: 30 },
);

test('law: the parts of a split sum to the total, each within one unit of its share', () => {
  fc.assert(
    fc.property(anyAmount, anyWeights, (total, weights) => {
      const parts = splitProRata(total, weights);
      const weightSum = weights.reduce((sum, weight) => sum + weight, 0n);
      assert.equal(parts.length, weights.length);
      assert.equal(parts.reduce((sum, part) => sum + part, 0n), total);
      for (const [at, part] of parts.entries()) {
        if (weightSum === 0n) continue;
        const error = part * weightSum - total * (weights[at] as bigint);
        assert.ok((error < 0n ? -error : error) < weightSum);
        if (weights[at] === 0n) assert.equal(part, 0n);
      }
    }),
  );
});

test('law: a split mirrors at zero, and scaling the weights changes nothing', () => {
  const anyFactor = fc.bigInt({ min: 1n, max: 99n });
  fc.assert(
    fc.property(anyAmount, anyWeights, anyFactor, (total, weights, factor) => {
      const parts = splitProRata(total, weights);
      assert.deepEqual(splitProRata(-total, weights), parts.map((part) => -part));
      assert.deepEqual(splitProRata(total, weights.map((weight) => weight * factor)), parts);
    }),
  );
});

test('splits by hand', () => {
  assert.deepEqual(splitProRata(100n, [1n, 1n, 1n]), [34n, 33n, 33n]);
  assert.deepEqual(splitProRata(10n, [1n, 0n, 2n]), [3n, 0n, 7n]);
  assert.deepEqual(splitProRata(-5n, [0n, 0n]), [-3n, -2n]);
  assert.deepEqual(splitProRata(0n, []), []);
  assert.throws(() => splitProRata(1n, []), { name: 'InvariantError' });
  assert.throws(() => splitProRata(1n, [2n, -1n]), { name: 'InvariantError' });
});

test('a tolerance is exceeded beyond its limit, not at it', () => {
  assert.equal(toleranceExceeded(1_025n, 1_000n, 250n), false);
  assert.equal(toleranceExceeded(1_026n, 1_000n, 250n), true);
  assert.equal(toleranceExceeded(974n, 1_000n, 250n), true);
  assert.equal(toleranceExceeded(-1_025n, -1_000n, 250n), false);
  assert.equal(toleranceExceeded(0n, 0n, 250n), false);
  assert.equal(toleranceExceeded(1n, 0n, 10_000n), true);
  assert.throws(() => toleranceExceeded(1n, 1n, -1n), { name: 'InvariantError' });
});

test('law: a tolerance is the same either way and on both sides of zero', () => {
  const tolerance = fc.bigInt({ min: 0n, max: 10_000n });
  fc.assert(
    fc.property(anyAmount, anyAmount, tolerance, (expected, difference, basisPoints) => {
      const exceeded = toleranceExceeded(expected + difference, expected, basisPoints);
      assert.equal(toleranceExceeded(expected - difference, expected, basisPoints), exceeded);
      assert.equal(toleranceExceeded(-expected - difference, -expected, basisPoints), exceeded);
    }),
  );
});
