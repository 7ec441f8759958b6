import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LocalDate } from '../../kernel/instant.ts';
import { quantity } from '../../kernel/quantity.ts';
import { restockFault, type ReturnedGoods } from './restock.ts';

const TODAY = '2010-12-10' as LocalDate;
const LOT = { lot: 'L1', expiresOn: '2010-12-31' as LocalDate, receivedOn: null, bar: null } as const;
const goods = (more: Partial<ReturnedGoods> = {}): ReturnedGoods => ({
  lot: LOT, quantity: quantity(2), outstanding: quantity(5), chainUnbroken: true, ...more,
});

test('only an unbroken chain of our own lot, with life left, goes back into stock', () => {
  assert.equal(restockFault(goods(), TODAY, 14), null);
  assert.equal(restockFault(goods({ lot: null }), TODAY, 14), null);
  assert.equal(restockFault(goods({ chainUnbroken: false }), TODAY, 14), 'chain-broken');
  assert.equal(restockFault(goods({ quantity: quantity(6) }), TODAY, 14), 'not-ours');
  assert.equal(restockFault(goods(), TODAY, 22), 'short-dated');
  const old = { ...LOT, expiresOn: '2010-12-09' as LocalDate };
  assert.equal(restockFault(goods({ lot: old }), TODAY, 0), 'expired');
  for (const bar of ['recalled', 'held', 'unreleased', 'unstated', 'disputed', 'rejected'] as const) {
    assert.equal(restockFault(goods({ lot: { ...LOT, bar } }), TODAY, 0), bar);
  }
});
