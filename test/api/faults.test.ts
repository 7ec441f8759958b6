/** What the API answers when our own side fails: the store is away, a handler breaks. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { buildApi } from '../../src/api/build-api.ts';
import type { AnsweredRequest, ApiDeps } from '../../src/api/deps.ts';
import { clientOf } from './client.ts';

class Away extends Error {}

const seen: AnsweredRequest[] = [];
const logged: string[] = [];
const log = (event: string): void => void logged.push(event);
const principal = {
  kind: 'key', keyId: 'k', name: 'tester', system: null, entities: [], sites: [], roles: ['service'],
  speaksForPeople: false,
};
const app = buildApi({
  version: '0.0.0',
  clock: { now: () => 0, at: () => () => undefined },
  logger: { info: log, warn: log, error: log },
  budgets: { take: () => Promise.resolve({ allowed: true, left: [], retryAfterSeconds: 0 }) },
  usage: { note: () => undefined },
  allowedOrigins: new Set(),
  authenticator: { principalOf: () => Promise.resolve(principal) },
  reads: {
    cases: () => Promise.reject(new Away('secret host')),
    commands: () => Promise.reject(new TypeError('secret detail')),
    ping: () => Promise.reject(new Away('secret host')),
  },
  proposals: { required: false },
  heldBack: new Map(),
  workflows: new Map(),
  entities: new Set(['uk']),
  metrics: () => Promise.reject(new Error('secret detail')),
  observe: (request: AnsweredRequest) => void seen.push(request),
  isUnavailable: (error: unknown) => error instanceof Away,
} as unknown as ApiDeps);
after(() => app.close());

test('each failure is a problem document, says what to do, and nothing of our inside', async () => {
  const call = clientOf(await app.listen({ port: 0, host: '127.0.0.1' }), 'any');
  for (const [path, status, code] of [
    ['/v1/cases', 503, 'unavailable'],
    ['/readyz', 503, 'unavailable'],
    ['/v1/commands', 500, 'internal'],
    ['/metrics', 500, 'internal'],
  ] as const) {
    const answer = await call('GET', path);
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
    assert.ok(!answer.text.includes('secret'));
    assert.equal(answer.headers.get('retry-after'), status === 503 ? '2' : null);
  }
  assert.ok(logged.includes('request failed') && logged.includes('not ready'));
  await call('GET', '/v1/nothing/at/all');
  assert.deepEqual(
    seen.map(({ route, status }) => [route, status]),
    [['/v1/cases', 503], ['/readyz', 503], ['/v1/commands', 500], ['/metrics', 500], ['unknown', 404]],
  );
});
