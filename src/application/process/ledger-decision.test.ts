import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LotBar } from '../../domain/inventory/shelf-life.ts';
import { quantity } from '../../kernel/quantity.ts';
import { addDays, instant, type LocalDate } from '../../kernel/instant.ts';
import { StockInHand } from './ledger-decision.ts';

const positions = [
  { entity: 'uk', item: 'A', site: 'S1', lot: '', onHand: quantity(6), allocated: quantity(0) },
  { entity: 'uk', item: 'A', site: 'S2', lot: '', onHand: quantity(5), allocated: quantity(0) },
];
const TODAY = '2010-12-10' as LocalDate;
const SITES = { sitesOf: () => ['S1', 'S2'], todayAt: () => TODAY };
const claimant = (instance: string, orderedAt: number) => ({
  entity: 'uk',
  instance,
  orderedAt: instant(orderedAt),
});
const owed = (instance: string, orderedAt: number, units: number) => ({
  ...claimant(instance, orderedAt),
  item: 'A',
  shortfall: quantity(units),
  lifeDays: 0,
});
const freeFor = (stock: StockInHand, instance: string, orderedAt: number): bigint[] =>
  stock.available(claimant(instance, orderedAt), ['A']).map((row) => row.availableToPromise);

test('what an older order waits for is kept for it, and only for it', () => {
  const stock = new StockInHand({ positions, lots: [], backorders: [owed('old', 1, 8)] }, SITES);
  assert.deepEqual(freeFor(stock, 'new', 2), [quantity(0), quantity(3)]);
  assert.deepEqual(stock.keptBack(), [{ entity: 'uk', item: 'A' }]);
  assert.deepEqual(freeFor(stock, 'old', 1), [quantity(6), quantity(5)]);
});

test('once the older order is served, nothing is kept for it any more', () => {
  const stock = new StockInHand({ positions, lots: [], backorders: [owed('old', 1, 8)] }, SITES);
  stock.owe(claimant('old', 1), new Map());
  stock.take('uk', 'A', 'S1', '', quantity(6));
  stock.take('uk', 'A', 'S2', '', quantity(2));
  assert.deepEqual(freeFor(stock, 'new', 2), [quantity(0), quantity(3)]);
  assert.deepEqual(stock.keptBack(), []);
});

test('a younger order is never in the way of an older one', () => {
  const stock = new StockInHand({ positions, lots: [], backorders: [owed('young', 9, 8)] }, SITES);
  assert.deepEqual(freeFor(stock, 'old', 1), [quantity(6), quantity(5)]);
});

const lotAt = (lot: string, units: number, allocated = 0) => ({
  entity: 'uk', item: 'A', site: 'S1', lot, onHand: quantity(units), allocated: quantity(allocated),
});
const stated = (lot: string, days: number, bar: LotBar | null = null) => ({
  entity: 'uk', item: 'A', lot, expiresOn: addDays(TODAY, days), receivedOn: null, bar,
});
const offered = (stock: StockInHand, lifeDays: number) =>
  stock
    .available(claimant('new', 2), ['A'], { lifeDaysOf: () => lifeDays })
    .filter(({ barred, availableToPromise }) => barred !== true && availableToPromise > 0n)
    .map(({ lot, availableToPromise }) => [lot, availableToPromise]);

test('lots are offered first to expire first, and none that is expired, held, unstated or too old', () => {
  const held = { positions: [
    lotAt('LATE', 4), lotAt('SOON', 3), lotAt('GONE', 9), lotAt('HELD', 9), lotAt('NOBODY', 9),
  ], backorders: [], lots: [
    stated('LATE', 60), stated('SOON', 5), stated('GONE', -1), stated('HELD', 90, 'held'),
  ] };
  assert.deepEqual(offered(new StockInHand(held, SITES), 0), [['SOON', quantity(3)], ['LATE', quantity(4)]]);
  assert.deepEqual(offered(new StockInHand(held, SITES), 30), [['LATE', quantity(4)]]);
});

test('what an older order cannot use is not kept for it', () => {
  const short = {
    positions: [lotAt('SOON', 10)], lots: [stated('SOON', 5)],
    backorders: [{ ...owed('old', 1, 10), lifeDays: 30 }],
  };
  assert.deepEqual(offered(new StockInHand(short, SITES), 0), [['SOON', quantity(10)]]);
  const both = { ...short, positions: [lotAt('SOON', 4), lotAt('LATE', 12)],
    lots: [stated('SOON', 5), stated('LATE', 60)] };
  assert.deepEqual(offered(new StockInHand(both, SITES), 0), [['SOON', quantity(4)], ['LATE', quantity(2)]]);
});
