import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unitPrice } from '../../kernel/unit-price.ts';
import { priceVerdict } from './price-check.ts';

const verdict = (ordered: string, contract: string | null): string =>
  priceVerdict(unitPrice(ordered), contract === null ? undefined : unitPrice(contract), 100n);

test('one percent either way, the limit included', () => {
  assert.equal(verdict('1.01', '1'), 'within-tolerance');
  assert.equal(verdict('0.99', '1'), 'within-tolerance');
  assert.equal(verdict('1.010001', '1'), 'beyond-tolerance');
  assert.equal(verdict('0.989999', '1'), 'beyond-tolerance');
});

test('no contract, no verdict', () => assert.equal(verdict('1', null), 'no-contract'));
