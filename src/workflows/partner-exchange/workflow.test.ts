import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FACTS, type COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { FactType } from '../../canonical/fact-type.ts';
import type { Fact } from '../../engine/fact.ts';
import { emptyState, evolve, type State } from '../../engine/state.ts';
import { expectOk } from '../../kernel/result.ts';
import { MORNING } from '../../../test/support/order-story.ts';
import { judgeInterchange, PARTNER_EXCHANGE } from './workflow.ts';

const { registers } = PARTNER_EXCHANGE.definition;
const [FIRST, SECOND] = ['a'.repeat(64), 'b'.repeat(64)];
let ids = 0;

function fact<T>(type: FactType<T>, wire: object): Fact {
  const { content, text } = expectOk(type.decode(wire), type.type);
  return {
    source: 'partner', id: `f-${++ids}`, type: type.type, content, text, entity: 'uk', occurredAt: MORNING,
    recordedAt: MORNING, correlationId: 'partner:1', causationId: null,
  };
}

const GROUP = { functionalId: 'PO', group: '7', version: '004010', setsStated: 2, faults: [] };

const received = (more: object = {}): Fact =>
  fact(FACTS.interchangeReceived, {
    interchange: 'partner:000000001', system: 'partner', control: '000000001', content: FIRST,
    sentOn: '310303 0700', groups: [GROUP], syntaxAnswer: '997', contentAnswer: '824', ...more,
  });

const document = (control: string, more: object = {}): Fact =>
  fact(FACTS.documentReceived, {
    interchange: 'partner:000000001', content: FIRST, group: '7', control, set: '850', version: 1,
    outcome: 'taken', syntax: 'accepted', refused: false, findings: [], ...more,
  });

const finding = {
  level: 'element', code: '1', segment: 'BEG', position: 2, element: 3, text: 'BEG03 is missing',
};
const faulty = (control: string, more: object = {}): Fact =>
  document(control, { outcome: 'held', syntax: 'rejected', findings: [finding], ...more });

function judged(...facts: readonly Fact[]) {
  let state: State = emptyState(registers);
  for (const one of facts) ({ state } = evolve(registers, state, one));
  return judgeInterchange(state);
}
type Answer = ContentOfFact<typeof COMMANDS.acknowledgeInterchange>;
const answersOf = (...facts: readonly Fact[]): Answer[] =>
  judged(...facts).wanted.map((wanted) => wanted.content() as Answer);

test('an interchange whose documents were taken is answered once, and nobody is asked', () => {
  const { cases, lifecycle, settled, wanted } = judged(received(), document('0001'), document('0002'));
  assert.deepEqual([cases, lifecycle, settled, wanted.length], [[], 'taken', true, 1]);
  const [answer] = answersOf(received(), document('0001'), document('0002'));
  assert.deepEqual(answer!.groups[0]!.sets.map(({ control, syntax }) => [control, syntax]), [
    ['0001', 'accepted'], ['0002', 'accepted'],
  ]);
});

test('a faulty document is a case, and the answer names its place', () => {
  const facts = [received(), document('0001'), faulty('0002')];
  const { cases, lifecycle, settled } = judged(...facts);
  assert.deepEqual(cases.map(({ kind, text }) => [kind, text]), [
    ['document-held', '850 0002 of group 7 is held: BEG03 is missing'],
  ]);
  assert.deepEqual([lifecycle, settled], ['held', false]);
  assert.deepEqual(answersOf(...facts)[0]!.groups[0]!.sets[1]!.findings.map(({ code }) => code), ['1']);
});

test('what waits for a code to be mapped has a case of its own elsewhere', () => {
  const waiting = document('0001', { outcome: 'held', findings: [{ ...finding, level: 'application' }] });
  const { cases, lifecycle } = judged(received(), waiting);
  assert.deepEqual([cases, lifecycle], [[], 'held']);
});

test('what is mended and let in closes its case, and is answered anew', () => {
  const before = judged(received(), faulty('0001'));
  const after = judged(received(), faulty('0001'), document('0001', { version: 2 }));
  assert.deepEqual(after.cases, []);
  assert.notEqual(after.wanted[0]!.fingerprint, before.wanted[0]!.fingerprint);
});

test('an envelope that is not whole is a case until it is waived, and is answered by its fault', () => {
  const fault = { code: '022', text: 'IEA: is missing' };
  const broken = received({ fault, groups: [] });
  const [open] = judged(broken).cases;
  assert.equal(open!.kind, 'interchange-held');
  assert.equal(answersOf(broken)[0]!.fault, '022');
  const waived = fact(FACTS.caseDecided, {
    subject: { workflow: 'interchange', number: 'partner:000000001' },
    case: open!.id, verdict: 'waive', reason: 'sent again', decidedBy: 'clerk', decision: 1,
  });
  assert.deepEqual(judged(broken, waived).cases, []);
});

test('one number with two contents is a case; each content is answered for itself', () => {
  const second = { content: SECOND };
  const facts = [received(), document('0001'), received(second), document('0001', second)];
  const { cases, lifecycle, wanted } = judged(...facts);
  assert.deepEqual([cases.map(({ kind }) => kind), lifecycle], [['control-number-reused'], 'contradicted']);
  assert.equal(new Set(wanted.map(({ id }) => id)).size, 2);
  const ids = [facts, facts.toReversed()].map((some) => judged(...some).cases.map(({ id }) => id));
  assert.deepEqual(ids[0], ids[1], 'whichever came first');
});

test('answers are not answered, and neither is who wants no answers', () => {
  const answers = received({ groups: [{ ...GROUP, functionalId: 'FA' }] });
  assert.deepEqual(judged(answers).wanted, []);
  const silent = received({ syntaxAnswer: 'none', contentAnswer: 'none' });
  assert.deepEqual(judged(silent, document('0001')).wanted, []);
  const onlyContent = { syntaxAnswer: 'none' };
  assert.deepEqual(judged(received(onlyContent), document('0001')).wanted, []);
  const refused = document('0001', { outcome: 'held', refused: true, findings: [finding] });
  assert.equal(judged(received(onlyContent), refused).wanted.length, 1);
});
