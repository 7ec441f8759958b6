/** Signing in at a real OpenID provider, machines' tokens, and everything that is not believed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { generateKeyPair, SignJWT, UnsecuredJWT, decodeJwt, type JWTPayload } from 'jose';
import { AUDIENCE, CLIENT_SECRET, signInThere, type TestProvider } from '../support/identity-provider.ts';
import { openWithProvider } from './provider-harness.ts';
import { openBrowser, type Browser } from './browser.ts';
import { clientOf, type Client } from './client.ts';
import type { Harness } from './harness.ts';

let provider: TestProvider;
let harness: Harness;
let call: Client;
let close: () => Promise<void>;
before(async () => {
  ({ provider, harness, close } = await openWithProvider());
  call = clientOf(harness.url, harness.key);
});
after(() => close());

/** Leaves for the provider; answers where it sends the browser, which keeps its cookie. */
async function leave(browser: Browser, returnTo = '/cases'): Promise<string> {
  const response = await fetch(`${harness.url}/v1/session/sign-in?returnTo=${encodeURIComponent(returnTo)}`, { redirect: 'manual' });
  assert.equal(response.status, 302);
  keep(browser, response);
  return response.headers.get('location')!;
}

function keep(browser: Browser, response: Response): void {
  for (const set of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
    if (value === '') browser.cookies.delete(name!);
    else browser.cookies.set(name!, value!);
  }
}

/** Comes back to the callback. */
async function comeBack(browser: Browser, callback: string): Promise<Response> {
  const { pathname, search } = new URL(callback);
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(harness.url + pathname + search, { redirect: 'manual', headers: { cookie } });
  keep(browser, response);
  return response;
}

async function signIn(login: string, browser = openBrowser(call)): Promise<Response> {
  return comeBack(browser, await signInThere(await leave(browser), login));
}

test('a person signs in at the provider, and may do what their groups say', async () => {
  const browser = openBrowser(call);
  const start = await leave(browser);
  const { searchParams } = new URL(start);
  assert.deepEqual([searchParams.get('response_type'), searchParams.get('code_challenge_method')], ['code', 'S256']);
  const back = await comeBack(browser, await signInThere(start, 'ada'));
  assert.deepEqual([back.status, back.headers.get('location')], [302, '/cases']);
  const { body } = await browser.ask('GET', '/v1/session');
  assert.deepEqual(
    [body.name, body.displayName, body.roles, body.entities, body.method],
    ['ada', 'ada of the test', ['finance'], ['uk'], 'oidc'],
  );
  await signIn('bob', browser);
  const bob = (await browser.ask('GET', '/v1/session')).body;
  assert.deepEqual([bob.name, bob.roles, bob.entities], ['bob', ['auditor', 'finance'], []], 'all groups together');
  const [entry] = (await call('GET', '/v1/audit?action=person.create&subject=person/ada')).body.items;
  assert.equal(entry.actor, 'identity-provider');
});

test('who is in no group that is named is not let in, and a taken name is not handed over', async () => {
  const eve = await signIn('eve');
  assert.equal(eve.status, 403);
  await call('POST', '/v1/people', { body: { name: 'carol', displayName: 'C', roles: [], reason: 'local' } });
  await harness.query(`update person set name = 'bob2' where name = 'bob'`);
  await harness.query(`update person set issuer = 'https://elsewhere' where name = 'ada'`);
  const ada = await signIn('ada');
  assert.equal(ada.status, 401, 'the same name of another issuer is another person');
  await harness.query(`update person set issuer = $1 where name = 'ada'`, [provider.issuer]);
  assert.equal((await signIn('ada')).status, 302);
});

test('a code is redeemed once, in the browser that left, with the state that it was given', async () => {
  const browser = openBrowser(call);
  const callback = await signInThere(await leave(browser), 'ada');
  assert.equal((await comeBack(openBrowser(call), callback)).status, 401, 'another browser');
  assert.equal((await comeBack(browser, callback)).status, 401, 'a state that was tried is gone');
  const again = openBrowser(call);
  const good = await signInThere(await leave(again), 'ada');
  const cookies = new Map(again.cookies);
  assert.equal((await comeBack(again, good)).status, 302);
  cookies.forEach((value, name) => again.cookies.set(name, value));
  assert.equal((await comeBack(again, good)).status, 401, 'a replayed callback');
  const other = openBrowser(call);
  await leave(other);
  const tampered = new URL(await signInThere(await leave(openBrowser(call)), 'ada'));
  const pending = await harness.query('select state from pending_sign_in order by begun_at desc offset 1 limit 1');
  tampered.searchParams.set('state', String(pending[0]!['state']));
  assert.equal((await comeBack(other, tampered.href)).status, 401, 'a code of another sign-in: PKCE');
  const forged = new URL(good);
  forged.searchParams.set('state', 'made-up');
  assert.equal((await comeBack(other, forged.href)).status, 401);
  const elsewhere = await fetch(`${harness.url}/v1/session/sign-in?returnTo=//evil.example`, { redirect: 'manual' });
  assert.equal(elsewhere.status, 400, 'no way to another site');
});

const now = (): number => Math.floor(Date.now() / 1_000);

test('an identity token that is not right in every part is not believed', async (t) => {
  t.after(() => (provider.tamper = null));
  const { privateKey } = await generateKeyPair('RS256');
  const resign = (change: JWTPayload) => (token: string) => provider.sign({ ...decodeJwt(token), ...change });
  const forgeries: Record<string, (token: string) => Promise<string>> = {
    'wrong audience': resign({ aud: 'somebody else' }),
    'expired': resign({ iat: now() - 7_200, exp: now() - 3_600 }),
    'wrong issuer': resign({ iss: 'https://evil.example' }),
    'nonce of another sign-in': resign({ nonce: 'another' }),
    'alg none': async (token) => new UnsecuredJWT(decodeJwt(token)).encode(),
    'foreign key': (token) =>
      new SignJWT(decodeJwt(token)).setProtectedHeader({ alg: 'RS256', kid: 'the-key' }).sign(privateKey),
    'secret of the client as key': (token) =>
      new SignJWT(decodeJwt(token)).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(CLIENT_SECRET)),
    'changed after it was signed': async (token) => {
      const [header, , signature] = token.split('.');
      const payload = Buffer.from(JSON.stringify({ ...decodeJwt(token), groups: ['audit'] })).toString('base64url');
      return [header, payload, signature].join('.');
    },
  };
  provider.tamper = resign({});
  assert.equal((await signIn('ada')).status, 302, 'signed again as it was');
  for (const [what, forge] of Object.entries(forgeries)) {
    provider.tamper = forge;
    const answer = await signIn('ada');
    assert.equal(answer.status, 401, what);
    assert.deepEqual(answer.headers.getSetCookie(), [], what);
  }
});

test('a machine gets its token from the provider, and does what the configuration lets it do', async () => {
  const token = await provider.accessToken('robot', AUDIENCE);
  const { body } = await call('GET', '/v1/session', { key: token });
  assert.deepEqual([body.kind, body.name, body.roles], ['client', 'robot', ['system']]);
  assert.equal((await call('GET', '/v1/positions', { key: token })).status, 200);
  assert.equal((await call('GET', '/v1/audit', { key: token })).status, 403);
});

test('an access token that is not right in every part is not believed', async () => {
  const { privateKey } = await generateKeyPair('RS256');
  const claims = { iss: provider.issuer, aud: AUDIENCE, client_id: 'robot', sub: 'robot', iat: now(), exp: now() + 60 };
  const { exp: _exp, ...endless } = claims;
  const foreign = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'the-key' }).sign(privateKey);
  const secret = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(CLIENT_SECRET));
  const tokens: Record<string, string> = {
    'wrong audience': await provider.accessToken('robot', 'https://other.test/'),
    'a client that nobody knows here': await provider.accessToken('stranger', AUDIENCE),
    'expired': await provider.sign({ ...claims, iat: now() - 7_200, exp: now() - 3_600 }),
    'not valid yet': await provider.sign({ ...claims, nbf: now() + 3_600 }),
    'without an end': await provider.sign(endless),
    'wrong issuer': await provider.sign({ ...claims, iss: 'https://evil.example' }),
    'alg none': new UnsecuredJWT(claims).encode(),
    'foreign key': await foreign,
    'a secret as key': await secret,
    'a key that the provider does not have': await provider.sign(claims, { kid: 'another' }),
    'no token at all': 'a.b.c',
  };
  assert.equal((await call('GET', '/v1/session', { key: await provider.sign(claims) })).status, 200);
  for (const [what, key] of Object.entries(tokens)) {
    const answer = await call('GET', '/v1/session', { key });
    assert.deepEqual([answer.status, answer.body.code], [401, 'key-invalid'], what);
  }
});
