/** Numbers of all systems and the records they mean; duplicates that people merge and split again. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';
import { commandLine } from '../support/command-line.ts';
import { event, newKey, orderBody, registered, shipped, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const post = (fact: object) => call('POST', '/v1/facts', { headers: STRUCTURED, body: fact });
const find = (number: string) => call('GET', `/v1/find?number=${encodeURIComponent(number)}`);
const found = async (number: string): Promise<unknown[]> =>
  (await find(number)).body.records.map((record: { kind: string; number: string }) => `${record.kind} ${record.number}`);
const customer = (system: string, number: string, ours: string, more: object = {}, version = 1) =>
  post(event(system, 'customer.stated.v1', { customer: ours, system, number, version, ...more }));

test("any system's number of an order finds the one order", async () => {
  const body = orderBody('SO-77', { customerReference: 'PO-88' });
  await call('POST', '/v1/sales-orders', { headers: newKey(), body });
  await post(registered('SO-77'));
  await post(shipped('SO-77', '12'));
  await post(
    event('erp', 'invoice.posted.v1', {
      salesOrder: 'SO-77', shipment: 'SH-SO-77', invoice: 'INV:9', generation: 1, postingDate: '2031-05-07',
      lines: [], freight: { amount: '0.00', currency: 'GBP' }, tax: { amount: '0.00', currency: 'GBP' },
      gross: { amount: '0.00', currency: 'GBP' },
    }),
  );
  await post(
    event('payment', 'payment.received.v1', {
      payment: 'PAY-3', invoice: 'INV:9', amount: { amount: '1.00', currency: 'GBP' },
      receivedAt: '2031-05-07T08:00:00Z',
    }),
  );
  await harness.settle();
  for (const number of ['SO-77', 'PO-88', 'ERP-SO-77', 'SH-SO-77', 'INV:9', 'PAY-3']) {
    assert.deepEqual(await found(number), ['sales-order SO-77'], number);
  }
  const { body: shipment } = await find('SH-SO-77');
  assert.deepEqual(shipment.records[0].matched, [{ as: 'shipment', whose: null }]);
  for (const number of ['SH-SO-7', 'SH-%', 'INV', 'nonsense']) assert.equal((await find(number)).status, 404);
});

test('the command line finds it as well, and says where there is none', async () => {
  const { code, out } = await commandLine(harness, 'find', 'SH-SO-77');
  assert.equal(code, 0);
  assert.match(out, /sales-order +SO-77 +uk .* shipment/);
  assert.equal((await commandLine(harness, 'find', 'nonsense')).code, 4);
});

test('a customer is found by the number of any system, and by a mapped code', async () => {
  await customer('erp', '10017', 'C-17', { name: 'Acme Tools Ltd', taxId: 'GB123456789', postalCode: 'LS1 4AP' });
  await customer('shop', 'U-5', 'C-17', { name: 'Acme Tools Ltd', email: 'ap@acme.example' });
  const body = { system: 'edi', list: 'customer', code: 'ACME01', meaning: 'C-17', reason: 'their profile' };
  await call('POST', '/v1/codes', { body });
  for (const number of ['C-17', '10017', 'U-5', 'ACME01']) {
    assert.deepEqual(await found(number), ['customer C-17'], number);
  }
  const { body: record } = await call('GET', '/v1/records/customer/C-17?entity=uk');
  assert.deepEqual(
    record.numbers.map(({ number, whose }: Record<string, string>) => [number, whose]),
    [['10017', 'erp'], ['U-5', 'shop']],
  );
});

test('duplicates are suggested with reasons; a person merges them, and splits them without loss', async () => {
  await customer('erp', '10099', 'C-99', {
    name: 'ACME TOOLS LIMITED', taxId: 'GB 123456789', postalCode: 'LS14AP',
  });
  await customer('erp', '10050', 'C-50', { name: 'Quite Another plc', postalCode: 'M1 1AA' });
  const { body } = await call('GET', '/v1/duplicates/customer?entity=uk');
  assert.deepEqual(body.items.map(({ a, b }: { a: string; b: string }) => [a, b]), [['C-17', 'C-99']]);
  assert.match(body.items[0].reasons.join('; '), /same tax number/);
  const before = (await call('GET', '/v1/records/customer/C-99?entity=uk')).body;

  // A dry run says what would be different, and changes nothing (pain 47).
  const preview = { entity: 'uk', into: 'C-17' };
  const { body: would } = await call('POST', '/v1/records/customer/C-99/merge/preview', { body: preview });
  assert.deepEqual(would.fields.filter(({ isOpen }: { isOpen: boolean }) => isOpen).map(
    ({ field }: { field: string }) => field), ['name', 'postalCode', 'taxId'], 'a person would have to pick');
  assert.deepEqual(would.numbers.map(({ number }: { number: string }) => number), ['10099']);
  const dry = await commandLine(harness, 'records', 'merge', 'customer', 'C-99', 'C-17', '--entity', 'uk', '--dry-run');
  assert.match(dry.out, /would be C-17\. Nothing was changed\.\n(.*\n)*Numbers that would lead to C-17: 10099 of erp\./);
  assert.deepEqual(await found('10099'), ['customer C-99']);
  const itself = { body: { entity: 'uk', into: 'C-99' } };
  assert.equal((await call('POST', '/v1/records/customer/C-99/merge/preview', itself)).status, 400);

  const merge = { entity: 'uk', into: 'C-17', reason: 'asked them' };
  assert.equal((await call('POST', '/v1/records/customer/C-99/merge', { body: merge })).status, 200);
  assert.equal((await call('POST', '/v1/records/customer/C-99/merge', { body: merge })).status, 409);
  assert.deepEqual(await found('10099'), ['customer C-17']);
  assert.deepEqual((await find('10099')).body.records[0].merged, ['C-99']);
  assert.deepEqual((await call('GET', '/v1/duplicates/customer?entity=uk')).body.items, []);
  const { body: both } = await call('GET', '/v1/records/customer/C-17?entity=uk');
  assert.deepEqual(both.holdings.map(({ number }: { number: string }) => number), ['10017', '10099', 'U-5']);
  const circle = { entity: 'uk', into: 'C-99', reason: 'x' };
  assert.equal((await call('POST', '/v1/records/customer/C-50/merge', { body: circle })).status, 409);

  const split = { entity: 'uk', reason: 'two branches' };
  assert.equal((await call('POST', '/v1/records/customer/C-99/split', { body: split })).status, 200);
  assert.deepEqual(await found('10099'), ['customer C-99']);
  assert.deepEqual((await call('GET', '/v1/records/customer/C-99?entity=uk')).body, before);
  const audit = await harness.query(
    `select action, before, after, reason from audit_entry where subject = 'customer/C-99' order by id`,
  );
  assert.deepEqual(audit, [
    { action: 'record.merge', before: null, after: 'C-17', reason: 'asked them' },
    { action: 'record.split', before: 'C-17', after: null, reason: 'two branches' },
  ]);
});

test('where a person is asked, the case says who says what, and the choice is a fact', async () => {
  await customer('erp', '20001', 'C-20', { name: 'Beta Ltd' });
  await customer('shop', 'U-20', 'C-20', { name: 'Gamma Ltd', taxId: 'WRONG' });
  await harness.settle();
  const { body } = await call('GET', '/v1/cases?kind=field-conflict');
  assert.match(body.items[0].text, /erp 20001 says "Beta Ltd", shop U-20 says "Gamma Ltd"/);
  const decision = { entity: 'uk', field: 'name', system: 'shop', number: 'U-20', reason: 'renamed in May' };
  const decided = await call('POST', '/v1/records/customer/C-20/decisions', { body: decision });
  assert.equal(decided.body.value, 'Gamma Ltd');
  await harness.settle();
  const { body: record } = await call('GET', '/v1/records/customer/C-20?entity=uk');
  const name = record.fields.find(({ field }: { field: string }) => field === 'name');
  assert.deepEqual([name.value, name.others[0].system, name.others[0].because], ['Gamma Ltd', 'erp', 'lost']);
  assert.deepEqual((await call('GET', '/v1/cases?kind=field-conflict')).body.items, []);
  const tax = record.fields.find(({ field }: { field: string }) => field === 'taxId');
  assert.deepEqual([tax.value, tax.others[0].because], [null, 'not-owner']);
});

test('the matrix says who may say what, and who wins', async () => {
  const { body } = await call('GET', '/v1/ownership');
  const type = body.types.find((one: { type: string }) => one.type === 'customer.stated.v1');
  const email = type.fields.find(({ field }: { field: string }) => field === 'email');
  assert.deepEqual([email.owners, email.conflict], [['shop', 'erp'], 'newest-wins']);
});

test('the command line tells who may say what, and decides a field', async () => {
  const matrix = await commandLine(harness, 'ownership', '--type', 'customer.stated.v1');
  assert.equal(matrix.code, 0);
  assert.match(matrix.out, /^customer\.stated\.v1 +erp, shop/m);
  assert.match(matrix.out, /^customer\.stated\.v1 email +shop, erp +newest-wins; others: refuse/m);
  assert.match(matrix.out, /^customer\.stated\.v1 taxId +erp +owner-wins; others: ignore/m);
  await customer('erp', '30001', 'C-30', { name: 'Delta Ltd' });
  await customer('shop', 'U-30', 'C-30', { name: 'Delta Limited' });
  await harness.settle();
  const line = ['records', 'decide', 'customer', 'C-30', 'name', 'shop', '--number', 'U-30', '--entity', 'uk'];
  const decided = await commandLine(harness, ...line, '--reason', 'their letterhead');
  assert.deepEqual([decided.code, decided.out], [0, 'name of customer C-30 is Delta Limited, says shop.\n']);
  await harness.settle();
  assert.deepEqual((await call('GET', '/v1/cases?kind=field-conflict')).body.items, []);
  const again = await commandLine(harness, ...line, '--reason', 'again');
  assert.equal(again.code, 2, again.err);
});
