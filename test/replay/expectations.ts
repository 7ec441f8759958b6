import assert from 'node:assert/strict';
import type { ReplayResult } from '../../src/cli/results.ts';

/** What a replay must end with, whatever was replayed. */
export function assertReplayIsRight(result: ReplayResult, code: number): void {
  const { source, totals, equations, audit } = result;
  assert.equal(equations.broken, 0, 'broken equations');
  assert.equal(result.unexplained, 0, 'orders that are neither finished nor explained by a case');
  assert.equal(audit.violations + audit.forgotten, 0, audit.first.join('\n'));
  const { posted, awaitingPerson } = result.adjustments;
  assert.equal(posted + awaitingPerson, source.setAside['write-off'], 'every write-off is posted or asked about');
  assert.equal(totals.invoiced, totals.shipped, 'invoiced is what shipped, to the penny');
  assert.equal(source.linesSold, result.lines, 'every sold line is a line of an order');
  const setAside = Object.values(source.setAside).reduce((sum, count) => sum + count, 0);
  assert.equal(source.linesSold + setAside, source.linesRead, 'every line is accounted for');
  assert.equal(code, 0);
}
