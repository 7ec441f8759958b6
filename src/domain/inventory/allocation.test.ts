import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantity } from '../../kernel/quantity.ts';
import { planAllocation } from './allocation.ts';

const demand = (line: number, units: number, item = 'A', alternatives: string[] = []) => ({
  line, item, alternatives, quantity: quantity(units),
});
const at = (item: string, site: string, units: number) => ({
  item, site, availableToPromise: quantity(units),
});
const base = { standing: [], partial: true, takeBack: false };

test('sites serve in their order, then alternatives, and what is missing is named', () => {
  const plan = planAllocation({
    ...base,
    demands: [demand(1, 10, 'A', ['B'])],
    available: [at('A', 'S1', 4), at('B', 'S1', 9), at('A', 'S2', 3), at('B', 'S2', 9)],
  });
  const promised = plan.allocations.map((row) => [row.item, row.site, row.quantity]);
  assert.deepEqual(promised, [
    ['A', 'S1', quantity(4)], ['A', 'S2', quantity(3)], ['B', 'S1', quantity(3)],
  ]);
  const short = planAllocation({ ...base, demands: [demand(1, 10)], available: [at('A', 'S1', 4)] });
  assert.deepEqual(short.shortfalls, [{ line: 1, quantity: quantity(6) }]);
});

test('without partial, a shortfall anywhere promises nothing new', () => {
  const plan = planAllocation({
    ...base, partial: false, demands: [demand(1, 2), demand(2, 9, 'B')],
    available: [at('A', 'S1', 5), at('B', 'S1', 5)],
  });
  assert.deepEqual(plan.allocations, []);
  assert.equal(plan.shortfalls.length, 2);
});

test('a line that wants less gives back what has not left, and never what has', () => {
  const standing = [{ line: 1, item: 'A', site: 'S1', quantity: quantity(8), fulfilled: quantity(5) }];
  const plan = planAllocation({ ...base, standing, demands: [demand(1, 2)], available: [at('A', 'S1', 0)] });
  assert.deepEqual(plan.allocations, [{ line: 1, item: 'A', site: 'S1', quantity: quantity(5) }]);
});

test('goods that are gone are taken back, and sought elsewhere', () => {
  const standing = [{ line: 1, item: 'A', site: 'S1', quantity: quantity(8), fulfilled: quantity(0) }];
  const plan = planAllocation({
    ...base, takeBack: true, standing, demands: [demand(1, 8)],
    available: [at('A', 'S1', -3), at('A', 'S2', 2)],
  });
  const kept = plan.allocations.map((row) => [row.site, row.quantity]);
  assert.deepEqual(kept, [['S1', quantity(5)], ['S2', quantity(2)]]);
  assert.deepEqual(plan.shortfalls, [{ line: 1, quantity: quantity(1) }]);
});

test('a line changed to another item gives the first one back, but for what has left', () => {
  const standing = [{ line: 1, item: 'A', site: 'S1', quantity: quantity(8), fulfilled: quantity(3) }];
  const plan = planAllocation({
    ...base, standing, demands: [demand(1, 8, 'C')], available: [at('A', 'S1', 0), at('C', 'S1', 9)],
  });
  const promised = plan.allocations.map((row) => [row.item, row.quantity]);
  assert.deepEqual(promised, [['A', quantity(3)], ['C', quantity(5)]]);
});

const inLot = (site: string, lot: string, units: number, barred = false) => ({
  item: 'A', site, lot, availableToPromise: quantity(units), barred,
});
const lotsOf = (plan: ReturnType<typeof planAllocation>) =>
  plan.allocations.map((row) => [row.lot ?? '', row.quantity]);

test('lots go in the order given, as many as it takes', () => {
  const plan = planAllocation({
    ...base,
    demands: [demand(1, 12)],
    available: [inLot('S1', 'L1', 5), inLot('S1', 'L2', 5), inLot('S2', 'L3', 5)],
  });
  assert.deepEqual(lotsOf(plan), [['L1', quantity(5)], ['L2', quantity(5)], ['L3', quantity(2)]]);
});

test('a barred lot is never promised, and a promise of it is given back at once', () => {
  const standing = [
    { line: 1, item: 'A', site: 'S1', lot: 'L1', quantity: quantity(4), fulfilled: quantity(1) },
  ];
  const plan = planAllocation({
    ...base, standing, demands: [demand(1, 4)],
    available: [inLot('S1', 'L1', -3, true), inLot('S1', 'L2', 9)],
  });
  assert.deepEqual(lotsOf(plan), [['L1', quantity(1)], ['L2', quantity(3)]]);
});

test('of a lot that is gone the promise moves to another, not to nothing', () => {
  const standing = [
    { line: 1, item: 'A', site: 'S1', lot: 'L1', quantity: quantity(5), fulfilled: quantity(0) },
  ];
  const plan = planAllocation({
    ...base, takeBack: true, standing, demands: [demand(1, 5)],
    available: [inLot('S1', 'L1', -5), inLot('S1', 'L2', 9)],
  });
  assert.deepEqual(lotsOf(plan), [['L2', quantity(5)]]);
});

test('goods that left without a word of their lot make the other lots fewer', () => {
  const available = [
    { item: 'A', site: 'S1', availableToPromise: quantity(-3) }, inLot('S1', 'L1', 5), inLot('S1', 'L2', 5),
  ];
  const plan = planAllocation({ ...base, demands: [demand(1, 10)], available });
  assert.deepEqual(lotsOf(plan), [['L1', quantity(2)], ['L2', quantity(5)]]);
  assert.deepEqual(plan.shortfalls, [{ line: 1, quantity: quantity(3) }]);
});

test('a promise that names no lot stands while the site has enough in all', () => {
  const standing = [{ line: 1, item: 'A', site: 'S1', quantity: quantity(8), fulfilled: quantity(0) }];
  const input = { ...base, takeBack: true, standing, demands: [demand(1, 8)] };
  const lotless = { item: 'A', site: 'S1', availableToPromise: quantity(-8) };
  const enough = planAllocation({ ...input, available: [lotless, inLot('S1', 'L1', 9)] });
  assert.deepEqual(lotsOf(enough), [['', quantity(8)]]);
  const tooFew = planAllocation({ ...input, available: [lotless, inLot('S1', 'L1', 6)] });
  assert.deepEqual(lotsOf(tooFew), [['', quantity(6)]]);
  assert.deepEqual(tooFew.shortfalls, [{ line: 1, quantity: quantity(2) }]);
});
