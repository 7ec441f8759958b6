import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantity } from '../../kernel/quantity.ts';
import { drawnFrom, heldAfter, withHeld, type HeldStock } from './reservation.ts';

const held = (reservation: string, site: string, units: number, lot?: string): HeldStock => ({
  reservation, item: 'IT-1', site, quantity: quantity(units), ...(lot === undefined ? {} : { lot }),
});
const free = (site: string, units: number, lot?: string) => ({
  item: 'IT-1', site, availableToPromise: quantity(units), ...(lot === undefined ? {} : { lot }),
});
const promised = (site: string, units: number, lot?: string) => ({
  line: 1, item: 'IT-1', site, quantity: quantity(units), ...(lot === undefined ? {} : { lot }),
});

test('what is held comes first: its lot, then its site, and it is added to what is free', () => {
  const available = [free('reading', 9), free('leeds', 5, 'L1'), free('leeds', 0, 'L2')];
  assert.deepEqual(withHeld(available, [held('RS-1', 'leeds', 3, 'L2')]), [
    free('leeds', 3, 'L2'), free('leeds', 5, 'L1'), free('reading', 9),
  ]);
  assert.equal(withHeld(available, []), available, 'an order that names nothing sees what everybody sees');
});

test('reservations are drawn on in turn, and only for what is newly promised at their place', () => {
  const both = [held('RS-1', 'leeds', 3), held('RS-2', 'leeds', 4), held('RS-2', 'reading', 4)];
  const drawn = drawnFrom(both, [promised('leeds', 2)], [promised('leeds', 7), promised('york', 9)]);
  assert.deepEqual(drawn, [held('RS-1', 'leeds', 3), held('RS-2', 'leeds', 2)]);
  assert.deepEqual(drawnFrom(both, [promised('leeds', 7)], [promised('leeds', 2)]), [], 'less draws nothing');
});

test('what is left is what was not drawn, place by place', () => {
  const places = [{ site: 'leeds', quantity: quantity(3) }, { site: 'reading', quantity: quantity(4) }];
  const left = heldAfter(places, [held('RS-1', 'leeds', 3), held('RS-1', 'reading', 1)]);
  assert.deepEqual(left, [{ site: 'reading', quantity: quantity(3) }]);
});
