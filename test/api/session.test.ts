/** Signing in by password: sessions, their cookies, forged requests, guessed passwords. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR_MS, MINUTE_MS, type Instant } from '../../src/kernel/instant.ts';
import { commandLine } from '../support/command-line.ts';
import { openBrowser } from './browser.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const later = (durationMs: number): void =>
  harness.clock.advanceTo((harness.clock.now() + durationMs) as Instant);

/** Lets a person sign in, with roles; answers their first password. */
async function added(name: string, ...roles: string[]): Promise<string> {
  const body = { name, displayName: name, roles, reason: 'for a test' };
  const answer = await call('POST', '/v1/people', { body });
  assert.equal(answer.status, 201, answer.text);
  return answer.body.password;
}

test('the first person is made once, with a password that nothing stores', async () => {
  const password = await harness.access.people.first('admin', ['admin']);
  assert.match(password!, /^([2-9a-z]{5}-){3}[2-9a-z]{5}$/);
  assert.equal(await harness.access.people.first('admin', ['admin']), null);
  const [row] = await harness.query(`select password from person where name = 'admin'`);
  assert.match(String(row!['password']), /^argon2id\$/);
  assert.ok(!JSON.stringify(await harness.query('select * from audit_entry')).includes(password!));
});

test('who signs in gets two cookies and a token, and may do what the roles say', async () => {
  const password = await added('ada', 'finance');
  const browser = openBrowser(call);
  const answer = await browser.signIn('ada', password);
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body.roles, ['finance']);
  assert.ok(answer.body.operations.includes('redatePosting') && !answer.body.operations.includes('makeKey'));
  assert.deepEqual([answer.body.mustChangePassword, answer.headers.get('cache-control')], [true, 'no-store']);
  for (const set of answer.headers.getSetCookie()) {
    assert.match(set, /^crossdock-(session|device)=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  }
  assert.equal((await browser.ask('GET', '/v1/cases')).status, 200);
  assert.equal((await browser.ask('GET', '/v1/people')).status, 403);
  assert.equal((await browser.ask('GET', '/v1/session')).body.name, 'ada');
  const [stored] = await harness.query('select * from session');
  assert.ok(!JSON.stringify(stored).includes(browser.cookies.get('crossdock-session')!));
});

test('over https the cookies are secure and bound to this host', async () => {
  const secure = await openApi({
    configure: (input) => ({ ...input, access: { publicUrl: 'https://crossdock.example' } }),
  });
  try {
    const password = (await secure.access.people.first('admin', ['admin']))!;
    const answer = await openBrowser(clientOf(secure.url, '')).ask('POST', '/v1/session', {
      body: { name: 'admin', password },
      headers: { origin: 'https://crossdock.example' },
    });
    for (const set of answer.headers.getSetCookie()) {
      assert.match(set, /^__Host-crossdock-\w+=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
    }
  } finally {
    await secure.close();
  }
});

test('a change without the token, with another one, or from another origin is refused', async () => {
  const password = await added('grace', 'integration');
  const browser = openBrowser(call);
  await browser.signIn('grace', password);
  const change = (headers: Record<string, string>) =>
    browser.ask('POST', '/v1/sweeps', { body: { system: 'wms' }, headers });
  const stranger = openBrowser(call);
  await stranger.signIn('ada', 'wrong');
  for (const [headers, code] of [
    [{ 'x-csrf-token': '' }, 'csrf-token-missing'],
    [{ 'x-csrf-token': 'A'.repeat(43) }, 'csrf-token-missing'],
    [{ origin: 'https://evil.example' }, 'cross-site'],
    [{ origin: 'null' }, 'cross-site'],
    [{ 'sec-fetch-site': 'cross-site' }, 'cross-site'],
    [{ 'sec-fetch-site': 'same-site' }, 'cross-site'],
  ] as const) {
    const refused = await change(headers as Record<string, string>);
    assert.deepEqual([refused.status, refused.body.code], [403, code], JSON.stringify(headers));
  }
  assert.equal((await change({ origin: harness.url, 'sec-fetch-site': 'same-origin' })).status, 200);
  const login = { body: { name: 'grace', password }, headers: { origin: 'https://evil.example' } };
  assert.equal((await openBrowser(call).ask('POST', '/v1/session', login)).status, 403);
});

test('a session ends by signing out, by time, by idleness, and with its person', async () => {
  const password = await added('edsger', 'service');
  const browser = openBrowser(call);
  const isIn = async (): Promise<boolean> => (await browser.ask('GET', '/v1/session')).status === 200;
  await browser.signIn('edsger', password);
  const kept = new Map(browser.cookies);
  assert.equal((await browser.ask('DELETE', '/v1/session')).body.ended, true);
  kept.forEach((value, name) => browser.cookies.set(name, value));
  assert.equal(await isIn(), false, 'the old cookie is worth nothing');
  await browser.signIn('edsger', password);
  later(2 * HOUR_MS + MINUTE_MS);
  assert.equal(await isIn(), false, 'idle for two hours');
  await browser.signIn('edsger', password);
  for (let hour = 0; hour < 11; hour++) {
    later(HOUR_MS);
    assert.equal(await isIn(), true);
  }
  later(HOUR_MS);
  assert.equal(await isIn(), false, 'a working day is over');
  await browser.signIn('edsger', password);
  const change = { displayName: 'E', roles: ['service'], disabled: true, reason: 'left' };
  assert.equal((await call('PUT', '/v1/people/edsger', { body: change })).status, 200);
  assert.equal(await isIn(), false);
  assert.equal((await browser.signIn('edsger', password)).status, 401);
});

test('a person chooses another password, and every other session ends', async () => {
  const first = await added('barbara', 'quality');
  const [here, there] = [openBrowser(call), openBrowser(call)];
  await here.signIn('barbara', first);
  await there.signIn('barbara', first);
  const change = (current: string, next: string) =>
    here.ask('PUT', '/v1/session/password', { body: { current, next } });
  assert.equal((await change(first, 'short')).status, 422);
  assert.equal((await change(first, 'I am barbara myself')).status, 422);
  assert.equal((await change('not this one', 'four words make it')).status, 401);
  const changed = await change(first, 'four words make it');
  assert.deepEqual([changed.status, changed.body.mustChangePassword], [200, false]);
  assert.equal((await here.ask('GET', '/v1/session')).status, 200);
  assert.equal((await there.ask('GET', '/v1/session')).status, 401);
  assert.equal((await openBrowser(call).signIn('barbara', first)).status, 401);
  const reset = await call('POST', '/v1/people/barbara/password', { body: { reason: 'forgotten' } });
  assert.equal((await here.ask('GET', '/v1/session')).status, 401);
  assert.equal((await openBrowser(call).signIn('barbara', reset.body.password)).status, 200);
});

test('guessing is slowed down, and does not keep the owner out', async () => {
  const password = await added('konrad', 'warehouse');
  const [home, thief] = [openBrowser(call), openBrowser(call)];
  await home.signIn('konrad', password);
  const guesses = [];
  for (let guess = 0; guess < 8; guess++) guesses.push((await thief.signIn('konrad', `guess ${guess}`)).status);
  assert.deepEqual(guesses, [401, 401, 401, 401, 401, 429, 429, 429]);
  const refused = await thief.signIn('konrad', password);
  assert.equal(refused.status, 429, 'the right password does not help a browser that waits');
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  assert.equal((await home.signIn('konrad', password)).status, 200, 'a known browser counts by itself');
  later(2_000);
  assert.equal((await thief.signIn('konrad', 'another guess')).status, 401);
  assert.equal((await thief.signIn('konrad', 'and one more')).status, 429, 'the wait has doubled');
  const unknown = await openBrowser(call).signIn('nobody at all', 'x');
  assert.deepEqual([unknown.status, unknown.body.code], [401, 'sign-in-failed']);
});

test('keys are made, follow each other with an overlap, and end', async () => {
  const asked = { name: 'our warehouse', system: 'wms', roles: ['system'], days: 90, reason: 'new' };
  const made = (await call('POST', '/v1/keys', { body: asked })).body;
  const works = async (key: string): Promise<boolean> =>
    (await call('GET', '/v1/session', { key })).status === 200;
  assert.equal(await works(made.secret), true);
  const rotation = { overlapHours: 24, days: 90, reason: 'quarterly' };
  const next = (await call('POST', `/v1/keys/${made.key.id}/rotation`, { body: rotation })).body;
  assert.deepEqual([next.key.system, next.key.roles], ['wms', ['system']]);
  later(23 * HOUR_MS);
  assert.deepEqual([await works(made.secret), await works(next.secret)], [true, true]);
  later(HOUR_MS);
  assert.deepEqual([await works(made.secret), await works(next.secret)], [false, true]);
  assert.equal((await call('POST', `/v1/keys/${made.key.id}/rotation`, { body: rotation })).status, 409);
  const revoked = await call('POST', `/v1/keys/${next.key.id}/revocation`, { body: { reason: 'in a log' } });
  assert.ok(revoked.body.revokedAt !== null);
  assert.equal(await works(next.secret), false, 'at once in this process');
  const narrow = await harness.keyOf(null, 'uk');
  assert.equal((await call('POST', '/v1/keys', { body: asked, key: narrow })).status, 403);
});

test('the command line adds people, lists them, and resets a lost password', async () => {
  const line = (...words: string[]) => commandLine(harness, 'people', ...words);
  const made = await line('add', 'tony', '--role', 'quality', '--entity', 'uk', '--reason', 'lab');
  assert.equal(made.code, 0, made.err);
  const first = /password +(\S+)/.exec(made.out)![1]!;
  assert.equal((await openBrowser(call).signIn('tony', first)).status, 200);
  assert.match((await line('list')).out, /tony +tony +quality +uk/);
  const next = /password +(\S+)/.exec((await line('reset', 'tony', '--reason', 'lost')).out)![1]!;
  assert.equal((await openBrowser(call).signIn('tony', first)).status, 401);
  assert.equal((await openBrowser(call).signIn('tony', next)).status, 200);
  assert.equal((await line('reset', 'nobody', '--reason', 'lost')).code, 4);
});
