/** What decision tables decide stands in the audit chain, beside the acts of people. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';
import { event, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

/** A decision of a table, as the system of policies says it. */
async function decided(rma: string, row: string): Promise<void> {
  const data = {
    subject: { workflow: 'return', number: rma }, decision: `approval:${rma}`, generation: 1, of: 'any', table: 'approval-requirement',
    tableVersion: 1, row, inputs: { kind: 'credit', amount: '20.00' }, outputs: { approvals: 0 },
  };
  const answer = await call('POST', '/v1/facts', { headers: STRUCTURED, body: event('policy', 'policy.decided.v1', data) });
  assert.equal(answer.body.status, 'accepted', answer.text);
}
const written = async () => {
  const { items } = (await call('GET', '/v1/audit?action=rule.decide&order=oldest')).body;
  return items as { actor: string; principal: string; subject: string; before: string; after: string }[];
};

test('each decision is written once, in the order of commits, with version, row, question and answer', async () => {
  await decided('RMA-1', 'small');
  await decided('RMA-2', 'otherwise');
  await harness.settle();
  await harness.feedComplete();
  await harness.core.scribe.look();
  const entries = await written();
  assert.deepEqual(
    entries.map(({ actor, principal }) => [actor, principal]),
    [
      ['rule/approval-requirement', 'rule/approval-requirement@1#small'],
      ['rule/approval-requirement', 'rule/approval-requirement@1#otherwise'],
    ],
  );
  assert.match(entries[0]!.subject, /RMA-1/);
  assert.deepEqual(JSON.parse(entries[0]!.before), { kind: 'credit', amount: '20.00' });
  assert.deepEqual(JSON.parse(entries[0]!.after), { approvals: 0 });
});

test('looking again, and many at once, write nothing twice; the chain is sound', async () => {
  await decided('RMA-3', 'small');
  await harness.settle();
  await harness.feedComplete();
  await Promise.all([1, 2, 3].map(() => harness.core.scribe.look()));
  await harness.core.scribe.look();
  assert.equal((await written()).length, 3);
  assert.equal((await call('GET', '/v1/audit/verification')).body.sound, true);
});
