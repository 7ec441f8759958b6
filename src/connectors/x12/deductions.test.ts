import assert from 'node:assert/strict';
import { test } from 'node:test';
import { businessOf, fromPartner, profileOf, read, wrongOf } from '../../../test/support/x12-partner.ts';
import { FACTS } from '../../canonical/catalogue.ts';
import type { FactType } from '../../canonical/fact-type.ts';
import type { WrittenSegment } from './write/interchange-text.ts';

const CODES = { 'item-unit': { 'HOSE/case': '12' }, 'deduction-reason': { '01': 'price', '06': 'shortage' } };

const send = (
  segments: readonly WrittenSegment[],
  flag: 'none' | 'debit' | 'credit' = 'debit',
  time = '0700',
) => {
  const profile = profileOf({ codes: CODES, orders: { deductions: flag, prefix: 'A-' } });
  return read(fromPartner(profile, { set: '812', time, documents: [segments] }), profile);
};
const begin = (more: Record<number, string> = {}): WrittenSegment => {
  const elements = ['BCD', '20310306', 'D-1', '', '1000', 'D', '', 'INV-7', '', '', 'PO-7', ''];
  return elements.map((element, at) => more[at] ?? element) as unknown as WrittenSegment;
};
const BUYER: WrittenSegment = ['N1', 'BY', 'ACME', '91', 'ACME'];
const PRICE: WrittenSegment = ['CDD', '01', 'D', '', '1000'];

const saidBy = <T>(
  type: FactType<T>,
  segments: readonly WrittenSegment[],
  flag?: 'debit' | 'credit',
  time?: string,
) => {
  const translation = send(segments, flag, time);
  assert.equal(wrongOf(translation), '');
  const [fact, ...others] = businessOf(translation);
  assert.deepEqual([fact!.type, others], [type.type, []]);
  return JSON.parse(type.encode(fact!.content as T)) as Record<string, unknown>;
};
const statedBy = (segments: readonly WrittenSegment[], flag?: 'debit' | 'credit', time?: string) =>
  saidBy(FACTS.deductionStated, segments, flag, time);
const withdrawnBy = (segments: readonly WrittenSegment[], flag?: 'debit' | 'credit', time?: string) =>
  saidBy(FACTS.deductionWithdrawn, segments, flag, time);

/** Minutes until 2031-03-03T07:00Z: the sender's own time numbers what he says. */
const SEVEN = Date.UTC(2031, 2, 3, 7) / 60_000;

test('a deduction by 812 is the same document under either flag, as it was agreed', () => {
  const stated = statedBy([begin(), BUYER, PRICE]);
  assert.deepEqual(stated, {
    deduction: 'D-1',
    revision: SEVEN,
    customer: 'ACME',
    invoice: 'INV-7',
    amount: { amount: '10.00', currency: 'GBP' },
    classification: 'price',
    statedAt: '2031-03-06T00:00:00.000Z',
    lines: [{ line: 1, amount: { amount: '10.00', currency: 'GBP' }, classification: 'price' }],
  });
  assert.deepEqual(statedBy([begin({ 5: 'C' }), BUYER, ['CDD', '01', 'C', '', '1000']], 'credit'), stated);
});

test('lines count in base units and may give back a part; where they differ it is unknown', () => {
  const { lines, classification, amount } = statedBy([
    begin(), ['CUR', 'BY', 'EUR'], BUYER,
    ['CDD', '06', 'D', '', '1200', '', '', '2', 'CA'], ['LIN', '', 'VP', 'HOSE'],
    ['CDD', '01', 'C', '', '200'],
  ]);
  const eur = (text: string) => ({ amount: text, currency: 'EUR' });
  assert.deepEqual([classification, amount], ['unknown', eur('10.00')]);
  assert.deepEqual(lines, [
    { line: 1, item: 'HOSE', quantity: '24', amount: eur('12.00'), classification: 'shortage' },
    { line: 2, amount: eur('-2.00'), classification: 'price' },
  ]);
});

test('the invoice may stand in a reference; without one, or without a reason, nothing is stated', () => {
  assert.equal(statedBy([begin({ 7: '' }), ['N9', 'IV', 'INV-8'], BUYER, PRICE])['invoice'], 'INV-8');
  assert.match(wrongOf(send([begin({ 7: '' }), BUYER, PRICE])), /does not name the invoice that it/);
  assert.match(wrongOf(send([begin(), BUYER])), /gives no reason \(CDD\)/);
  const unmapped: WrittenSegment = ['CDD', '99', 'D', '', '1000'];
  assert.match(wrongOf(send([begin(), BUYER, unmapped])), /unknown deduction-reason "99"/);
});

test('the same number with another amount restates it: what was sent later counts', () => {
  for (const purpose of ['', '00', '04', '05']) {
    const later = statedBy(
      [begin({ 4: '700', 11: purpose }), BUYER, ['CDD', '06', 'D', '', '700']], 'debit', '0705',
    );
    assert.deepEqual(
      [later['deduction'], later['revision'], later['amount'], later['classification']],
      ['D-1', SEVEN + 5, { amount: '7.00', currency: 'GBP' }, 'shortage'],
    );
  }
});

test('the other flag takes back, by the same number or by one that names it; 01 takes all back', () => {
  const part = { amount: '4.00', currency: 'GBP' };
  const less: WrittenSegment = ['CDD', '01', 'C', '', '400'];
  const back = withdrawnBy([begin({ 4: '400', 5: 'C' }), BUYER, less], 'debit', '0801');
  assert.deepEqual(back, {
    withdrawal: 'D-1', deduction: 'D-1', revision: SEVEN + 61, customer: 'ACME', invoice: 'INV-7',
    amount: part, statedAt: '2031-03-06T00:00:00.000Z',
  });
  const bare = withdrawnBy([begin({ 4: '400', 5: 'C' }), BUYER], 'debit', '0801');
  assert.deepEqual(bare, back, 'a reason is not needed');
  const named = withdrawnBy([begin({ 2: 'R-1', 4: '400', 5: 'C' }), ['N9', 'DB', 'D-1'], BUYER]);
  assert.deepEqual([named['withdrawal'], named['deduction'], named['amount']], ['R-1', 'D-1', part]);
  const ofCredit = withdrawnBy([begin({ 2: 'R-1', 4: '400', 5: 'D' }), ['N9', 'CM', 'D-1'], BUYER], 'credit');
  assert.equal(ofCredit['deduction'], 'D-1', 'where he deducts by credits, a debit takes back');
  const all = withdrawnBy([begin({ 11: '01' }), BUYER, PRICE]);
  assert.deepEqual([all['deduction'], all['amount']], ['D-1', undefined]);
});

test('what does not add up, or keeps nothing back, is refused with its place, whatever it does', () => {
  const less: WrittenSegment = ['CDD', '01', 'D', '', '999'];
  assert.match(wrongOf(send([begin(), BUYER, less])), /BCD04 is 10.00, its lines are 9.99/);
  const nothing = [begin({ 4: '0' }), BUYER, ['CDD', '01', 'D', '', '0']] as const;
  assert.match(wrongOf(send(nothing)), /keeps nothing back: BCD04 is 0.00/);
  const wrong = (elements: Record<number, string>, flag?: 'none'): string =>
    wrongOf(send([begin(elements), BUYER, PRICE], flag));
  assert.match(wrong({ 5: 'C' }), /BCD04 is 10.00, its lines are -10.00/, 'it keeps back');
  assert.match(wrong({ 4: '0', 5: 'C' }), /does not add up/);
  assert.match(wrong({ 7: '', 11: '01' }), /does not name the invoice that it was kept back of/);
  assert.match(wrong({ 11: '06' }), /purpose "06" \(BCD11\) of a deduction is not taken: 00, 01, 04 and 05/);
  assert.match(wrong({}, 'none'), /what a customer deducts by debit is agreed as/);
});
