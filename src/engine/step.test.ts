import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instant } from '../kernel/instant.ts';
import type { BookEntry, CommandStatus } from './book.ts';
import type { Equation } from './judgement.ts';
import { isUnderway, verdictOf } from './step.ts';

const equation = (left: bigint, right: bigint): Equation => ({
  id: 'shipped:10',
  name: 'shipped = invoiced + billable or held',
  subject: 'line 10',
  unit: 'quantity',
  left: [{ name: 'shipped', value: left, system: 'wms' }],
  right: [{ name: 'invoiced', value: right, system: 'erp' }],
  odd: 'erp',
  atStake: null,
});
const NOON = 1_000 as Instant;
const LATER = 2_000 as Instant;

test('an equation holds, is in transit, or is broken', () => {
  assert.equal(verdictOf(equation(5n, 5n), true, LATER, NOON), 'holds');
  assert.equal(verdictOf(equation(5n, 4n), true, NOON, LATER), 'in-transit');
  assert.equal(verdictOf(equation(5n, 4n), false, LATER, NOON), 'in-transit');
  assert.equal(verdictOf(equation(5n, 4n), false, NOON, LATER), 'broken');
});

test('something is under way until it is settled; a parked command waits for a person', () => {
  const bookOf = (status: CommandStatus) =>
    new Map([['post', { status } as unknown as BookEntry]]);
  const underway: CommandStatus[] = ['queued', 'failing', 'sending', 'in-doubt'];
  const settled: CommandStatus[] = ['parked', 'done', 'refused', 'withdrawn', 'compensated'];
  for (const status of underway) assert.equal(isUnderway(bookOf(status)), true, status);
  for (const status of settled) assert.equal(isUnderway(bookOf(status)), false, status);
});
