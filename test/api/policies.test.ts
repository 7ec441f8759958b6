/** Policies are data: another version is proposed by one person, looked at, and approved by another. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { PolicyChangedError, PolicyKeeper } from '../../src/application/policies/policy-keeper.ts';
import { compileTable } from '../../src/connectors/policy/decision-table.ts';
import { PolicyBooks } from '../../src/connectors/policy/policy-books.ts';
import { postgresPolicies } from '../../src/postgres/queries/policies.ts';
import { expectOk } from '../../src/kernel/result.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';

const TABLE = 'approval-requirement';
const TEXT = readFileSync(new URL(`../../policies/${TABLE}.json`, import.meta.url), 'utf8');

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const as = (actor: string) => ({ 'x-crossdock-actor': actor });
const version = (number: number, change: (text: string) => string = (text) => text): object =>
  JSON.parse(change(TEXT).replace('"version": 1', `"version": ${number}`)) as object;
const propose = (file: object, actor = 'ada') =>
  call('POST', `/v1/policies/${TABLE}/versions`, { headers: as(actor), body: { file, reason: 'larger credits' } });
const decide = (number: number, verdict: string, actor: string) =>
  call('POST', `/v1/policies/${TABLE}/versions/${number}/decision`, {
    headers: as(actor), body: { verdict, reason: 'agreed' },
  });
const rowOf = async (amount: string): Promise<string> =>
  (await call('POST', `/v1/policies/${TABLE}/questions`, { body: { inputs: { kind: 'credit', amount } } })).body.row;

/** A decision of the past, as the policies answered it. */
async function decided(number: number, amount: string, row: string, approvals: number): Promise<void> {
  const fact = {
    salesOrder: `SO-${number}`, decision: 'reversal', generation: 1, of: 'x', table: TABLE, tableVersion: 1, row,
    inputs: { kind: 'credit', amount }, outputs: { approvals, role: approvals === 0 ? 'none' : 'finance' },
  };
  await harness.query(
    `insert into fact (instance, instance_version, entity, source, id, type, occurred_at, recorded_at,
      correlation_id, body, evolution) values ($1, 1, 'uk', 'policy', $2, 'policy.decided.v1', now(), now(), $1, $3, 0)`,
    [`uk/sales-order/SO-${number}`, `F-${number}`, JSON.stringify(fact)],
  );
}

test('the tables come with the installation, each with its version and its file', async () => {
  const { body } = await call('GET', '/v1/policies');
  const one = body.items.find(({ table }: { table: string }) => table === TABLE);
  assert.deepEqual([one.inForce, one.versions[0].state, one.versions[0].decidedBy], [1, 'approved', 'installation']);
  const { body: read } = await call('GET', `/v1/policies/${TABLE}`);
  assert.deepEqual(read.file, JSON.parse(TEXT));
  assert.equal((await call('GET', '/v1/policies/horoscope')).status, 404);
  assert.equal(await rowOf('250.00'), 'credit-small');
  const wrong = await call('POST', `/v1/policies/${TABLE}/questions`, { body: { inputs: { kind: 'gift' } } });
  assert.equal(wrong.status, 400);
  assert.match(wrong.body.detail, /kind must be one of credit/);
});

test('a version decides nothing before another person approved it, and shows what it would change', async () => {
  await decided(1, '200.00', 'credit-small', 0);
  await decided(2, '270.00', 'credit', 1);
  await decided(3, '900.00', 'credit', 1);
  const wider = version(2, (text) => text.replace('"<= 250"', '"<= 300"'));
  assert.equal((await propose(wider)).status, 201);
  assert.equal(await rowOf('270.00'), 'credit');

  const { body: preview } = await call('GET', `/v1/policies/${TABLE}/versions/2/preview`);
  assert.deepEqual([preview.examined, preview.same, preview.changed, preview.complete], [3, 2, 1, true]);
  const [otherwise] = preview.decisions;
  assert.deepEqual([otherwise.inputs.amount, otherwise.row, otherwise.wouldRow], ['270.00', 'credit', 'credit-small']);

  const own = await decide(2, 'approve', 'ada');
  assert.deepEqual([own.status, own.body.code], [403, 'permission-denied']);
  assert.equal(await rowOf('270.00'), 'credit');
  const other = await decide(2, 'approve', 'ben');
  assert.deepEqual([other.status, other.body.state, other.body.decidedBy], [200, 'approved', 'ben']);
  assert.equal(await rowOf('270.00'), 'credit-small');
  assert.equal((await decide(2, 'reject', 'cai')).status, 409);

  const entries = await harness.query(
    `select action, actor from audit_entry where subject = 'policy/${TABLE}/2' order by id`,
  );
  assert.deepEqual(entries, [
    { action: 'policy.propose', actor: 'ada' },
    { action: 'policy.approve', actor: 'ben' },
  ]);
});

test('a version that was rejected never decides; the next one has the next number', async () => {
  const version3 = version(3, (text) => text.replace('"<= 250"', '"<= 100000"'));
  assert.equal((await propose(version3)).status, 201);
  assert.equal((await decide(3, 'reject', 'ben')).body.state, 'rejected');
  assert.equal(await rowOf('270.00'), 'credit-small');
  assert.equal(await rowOf('400.00'), 'credit');
  const again = await propose(version(3));
  assert.deepEqual([again.status, again.body.errors[0].message], [422, 'must be 4, the next one']);
});

test('a file with a fault is refused with its row, and a table that nobody asks is no policy', async () => {
  const faulty = await propose(version(4, (text) => text.replace('"<= 250"', '"<= ("')));
  assert.equal(faulty.status, 422);
  assert.match(faulty.body.errors[0].message, /row credit-small: column number\(amount\): <= \( cannot be evaluated/);
  const renamed = JSON.parse(TEXT.replaceAll(TABLE, 'horoscope')) as object;
  const refused = await call('POST', '/v1/policies/horoscope/versions', { body: { file: renamed, reason: 'x' } });
  assert.match(JSON.stringify(refused.body.errors), /nobody asks a table of that name/);
});

test('a file that changed without a new version stops the start; a new one is a proposal', async () => {
  const pool = new pg.Pool({ connectionString: harness.databaseUrl, max: 2 });
  after(() => pool.end());
  const keeper = (text: string): PolicyKeeper =>
    new PolicyKeeper({
      store: postgresPolicies(pool), shelf: new PolicyBooks([]), clock: harness.clock, compile: compileTable,
      files: [{ table: expectOk(compileTable(JSON.parse(text)), 'the file'), text }],
    });
  await assert.rejects(keeper(TEXT.replace('"<= 250"', '"<= 251"')).open(), PolicyChangedError);
  await keeper(TEXT.replaceAll('\n', '\n ')).open();
  await keeper(JSON.stringify(version(4))).open();
  const { body } = await call('GET', `/v1/policies/${TABLE}`);
  assert.deepEqual([body.inForce, body.versions[0].version, body.versions[0].state], [2, 4, 'proposed']);
  assert.equal((await decide(4, 'approve', 'ada')).body.state, 'approved');
  assert.equal(await rowOf('270.00'), 'credit');
});
