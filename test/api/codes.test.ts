/** Codes that nobody has mapped: what waits for them, trying a mapping, and making it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PartnerOrder } from '../support/units-connector.ts';
import { CliError, EXIT } from '../../src/cli/exit-codes.ts';
import type { CheckConnectorRequest, CliHandlers } from '../../src/cli/handlers.ts';
import { commandLine, commandLineWith } from '../support/command-line.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const order = (number: string, uom: string, quantity: string, more: Partial<PartnerOrder> = {}): PartnerOrder => ({
  id: `M-${number}-${more.revision ?? 1}`,
  order: number,
  at: '2031-05-07T08:00:00Z',
  lines: [{ item: 'IT-1', uom, quantity, price: '2.5' }],
  ...more,
});
const push = (sent: PartnerOrder) => call('POST', '/v1/inbound/edi', { key: null, body: sent });
const map = (list: string, code: string, meaning: string | null, system = 'edi') =>
  call('POST', '/v1/codes', { body: { system, list, code, meaning, reason: 'says their buyer' } });
const orderedOf = async (number: string): Promise<unknown[]> =>
  (
    await harness.query(
      `select body::json->'lines'->0->>'quantity' as ordered from fact
       where instance = $1 and type = 'sales-order.stated.v1' order by instance_version`,
      [`uk/sales-order/${number}`],
    )
  ).map((row) => row['ordered']);

test('a message with an unknown code waits whole, and says for what', async () => {
  const answer = await push(order('SO-E1', 'CA', '2'));
  assert.equal(answer.body.status, 'quarantined');
  assert.match(answer.body.reason, /unknown unit "CA"/);
  await push(order('SO-E1', 'CA', '3', { revision: 2 }));
  await push(order('SO-E2', 'CA', '1'));
  const { body } = await call('GET', '/v1/codes/waiting');
  assert.deepEqual(
    body.items.map(({ system, list, code, waiting }: Record<string, unknown>) => [system, list, code, waiting]),
    [['edi', 'unit', 'CA', 3]],
  );
  const { body: kept } = await call('GET', '/v1/quarantine?code=unknown-code');
  assert.equal(kept.items.length, 3);
});

test('one case says what to do, and counts what waits', async () => {
  await harness.settle();
  const { body } = await call('GET', '/v1/cases?kind=unknown-code');
  assert.equal(body.items.length, 1);
  const [found] = body.items;
  assert.equal(found.instance, 'uk/channel/edi');
  assert.match(found.text, /edi says unit "CA"/);
  assert.match(found.playbook, /under Messages what "CA" means/);
});

test('a preview shows what a mapping would do, and does nothing', async () => {
  await map('item-unit', 'IT-1/case', '12', '*');
  const wanted = { system: 'edi', list: 'unit', code: 'CA', meaning: 'case' };
  const { body } = await call('POST', '/v1/codes/preview', { body: wanted });
  assert.deepEqual([body.before, body.examined, body.wouldComeIn, body.complete], [null, 3, 3, true]);
  assert.equal(body.messages[0].facts[0].key, 'SO-E1');
  assert.equal(body.messages[0].facts[0].data.lines[0].quantity, '24');
  const pallet = await call('POST', '/v1/codes/preview', { body: { ...wanted, meaning: 'pallet' } });
  assert.match(pallet.body.messages[0].reason, /how many base units a pallet of IT-1 is/);
  assert.deepEqual(await orderedOf('SO-E1'), []);
  assert.equal((await call('GET', '/v1/codes?system=edi')).body.items.length, 0);
});

test('the mapping lets in what waited, in order, and is versioned and audited', async () => {
  const { body } = await map('unit', 'CA', 'case');
  assert.deepEqual([body.mapping.version, body.redriven, body.stillFaulty], [1, 3, 0]);
  await harness.settle();
  assert.deepEqual(await orderedOf('SO-E1'), ['24', '36']);
  assert.deepEqual(await orderedOf('SO-E2'), ['12']);
  assert.deepEqual((await call('GET', '/v1/codes/waiting')).body.items, []);
  assert.deepEqual((await call('GET', '/v1/cases?kind=unknown-code')).body.items, []);
  const audit = await harness.query(
    `select action, before, after, reason from audit_entry where subject = 'code/edi/unit/CA'`,
  );
  assert.deepEqual(audit, [{ action: 'code.map', before: null, after: 'case', reason: 'says their buyer' }]);
  const again = await map('unit', 'CA', 'each');
  assert.deepEqual([again.body.mapping.version, again.body.before], [2, 'case']);
  assert.equal((await push(order('SO-E3', 'CA', '5'))).body.status, 'received');
  assert.deepEqual(await orderedOf('SO-E3'), ['5']);
});

test('a message that waits for two codes comes in with the second', async () => {
  const lines = [
    { item: 'IT-1', uom: 'ZZ', quantity: '1', price: '2.5' },
    { item: 'IT-1', uom: 'YY', quantity: '1', price: '2.5' },
  ];
  await push(order('SO-E4', '', '', { lines }));
  assert.deepEqual((await map('unit', 'ZZ', 'each')).body.stillFaulty, 1);
  const { body } = await call('GET', '/v1/codes/waiting');
  assert.deepEqual(body.items.map(({ code }: { code: string }) => code), ['YY']);
  assert.deepEqual((await map('unit', 'YY', 'case')).body.redriven, 1);
});

test('the command line shows what waits, tries a mapping, and makes it', async () => {
  await push(order('SO-E7', 'TU', '2'));
  const waiting = await commandLine(harness, 'codes', 'waiting');
  assert.equal(waiting.code, 1);
  assert.match(waiting.out, /1 .* edi +unit +TU/);
  const tried = await commandLine(harness, 'codes', 'map', 'edi', 'unit', 'TU', 'case', '--preview');
  assert.match(tried.out, /Nothing was changed.*\n.*1 would come in.*\n.*sales-order.stated.v1 uk\/SO-E7/);
  const made = await commandLine(
    harness, 'codes', 'map', 'edi', 'unit', 'TU', 'case', '--reason', 'a tub',
  );
  assert.equal(made.code, 0);
  assert.match(made.out, /means case \(version 1\). 1 message let in/);
  const list = await commandLine(harness, 'codes', 'list', '--system', 'edi');
  assert.match(list.out, /TU +case +1 +tester +a tub/);
});

test('a connector is checked by the codes that people mapped', async () => {
  let asked: CheckConnectorRequest | null = null;
  const checkConnector: CliHandlers['checkConnector'] = (request) => {
    asked = request;
    return Promise.reject(new CliError(EXIT.usage, 'enough', 'It was asked.'));
  };
  await commandLineWith(harness, { checkConnector }, 'connector', 'check', 'edi');
  const codes = asked!.codes.map(({ system, list, code, meaning }) => `${system} ${list} ${code} ${meaning}`);
  assert.ok(codes.includes('* item-unit IT-1/case 12'), codes.join('; '));
  assert.ok(codes.indexOf('edi unit TU case') > codes.indexOf('* item-unit IT-1/case 12'));
});

test('what another process has mapped is known at the next message', async () => {
  await harness.query(
    `insert into code_mapping (system, list, code, version, meaning, reason, mapped_by, mapped_at)
     values ('edi', 'unit', 'BX', 1, 'case', 'elsewhere', 'somebody', now())`,
  );
  assert.equal((await push(order('SO-E5', 'BX', '1'))).body.status, 'received');
});

test('what cannot be is refused with a sentence', async () => {
  const wrong = await map('item-unit', 'IT-9/case', 'a dozen', '*');
  assert.deepEqual([wrong.status, wrong.body.param], [400, '$.meaning']);
  assert.equal((await map('unit', 'CA', 'case', 'nobody')).status, 400);
  const narrow = await harness.keyOf(null, 'uk');
  const body = { system: 'edi', list: 'unit', code: 'QQ', meaning: 'each', reason: 'x' };
  assert.equal((await call('POST', '/v1/codes', { body, key: narrow })).status, 403);
  assert.equal((await map('unit', 'CA', null)).body.mapping.meaning, null);
  assert.equal((await push(order('SO-E6', 'CA', '1'))).body.status, 'quarantined');
});
