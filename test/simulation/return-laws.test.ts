/**
 * Laws 1a, 3, 4 and 7 over whole lives of returns in front of systems that lie. A failing seed shows
 * itself again with `npm run simulate -- --seed <seed> --runs 1 --faults <level>`.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RETURN_MUTANTS, simulateReturns } from '../../src/simulation/returns/simulate.ts';

/** The same on every day, so that a red run means a changed program; chance belongs to soak runs. */
const SEED = Number(process.env['CROSSDOCK_SEED'] ?? 20_310_305);
const RUNS = 60;

describe(`laws of returns, from seed ${SEED}`, () => {
  for (const faults of ['none', 'calm', 'rough', 'hell'] as const) {
    test(`${faults}: no credit before receipt, never more than billed, whatever the order of facts`, () => {
      const result = simulateReturns({ seed: SEED, runs: RUNS, faults });
      const shown = result.violations.map(({ seed, what }) => `  --seed ${seed}: ${what}`);
      assert.equal(shown.length, 0, `faults ${faults}, from seed ${SEED}:\n${shown.join('\n')}`);
      // A run in which nothing happened would prove nothing.
      assert.ok(result.credits > RUNS / 2 && result.refunds > 0, `${result.credits} credits`);
      assert.ok(result.replacements > 0, 'nothing was replaced');
      assert.ok((result.lifecycles.get('closed') ?? 0) > result.returns / 4, 'few returns came to an end');
      if (faults === 'rough') assert.ok(result.reversals > 0 && result.crashes > 0);
    });
  }

  test('what a posted credit holds is free for nobody, also when less is decided and a person lets it stand', () => {
    assert.deepEqual(simulateReturns({ seed: 44, runs: 1, faults: 'hell' }).violations, []);
  });

  test('the same seed gives the same history', () => {
    const again = () => simulateReturns({ seed: SEED, runs: 10, faults: 'hell' });
    assert.deepEqual(again(), again());
  });
});

/** Histories within which each mutant must be caught. */
const RUNS_MOST = 60;

describe('a simulation that cannot fail proves nothing: each guard taken away is noticed', () => {
  for (const mutant of RETURN_MUTANTS) {
    test(mutant, () => {
      const { histories, violations } = simulateReturns({
        seed: 1, runs: RUNS_MOST, faults: 'rough', mutant, stopAtFirst: true,
      });
      assert.ok(violations.length > 0, `${histories} histories without a violation`);
    });
  }
});
