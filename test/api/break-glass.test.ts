/** In an emergency somebody takes a role: for minutes, in everybody's sight, and somebody else reviews it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MINUTE_MS, type Instant } from '../../src/kernel/instant.ts';
import { commandLine } from '../support/command-line.ts';
import { openBrowser, type Browser } from './browser.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, pass, type Harness } from './harness.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

async function signedIn(name: string, ...roles: string[]): Promise<Browser> {
  const body = { name, displayName: name, roles, reason: 'for a test' };
  const { password } = (await call('POST', '/v1/people', { body })).body;
  const browser = openBrowser(call);
  assert.equal((await browser.signIn(name, password)).status, 200);
  return browser;
}
const reason = 'the warehouse office burns, and the truck waits';
const take = (browser: Browser, role: string, minutes = 30) =>
  browser.ask('POST', '/v1/break-glass', { body: { role, minutes, reason } });
/** Something that the role integration does, and service does not. */
const sweep = async (browser: Browser) =>
  (await browser.ask('POST', '/v1/sweeps', { body: { system: 'wms' } })).status;
const casesOf = async (state: string) =>
  (await call('GET', `/v1/cases?kind=break-glass&state=${state}`)).body.items as { text: string; role: string }[];
const review = (browser: Browser, id: string, verdict = 'justified') =>
  browser.ask('POST', `/v1/break-glass/${id}/review`, { body: { verdict, reason: 'as agreed by telephone' } });

test('a role that was taken counts at once, opens a case, and ends by itself', async () => {
  const ada = await signedIn('ada', 'service');
  assert.equal(await sweep(ada), 403);
  const taken = await take(ada, 'integration');
  assert.equal(taken.status, 201, taken.text);
  assert.notEqual(await sweep(ada), 403);
  const session = (await ada.ask('GET', '/v1/session')).body;
  assert.deepEqual(session.roles, ['service', 'integration']);
  const { id, role, endsAt } = taken.body;
  assert.deepEqual(session.brokenGlass, [{ id, role, endsAt, reason }], 'the session says what is borrowed, and until when');
  await harness.settle();
  const [open] = await casesOf('open');
  assert.equal(open?.role, 'auditor');
  assert.match(open.text, /^ada took the role integration until 2031-05-07T09:30:00.000Z: the warehouse office burns/);
  await pass(harness, 30 * MINUTE_MS);
  assert.equal(await sweep(ada), 403, 'it is over');
  assert.equal((await casesOf('open')).length, 1, 'and still to be reviewed');
});

test('what is done under it says so in the audit chain, and the list counts it', async () => {
  const bea = await signedIn('bea', 'service');
  const { body: glass } = await take(bea, 'admin' as never);
  assert.equal(glass.code, 'invalid-request', 'nobody takes the role that gives roles');
  const taken = (await take(bea, 'integration')).body;
  const declared = { name: 'partner', filter: {} };
  const made = await bea.ask('PUT', '/v1/feeds/partner', { body: declared.filter });
  assert.ok(made.status < 300, made.text);
  const { items } = (await call('GET', '/v1/audit?actor=bea')).body;
  const under = items.filter(({ principal }: { principal: string }) => principal === `person/bea+${taken.id}`);
  assert.equal(under.length, 1, JSON.stringify(items));
  const listed = (await call('GET', '/v1/break-glass')).body.items;
  assert.deepEqual([listed[0].id, listed[0].acts], [taken.id, 1]);
  assert.equal((await call('GET', '/v1/audit/verification')).body.sound, true);
});

test('it is given back before its time by whoever took it, and by nobody else', async () => {
  const [cyd, dan] = [await signedIn('cyd', 'service'), await signedIn('dan', 'service')];
  const { id } = (await take(cyd, 'integration')).body;
  assert.equal((await dan.ask('POST', `/v1/break-glass/${id}/return`)).status, 404);
  assert.equal((await cyd.ask('POST', `/v1/break-glass/${id}/return`)).status, 200);
  assert.equal(await sweep(cyd), 403);
  assert.equal((await cyd.ask('POST', `/v1/break-glass/${id}/return`)).status, 409, 'once');
});

test('somebody else reviews it, when it is over, once; then its case closes', async () => {
  const [eve, joe] = [await signedIn('eve', 'auditor'), await signedIn('joe', 'auditor')];
  const { id } = (await take(eve, 'finance')).body;
  assert.equal((await review(joe, id)).status, 409, 'it is not over');
  harness.clock.advanceTo((harness.clock.now() + 30 * MINUTE_MS) as Instant);
  await harness.settle();
  assert.deepEqual((await review(eve, id)).body.code, 'second-person-needed');
  const before = (await casesOf('open')).length;
  const reviewed = await review(joe, id, 'not-justified');
  assert.deepEqual([reviewed.status, reviewed.body.reviewedBy, reviewed.body.verdict], [200, 'joe', 'not-justified']);
  await harness.settle();
  assert.equal((await casesOf('open')).length, before - 1);
  assert.equal((await review(joe, id)).status, 409, 'once');
  const listed = await commandLine(harness, 'break-glass', 'list');
  assert.equal(listed.code, 1, 'some are not reviewed');
  assert.match(listed.out, new RegExp(`${id} +eve +finance .* not justified, joe`));
  const [open] = (await call('GET', '/v1/break-glass')).body.items.filter(({ verdict, person }: Record<string, string>) =>
    verdict === null && person === 'cyd');
  const said = await commandLine(harness, 'break-glass', 'review', open.id, 'justified', '--reason', 'by telephone');
  assert.deepEqual([said.code, said.out], [0, `${open.id} is reviewed: justified.\n`], said.err);
});

test('a key breaks no glass, and nobody takes a role that they have', async () => {
  const body = { role: 'finance', minutes: 5, reason };
  assert.equal((await call('POST', '/v1/break-glass', { body })).body.code, 'not-possible-now');
  assert.equal((await take(await signedIn('fay', 'finance'), 'finance')).body.code, 'not-possible-now');
});
