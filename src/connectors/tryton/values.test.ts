import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuantity, quantity } from '../../kernel/quantity.ts';
import { momentValue, plainValue, quantityNumber, quantityOf } from './values.ts';

const decimal = (text: string): unknown => plainValue({ __class__: 'Decimal', decimal: text });

test('decimals stay text, also those that Python writes with an exponent', () => {
  const cases = { '10.00': '10.00', '0E-4': '0.0000', '1.5E+3': '1500', '-25E-3': '-0.025', '1E+2': '100' };
  for (const [python, plain] of Object.entries(cases)) assert.equal(decimal(python), plain, python);
});

test('dates and moments become text, and a moment goes there and back', () => {
  assert.equal(plainValue({ __class__: 'date', year: 2031, month: 3, day: 4 }), '2031-03-04');
  const at = Date.parse('2031-03-04T05:06:07.089Z');
  assert.equal(plainValue(momentValue(at)), '2031-03-04T05:06:07.089Z');
});

test('records are made plain all the way down', () => {
  const row = { id: 1, lines: [{ price: { __class__: 'Decimal', decimal: '2.50' } }], party: null };
  assert.deepEqual(plainValue(row), { id: 1, lines: [{ price: '2.50' }], party: null });
});

test('a quantity is a float only where it comes back as the same decimal', () => {
  assert.deepEqual(quantityNumber(quantity(12)), { ok: true, value: 12 });
  const small = parseQuantity('0.000001');
  assert.deepEqual(small.ok && quantityNumber(small.value), { ok: true, value: 0.000001 });
  const exact = parseQuantity('123456789012.123456');
  assert.equal(exact.ok && quantityNumber(exact.value).ok, false);
  assert.equal(quantityOf(1e-7).ok, false, 'a seventh decimal is no quantity of ours');
  assert.deepEqual(quantityOf(0.3), parseQuantity('0.3'));
});
