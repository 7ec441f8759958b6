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
  assert.equal(result.stock.unequal, 0, 'every balance is the sum of its movements');
  assertCreditsAreExplained(result);
  assert.equal(totals.invoiced, totals.shipped, 'invoiced is what shipped, to the penny');
  assert.equal(source.linesSold, result.lines, 'every sold line is a line of an order');
  const setAside = Object.values(source.setAside).reduce((sum, count) => sum + count, 0);
  assert.equal(source.linesSold + setAside, source.linesRead, 'every line is accounted for');
  assert.equal(code, 0);
}

/** Every penny of the credit documents was credited, turned down, or waits for a person. */
function assertCreditsAreExplained({ returns, source }: ReplayResult): void {
  const { requested, credited, refused, awaitingPerson } = returns;
  assert.equal(source.credited.lines, source.setAside['credit-document'], 'every credit line is asked for');
  const unmatched = Object.values(source.credited.unmatched);
  const asked = [source.credited.matched, ...unmatched].reduce((sum, { money }) => sum + pence(money), 0n);
  assert.equal(pence(requested.money), asked, 'what is asked for is what the documents credit');
  const explained = [credited, refused, awaitingPerson].reduce((sum, { money }) => sum + pence(money), 0n);
  assert.equal(explained, asked, 'credited, refused and waiting are all of it');
  const waiting = unmatched.reduce((sum, { money }) => sum + pence(money), 0n);
  assert.ok(pence(awaitingPerson.money) >= waiting, 'what leads to no sale waits for a person');
  assert.ok(pence(credited.money) <= pence(source.credited.matched.money), 'only what was sold is credited');
  assert.equal(pence(returns.posted), pence(credited.money) + pence(returns.priceDifference));
}

const pence = (amount: string): bigint => BigInt(amount.replace('.', ''));
