import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantity } from '../../kernel/quantity.ts';
import { reasonOf } from './adjustment-reason.ts';
import { causeOf, mendsItself, valueOf, variancePercent, type VarianceEvidence } from './variance.ts';

const evidence = (stated: number, book: number, more: Partial<VarianceEvidence> = {}): VarianceEvidence => ({
  stated: quantity(stated),
  book: quantity(book),
  theirBook: null,
  movements: [],
  earlierBook: null,
  unmapped: 0,
  ...more,
});
const moved = (name: string, units: number) => ({
  name, kind: 'ship', change: quantity(units) as bigint,
});

test('the cause of a difference, the surest first', () => {
  const cause = (...args: Parameters<typeof evidence>) => causeOf(evidence(...args)).cause;
  assert.equal(cause(10, 10), 'none');
  assert.equal(cause(10, 10, { earlierBook: quantity(12) }), 'late-movement');
  assert.equal(cause(12, 10, { theirBook: quantity(12) }), 'missing-movement');
  assert.equal(cause(12, 10, { theirBook: quantity(10) }), 'unexplained');
  const twice = [moved('SH-1', -4), moved('SH-2', -4), moved('SH-3', -1)];
  assert.equal(cause(14, 10, { movements: twice }), 'duplicate-movement');
  assert.equal(cause(6, 10, { movements: twice }), 'unexplained', 'the other way round they explain nothing');
  assert.equal(cause(14, 10, { movements: twice.slice(1) }), 'unexplained', 'one alone is no duplicate');
  assert.equal(cause(24, 288), 'unit-error');
  assert.equal(cause(288, 24), 'unit-error');
  assert.equal(cause(0, 288), 'unexplained', 'nothing is no other unit of something');
  assert.equal(cause(7, 10, { unmapped: 2 }), 'unmapped');
});

test('nothing is posted for what more facts will mend', () => {
  const mends = [
    'missing-movement', 'late-movement', 'duplicate-movement', 'unit-error', 'unmapped',
  ] as const;
  assert.deepEqual(mends.filter(mendsItself), mends);
  assert.deepEqual((['none', 'unexplained'] as const).filter(mendsItself), []);
});

test('percent and value have no sign, and rounding never hides a difference', () => {
  assert.equal(variancePercent(quantity(97), quantity(100)), '3.00');
  assert.equal(variancePercent(quantity(103), quantity(100)), '3.00');
  assert.equal(variancePercent(quantity(5), quantity(0)), '100');
  assert.equal(valueOf(-2_500_000n, 399n), 998n);
  assert.equal(valueOf(1n, 1n), 1n);
});

test('words that say one reason for sure are mapped; what says two, or nothing, is for a person', () => {
  const said = {
    damaged: ['damaged', 'Damages', 'wet damaged', 'broken', 'smashed'],
    lost: ['lost', 'missing', 'cant find', "can't find", 'lost in space?', 'not found'],
    found: ['found', 'FOUND'],
    scrapped: ['thrown away', 'thrown away-rusty?'.slice(0, 11), 'unsaleable, destroyed.'],
    sample: ['samples', 'display'],
    miscounted: ['wrongly counted', 'counted wrong'],
    'wrong-item': ['wrong code', 'wrongly marked', 'mixed up'],
  } as const;
  for (const [reason, texts] of Object.entries(said)) {
    for (const text of texts) assert.equal(reasonOf(text), reason, text);
  }
  const unsure = ['', '?', 'check', 'ebay', 'Amazon', 'damages/samples', 'found some more, others broken'];
  for (const text of unsure) {
    assert.equal(reasonOf(text), null, text);
  }
});
