/** The permission table against the contract, and against the server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { OPERATIONS } from '../../src/contract/operations.ts';
import { PERMISSIONS, ROLES } from '../../src/contract/permissions.ts';
import { plainKey } from '../../src/application/access/api-keys.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, type Harness } from './harness.ts';
import { received, STRUCTURED } from './samples.ts';

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi();
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

const SITE = /"(site|sites|location)":/;
const jsonOf = (schema: z.ZodType): unknown =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

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

test('an operation that may wait for a second person promises the answer that says so', () => {
  const waiting = OPERATIONS.filter(({ id }) => PERMISSIONS[id]?.secondPerson === true);
  assert.deepEqual(waiting.filter(({ answers }) => !(202 in answers)).map(({ id }) => id), []);
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

/** Operations that name a site in what they ask or answer, and confine nobody by it: each with its reason. */
const NOT_BY_SITE: Readonly<Record<string, string>> = {
  getReturn: 'a return is of a customer, wherever its goods lie',
  getSupplierClaim: 'a claim is of a supplier',
  getSession: 'says which sites somebody covers',
  beginSession: 'the same',
  redeemSignInLink: 'the same',
  changePassword: 'the same',
  listPeople: 'says which sites people cover; nobody gives more than they cover',
  addPerson: 'the same',
  changePerson: 'the same',
  listKeys: 'the same',
  makeKey: 'the same',
  rotateKey: 'the same',
  revokeKey: 'the same',
};

test('every operation that names a site says what it means to be confined to some', () => {
  const naming = OPERATIONS.filter(({ params, query, body, answers }) => {
    const schemas = [params, query, body, ...Object.values(answers).map(({ schema }) => schema)];
    return schemas.some((schema) => schema !== undefined && SITE.test(JSON.stringify(jsonOf(schema))));
  }).map(({ id }) => id);
  assert.ok(naming.length > 15);
  const silent = naming.filter((id) => PERMISSIONS[id]!.site === undefined);
  assert.deepEqual(silent.toSorted(), Object.keys(NOT_BY_SITE).toSorted());
});

test('who is confined to sites sees and changes what is theirs, and nothing that spans sites', async () => {
  const asked = { ...plainKey('leeds shift', null), roles: ['warehouse', 'quality'] as const, sites: ['leeds'] };
  const key = await harness.keyWith(asked);
  const ask = (path: string) => call('GET', path, { key });
  for (const [at, location] of [['RCV-L', 'leeds'], ['RCV-R', 'reading']] as const) {
    const fact = received(at, '5');
    const to = { location, disposition: 'sellable_accessible' };
    const body = { ...fact, data: { ...(fact.data as object), to } };
    assert.equal((await call('POST', '/v1/facts', { headers: STRUCTURED, body })).status, 202);
  }
  await harness.settle();
  const { sites } = (await ask('/v1/availability?item=IT-1')).body;
  assert.deepEqual(sites.map(({ site }: { site: string }) => site), ['leeds']);
  assert.equal((await ask('/v1/movements?location=leeds')).status, 200);
  for (const path of ['/v1/movements', '/v1/movements?location=reading', '/v1/facts', '/v1/console/stock']) {
    const refused = await ask(path);
    assert.deepEqual([refused.status, refused.body.code], [403, 'site-not-allowed'], path);
  }
  const all = (await call('GET', '/v1/availability?item=IT-1')).body.sites;
  assert.deepEqual(all.map(({ site }: { site: string }) => site).toSorted(), ['leeds', 'reading']);
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
