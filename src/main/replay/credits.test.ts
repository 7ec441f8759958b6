import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchCredits } from './credits.ts';
import { readOnlineRetail } from './online-retail.ts';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

function matched(...rows: readonly string[]) {
  const text = [HEADER, ...rows.map((row) => `${row},United Kingdom`)].join('\n');
  const { documents, credits } = readOnlineRetail([{ name: 'day.csv', text }]);
  return matchCredits(documents, credits);
}

test('a credit is led to earlier sales of its customer and item, the oldest first, never beyond them', () => {
  const { returns, lines, matched: found, unmatched } = matched(
    '1,A,a,3,2010-12-01 10:00:00,2.00,7',
    '2,A,a,3,2010-12-02 10:00:00,2.00,7',
    '3,A,a,9,2010-12-02 10:00:00,2.00,8',
    'C4,A,a,-5,2010-12-03 10:00:00,2.00,7',
    'C5,A,a,-2,2010-12-04 10:00:00,2.00,7',
  );
  const quantitiesOf = (own: (typeof returns)[number]['lines']) => own.map((row) => row.quantity);
  const parts = returns.map((one) => [one.rma, one.salesOrder, quantitiesOf(one.lines)]);
  assert.deepEqual(parts, [
    ['C4-1', 'OR-1', [3]],
    ['C4-2', 'OR-2', [2]],
    ['C5-1', 'OR-2', [1]],
    ['C5-U', null, [1]],
  ]);
  assert.equal(lines, 2);
  assert.deepEqual(found, { lines: 2, money: '12.00' });
  assert.deepEqual(unmatched['no-earlier-sale'], { lines: 1, money: '2.00' });
});

test('a sale after the credit, a charge and a sale to nobody lead nowhere, each by its own kind', () => {
  const { returns, matched: found, unmatched } = matched(
    'C1,A,a,-1,2010-12-01 10:00:00,2.50,7',
    '2,A,a,3,2010-12-02 10:00:00,2.50,7',
    'C3,D,Discount,-1,2010-12-02 10:00:00,27.50,7',
    '4,B,b,3,2010-12-02 10:00:00,1.00,',
    'C5,B,b,-1,2010-12-03 10:00:00,1.00,',
  );
  assert.deepEqual(found, { lines: 0, money: '0.00' });
  assert.deepEqual(unmatched, {
    'no-customer': { lines: 1, money: '1.00' },
    charge: { lines: 1, money: '27.50' },
    'no-earlier-sale': { lines: 1, money: '2.50' },
  });
  assert.ok(returns.every(({ salesOrder, lines }) => salesOrder === null && lines[0]!.words !== undefined));
});
