import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { instant } from '../../kernel/instant.ts';
import { refusedBy } from './signature.ts';

/** The vector that the Standard Webhooks libraries share. */
const STANDARD = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  headers: {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  body: Buffer.from('{"test": 2432232314}'),
};
const SIGNED_AT = 1_614_265_330_000;
const standard = { scheme: 'standard-webhooks', toleranceSeconds: 300 } as const;
const arrived = (offMs: number) => ({ ...STANDARD, receivedAt: instant(SIGNED_AT + offMs) });

test('a Standard Webhooks message is authentic by its test vector', () => {
  assert.equal(refusedBy(arrived(0), standard, [STANDARD.secret]), null);
  assert.equal(refusedBy(arrived(300_000), standard, [STANDARD.secret]), null);
  assert.equal(refusedBy(arrived(-300_000), standard, [STANDARD.secret]), null);
});

test('what was signed too long before its arrival, or after it, is a replay', () => {
  assert.match(refusedBy(arrived(301_000), standard, [STANDARD.secret])!, /301 s off its arrival; 300/);
  assert.match(refusedBy(arrived(-301_000), standard, [STANDARD.secret])!, /301 s off/);
});

test('one of several signatures and one of several secrets suffice', () => {
  const [given] = STANDARD.headers['webhook-signature'].split(' ');
  const headers = { ...STANDARD.headers, 'webhook-signature': `v1,AAAA v1a,xyz ${given}` };
  assert.equal(refusedBy({ ...arrived(0), headers }, standard, ['whsec_b2xk', STANDARD.secret]), null);
  assert.match(refusedBy({ ...arrived(0), headers }, standard, ['whsec_b2xk'])!, /does not match/);
});

test('another id, body or timestamp, and a missing header, are refused', () => {
  const secrets = [STANDARD.secret];
  for (const [name, value] of [
    ['webhook-id', 'msg_other'],
    ['webhook-timestamp', '1614265331'],
    ['webhook-signature', 'v1,'],
  ] as const) {
    const headers = { ...STANDARD.headers, [name]: value };
    assert.match(refusedBy({ ...arrived(0), headers }, standard, secrets)!, /does not match/);
  }
  assert.match(
    refusedBy({ ...arrived(0), body: Buffer.from('{}') }, standard, secrets)!,
    /does not match/,
  );
  assert.match(refusedBy({ ...arrived(0), headers: {} }, standard, secrets)!, /is missing/);
});

const BODY = Buffer.from('{"a":1}');
const digest = (algorithm: string, secret: string, encoding: 'hex' | 'base64', before = ''): string =>
  createHmac(algorithm, secret).update(before).update(BODY).digest(encoding);

test('Shopify signs the body, base64', () => {
  const headers = { 'X-Shopify-Hmac-Sha256': digest('sha256', 'client secret', 'base64') };
  assert.equal(refusedBy({ headers, body: BODY }, { scheme: 'shopify' }, ['client secret']), null);
  assert.equal(refusedBy({ headers, body: BODY }, { scheme: 'shopify' }, ['new', 'client secret']), null);
  assert.match(refusedBy({ headers, body: BODY }, { scheme: 'shopify' }, ['new'])!, /does not match/);
  assert.match(refusedBy({ headers: {}, body: BODY }, { scheme: 'shopify' }, ['new'])!, /does not match/);
});

test('a plain HMAC, with prefix, in either case of hex, over other algorithms', () => {
  const scheme = { scheme: 'hmac', header: 'X-Sign', encoding: 'hex', algorithm: 'sha512' } as const;
  const text = `sha512=${digest('sha512', 's', 'hex')}`;
  for (const given of [text, text.toUpperCase()]) {
    const message = { headers: { 'x-sign': given }, body: BODY };
    assert.equal(refusedBy(message, { ...scheme, prefix: 'sha512=' }, ['s']), null);
    assert.match(refusedBy(message, { ...scheme, prefix: '' }, ['s'])!, /does not match/);
  }
});

test('an HMAC with a timestamp signs both, and goes stale', () => {
  const timestamp = { header: 'X-Moment', unit: 'ms', toleranceSeconds: 60 } as const;
  const scheme = {
    scheme: 'hmac',
    header: 'X-Sign',
    encoding: 'base64',
    algorithm: 'sha256',
    prefix: '',
    timestamp,
  } as const;
  const headers = { 'x-moment': '1000000', 'x-sign': digest('sha256', 's', 'base64', '1000000.') };
  const at = (receivedAt: number) => ({ headers, body: BODY, receivedAt: instant(receivedAt) });
  assert.equal(refusedBy(at(1_060_000), scheme, ['s']), null);
  assert.match(refusedBy(at(1_061_000), scheme, ['s'])!, /61 s off/);
  const moved = { ...at(1_061_000), headers: { ...headers, 'x-moment': '1061000' } };
  assert.match(refusedBy(moved, scheme, ['s'])!, /does not match/);
});

test('a token is compared whole', () => {
  const scheme = { scheme: 'token', header: 'X-Token' } as const;
  assert.equal(refusedBy({ headers: { 'x-token': 'abc' }, body: BODY }, scheme, ['abc']), null);
  assert.match(refusedBy({ headers: { 'x-token': 'ab' }, body: BODY }, scheme, ['abc'])!, /token/);
  assert.match(refusedBy({ headers: {}, body: BODY }, scheme, ['abc'])!, /token/);
});
