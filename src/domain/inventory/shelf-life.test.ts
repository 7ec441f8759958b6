import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localDateIn } from '../../kernel/calendar.ts';
import { parseInstant, type LocalDate } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { daysLeft, firstToExpire, fitnessOf, unstatedLot, type LotTerms } from './shelf-life.ts';

const date = (text: string): LocalDate => text as LocalDate;
const lot = (number: string, expiresOn: string | null, more: Partial<LotTerms> = {}): LotTerms => ({
  lot: number, expiresOn: expiresOn === null ? null : date(expiresOn), receivedOn: null, bar: null, ...more,
});

test('a lot is good on its last day, and on no day after', () => {
  const milk = lot('L1', '2010-12-10');
  assert.equal(fitnessOf(milk, date('2010-12-10'), 0), 'fit');
  assert.equal(fitnessOf(milk, date('2010-12-11'), 0), 'expired');
  assert.equal(daysLeft(milk, date('2010-12-10')), 0);
  assert.equal(daysLeft(milk, date('2010-12-12')), -2);
});

test('today is the day of the site, not of the server', () => {
  const atMidnightInLyon = expectOk(parseInstant('2010-12-10T23:30:00Z'), 'time');
  const milk = lot('L1', '2010-12-10');
  assert.equal(fitnessOf(milk, localDateIn('Europe/London', atMidnightInLyon), 0), 'fit');
  assert.equal(fitnessOf(milk, localDateIn('Europe/Paris', atMidnightInLyon), 0), 'expired');
});

test('what a customer demands at delivery is reckoned from the day the goods leave, the way included', () => {
  const cheese = lot('L1', '2010-12-31');
  assert.equal(fitnessOf(cheese, date('2010-12-01'), 30), 'fit');
  assert.equal(fitnessOf(cheese, date('2010-12-01'), 31), 'short-dated');
  assert.equal(fitnessOf(cheese, date('2010-12-02'), 30), 'short-dated');
});

test('a bar comes before any date, and what nobody stated is barred', () => {
  assert.equal(fitnessOf(lot('L1', null, { bar: 'held' }), date('2010-12-01'), 0), 'held');
  assert.equal(fitnessOf(lot('L1', '2009-01-01', { bar: 'recalled' }), date('2010-12-01'), 0), 'recalled');
  assert.equal(fitnessOf(unstatedLot('L9'), date('2010-12-01'), 0), 'unstated');
});

test('the first to expire goes first, then the first received, then the smaller number', () => {
  const lots = [
    lot('D', null),
    lot('C', '2011-01-01', { receivedOn: date('2010-11-02') }),
    lot('B', '2011-01-01', { receivedOn: date('2010-11-01') }),
    lot('F', '2010-12-24', { receivedOn: date('2010-11-01') }),
    lot('E', '2010-12-24', { receivedOn: date('2010-11-01') }),
  ];
  assert.deepEqual(lots.toSorted(firstToExpire).map((one) => one.lot), ['E', 'F', 'B', 'C', 'D']);
});
