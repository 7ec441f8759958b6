import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptedServer } from '../../../test/support/scripted-server.ts';
import { AddressGuard } from './address-guard.ts';
import { GuardedPoster } from './poster.ts';

test('private, local, special and wrapped addresses are refused, public ones are not', () => {
  const guard = new AddressGuard([]);
  const refused = [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001:0:a00:1::',
    'nonsense',
  ];
  for (const address of refused) assert.equal(guard.allows(address, true), false, address);
  for (const address of ['93.184.216.34', '2606:4700::1111', '172.32.0.1']) {
    assert.equal(guard.allows(address, true), true, address);
    assert.equal(guard.allows(address, false), false, `${address} without TLS`);
  }
  const listed = new AddressGuard(['10.1.0.0/16', 'fd00:1::/32']);
  for (const address of ['10.1.2.3', 'fd00:1::5', '::ffff:10.1.2.3']) {
    assert.ok(listed.allows(address, false), address);
  }
  assert.equal(listed.allows('10.2.0.1', true), false);
  assert.throws(() => new AddressGuard(['everywhere/0']), TypeError);
});

test('the address that is checked is the one that is connected to, whatever the name says next', async () => {
  const answers = [[{ address: '93.184.216.34', family: 4 }], [{ address: '127.0.0.1', family: 4 }]];
  let asked = 0;
  const guard = new AddressGuard([], (_name, _options, done) => done(null, answers[asked++]!));
  const look = () =>
    new Promise((settle) =>
      guard.lookup(true)('rebound.example.com', { all: true }, (error, found) =>
        settle(error?.message ?? found),
      ),
    );
  assert.deepEqual(await look(), [{ address: '93.184.216.34', family: 4 }]);
  assert.equal(asked, 1, 'the name is resolved once for each connection');
  assert.match(String(await look()), /127\.0\.0\.1, which may not be reached/);
  const mixed = new AddressGuard([], (_name, _options, done) => done(null, answers.flat()));
  const refusal = await new Promise<string>((settle) =>
    mixed.lookup(true)('mixed.example.com', {}, (error) => settle(String(error?.message))),
  );
  assert.match(refusal, /may not be reached/, 'one private address makes the whole name suspect');
});

test('a name that leads to this machine is not asked, unless its network is listed', async () => {
  const server = await scriptedServer(() => ({ status: 200, body: { big: 'x'.repeat(100_000) } }));
  const url = server.url.replace('127.0.0.1', 'localhost');
  const strict = new GuardedPoster([]);
  for (const target of [url, url.replace('http:', 'https:'), server.url]) {
    const answer = await strict.post(target, {}, '{}');
    assert.equal(answer.kind, 'refused', target);
  }
  assert.equal(server.asked.length, 0);
  const lenient = new GuardedPoster(['127.0.0.0/8', '::1/128']);
  const answer = await lenient.post(url, { 'webhook-id': 'msg_1' }, '{"a":1}');
  assert.deepEqual(answer, { kind: 'answered', status: 200, retryAfterMs: null });
  assert.equal(server.asked[0]!.body, '{"a":1}');
  await Promise.all([strict.close(), lenient.close()]);
});

test('an endpoint that drops the connection is lost, not answered', async () => {
  const server = await scriptedServer(() => null);
  const poster = new GuardedPoster(['127.0.0.0/8']);
  assert.equal((await poster.post(server.url, {}, '{}')).kind, 'lost');
  await poster.close();
});
