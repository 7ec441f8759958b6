/** Files beside a case: what is let in, what is not, and that the audit chain knows of them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';
import { BATCH, newKey, orderBody, registered } from './samples.ts';

let harness: Harness;
let call: Client;
let path = '';
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
  await call('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody('F-1') });
  await call('POST', '/v1/facts', { headers: BATCH, body: [registered('F-1', '3.75')] });
  const { body } = await call('GET', '/v1/cases?instance=uk/sales-order/F-1&kind=price-mismatch');
  path = `/v1/cases/${body.items[0].id}/attachments`;
});
after(() => harness.close());

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('pixels')]);
const file = (name: string, type: string, content: Buffer) => ({ name, type, content: content.toString('base64') });

test('a file is kept as it came, under its hash, and the audit chain names it', async () => {
  const kept = await call('POST', path, { headers: newKey(), body: file('pallet.png', 'image/png', PNG) });
  assert.equal(kept.status, 201, kept.text);
  const sha256 = createHash('sha256').update(PNG).digest('hex');
  assert.deepEqual([kept.body.bytes, kept.body.sha256], [PNG.length, sha256]);
  const { body: list } = await call('GET', path);
  assert.deepEqual(list.items, [kept.body]);
  const { body: read } = await call('GET', `${path}/${kept.body.id}`);
  assert.ok(Buffer.from(read.content, 'base64').equals(PNG));
  const [entry] = await harness.query("select subject, after from audit_entry where action = 'case.attach'");
  assert.deepEqual(entry, { subject: `case/${kept.body.case}`, after: `image/png ${sha256}` });
});

test('what is too large, of another type than it says, or not named like a file is refused', async () => {
  const refused = async (body: unknown): Promise<readonly [number, string]> => {
    const answer = await call('POST', path, { headers: newKey(), body });
    return [answer.status, answer.body.code];
  };
  assert.deepEqual(await refused(file('a.png', 'image/png', Buffer.from('<html>'))), [422, 'invalid-content']);
  assert.deepEqual(await refused(file('a.txt', 'text/plain', Buffer.from([104, 0, 105]))), [422, 'invalid-content']);
  assert.deepEqual(await refused(file('a.txt', 'text/plain', Buffer.alloc(0))), [422, 'invalid-content']);
  assert.equal((await refused(file('a.html', 'text/html', Buffer.from('hello'))))[0], 400);
  assert.equal((await refused(file('../a.txt', 'text/plain', Buffer.from('hello'))))[0], 400);
  assert.equal((await refused(file('a.txt', 'text/plain', Buffer.alloc(1_048_577, 'a'))))[0], 422);
});

test('a case has only so many files', async () => {
  const statuses: number[] = [];
  for (let at = 0; at < 20; at++) {
    const answer = await call('POST', path, { headers: newKey(), body: file(`${at}.txt`, 'text/plain', Buffer.from('x')) });
    statuses.push(answer.status);
  }
  assert.deepEqual([statuses.filter((status) => status === 201).length, statuses.at(-1)], [19, 409]);
});
