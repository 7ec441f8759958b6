import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCurrency } from '../../kernel/currency.ts';
import { expectOk } from '../../kernel/result.ts';
import { approvalState, makerFault, type ApprovalTask, type ApprovalWord } from './approval.ts';

const [EUR, GBP] = ['EUR', 'GBP'].map((code) => expectOk(parseCurrency(code), code)) as [never, never];
const PEOPLE = ['ada', 'ben', 'cai', 'dee'];

const word: fc.Arbitrary<ApprovalWord> = fc.record({
  by: fc.constantFrom(...PEOPLE),
  verdict: fc.constantFrom('approve', 'approve', 'approve', 'reject'),
  covers: fc.record({ amountMinor: fc.bigInt({ min: 0n, max: 20n }), currency: fc.constantFrom(EUR, GBP) }),
});

const task: fc.Arbitrary<ApprovalTask> = fc.record({
  id: fc.constant('credit:INV-1'),
  kind: fc.constant('credit'),
  text: fc.constant('credit'),
  amount: fc.record({ amountMinor: fc.bigInt({ min: 0n, max: 20n }), currency: fc.constantFrom(EUR, GBP) }),
  role: fc.constant('finance'),
  approvals: fc.integer({ min: 0, max: 3 }),
  makers: fc.subarray(PEOPLE),
});

test('approved means: enough different people, none of them a maker, each for at least this amount', () => {
  fc.assert(
    fc.property(task, fc.array(word, { maxLength: 6 }), (wanted, words) => {
      if (approvalState(wanted, words) !== 'approved') return;
      const others = words.filter(({ by }) => !wanted.makers.includes(by));
      assert.ok(others.every(({ verdict }) => verdict === 'approve'));
      const enough = others.filter(
        ({ covers }) =>
          covers.currency === wanted.amount.currency && covers.amountMinor >= wanted.amount.amountMinor,
      );
      assert.ok(new Set(enough.map(({ by }) => by)).size >= wanted.approvals);
      assert.ok(wanted.approvals > 0);
    }),
    { seed: 31 },
  );
});

test('what a maker says changes nothing, and neither does the order of words', () => {
  fc.assert(
    fc.property(task, fc.array(word, { maxLength: 6 }), (wanted, words) => {
      const said = approvalState(wanted, words);
      assert.equal(approvalState(wanted, words.toReversed()), said);
      assert.equal(approvalState(wanted, words.filter(({ by }) => !wanted.makers.includes(by))), said);
    }),
    { seed: 32 },
  );
});

test('a task says who may not decide it', () => {
  const wanted: ApprovalTask = {
    id: 't', kind: 'credit', text: '', amount: { amountMinor: 5n, currency: EUR },
    role: 'finance', approvals: 2, makers: ['ada'],
  };
  const said: ApprovalWord[] = [{ by: 'ben', verdict: 'approve', covers: wanted.amount }];
  assert.match(makerFault(wanted, 'ada', said) ?? '', /ada began it/);
  assert.match(makerFault(wanted, 'ben', said) ?? '', /ben has decided it already/);
  assert.equal(makerFault(wanted, 'cai', said), null);
  assert.equal(approvalState(wanted, said), 'waiting');
  assert.equal(approvalState(wanted, [...said, { ...said[0]!, by: 'cai' }]), 'approved');
  assert.equal(approvalState(wanted, [...said, { ...said[0]!, by: 'cai', verdict: 'reject' }]), 'rejected');
});
