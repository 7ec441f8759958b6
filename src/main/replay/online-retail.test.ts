import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countryCodeOf, HOUSE_ACCOUNT, readOnlineRetail } from './online-retail.ts';
import { planOf, worldOf } from './world.ts';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const read = (...rows: readonly string[]) =>
  readOnlineRetail([{ name: 'day.csv', text: [HEADER, ...rows].join('\n') }]);

describe('reading retail documents', () => {
  test('the lines of a document become an order with lines numbered from one', () => {
    const { documents } = read(
      '536365,85123a,WHITE HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
      '536365,71053,"LANTERN, METAL",8,2010-12-01 08:26:00,3.39,17850.0,United Kingdom',
    );
    assert.equal(documents.length, 1);
    const [document] = documents;
    assert.equal(document?.customer, '17850');
    assert.deepEqual(
      document?.lines.map(({ line, item, quantity, unitPrice }) => [line, item, quantity, unitPrice]),
      [[1, '85123A', 6, '2.55'], [2, '71053', 8, '3.39']],
    );
  });

  test('every line that is no sale is counted by its kind, and none is lost', () => {
    const account = read(
      'C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527.0,United Kingdom',
      'A563185,B,Adjust bad debt,1,2010-12-01 14:50:00,11062.06,,United Kingdom',
      '536589,21777,,-10,2010-12-01 16:50:00,0.0,,United Kingdom',
      '536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom',
      '536370,22728,CLOCK,many,2010-12-01 08:45:00,3.75,12583.0,France',
      '536370,22727,CLOCK,24,2010-12-01 08:45:00,3.75,12583.0,France',
    );
    assert.deepEqual(account.setAside, {
      'credit-document': 1,
      'adjustment-document': 1,
      'write-off': 1,
      'no-price': 1,
      unreadable: 1,
    });
    assert.deepEqual(account.unreadable, ['day.csv:6']);
    const setAside = Object.values(account.setAside).reduce((sum, count) => sum + count, 0);
    assert.equal(setAside + account.linesSold, account.linesRead);
  });

  test('what is sold without a customer goes to the house account, with a remark', () => {
    const account = read('536544,21773,HOLDER,1,2010-12-01 14:32:00,2.51,,United Kingdom');
    assert.equal(account.documents[0]?.customer, HOUSE_ACCOUNT);
    assert.equal(account.remarks['no-customer'], 1);
  });

  test('documents are in the order of their times, and a place without a code is the seller', () => {
    const { documents } = read(
      '2,A,a,1,2010-12-01 10:00:00,1,1,Unspecified',
      '1,A,a,1,2010-12-01 09:00:00,1,1,EIRE',
    );
    assert.deepEqual(documents.map(({ document }) => document), ['1', '2']);
    assert.deepEqual(documents.map(({ country }) => countryCodeOf(country)), ['IE', 'GB']);
  });
});

test('the world of the documents knows all that they name, and holds what they sell', () => {
  const { documents } = read(
    '1,A,a,100,2010-07-01 10:00:00,0.001,7,United Kingdom',
    '2,A,a,50,2010-07-01 11:00:00,0.002,8,France',
  );
  const world = worldOf(documents, 1);
  assert.deepEqual(world.customers.map(({ customer }) => customer), ['7', '8']);
  assert.ok(Number(world.openingStock[0]?.quantity) >= 150);
  // Summer time: ten o'clock in London is nine in Greenwich.
  assert.equal(planOf(documents)[0]?.at, Date.parse('2010-07-01T09:00:00Z'));
});
