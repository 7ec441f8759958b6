/** The permission table against the contract, and against the server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { OPERATIONS } from '../../src/contract/operations.ts';
import { PERMISSIONS, ROLES } from '../../src/contract/permissions.ts';
import { plainKey } from '../../src/application/access/api-keys.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

/** What is wrong between the operations of a contract and a table of permissions. */
function gaps(operations: readonly { id: string; access: string }[], table: typeof PERMISSIONS): string[] {
  const known = new Set(operations.map(({ id }) => id));
  return [
    ...operations.filter(({ id }) => table[id] === undefined).map(({ id }) => `${id} is not in the table`),
    ...Object.keys(table).filter((id) => !known.has(id)).map((id) => `${id} is no operation`),
    ...operations
      .filter(({ id, access }) => table[id] !== undefined && (table[id].roles === 'open') !== (access === 'open'))
      .map(({ id }) => `${id} is open in one place only`),
  ];
}

test('every operation is in the permission table, and nothing else is', () => {
  assert.deepEqual(gaps(OPERATIONS, PERMISSIONS), []);
});

test('a missing, a left-over and a contradicting entry are found', () => {
  const planted = [{ id: 'a', access: 'key' }, { id: 'b', access: 'open' }];
  assert.deepEqual(gaps(planted, { b: { roles: ['admin'] }, c: { roles: 'open' } }), [
    'a is not in the table', 'c is no operation', 'b is open in one place only',
  ]);
});

test('a role that an operation does not name is refused, with what it takes', async () => {
  const auditor = await harness.keyWith({ ...plainKey('reader', null), roles: ['auditor'] });
  assert.equal((await call('GET', '/v1/cases', { key: auditor })).status, 200);
  const refused = await call('POST', '/v1/sweeps', { key: auditor, body: { system: 'wms' } });
  assert.deepEqual([refused.status, refused.body.code], [403, 'permission-denied']);
  assert.match(refused.body.detail, /one of integration; reader has auditor/);
});

test('a key of a system states facts and does nothing else', async () => {
  const wms = await harness.keyOf('wms', null);
  for (const path of ['/v1/cases', '/v1/audit', '/v1/facts', '/v1/commands']) {
    assert.equal((await call('GET', path, { key: wms })).status, 403, path);
  }
  assert.equal((await call('GET', '/v1/positions', { key: wms })).status, 200);
});

test('only a key that speaks for people may name one', async () => {
  const own = await harness.keyWith({ ...plainKey('robot', null), speaksForPeople: false });
  const headers = { 'x-crossdock-actor': 'ada' };
  const refused = await call('GET', '/v1/cases', { key: own, headers });
  assert.deepEqual([refused.status, refused.body.param], [403, 'X-Crossdock-Actor']);
  assert.equal((await call('GET', '/v1/cases', { headers })).status, 200);
});

test('a caller who is confined to sites names one of them', async () => {
  const [site, other] = ['uk-main', 'elsewhere'];
  const key = await harness.keyWith({ ...plainKey('night shift', null), roles: ['warehouse'], sites: [site] });
  const asked = async (query: string) => (await call('GET', `/v1/positions${query}`, { key })).status;
  assert.deepEqual([await asked(`?location=${site}`), await asked(`?location=${other}`), await asked('')], [200, 403, 403]);
});

test('a key that has expired is refused', async () => {
  const expiresAt = (harness.clock.now() + 20_000) as never;
  const key = await harness.keyWith({ ...plainKey('temp', null), expiresAt });
  assert.equal((await call('GET', '/v1/cases', { key })).status, 200);
  harness.clock.advanceTo(expiresAt);
  assert.equal((await call('GET', '/v1/cases', { key })).status, 401);
});

/** Sends a request to an operation with nothing in it, and answers its status and code. */
async function knock(method: string, path: string, key: string | null): Promise<[number, string | null]> {
  const gone = new AbortController();
  const response = await fetch(harness.url + path.replaceAll(/\{\w+\}/g, 'exc_1'), {
    method: method.toUpperCase(),
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
    redirect: 'manual',
    signal: gone.signal,
  });
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  const code = isProblem ? ((await response.json()) as { code: string }).code : null;
  gone.abort();
  return [response.status, code];
}

test('every role at every operation: what the table permits gets through, nothing else does', async () => {
  const wrong: string[] = [];
  let asked = 0;
  for (const role of [...ROLES, null]) {
    const roles = role === null ? [] : [role];
    const key = await harness.keyWith({ ...plainKey(`only ${role}`, null), roles, speaksForPeople: false });
    for (const { id, method, path } of OPERATIONS) {
      const { roles: permitted } = PERMISSIONS[id]!;
      const may = typeof permitted === 'string' || (role !== null && permitted.includes(role));
      const [status, code] = await knock(method, path, key);
      asked += 1;
      if ((code === 'permission-denied') === may || status === 401 || status >= 500) {
        wrong.push(`${role} at ${id}: ${status} ${code}, and the table says ${may}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.equal(asked, (ROLES.length + 1) * OPERATIONS.length);
});

test('nobody at all gets through where the table does not say open', async () => {
  for (const { id, method, path } of OPERATIONS) {
    const [status, code] = await knock(method, path, null);
    const isOpen = PERMISSIONS[id]!.roles === 'open';
    assert.equal(code === 'key-missing', !isOpen, `${id}: ${status} ${code}`);
  }
});
