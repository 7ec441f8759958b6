import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantity } from '../../kernel/quantity.ts';
import { firstOf, pendingByLot } from './lot-promise.ts';

const lots = (named: Record<string, number>) =>
  Object.entries(named).map(([lot, units]) => ({ lot, quantity: quantity(units) }));

test('what left is no longer pending of its lot', () => {
  const pending = pendingByLot(quantity(4), lots({ L1: 5, L2: 2 }), lots({ L1: 3 }));
  assert.deepEqual(pending, lots({ L1: 2, L2: 2 }));
});

test('another lot than the promised one left: the one that should have gone first is done with', () => {
  const promised = lots({ L1: 5, L2: 5 });
  assert.deepEqual(pendingByLot(quantity(6), promised, lots({ L9: 4 })), lots({ L1: 1, L2: 5 }));
  assert.deepEqual(pendingByLot(quantity(3), promised, lots({ L1: 7 })), lots({ L2: 3 }));
  assert.deepEqual(pendingByLot(quantity(0), promised, lots({ L1: 10 })), []);
});

test('the warehouse is told the first lots of a promise, and no more than is to ship', () => {
  assert.deepEqual(firstOf(quantity(6), lots({ L1: 5, L2: 5, L3: 5 })), lots({ L1: 5, L2: 1 }));
  assert.deepEqual(firstOf(quantity(0), lots({ L1: 5 })), []);
});
