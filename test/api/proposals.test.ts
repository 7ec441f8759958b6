/** What takes two people waits for the second one, who is another. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { plainKey } from '../../src/application/access/api-keys.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi({
    configure: (input) => ({ ...input, access: { secondPerson: 'required' } }),
  });
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const as = (actor: string) => ({ 'x-crossdock-actor': actor });
const mapping = { system: 'edi', list: 'unit', code: 'CA', meaning: 'case', reason: 'their carton' };

/** Asks for a mapping; answers the proposal. */
async function proposed(key?: string, actor = 'ada'): Promise<string> {
  const headers = key === undefined ? as(actor) : {};
  const answer = await call('POST', '/v1/codes', { body: mapping, headers, ...(key === undefined ? {} : { key }) });
  assert.equal(answer.status, 202, answer.text);
  return answer.body.proposal.id;
}
const decide = (id: string, what: 'approval' | 'refusal', options: { actor?: string; key?: string }) =>
  call('POST', `/v1/proposals/${id}/${what}`, {
    body: { reason: 'seen in their manual' },
    headers: options.actor === undefined ? {} : as(options.actor),
    ...(options.key === undefined ? {} : { key: options.key }),
  });
const mapped = async (): Promise<unknown[]> => (await call('GET', '/v1/codes?system=edi')).body.items;

test('nothing happens until another person approves; then it counts as done by the first', async () => {
  const id = await proposed();
  assert.deepEqual(await mapped(), []);
  const own = await decide(id, 'approval', { actor: 'ada' });
  assert.deepEqual([own.status, own.body.code], [403, 'second-person-needed']);
  assert.deepEqual(await mapped(), []);
  const approved = await decide(id, 'approval', { actor: 'bob' });
  assert.deepEqual([approved.status, approved.body.proposal.answerStatus], [200, 200]);
  assert.equal(approved.body.answer.mapping.mappedBy, 'ada');
  assert.equal((await mapped()).length, 1);
  assert.equal((await decide(id, 'approval', { actor: 'bob' })).status, 409, 'once');
  const { items } = (await call('GET', `/v1/audit?subject=proposal/${id}&order=oldest`)).body;
  assert.deepEqual(
    items.map(({ action, actor }: { action: string; actor: string }) => [action, actor]),
    [['proposal.make', 'ada'], ['proposal.approved', 'bob']],
  );
});

test('a key that speaks for nobody but itself is one person, whatever it does', async () => {
  const alone = { ...plainKey('robot', null), speaksForPeople: false };
  const [first, second] = [await harness.keyWith(alone), await harness.keyWith({ ...alone, name: 'other robot' })];
  const id = await proposed(first);
  assert.equal((await decide(id, 'approval', { key: first })).body.code, 'second-person-needed');
  assert.equal((await decide(id, 'approval', { key: second })).status, 200);
});

test('who may not do it may not approve it either, nor who covers less', async () => {
  const id = await proposed();
  const clerk = await harness.keyWith({ ...plainKey('clerk', null), roles: ['service'] });
  assert.equal((await decide(id, 'approval', { key: clerk })).body.code, 'permission-denied');
  const narrow = await harness.keyOf(null, 'uk');
  assert.equal((await decide(id, 'approval', { key: narrow })).body.code, 'entity-not-allowed');
  assert.equal((await decide(id, 'refusal', { actor: 'ada' })).body.state, 'refused', 'taken back');
  assert.equal((await decide(id, 'approval', { actor: 'bob' })).status, 409);
});

test('of two who approve at once, one carries it out', async () => {
  const id = await proposed();
  const before = (await harness.query('select 1 from code_mapping')).length;
  const answers = await Promise.all(['bob', 'carol', 'dan'].map((actor) => decide(id, 'approval', { actor })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
  assert.equal((await harness.query('select 1 from code_mapping')).length, before + 1);
});

test('what is refused when it is carried out says so', async () => {
  const wrong = { ...mapping, system: 'nobody' };
  const { body } = await call('POST', '/v1/codes', { body: wrong, headers: as('ada') });
  const approved = await decide(body.proposal.id, 'approval', { actor: 'bob' });
  assert.deepEqual([approved.status, approved.body.proposal.answerStatus, approved.body.answer.code], [200, 400, 'invalid-request']);
});

test('where it takes two as soon as there are two, one alone is enough until then', async () => {
  const own = await openApi({ configure: (input) => ({ ...input, access: { secondPerson: 'when-several' } }) });
  try {
    const ask = clientOf(own.url, own.key);
    await own.access.people.first('admin', ['admin', 'integration']);
    const map = (code: string) => ask('POST', '/v1/codes', { body: { ...mapping, code } });
    assert.equal((await map('CA')).status, 200, 'alone');
    const person = (name: string, ...roles: string[]) =>
      ask('POST', '/v1/people', { body: { name, displayName: name, roles, reason: 'for a test' } });
    await person('ada', 'finance');
    assert.equal((await map('CB')).status, 200, 'somebody who may not is no second one');
    await person('bob', 'procurement');
    assert.equal((await map('CC')).status, 202);
  } finally {
    await own.close();
  }
});
