/** Links that let somebody in once: what is printed at the start, and what an administrator makes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MINUTE_MS, type Instant } from '../../src/kernel/instant.ts';
import { commandLine } from '../support/command-line.ts';
import { openBrowser } from './browser.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
  await harness.access.people.first('admin', ['admin', 'finance']);
});
after(() => harness.close());

async function tokenFor(person: string): Promise<string> {
  const answer = await call('POST', `/v1/people/${person}/sign-in-link`, { body: { reason: 'another browser' } });
  assert.equal(answer.status, 201, answer.text);
  return (answer.body.path as string).slice('/#sign-in='.length);
}
const open = (browser: ReturnType<typeof openBrowser>, token: string) =>
  browser.ask('POST', '/v1/session/link', { body: { token } });

test('a link signs its person in, once', async () => {
  const token = await tokenFor('admin');
  const browser = openBrowser(call);
  const answer = await open(browser, token);
  assert.deepEqual([answer.status, answer.body.name, answer.body.method], [200, 'admin', 'link']);
  assert.equal(answer.body.mustChangePassword, false, 'nobody who came by a link is asked for a password');
  assert.equal((await browser.ask('GET', '/v1/people')).status, 200);
  const again = await open(openBrowser(call), token);
  assert.deepEqual([again.status, again.body.code], [401, 'sign-in-failed']);
});

test('of two who open a link at once, one is let in', async () => {
  const token = await tokenFor('admin');
  const answers = await Promise.all([1, 2, 3, 4].map(() => open(openBrowser(call), token)));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401, 401, 401]);
});

test('a link that is too old, was never made, or is of somebody who may not, opens nothing', async () => {
  const token = await tokenFor('admin');
  harness.clock.advanceTo((harness.clock.now() + 15 * MINUTE_MS) as Instant);
  assert.equal((await open(openBrowser(call), token)).status, 401);
  assert.equal((await open(openBrowser(call), 'A'.repeat(43))).status, 401);
  const added = { name: 'ada', displayName: 'Ada', roles: ['finance'], reason: 'for a test' };
  await call('POST', '/v1/people', { body: added });
  const hers = await tokenFor('ada');
  const change = { displayName: 'Ada', roles: ['finance'], entities: [], sites: [], disabled: true, reason: 'left' };
  assert.equal((await call('PUT', '/v1/people/ada', { body: change })).status, 200);
  assert.equal((await open(openBrowser(call), hers)).status, 401);
  const refused = await call('POST', '/v1/people/ada/sign-in-link', { body: { reason: 'again' } });
  assert.equal(refused.status, 404);
});

test('only its hash is stored, and both ends are in the audit chain', async () => {
  const token = await tokenFor('admin');
  assert.ok(!JSON.stringify(await harness.query('select * from sign_in_link')).includes(token));
  await open(openBrowser(call), token);
  const { items } = (await call('GET', '/v1/audit?subject=person/admin&limit=2')).body;
  assert.deepEqual(
    items.map(({ action, reason }: { action: string; reason: string }) => [action, reason]),
    [['session.begin', 'link'], ['person.link', 'another browser']],
  );
});

test('the command line makes one as well', async () => {
  const { code, out } = await commandLine(harness, 'people', 'link', 'admin', '--reason', 'another browser');
  assert.equal(code, 0);
  const [, token = ''] = /#sign-in=([\w-]+)/.exec(out) ?? [];
  assert.equal((await open(openBrowser(call), token)).status, 200);
});
