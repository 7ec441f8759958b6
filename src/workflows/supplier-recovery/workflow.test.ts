import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FACTS } from '../../canonical/catalogue.ts';
import type { FactType } from '../../canonical/fact-type.ts';
import type { Fact } from '../../engine/fact.ts';
import type { Judgement } from '../../engine/judgement.ts';
import { emptyState, evolve, type State } from '../../engine/state.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { claimViewOf } from './claim-view.ts';
import { REGISTERS } from './registers.ts';
import { judgeClaim } from './workflow.ts';

const SCOPE = { entity: 'uk', businessId: 'CLM-1' };
const DAY = 86_400_000;
const POLICY = {
  system: 'supplier', zones: new Map([['uk', 'Europe/London']]), rounding: 'half-up' as const,
  warnBeforeMs: 7 * DAY, answerWithinMs: 10 * DAY, settleWithinMs: 30 * DAY,
};
const at = expectOk(parseInstant('2031-03-03T08:00:00Z'), 'now');
const pounds = (amount: string) => ({ amount, currency: 'GBP' });

let facts = 0;
function fact<T>(type: FactType<T>, wire: object): Fact {
  const { content, text } = expectOk(type.decode(wire), type.type);
  return {
    source: 'test', id: String(++facts), type: type.type, content, text, entity: 'uk', occurredAt: at,
    recordedAt: at, correlationId: 'uk/supplier-claim/CLM-1', causationId: null,
  };
}

const stateOf = (all: readonly Fact[]): State =>
  all.reduce((state, one) => evolve(REGISTERS, state, one).state, emptyState(REGISTERS));
const judge = (all: readonly Fact[]): Judgement => judgeClaim(stateOf(all), SCOPE, POLICY);

/** What can be compared of a judgement: its contents are functions. */
const seen = ({ wanted, decisions, ...rest }: Judgement) => ({
  ...rest,
  decisions: [...decisions].sort(),
  wanted: wanted.map(({ content, ...one }) => ({ ...one, content: content() })),
});

const reported = fact(FACTS.supplierFaultReported, {
  claim: 'CLM-1', version: 1, rma: 'RMA-1', inspection: 'INS-1', part: 1, receipt: 'REC-1', site: 'leeds',
  item: 'RELAY', quantity: '8', grade: 'defective', faultOf: 'supplier', foundAt: '2031-03-03T08:00:00Z',
});
const traced = fact(FACTS.purchaseTraced, {
  claim: 'CLM-1', generation: 1, of: claimViewOf(stateOf([reported]), SCOPE, POLICY)!.traceMark,
  purchase: {
    purchaseOrder: 'PO-1', delivery: 'DEL-1', supplier: 'SUP-1', deliveredOn: '2031-02-20', unitCost: '15',
    currency: 'GBP',
  },
  terms: { covers: ['defective'], claimBy: '2031-04-20' },
});

/** The answer of a policy to the question that is wanted by these facts. */
function answered(known: readonly Fact[], decision: string, row: string, outputs: object): Fact {
  const asked = judge(known).wanted.find(({ id }) => id === `decide-policy:${decision}`);
  assert.ok(asked, `${decision} is not asked`);
  const { of, table, inputs } = asked.content() as { of: string; table: string; inputs: object };
  return fact(FACTS.policyDecided, {
    subject: { workflow: 'supplier-claim', number: 'CLM-1' }, decision, generation: 1, of, table,
    tableVersion: 1, row, inputs, outputs,
  });
}

const decided = answered([reported, traced], 'recovery', 'otherwise', {
  verdict: 'claim', code: 'claim-with-goods', returnGoods: true,
});
const filed = fact(FACTS.supplierClaimFiled, {
  claim: 'CLM-1', revision: 1, of: 'mark', supplierClaim: 'C1', supplier: 'SUP-1', amount: pounds('120.00'),
});
const partly = fact(FACTS.supplierClaimAnswered, {
  claim: 'CLM-1', answer: 1, verdict: 'partly', amount: pounds('40.00'), reason: 'wear',
});
const before = [reported, traced, decided, filed, partly];
const required = answered(before, 'approval:concede:1', 'settlement', { approvals: 1, role: 'procurement' });
const approved = fact(FACTS.approvalDecided, {
  subject: { workflow: 'supplier-claim', number: 'CLM-1' }, task: 'concede:1:80.00 GBP', decision: 1,
  verdict: 'approve', covers: pounds('80.00'), by: 'ada', role: 'procurement', authority: 'a row',
  reason: 'seen',
});
const settled = fact(FACTS.supplierClaimSettled, {
  claim: 'CLM-1', settlement: 'SC-1', amount: pounds('40.00'), settledOn: '2031-03-09',
});
const collected = fact(FACTS.supplierReturnCollected, {
  claim: 'CLM-1', shipment: 'RTV-1', site: 'leeds', item: 'RELAY', quantity: '8',
  collectedAt: '2031-03-06T08:00:00Z',
});
const LIFE = [...before, required, approved, collected, settled];

test('the same facts, in any order and however often, give the same judgement', () => {
  const subsets = fc.subarray(LIFE, { minLength: 1 });
  fc.assert(
    fc.property(subsets, fc.infiniteStream(fc.nat()), (some, chance) => {
      const expected = seen(judge(some));
      const repeated = [...some, ...some.slice(0, 2)];
      const keyed = repeated.map((one) => ({ one, key: chance.next().value as number }));
      const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
      assert.deepEqual(seen(judge(shuffled)), expected);
    }),
    { seed: 41, numRuns: 300 },
  );
});

test('whatever is known, less than was claimed is accepted with approval only', () => {
  fc.assert(
    fc.property(fc.subarray(LIFE), (some) => {
      const accepting = judge(some).wanted.find(({ id }) => id.startsWith('accept-answer'));
      const isCleared = accepting?.gates.every(({ status }) => status === 'cleared') === true;
      if (isCleared) assert.ok(some.includes(approved) && some.includes(required));
    }),
    { seed: 42, numRuns: 500 },
  );
});

test('every fault ends as a claim, as a stated reason, or in the queue of a person', () => {
  const ends: Record<string, string> = {
    claim: 'to-claim', 'no-claim': 'not-claimed', review: 'review',
  };
  for (const [verdict, lifecycle] of Object.entries(ends)) {
    const outputs = { verdict, code: 'why', returnGoods: false };
    const answer = answered([reported, traced], 'recovery', 'a-row', outputs);
    const judged = judge([reported, traced, answer]);
    assert.equal(judged.lifecycle, lifecycle);
    const files = judged.wanted.some(({ id }) => id === 'file-claim');
    assert.equal(files, verdict === 'claim');
    assert.equal(judged.cases.some(({ kind }) => kind === 'recovery-review'), verdict === 'review');
  }
  assert.equal(judge(LIFE).lifecycle, 'settled');
  assert.equal(judge(LIFE).equations[0]?.id, 'settled:CLM-1');
});
