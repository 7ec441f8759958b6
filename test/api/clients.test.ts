/** What every client is promised beside answers: budgets, usage, notice of what will go away, limits of time. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { Budgets, type BudgetPolicy } from '../../src/application/access/budgets.ts';
import { UsageMeter, type UsageCount, type UsageStore } from '../../src/application/access/usage.ts';
import { SILENT } from '../../src/application/ports/logger.ts';
import { serve } from '../../src/api/route.ts';
import { ERROR_CODES } from '../../src/contract/error-codes.ts';
import { defineOperation } from '../../src/contract/operation.ts';
import { OPERATIONS } from '../../src/contract/operations.ts';
import { TAGS } from '../../src/contract/tags.ts';
import { SECOND_MS, type Instant } from '../../src/kernel/instant.ts';
import { VirtualClock } from '../../src/kernel/virtual-clock.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import { postgresBudgets } from '../../src/postgres/queries/usage.ts';
import { createTestDatabase } from '../support/database.ts';
import { clientOf, type Client } from './client.ts';
import { openApi, START, type Harness } from './harness.ts';
import { newKey, orderBody } from './samples.ts';

const leaving = defineOperation({
  id: 'getOldThing', method: 'get', path: '/v1/old-thing', tag: 'Installation', summary: 'An old thing', access: 'open',
  deprecated: { since: '2030-01-01T00:00:00Z', sunset: '2031-01-01T00:00:00Z', successor: '/v1/new-thing' },
  answers: { 200: { description: 'It' } }, errors: [],
});
const slow = defineOperation({
  id: 'getSlowThing', method: 'get', path: '/v1/slow-thing', tag: 'Installation', summary: 'A slow thing', access: 'open',
  answerWithinMs: 20, answers: { 200: { description: 'It' } }, errors: [],
});

let harness: Harness;
let call: Client;
before(async () => {
  harness = await openApi({
    configure: (input) => ({
      ...input,
      api: {
        clients: { tester: [{ name: 'burst', requests: 100_000, per: '10 s' }] },
        limits: [{ name: 'burst', requests: 40, per: '10 s' }, { name: 'day', requests: 60, per: '24 h' }],
        allowedOrigins: ['https://desk.example.com'],
      },
    }),
    extend: (app, deps) => {
      serve(app, deps, leaving, async () => ({ status: 200, body: {} }));
      serve(app, deps, slow, () => new Promise(() => undefined));
    },
  });
  call = clientOf(harness.url, harness.key);
});
after(() => harness.close());

describe('budgets', () => {
  test('a client is told what is left, and refused when nothing is, until the window is over', async () => {
    const key = await harness.keyOf(null, 'fr');
    await harness.query(`update api_key set name = 'frugal' where id = $1`, [key.split('_')[1]]);
    const frugal = clientOf(harness.url, key);
    const first = await frugal('GET', '/v1/cases');
    assert.equal(first.headers.get('ratelimit-policy'), '"burst";q=40;w=10, "day";q=60;w=86400');
    assert.match(first.headers.get('ratelimit') ?? '', /^"burst";r=39;t=10, "day";r=59;t=\d+$/);
    for (let at = 1; at < 40; at++) assert.equal((await frugal('GET', '/v1/cases')).status, 200);
    const refused = await frugal('GET', '/v1/cases');
    assert.deepEqual([refused.status, refused.body.code, refused.body.limit], [429, 'rate-limited', 40]);
    assert.equal(refused.headers.get('retry-after'), '10');
    assert.equal((await call('GET', '/v1/cases')).status, 200, 'another client has a budget of its own');
    harness.clock.advanceTo((START + 10 * SECOND_MS) as Instant);
    for (let at = 0; at < 20; at++) assert.equal((await frugal('GET', '/v1/cases')).status, 200);
    const spent = await frugal('GET', '/v1/cases');
    assert.equal(spent.body.limit, 60, 'the quota of the day is used up');
    assert.ok(Number(spent.headers.get('retry-after')) > 10_000);
  });

  test('processes share a budget: together they grant exactly the quota', async () => {
    const database = await createTestDatabase();
    await migrate(database.url);
    const pool = new pg.Pool({ connectionString: database.url, max: 4 });
    const clock = new VirtualClock(START);
    const policy: BudgetPolicy = { name: 'burst', quota: 1_000, windowMs: 10_000 };
    const processes = [1, 2, 3].map(() => new Budgets(postgresBudgets(pool), clock, () => [policy]));
    let reservations = 0;
    const counting = new Budgets(
      { reserve: (...args) => (reservations++, postgresBudgets(pool).reserve(...args)) }, clock, () => [policy]);
    const all = [...processes, counting];
    const verdicts = await Promise.all(
      Array.from({ length: 3_000 }, (_, at) => all[at % all.length]!.take('client', 'client')));
    assert.equal(verdicts.filter(({ allowed }) => allowed).length, 1_000);
    assert.ok(reservations <= 20, `${reservations} reservations`);
    clock.advanceTo((START + 10_000) as Instant);
    assert.ok((await processes[0]!.take('client', 'client')).allowed);
    await pool.end();
    await database.drop();
  });
});

describe('usage', () => {
  test('every answer is counted once, by client and operation', async () => {
    const key = await harness.keyOf(null, null);
    const client = key.split('_')[1]!;
    const user = clientOf(harness.url, key);
    const before = await call('GET', `/v1/usage?client=${client}`);
    assert.deepEqual(before.body.items, []);
    for (let at = 0; at < 3; at++) await user('GET', '/v1/cases');
    await user('GET', '/v1/cases?sort=nonsense');
    await user('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody('U-1') });
    const { body } = await call('GET', `/v1/usage?client=${client}&by=total`);
    const counted = body.items.map((item: Record<string, unknown>) => [item['operation'], item['requests'], item['refused'], item['failed']]);
    assert.deepEqual(counted, [['listCases', 4, 1, 0], ['placeSalesOrder', 1, 0, 0]]);
    const placed = body.items[1];
    assert.ok(placed.bytesIn > 100 && placed.bytesOut > 100 && placed.day === '2031-05-07');
    assert.equal((await call('GET', `/v1/usage?client=${client}&to=2031-05-06`)).body.items.length, 0);
    assert.equal((await call('GET', '/v1/usage?from=2031-02-30')).status, 422);
  });

  test('what the store refuses is added later, not lost and not twice', async () => {
    const stored: UsageCount[] = [];
    let isAway = true;
    const store: UsageStore = {
      add: async (counts) => {
        if (isAway) throw new Error('away');
        stored.push(...counts);
      },
      read: () => Promise.resolve(stored),
    };
    const meter = new UsageMeter(store, new VirtualClock(START), SILENT);
    const request = { client: 'c', clientName: 'n', operation: 'o', status: 200, bytesIn: 1, bytesOut: 2, durationMs: 0.4 };
    meter.note(request);
    await meter.flush();
    meter.note({ ...request, status: 503 });
    isAway = false;
    await meter.flush();
    await meter.stop();
    assert.deepEqual(stored.map(({ requests, failed, bytesOut }) => [requests, failed, bytesOut]), [[2, 1, 4]]);
  });
});

describe('operations', () => {
  test('one that goes away says since when, until when, and what to use instead', async () => {
    const { headers } = await fetch(`${harness.url}/v1/old-thing`);
    assert.equal(headers.get('deprecation'), '@1893456000');
    assert.equal(headers.get('sunset'), 'Wed, 01 Jan 2031 00:00:00 GMT');
    const link = headers.get('link') ?? '';
    assert.match(link, /<\/reference#getOldThing>; rel="deprecation"/);
    assert.match(link, /<\/v1\/new-thing>; rel="successor-version"/);
    assert.equal((await fetch(`${harness.url}/healthz`)).headers.get('deprecation'), null);
  });

  test('one whose answer takes too long is answered, and says that its effect is open', async () => {
    const answer = await fetch(`${harness.url}/v1/slow-thing`);
    const problem = (await answer.json()) as { code: string };
    assert.deepEqual([answer.status, problem.code, answer.headers.get('retry-after')], [503, 'timed-out', '2']);
  });

  test('each has an owner and a tag that is described', () => {
    assert.deepEqual(OPERATIONS.filter(({ tag }) => TAGS[tag] === undefined).map(({ id, tag }) => `${id}: ${tag}`), []);
  });

  test('a change that is based on nothing is refused', async () => {
    await call('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody('U-2') });
    const { salesOrder: _number, ...body } = orderBody('U-2');
    const refused = await call('PUT', '/v1/sales-orders/U-2', { body });
    assert.deepEqual([refused.status, refused.body.code, refused.body.param], [428, 'precondition-required', 'If-Match']);
    const amended = await call('PUT', '/v1/sales-orders/U-2', { body, headers: { 'if-match': '"1"' } });
    assert.equal(amended.status, 200);
    assert.match(amended.headers.get('etag') ?? '', /^"\d+"$/);
  });
});

describe('browsers', () => {
  const preflight = (origin: string) =>
    fetch(`${harness.url}/v1/cases`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } });

  test('a page of a configured origin may call, with a key and without cookies; no other may', async () => {
    const allowed = await preflight('https://desk.example.com');
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://desk.example.com');
    assert.match(allowed.headers.get('access-control-allow-headers') ?? '', /Authorization/);
    assert.equal(allowed.headers.get('access-control-allow-credentials'), null);
    const foreign = await preflight('https://evil.example.com');
    assert.deepEqual([foreign.status, foreign.headers.get('access-control-allow-origin')], [405, null]);
    const read = await call('GET', '/v1/cases', { headers: { origin: 'https://desk.example.com' } });
    assert.match(read.headers.get('access-control-expose-headers') ?? '', /RateLimit/);
    assert.equal(read.headers.get('vary'), 'Origin');
  });

  test('every answer tells browsers to keep, sniff and frame nothing', async () => {
    for (const path of ['/v1/cases', '/v1/nothing', '/healthz']) {
      const { headers } = await call('GET', path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
    }
  });
});

describe('pages', () => {
  test('the reference shows every operation, and runs no script', async () => {
    const { text, headers } = await call('GET', '/reference', { key: null });
    for (const { id, summary } of OPERATIONS) assert.ok(text.includes(`id="${id}"`) && text.length > summary.length, id);
    assert.ok(!/<script/i.test(text));
    assert.match(headers.get('content-security-policy') ?? '', /style-src 'sha256-/);
    for (const [, target] of text.matchAll(/href="#([^"]+)"/g)) assert.ok(text.includes(`id="${target}"`), target);
  });

  test('the type of a problem leads to the page of its code', async () => {
    const { body } = await call('GET', '/v1/nothing');
    const page = await call('GET', body.type, { key: null });
    assert.ok(page.status === 200 && page.text.includes(body.title));
    for (const code of ERROR_CODES) assert.equal((await call('GET', `/errors/${code}`, { key: null })).status, 200, code);
    assert.equal((await call('GET', '/errors/no-such-code', { key: null })).status, 404);
    assert.ok((await call('GET', '/errors', { key: null })).text.includes('/errors/rate-limited'));
  });
});
