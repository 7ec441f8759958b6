import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantity } from '../../kernel/quantity.ts';
import { instant } from '../../kernel/instant.ts';
import { StockInHand } from './ledger-decision.ts';

const positions = [
  { entity: 'uk', item: 'A', site: 'S1', onHand: quantity(6), allocated: quantity(0) },
  { entity: 'uk', item: 'A', site: 'S2', onHand: quantity(5), allocated: quantity(0) },
];
const claimant = (instance: string, orderedAt: number) => ({
  entity: 'uk',
  instance,
  orderedAt: instant(orderedAt),
});
const owed = (instance: string, orderedAt: number, units: number) => ({
  ...claimant(instance, orderedAt),
  item: 'A',
  shortfall: quantity(units),
});
const freeFor = (stock: StockInHand, instance: string, orderedAt: number): bigint[] =>
  stock.available(claimant(instance, orderedAt), ['A']).map((row) => row.availableToPromise);

test('what an older order waits for is kept for it, and only for it', () => {
  const stock = new StockInHand({ positions, backorders: [owed('old', 1, 8)] }, () => ['S1', 'S2']);
  assert.deepEqual(freeFor(stock, 'new', 2), [quantity(0), quantity(3)]);
  assert.deepEqual(stock.keptBack(), [{ entity: 'uk', item: 'A' }]);
  assert.deepEqual(freeFor(stock, 'old', 1), [quantity(6), quantity(5)]);
});

test('once the older order is served, nothing is kept for it any more', () => {
  const stock = new StockInHand({ positions, backorders: [owed('old', 1, 8)] }, () => ['S1', 'S2']);
  stock.owe(claimant('old', 1), new Map());
  stock.take('uk', 'A', 'S1', quantity(6));
  stock.take('uk', 'A', 'S2', quantity(2));
  assert.deepEqual(freeFor(stock, 'new', 2), [quantity(0), quantity(3)]);
  assert.deepEqual(stock.keptBack(), []);
});

test('a younger order is never in the way of an older one', () => {
  const stock = new StockInHand({ positions, backorders: [owed('young', 9, 8)] }, () => ['S1', 'S2']);
  assert.deepEqual(freeFor(stock, 'old', 1), [quantity(6), quantity(5)]);
});
