import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FACTS, factTypeOf } from '../../canonical/catalogue.ts';
import type { Fact } from '../../engine/fact.ts';
import { newInstance, step } from '../../engine/step.ts';
import { parseInstant, type Instant } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { CHANNEL_WATCH } from './workflow.ts';

const { definition } = CHANNEL_WATCH;
const at = (time: string): Instant => expectOk(parseInstant(`2031-05-06T${time}:00Z`), 'a time');
const SINCE = '2031-05-06T08:00:00Z';

function fact(type: 'channelConditionObserved' | 'caseDecided', wire: object, time: string): Fact {
  const { content, text } = expectOk(factTypeOf(FACTS[type].type)!.decode(wire), 'a content');
  return {
    type: FACTS[type].type,
    source: 'crossdock',
    id: text,
    entity: 'uk',
    occurredAt: at(time),
    recordedAt: at(time),
    correlationId: 'shop',
    causationId: null,
    content,
    text,
  };
}

const observed = (version: number, time: string, more: object = {}): Fact =>
  fact(
    'channelConditionObserved',
    {
      channel: 'shop',
      condition: 'silence',
      version,
      holds: true,
      since: SINCE,
      kind: 'channel-silent',
      text: 'No order from the shop',
      role: 'integration',
      playbook: 'Call the shop.',
      ...more,
    },
    time,
  );

const decided = (caseId: string, decision: number, verdict: string, time: string): Fact =>
  fact(
    'caseDecided',
    {
      subject: { workflow: 'channel', number: 'shop' },
      case: caseId,
      decision,
      verdict,
      decidedBy: 'ada',
      reason: 'known',
    },
    time,
  );

const judged = (...facts: Fact[]) =>
  step(definition, newInstance(definition, { entity: 'uk', businessId: 'shop' }), facts, []);

const first = 'silence:2031-05-06T08:00:00.000Z';

test('a condition that holds is one case, which ends when a later version says so', () => {
  const open = judged(observed(1, '09:00'));
  assert.deepEqual(
    open.cases.map(({ id, kind, role }) => [id, kind, role]),
    [[first, 'channel-silent', 'integration']],
  );
  assert.equal(open.judgement.settled, false);
  const over = judged(observed(2, '10:00', { holds: false }), observed(1, '09:00'));
  assert.deepEqual(over.cases, []);
  assert.equal(over.judgement.settled, true);
});

test('what changes while it holds changes the case, and does not open another', () => {
  const exposure = { amount: '12.50', currency: 'GBP' };
  const [open] = judged(observed(1, '09:00'), observed(2, '09:30', { waiting: 7, exposure })).cases;
  assert.equal(open?.id, first);
  assert.match(open.text, /7 messages wait/);
  assert.equal(open.exposure?.amountMinor, 1250n);
});

test('a waiver covers what was seen: what changes afterwards is another case', () => {
  const waived = judged(observed(1, '09:00'), decided(first, 1, 'waive', '09:10'));
  assert.deepEqual(waived.cases, []);
  const more = observed(2, '09:20', { waiting: 9 });
  const worse = [observed(1, '09:00'), decided(first, 1, 'waive', '09:10'), more];
  assert.deepEqual(judged(...worse).cases.map(({ id }) => id), [`${first}:1`]);
  assert.deepEqual(judged(...worse.toReversed()).cases.map(({ id }) => id), [`${first}:1`]);
  const again = decided(`${first}:1`, 1, 'accept', '09:30');
  assert.deepEqual(judged(...worse, again).cases, []);
  assert.deepEqual(judged(...worse, again).judgement.settled, true);
});

test('of two watchers that contradict each other the one who sees it counts, until a later word', () => {
  const facts = [observed(1, '09:00'), observed(2, '09:10', { holds: false }), observed(2, '09:10')];
  assert.equal(judged(...facts).cases.length, 1);
  assert.equal(judged(...facts, observed(3, '09:20', { holds: false })).cases.length, 0);
});

test('a decision names either a sales order or another instance', () => {
  const { subject: _, ...rest } = JSON.parse(decided('c', 1, 'waive', '09:00').text);
  const faults = (wire: object) => FACTS.caseDecided.decode(wire).ok;
  assert.equal(faults(rest), false);
  assert.equal(faults({ ...rest, salesOrder: 'SO-1' }), true);
  assert.equal(faults({ ...rest, salesOrder: 'SO-1', subject: { workflow: 'channel', number: 'x' } }), false);
  assert.equal(faults({ ...rest, subject: { workflow: 'planet', number: 'mars' } }), false);
});
