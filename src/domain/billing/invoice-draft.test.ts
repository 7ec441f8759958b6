import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectOk } from '../../kernel/result.ts';
import { parseCurrency } from '../../kernel/currency.ts';
import { parseQuantity } from '../../kernel/quantity.ts';
import { unitPrice } from '../../kernel/unit-price.ts';
import { draftInvoice } from './invoice-draft.ts';

const EUR = expectOk(parseCurrency('EUR'), 'currency');
const line = (number: number, quantity: string, price: string) => ({
  line: number,
  item: 'apple',
  quantity: expectOk(parseQuantity(quantity), 'quantity'),
  unitPrice: unitPrice(price),
});

test('each line is rounded once, and the sum is the sum of the lines', () => {
  const draft = draftInvoice([line(10, '3', '0.335'), line(20, '1.5', '0.33')], EUR, 'half-up');
  assert.deepEqual(draft.lines.map(({ netMinor }) => netMinor), [101n, 50n]);
  assert.equal(draft.netMinor, 151n);
});

test('halves go where the named rule sends them', () => {
  assert.equal(draftInvoice([line(10, '1', '0.125')], EUR, 'half-up').netMinor, 13n);
  assert.equal(draftInvoice([line(10, '1', '0.125')], EUR, 'half-even').netMinor, 12n);
});

test('nothing shipped is nothing billed', () => {
  assert.deepEqual(draftInvoice([], EUR, 'half-up'), { lines: [], netMinor: 0n });
});
