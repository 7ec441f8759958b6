/** A customer asks to be forgotten: nobody reads his data any more, and every total and chain still holds. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OutboundCommand } from '../../src/application/ports/connector.ts';
import { verifyEvidence } from '../../src/application/evidence/verification.ts';
import { commandLine } from '../support/command-line.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, pass, type Harness } from './harness.ts';
import { event, newKey, orderBody, registered, shipped, STRUCTURED } from './samples.ts';

const PERSON = { name: 'Rosalind "Ros" Harrow', street: '7 Quarry Mount', city: 'Otley', email: 'ros@harrow.example' };
const POSTAL_CODE = 'LS21 3QX';
/** Whatever of these is found in the database is in the clear. */
const TELLING = ['Harrow', 'Quarry Mount', 'Otley', POSTAL_CODE, 'Ros said'];

let harness: Harness;
let call: Client;
const told: OutboundCommand[] = [];
before(async () => {
  harness = await openApi({ configure: (input) => ({ ...input, access: { secondPerson: 'required' } }) });
  call = clientOf(harness.url, harness.key);
  for (const type of ['transport.arrange.v1']) {
    harness.scripts.set(type, {
      execute: (command) => {
        told.push(command);
        return { kind: 'done', facts: [] };
      },
      probe: () => ({ kind: 'unknown', reason: 'not asked' }),
    });
  }
});
after(() => harness.close());

const post = (fact: object) => call('POST', '/v1/facts', { headers: STRUCTURED, body: fact });
const as = (actor: string) => ({ 'x-crossdock-actor': actor });
const stated = event('erp', 'customer.stated.v1', {
  customer: 'C-88', system: 'erp', number: '10088', version: 1, ...PERSON, postalCode: POSTAL_CODE, country: 'GB',
});
const order = { customer: 'C-88', shipTo: { country: 'GB', postalCode: POSTAL_CODE } };

/** Places in the whole database that hold any of the words, as text or as bytes. */
async function placesOf(words: readonly string[]): Promise<string[]> {
  const tables = await harness.query(`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`);
  const places: string[] = [];
  for (const { name } of tables) {
    for (const { row } of await harness.query(`select t::text as row from "${String(name)}" t`)) {
      for (const word of words) {
        const hex = Buffer.from(word).toString('hex');
        if (String(row).includes(word) || String(row).includes(hex)) places.push(`${String(name)}: ${word}`);
      }
    }
  }
  return places;
}

/** Asks for an erasure, and has another person agree. */
async function erase(customer: string) {
  const body = { entity: 'uk', customer, reason: 'asked for by letter of 2 May' };
  const asked = await call('POST', '/v1/erasures', { body, headers: as('ada') });
  assert.equal(asked.status, 202, asked.text);
  const { id } = asked.body.proposal;
  const decision = { body: { reason: 'the letter is signed' }, headers: as('bob') };
  const approved = await call('POST', `/v1/proposals/${id}/approval`, decision);
  assert.equal(approved.status, 200, approved.text);
  return approved.body as { proposal: { answerStatus: number }; answer: Record<string, unknown> };
}

const orderPage = async () => (await call('GET', '/v1/sales-orders/SO-88')).body;
const agreement = async () => (await call('GET', '/v1/agreement')).body;
const recordName = async () => {
  const { fields } = (await call('GET', '/v1/records/customer/C-88?entity=uk')).body;
  return fields.find(({ field }: { field: string }) => field === 'name')?.value;
};
async function evidenceOf(number: string): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${harness.key}` };
  const body = JSON.stringify({ number, entity: 'uk' });
  const answer = await fetch(`${harness.url}/v1/evidence`, { method: 'POST', headers, body });
  assert.equal(answer.status, 200);
  return answer.text();
}
/** The order's own account of its facts, as the pages show it. */
const factsOf = async () => (await call('GET', '/v1/facts?instance=uk/sales-order/SO-88')).body.items;

test('personal data is nowhere in the clear, and everybody who may reads it', async () => {
  await post(stated);
  await call('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody('SO-88', order) });
  const request = { rma: 'RMA-88', revision: 1, channel: 'desk', customer: 'C-88', requestedAt: '2031-05-07T08:00:00Z',
    resolution: 'credit', lines: [{ line: 1, item: 'IT-1', quantity: '1', reason: 'damaged', use: 'opened',
      text: 'Ros said that the box was wet' }] };
  await post(event('crm', 'return.requested.v1', request));
  await harness.settle();
  assert.deepEqual(await placesOf(TELLING), []);
  assert.equal((await factsOf())[0].data.shipTo.postalCode, POSTAL_CODE);
  assert.equal(await recordName(), PERSON.name);
  const { items } = (await call('GET', '/v1/console/messages?instance=uk/customer/C-88')).body;
  assert.match(items[0].body, /7 Quarry Mount/);
});

test('systems are told what they need, in the clear', async () => {
  const shipTo = { country: 'GB', postalCode: 'YO1 7HH' };
  await call('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody('SO-90', { customer: 'C-90', shipTo }) });
  await post(registered('SO-90'));
  await post(shipped('SO-90', '12'));
  await harness.settle();
  assert.deepEqual(told.map(({ type }) => type), ['transport.arrange.v1']);
  for (const { content } of told) assert.deepEqual((content as { shipTo: object }).shipTo, shipTo);
  assert.deepEqual(await placesOf(['YO1 7HH']), []);
});

test('the same words in other case and blanks are still no contradiction', async () => {
  await post(event('shop', 'customer.stated.v1', {
    customer: 'C-88', system: 'shop', number: 'U-88', version: 1, name: PERSON.name.toUpperCase(), country: 'GB',
  }));
  await harness.settle();
  const { fields } = (await call('GET', '/v1/records/customer/C-88?entity=uk')).body;
  const name = fields.find(({ field }: { field: string }) => field === 'name');
  assert.deepEqual([name.isOpen, name.others], [false, []]);
});

test('an amendment that changes nothing is none, although the order is kept enclosed', async () => {
  const { entity: _, salesOrder: __, ...body } = orderBody('SO-88', order);
  const answer = await call('PUT', '/v1/sales-orders/SO-88', { body, headers: { 'if-match': '*' } });
  assert.deepEqual([answer.status, answer.body.status], [200, 'duplicate'], answer.text);
});

const preview = async (customer = 'C-88') => {
  const answer = await call('POST', '/v1/erasures/preview', { body: { entity: 'uk', customer } });
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};

test('what would become unreadable is told before, and so is what still needs it; nothing is changed', async () => {
  const told = await preview();
  assert.deepEqual(told.unsettled, ['uk/return/RMA-88', 'uk/sales-order/SO-88']);
  const stated_ = told.facts.find(({ type }: { type: string }) => type === 'customer.stated.v1');
  assert.equal(stated_.count, 2);
  assert.ok(stated_.members.includes('street') && !stated_.members.includes('customer'), stated_.members.join());
  const asked = told.facts.find(({ type }: { type: string }) => type === 'return.requested.v1');
  assert.deepEqual(asked, { type: 'return.requested.v1', count: 1, members: ['lines.text'] });
  assert.ok(told.keys >= 1 && told.messages >= 2, JSON.stringify(told));
  assert.equal(await recordName(), PERSON.name);
  const nobody = await call('POST', '/v1/erasures/preview', { body: { entity: 'uk', customer: 'C-0' } });
  assert.equal(nobody.body.code, 'not-found');
  const line = await commandLine(harness, 'erasures', 'preview', 'C-88', '--entity', 'uk');
  assert.equal(line.code, 1, line.err);
  assert.match(line.out, /C-88 may not be erased yet: 2 are not over and need the data\./);
  assert.match(line.out, /customer\.stated\.v1 +2 +name, /);
});

test('as long as an order needs it, nothing is erased', async () => {
  const { answer, proposal } = await erase('C-88');
  assert.equal(proposal.answerStatus, 409);
  assert.match(String(answer['detail']), /SO-88/);
  assert.equal((await factsOf())[0].data.shipTo.postalCode, POSTAL_CODE);
});

test('erased, it is unreadable everywhere, and all that is counted and chained stands as before', async () => {
  const reason = { reason: 'does not want it any more' };
  await call('POST', '/v1/sales-orders/SO-88/cancellation', { headers: newKey(), body: { lines: [], ...reason } });
  await call('POST', '/v1/returns/RMA-88/cancellation', { headers: newKey(), body: reason });
  await post(registered('SO-88'));
  await harness.settle();
  await pass(harness, 30 * 24 * 3_600_000);
  const [page, sums, commands] = [await orderPage(), await agreement(), await harness.query('select count(*) from command')];

  const { keys, messages, instanceCount, sharedMessages } = await preview();
  const { answer } = await erase('C-88');
  assert.ok(keys >= 1 && messages >= 2, JSON.stringify(answer));
  const came = { keys: answer['keys'], messages: answer['messages'], shared: answer['sharedMessages'] };
  assert.deepEqual(came, { keys, messages, shared: sharedMessages }, 'it came to what was told before');
  assert.equal(answer['instances'], instanceCount);
  assert.deepEqual([(await preview()).keys, (await preview()).messages], [0, 0], 'nothing is left to read');

  assert.equal((await factsOf())[0].data.shipTo.postalCode, 'erased');
  assert.equal(await recordName(), 'erased');
  const { items } = (await call('GET', '/v1/console/messages?instance=uk/customer/C-88')).body;
  assert.equal(items[0].body, 'erased');
  const pack = await evidenceOf('SO-88');
  assert.match(pack, /erased/);
  assert.equal((await verifyEvidence(Buffer.from(pack))).sound, true);
  for (const text of [pack, JSON.stringify(await orderPage())]) {
    for (const word of TELLING) assert.ok(!text.includes(word), word);
  }

  const readable = JSON.parse(JSON.stringify(page).replaceAll(POSTAL_CODE, 'erased')) as unknown;
  assert.deepEqual(await orderPage(), readable, 'judged anew from its facts, the order is what it was');
  assert.deepEqual((await agreement()).equations, sums.equations);
  await harness.core.processor.submit({ examine: ['uk/sales-order/SO-88'] });
  await harness.settle();
  assert.deepEqual(await harness.query('select count(*) from command'), commands, 'nothing is wanted anew');
  const verdict = (await call('GET', '/v1/audit/verification')).body;
  assert.equal(verdict.sound, true);
  const entries = (await call('GET', '/v1/audit?action=personal-data.erase')).body.items;
  assert.deepEqual(entries.map(({ actor }: { actor: string }) => actor), ['ada']);
  const erasures = (await call('GET', '/v1/erasures')).body.items;
  assert.deepEqual(erasures.map(({ customer }: { customer: string }) => customer), ['C-88']);
});

test('what is said again after the erasure is no contradiction, and what is new has a new key', async () => {
  assert.equal((await post(stated)).body.status, 'duplicate', 'the same fact under the same id');
  const again = { ...stated, id: 'said-otherwise' };
  assert.equal((await post(again)).body.status, 'duplicate', 'the same fact under another id');
  await call('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody('SO-89', order) });
  await harness.settle();
  const { items } = (await call('GET', '/v1/facts?instance=uk/sales-order/SO-89')).body;
  assert.equal(items[0].data.shipTo.postalCode, POSTAL_CODE);
  assert.equal((await factsOf())[0].data.shipTo.postalCode, 'erased');
  assert.deepEqual(await placesOf(TELLING), []);
  assert.equal(await recordName(), 'erased');
});

test('the command line asks for it, and another person agrees there', async () => {
  const why = ['--reason', 'asked for by letter', '--json'];
  const asked = await commandLine(harness, 'erasures', 'ask', 'C-90', '--entity', 'uk', ...why, '--as', 'ada');
  assert.equal(asked.code, 0, asked.err);
  const { id } = (JSON.parse(asked.out.trim().split('\n').at(-1)!) as { proposal: { id: string } }).proposal;
  const listed = await commandLine(harness, 'proposals', 'list');
  assert.match(listed.out, new RegExp(`${id} +erasePersonalData +entity=uk customer=C-90 +ada`));
  const own = await commandLine(harness, 'proposals', 'approve', id, ...why, '--as', 'ada');
  assert.notEqual(own.code, 0, 'whoever asked may not agree');
  const agreed = await commandLine(harness, 'proposals', 'approve', id, '--reason', 'seen', '--as', 'bob');
  // SO-90 is not over: what was agreed to is refused by its state, and said so.
  assert.equal(agreed.code, 1, agreed.err);
  assert.match(agreed.out, new RegExp(`${id} was agreed to, and not carried out: Not all is settled.*SO-90`));
  const erased = await commandLine(harness, 'erasures', 'list');
  assert.match(erased.out, /uk\/C-88 .* ada /);
});

test('files beside cases, and what nobody could read, go with the person; what tells of others stays', async () => {
  const who = { name: 'Marjorie Upton', street: '3 Tan Yard', city: 'Skipton' };
  await post(event('erp', 'customer.stated.v1', {
    customer: 'C-91', system: 'erp', number: 'ERP-C-91', version: 1, ...who, country: 'GB',
  }));
  const theirs = { customer: 'C-91', shipTo: { country: 'GB', postalCode: 'BD23 1AA' } };
  await call('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody('SO-91', theirs) });
  await post(registered('SO-91', '3.75'));
  await harness.settle();
  const [open] = (await call('GET', '/v1/cases?instance=uk/sales-order/SO-91&kind=price-mismatch')).body.items;
  const content = Buffer.from('Dear sirs, yours, M. Upton').toString('base64');
  const body = { name: 'letter-of-upton.txt', type: 'text/plain', content };
  const attached = await call('POST', `/v1/cases/${open.id}/attachments`, { body });
  assert.equal(attached.status, 201, attached.text);
  const send = (id: string, raw: string) =>
    call('POST', '/v1/inbound/shop', { headers: harness.signed(raw, id), raw });
  await send('by-number', JSON.stringify({ buyer: { no: 'C-91' }, note: 'unreadable one' }));
  await send('by-order', '<order><no>so-91</no><what>unreadable two</what></order>');
  await send('by-name', '{"who":"MARJORIE UPTON","w":"unreadable three"}');
  await send('others', JSON.stringify({ buyer: { no: 'C-99' }, note: 'unreadable four' }));
  await send('near', JSON.stringify({ buyer: { no: 'C-911' }, city: who.city, note: 'unreadable five' }));
  const odd = await post(event('erp', 'credit.decided.v1', { salesOrder: 'SO-91', note: 'unreadable six' }));
  assert.equal(odd.body.status, 'quarantined', odd.text);

  const cancel = { lines: [], reason: 'does not want it any more' };
  await call('POST', '/v1/sales-orders/SO-91/cancellation', { headers: newKey(), body: cancel });
  const again = registered('SO-91', '3.75');
  await post({ ...again, data: { ...(again.data as object), version: 2 } });
  await harness.settle();
  await pass(harness, 30 * 24 * 3_600_000);
  const counts = ({ keys, messages, sharedMessages, attachments, quarantined }: Record<string, unknown>) =>
    ({ keys, messages, sharedMessages, attachments, quarantined });
  const told_ = counts(await preview('C-91'));
  assert.deepEqual([told_.attachments, told_.quarantined], [1, 4], 'what nobody could read is told before as well');
  const line = await commandLine(harness, 'erasures', 'preview', 'C-91', '--entity', 'uk');
  assert.match(line.out, /files beside cases to empty +1\n.*quarantined, to discard +4/);
  const { answer } = await erase('C-91');
  assert.deepEqual(counts(answer), told_, 'it came to what was told before');
  const [file] = (await call('GET', `/v1/cases/${open.id}/attachments`)).body.items;
  assert.deepEqual([file.name, file.bytes, file.sha256], ['erased', 0, attached.body.sha256]);
  assert.ok(file.erasedAt !== null);
  assert.equal((await call('GET', `/v1/cases/${open.id}/attachments/${file.id}`)).status, 404);
  const left = (await call('GET', '/v1/quarantine?limit=200')).body.items;
  assert.deepEqual(left.map(({ messageId }: { messageId: string }) => messageId), ['others', 'near']);
  const words = ['unreadable one', 'unreadable two', 'unreadable three', 'unreadable six', 'Upton', 'upton', 'UPTON'];
  assert.deepEqual(await placesOf(words), [], 'nothing of it is anywhere in the clear');
  assert.ok((await placesOf(['unreadable four', 'unreadable five'])).length >= 2);
  assert.equal((await call('GET', '/v1/audit/verification')).body.sound, true);
  const { items: erasures } = (await call('GET', '/v1/erasures')).body;
  assert.deepEqual([erasures[0].attachments, erasures[0].quarantined], [1, 4]);
});
