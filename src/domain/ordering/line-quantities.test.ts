import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantity } from '../../kernel/quantity.ts';
import { lineQuantities, type LineFacts } from './line-quantities.ts';

const ZERO = quantity(0);
const ten: LineFacts = {
  ordered: quantity(10),
  orderedEver: quantity(10),
  cancelRequested: false,
  committed: ZERO,
  shipped: ZERO,
  short: ZERO,
  shortShip: 'backorder',
};

/** Cancelled, effective, closed short, to ship, overshipped: in units. */
const of = (facts: Partial<LineFacts>): bigint[] => {
  const line = lineQuantities({ ...ten, ...facts });
  const { cancelled, effective, closedShort, toShip, overshipped } = line;
  return [cancelled, effective, closedShort, toShip, overshipped].map((value) => value / 1_000_000n);
};

test('a line as ordered', () => assert.deepEqual(of({}), [0n, 10n, 0n, 10n, 0n]));

test('cancelled before anything was picked', () => {
  assert.deepEqual(of({ cancelRequested: true }), [10n, 0n, 0n, 0n, 0n]);
});

test('cancelled too late for a part', () => {
  assert.deepEqual(of({ cancelRequested: true, committed: quantity(4) }), [6n, 4n, 0n, 4n, 0n]);
});

test('floors of several sites that add up to more than was ordered', () => {
  assert.deepEqual(of({ cancelRequested: true, committed: quantity(12) }), [0n, 10n, 0n, 10n, 0n]);
});

test('cancelled after it shipped: it stays ordered', () => {
  assert.deepEqual(of({ cancelRequested: true, shipped: quantity(10) }), [0n, 10n, 0n, 10n, 0n]);
});

test('a short pick is shipped later, or closed, as the terms say', () => {
  const short = { shipped: quantity(7), short: quantity(3) };
  assert.deepEqual(of(short), [0n, 10n, 0n, 10n, 0n]);
  assert.deepEqual(of({ ...short, shortShip: 'close' }), [0n, 10n, 3n, 7n, 0n]);
});

test('what was short and shipped after all is not closed', () => {
  const found = { shipped: quantity(10), short: quantity(3), shortShip: 'close' as const };
  assert.deepEqual(of(found), [0n, 10n, 0n, 10n, 0n]);
});

test('what shipped beyond the order is named, and not thereby ordered', () => {
  assert.deepEqual(of({ shipped: quantity(12) }), [0n, 10n, 0n, 10n, 2n]);
});

test('reduced after it shipped: it stays as ordered before, and somebody must look', () => {
  const late = { ordered: quantity(6), shipped: quantity(10) };
  assert.deepEqual(of(late), [0n, 10n, 0n, 10n, 4n]);
});
