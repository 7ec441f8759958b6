import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FACTS } from '../../canonical/catalogue.ts';
import type { OutboundCommand } from '../../application/ports/connector.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { expectOk } from '../../kernel/result.ts';
import { VirtualClock } from '../../kernel/virtual-clock.ts';
import { checkConfig } from '../../main/config/config.ts';
import distributor from '../../../crossdock.config.ts';
import { policyConnector } from './connector.ts';
import { PolicyBooks } from './policy-books.ts';

const { href } = new URL('../../../crossdock.config.ts', import.meta.url);
const book = new PolicyBooks(checkConfig(href, distributor).policyFiles.map(({ table }) => table));
const clock = new VirtualClock(expectOk(parseInstant('2031-03-03T08:00:00Z'), 'now'));
const policy = policyConnector({ book, clock });
const { signal } = new AbortController();

const question = (inputs: Record<string, unknown>, table = 'approval-requirement'): OutboundCommand => ({
  key: 'uk/sales-order/SO-1/decide-policy:reversal#2',
  entity: 'uk',
  instance: 'uk/sales-order/SO-1',
  id: 'decide-policy:reversal',
  generation: 2,
  type: 'policy.decide.v1',
  content: { salesOrder: 'SO-1', decision: 'reversal', of: 'print', table, inputs },
  correlationId: 'uk/sales-order/SO-1',
  traceparent: null,
});

test('an answer is a fact with its stamp, and the same fact however often it is asked for', async () => {
  const command = question({ kind: 'credit', amount: '300.00' });
  const [first, second] = [await policy.execute(command, signal), await policy.execute(command, signal)];
  assert.deepEqual(first, second);
  assert.ok(first.kind === 'done');
  const [fact] = first.facts;
  assert.equal(fact?.id, command.key);
  const wire = JSON.parse(FACTS.policyDecided.encode(fact!.content as never)) as unknown;
  assert.deepEqual(wire, {
    salesOrder: 'SO-1', decision: 'reversal', generation: 2, of: 'print',
    table: 'approval-requirement', tableVersion: 1, row: 'credit',
    inputs: { amount: '300.00', kind: 'credit' }, outputs: { approvals: 1, role: 'finance' },
  });
});

test('a question that no table can answer is malformed: a person owns it, and no retry helps', async () => {
  for (const command of [question({ kind: 'credit' }), question({}, 'no-such-table')]) {
    const answer = await policy.execute(command, signal);
    assert.ok(answer.kind === 'failed' && answer.fault === 'malformed', JSON.stringify(answer));
  }
});
