import assert from 'node:assert/strict';
import { test } from 'node:test';
import { businessOf, fromPartner, profileOf, read, wrongOf } from '../../../test/support/x12-partner.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { WrittenSegment } from './write/interchange-text.ts';

const CODES = { 'item-unit': { 'HOSE/case': '12' }, 'deduction-reason': { '01': 'price', '06': 'shortage' } };

const send = (segments: readonly WrittenSegment[], flag: 'none' | 'debit' | 'credit' = 'debit') => {
  const profile = profileOf({ codes: CODES, orders: { deductions: flag, prefix: 'A-' } });
  return read(fromPartner(profile, { set: '812', documents: [segments] }), profile);
};
const begin = (more: Record<number, string> = {}): WrittenSegment => {
  const elements = ['BCD', '20310306', 'D-1', '', '1000', 'D', '', 'INV-7', '', '', 'PO-7', ''];
  return elements.map((element, at) => more[at] ?? element) as unknown as WrittenSegment;
};
const BUYER: WrittenSegment = ['N1', 'BY', 'ACME', '91', 'ACME'];
const PRICE: WrittenSegment = ['CDD', '01', 'D', '', '1000'];

const statedBy = (segments: readonly WrittenSegment[], flag?: 'debit' | 'credit') => {
  const translation = send(segments, flag);
  assert.equal(wrongOf(translation), '');
  const [fact, ...others] = businessOf(translation);
  assert.deepEqual([fact!.type, others], [FACTS.deductionStated.type, []]);
  const content = fact!.content as ContentOfFact<typeof FACTS.deductionStated>;
  return JSON.parse(FACTS.deductionStated.encode(content)) as Record<string, unknown>;
};

test('a deduction by 812 is the same document under either flag, as it was agreed', () => {
  const stated = statedBy([begin(), BUYER, PRICE]);
  assert.deepEqual(stated, {
    deduction: 'D-1',
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

test('what does not add up, keeps nothing back, takes back or restates is refused with its place', () => {
  const less: WrittenSegment = ['CDD', '01', 'D', '', '999'];
  assert.match(wrongOf(send([begin(), BUYER, less])), /BCD04 is 10.00, its lines are 9.99/);
  const nothing = [begin({ 4: '0' }), BUYER, ['CDD', '01', 'D', '', '0']] as const;
  assert.match(wrongOf(send(nothing)), /keeps nothing back: BCD04 is 0.00/);
  const wrong = (elements: Record<number, string>, flag?: 'none'): string =>
    wrongOf(send([begin(elements), BUYER, PRICE], flag));
  assert.match(wrong({ 5: 'C' }), /nobody takes a deduction back by 812/);
  assert.match(wrong({ 11: '01' }), /purpose "01" \(BCD11\) of a deduction is not taken/);
  assert.match(wrong({}, 'none'), /what a customer deducts by debit is agreed as/);
});
