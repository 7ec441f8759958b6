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
