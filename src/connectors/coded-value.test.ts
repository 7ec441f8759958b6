import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodeBooks } from '../application/codes/code-books.ts';
import { formatQuantity, parseQuantity, quantity, type Quantity } from '../kernel/quantity.ts';
import { expectOk } from '../kernel/result.ts';
import { inBaseUnits, inUnitsOf, meaningOf } from './coded-value.ts';

const books = new CodeBooks();
const codes = books.bookOf('partner');
const each = (text: string): Quantity => expectOk(parseQuantity(text), text);

books.load([
  { system: '*', list: 'unit', code: 'EA', meaning: 'each' },
  { system: '*', list: 'unit', code: 'CS', meaning: 'case' },
  { system: 'partner', list: 'unit', code: 'CA', meaning: 'case' },
  { system: '*', list: 'item-unit', code: 'IT-1/case', meaning: '12' },
  { system: '*', list: 'item-unit', code: 'CHEESE/case', meaning: 'catch 18.14 10%' },
]);

test('a code is read in the book of its system, then in that of every system', () => {
  assert.deepEqual(meaningOf(codes, 'unit', 'CA', '$'), { ok: true, value: 'case' });
  assert.deepEqual(meaningOf(codes, 'unit', 'EA', '$'), { ok: true, value: 'each' });
  assert.deepEqual(meaningOf(books.bookOf('other'), 'unit', 'CA', '$.uom'), {
    ok: false,
    error: { path: '$.uom', message: 'unknown unit "CA"', unknown: { list: 'unit', code: 'CA' } },
  });
});

test('of several codes with one meaning the last one is written', () => {
  assert.equal(codes.codeFor('unit', 'case'), 'CA');
  assert.equal(books.bookOf('other').codeFor('unit', 'case'), 'CS');
  assert.equal(codes.codeFor('unit', 'pallet'), null);
});

test('quantities are base units, exactly, both ways', () => {
  const cases = { item: 'IT-1', unit: 'CA', quantity: quantity(3) };
  const base = expectOk(inBaseUnits(codes, cases, '$'), 'cases');
  assert.equal(formatQuantity(base), '36');
  assert.equal(expectOk(inUnitsOf(codes, 'IT-1', 'CA', base, '$'), 'back'), quantity(3));
  assert.ok(!inUnitsOf(codes, 'IT-1', 'CA', quantity(35), '$').ok);
  const wheel = { item: 'CHEESE', unit: 'CA', quantity: quantity(1), weighed: each('18.2') };
  assert.equal(expectOk(inBaseUnits(codes, wheel, '$'), 'a wheel'), each('18.2'));
});

test('a unit that nobody has told of an item is a code to map', () => {
  const told = inBaseUnits(codes, { item: 'IT-2', unit: 'CA', quantity: quantity(1) }, '$.line');
  assert.deepEqual(!told.ok && told.error.unknown, { list: 'item-unit', code: 'IT-2/case' });
});

test('a supposed mapping holds as long as the work', () => {
  const pallet = { system: 'partner', list: 'unit', code: 'PL', meaning: 'pallet' };
  assert.equal(books.supposing(pallet, () => codes.meaning('unit', 'PL')), 'pallet');
  assert.equal(codes.meaning('unit', 'PL'), null);
});
