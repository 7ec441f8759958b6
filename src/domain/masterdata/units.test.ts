import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatQuantity, parseQuantity, quantity, type Quantity } from '../../kernel/quantity.ts';
import { seededRandom, type Random } from '../../kernel/random.ts';
import { expectOk } from '../../kernel/result.ts';
import {
  baseQuantity,
  formatRatio,
  fromBase,
  parseRatio,
  parseUnitRule,
  ratio,
  toBase,
  unitQuantity,
  type Ratio,
} from './units.ts';

const SEED = process.env['CROSSDOCK_SEED'] ?? 'each, case, pallet';
const CASES = 2_000;

const of = (text: string): Ratio => expectOk(parseRatio(text), text);
const amount = (text: string): Quantity => expectOk(parseQuantity(text), text);
const text = (value: ReturnType<typeof toBase>): string =>
  value.ok ? formatQuantity(value.value) : value.error;

const anyRatio = (random: Random): Ratio => {
  const denominator = BigInt(random.pick([1, 1, 1, 3, 7, 12, 1_000]));
  return expectOk(ratio(BigInt(random.between(1, 5_000)), denominator), 'a ratio');
};
const anyQuantity = (random: Random): Quantity =>
  (BigInt(random.between(-2_000_000_000, 2_000_000_000)) *
    (random.chance(0.5) ? 1_000_000n : 1n)) as Quantity;

describe(`units (seed ${SEED})`, () => {
  test('there and back is exact, or an error', () => {
    const random = seededRandom(SEED);
    let inexact = 0;
    for (let run = 0; run < CASES; run++) {
      const [unit, some] = [anyRatio(random), anyQuantity(random)];
      const base = toBase(some, unit);
      if (base.ok) assert.deepEqual(fromBase(base.value, unit), { ok: true, value: some });
      else inexact++;
      const units = fromBase(some, unit);
      if (units.ok) assert.deepEqual(toBase(units.value, unit), { ok: true, value: some });
    }
    assert.ok(inexact > 0 && inexact < CASES, `${inexact} of ${CASES} were inexact`);
  });

  test('a sum converted is the sum of what was converted', () => {
    const random = seededRandom(`${SEED} sums`);
    for (let run = 0; run < CASES; run++) {
      const unit = expectOk(ratio(BigInt(random.between(1, 500)), 1n), 'a whole ratio');
      const [a, b] = [random.between(0, 10_000), random.between(0, 10_000)];
      const whole = expectOk(toBase(quantity(a + b), unit), 'the sum');
      const parts = expectOk(toBase(quantity(a), unit), 'a') + expectOk(toBase(quantity(b), unit), 'b');
      assert.equal(whole, parts);
    }
  });

  test('cases ordered and eaches returned still add up', () => {
    const ordered = expectOk(toBase(quantity(1), of('12')), 'one case');
    const left = (ordered - quantity(7)) as Quantity;
    assert.equal(formatQuantity(left), '5');
    assert.match(text(fromBase(left, of('12'))), /^5 base units are no exact number of units of 12$/);
    assert.equal(text(fromBase(ordered, of('12'))), '1');
  });

  test('what others have rounded is exact or refused', () => {
    assert.equal(text(toBase(amount('0.96'), of('12.5'))), '12');
    assert.equal(text(toBase(amount('33.6'), of('1/1000'))), '0.0336');
    assert.match(text(toBase(quantity(1), of('1/3'))), /no exact number/);
    assert.equal(text(toBase(quantity(3), of('1/3'))), '1');
    assert.match(text(toBase(quantity(1_000_000_000_000n), of('2'))), /beyond/);
  });

  test('a ratio is read in lowest terms and refused with a sentence', () => {
    assert.equal(formatRatio(of('24/2')), '12');
    assert.equal(formatRatio(of('2.5')), '5/2');
    for (const wrong of ['', '0', '-1', 'twelve', '1/0', '1/2/3']) assert.ok(!parseRatio(wrong).ok, wrong);
  });
});

describe('catch weight', () => {
  const cheese = expectOk(parseUnitRule('catch 9.07 10%'), 'a wheel');

  test('the stated weight is the quantity', () => {
    assert.equal(text(baseQuantity(cheese, quantity(2), amount('18.305'))), '18.305');
  });

  test('without a weight, or with one that cannot be true, it is refused', () => {
    assert.match(text(baseQuantity(cheese, quantity(2), null)), /must be stated/);
    assert.match(text(baseQuantity(cheese, quantity(2), amount('9.1'))), /cannot weigh 9.1/);
    assert.match(text(unitQuantity(cheese, amount('18'))), /does not tell the count/);
  });

  test('a fixed unit with a weight beside it must agree with it', () => {
    const box = expectOk(parseUnitRule('12'), 'a case');
    assert.equal(text(baseQuantity(box, quantity(2), quantity(24))), '24');
    assert.match(text(baseQuantity(box, quantity(2), quantity(23))), /is 24, but 23 base units are stated/);
  });
});
