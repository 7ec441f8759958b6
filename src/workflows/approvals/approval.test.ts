import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { FactType } from '../../canonical/fact-type.ts';
import { emptyState, evolve, registerTypes, type RegisterTypes, type State } from '../../engine/state.ts';
import { parseCurrency } from '../../kernel/currency.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { askApproval, caseOfTask, taskOfCase } from './approval.ts';

const GBP = expectOk(parseCurrency('GBP'), 'currency');
const R = registerTypes({ policy: FACTS.policyDecided, approval: FACTS.approvalDecided });
const TYPES = new Map(Object.values(R).map((type) => [type.type, type])) as unknown as RegisterTypes;
const MAKER = 'ada';

let facts = 0;
function told<T>(state: State, type: FactType<T>, content: T): State {
  const now = expectOk(parseInstant('2031-03-03T08:00:00Z'), 'now');
  const fact = {
    source: 'test', id: String(++facts), type: type.type, content, text: type.encode(content), entity: 'uk',
    occurredAt: now, recordedAt: now, correlationId: 'uk/channel/C-1', causationId: null,
  };
  return evolve(TYPES, state, fact).state;
}

const ask = (state: State, pounds: bigint) =>
  askApproval(state, R, { workflow: 'channel', number: 'C-1' }, {
    subject: 'credit:INV-1', kind: 'credit', text: 'Credit of invoice INV-1',
    amount: { amountMinor: pounds * 100n, currency: GBP }, makers: [MAKER],
  });

function answered(state: State, pounds: bigint, approvals: number, generation = 1): State {
  const { wanted } = ask(state, pounds);
  const { decision, of, table, inputs } = wanted[0]!.content() as ContentOfFact<typeof FACTS.policyDecided>;
  return told(state, FACTS.policyDecided, {
    subject: { workflow: 'channel', number: 'C-1' }, decision, of, table, inputs, generation,
    tableVersion: 4, row: 'credit', outputs: { approvals, role: approvals === 0 ? 'none' : 'finance' },
  });
}

const says = (state: State, by: string, pounds: bigint, verdict: 'approve' | 'reject' = 'approve'): State =>
  told(state, FACTS.approvalDecided, {
    subject: { workflow: 'channel', number: 'C-1' }, task: `credit:INV-1:${pounds}.00 GBP`, decision: 1,
    verdict, covers: { amountMinor: pounds * 100n, currency: GBP }, by, role: 'finance',
    authority: 'approval-authority version 1, row finance', reason: 'checked',
  });

test('nothing leaves before the policy has said whether people must approve', () => {
  const { state, gate, wanted, task } = ask(emptyState(TYPES), 300n);
  assert.deepEqual([state, gate.status, task], ['unknown', 'waiting', null]);
  assert.equal(wanted[0]?.system, 'policy');
  const free = ask(answered(emptyState(TYPES), 300n, 0), 300n);
  assert.deepEqual([free.state, free.gate.status], ['not-needed', 'cleared']);
  assert.deepEqual([free.cases, free.task], [[], null]);
});

test('a task is a case with its amount; the gate opens when enough other people said yes', () => {
  const waiting = answered(emptyState(TYPES), 300n, 2);
  const [open] = ask(waiting, 300n).cases;
  assert.deepEqual([open?.id, open?.role], ['approval:credit:INV-1:300.00 GBP', 'finance']);
  assert.match(open!.playbook, /2 people other than ada/);
  assert.equal(taskOfCase(caseOfTask('x')), 'x');
  const byMaker = says(waiting, MAKER, 300n);
  assert.equal(ask(byMaker, 300n).state, 'waiting');
  const byOne = says(byMaker, 'ben', 300n);
  assert.equal(ask(byOne, 300n).gate.status, 'waiting');
  const byTwo = says(byOne, 'cai', 300n);
  assert.deepEqual([ask(byTwo, 300n).state, ask(byTwo, 300n).cases], ['approved', []]);
  const { text } = ask(byTwo, 300n).gate.reason;
  assert.match(text, /300\.00 GBP is approved by ben, cai \(approval-requirement version 4/);
  assert.equal(ask(says(byTwo, 'dee', 300n, 'reject'), 300n).gate.status, 'blocked');
});

test('a yes covers the amount that it named: another amount is asked anew, and is another task', () => {
  const approved = says(answered(emptyState(TYPES), 300n, 1), 'ben', 300n);
  assert.equal(ask(approved, 300n).state, 'approved');
  assert.equal(ask(approved, 301n).state, 'unknown');
  const asked = answered(approved, 301n, 1, 2);
  assert.equal(ask(asked, 301n).state, 'waiting');
  assert.equal(ask(asked, 301n).cases[0]?.id, 'approval:credit:INV-1:301.00 GBP');
});
