import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { httpClient, type HttpOutcome } from '../connectors/http.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, SECOND_MS } from '../kernel/instant.ts';
import type { Instant } from '../kernel/instant.ts';
import { VirtualClock } from '../kernel/virtual-clock.ts';
import { pass, quiet, settle } from './drive.ts';
import { FAULT_LEVELS } from './faults.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from './start.ts';
import type { FaultDial, SystemFactory, World } from './system.ts';

const START = instant(Date.UTC(2031, 4, 5, 8));
const EMPTY_WORLD: World = {
  seed: 1,
  entities: [],
  sites: [],
  items: [],
  customers: [],
  openingStock: [],
};

/** A system that counts: PUT sets and tells its subscriber, a job does it an hour later. */
const counter: SystemFactory = ({ database, push, schedule }) => {
  database.exec('CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
  const add = (text: string): void => {
    database.prepare('INSERT INTO note (text) VALUES (?)').run(text);
    push({ headers: { 'x-counter-webhook-id': text }, body: JSON.stringify({ text }), key: 'note' });
  };
  return {
    routes(app) {
      app.put<{ Params: { text: string } }>('/notes/:text', (request) => {
        add(request.params.text);
        if (request.params.text === 'broken') throw new Error('broken after the effect');
        return { ok: true };
      });
      app.put<{ Params: { text: string } }>('/later/:text', (request) => {
        schedule(HOUR_MS, 'add', request.params.text);
        return { ok: true };
      });
      app.get('/notes', () => database.prepare('SELECT text FROM note ORDER BY id').all());
    },
    onJob: (_job, payload) => add(payload as string),
  };
};

interface Box {
  readonly clock: VirtualClock;
  readonly sandbox: Sandbox;
  readonly faults: FaultDial;
  readonly received: string[];
  readonly subscriber: Subscriber;
  send(method: 'GET' | 'PUT', path: string, giveUpMs?: number): Promise<HttpOutcome>;
}

interface Subscriber {
  status: number;
  readonly url: string;
  readonly server: Server;
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function subscribe(received: string[]): Promise<Subscriber> {
  const subscriber = { status: 202, url: '', server: undefined as unknown as Server };
  subscriber.server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (subscriber.status === 202) received.push((JSON.parse(body) as { text: string }).text);
      response.writeHead(subscriber.status).end();
    });
  });
  await new Promise<void>((done) => subscriber.server.listen(0, '127.0.0.1', done));
  subscriber.url = `http://127.0.0.1:${(subscriber.server.address() as AddressInfo).port}`;
  closers.push(async () => {
    subscriber.server.closeAllConnections();
    await new Promise((done) => subscriber.server.close(done));
  });
  return subscriber;
}

async function openBox(
  dial: Partial<FaultDial> = {},
  extra: Partial<SandboxOptions> = {},
): Promise<Box> {
  const clock = new VirtualClock(START);
  const received: string[] = [];
  const subscriber = await subscribe(received);
  const faults = { ...FAULT_LEVELS.none, ...dial };
  const sandbox = await startSandbox({
    world: EMPTY_WORLD,
    systems: { counter },
    clock,
    seed: 7,
    folder: null,
    faults,
    host: '127.0.0.1',
    deliverTo: () => subscriber.url,
    secret: 'secret',
    ...extra,
  });
  closers.unshift(() => sandbox.stop());
  const client = httpClient({ url: sandbox.urls['counter']!, concurrency: 4, headers: {} });
  const send: Box['send'] = (method, path, giveUpMs = 10 * SECOND_MS) => {
    const controller = new AbortController();
    const cancel = clock.at((clock.now() + giveUpMs) as Instant, () => controller.abort());
    const answer = client.request({ method, path, signal: controller.signal });
    return settle(clock, sandbox, answer).finally(cancel);
  };
  return { clock, sandbox, faults, received, subscriber, send };
}

async function notesOf(box: Box): Promise<string[]> {
  const answer = await box.send('GET', '/notes');
  assert.equal(answer.kind, 'answer');
  return (answer.kind === 'answer' ? (answer.body as { text: string }[]) : []).map((n) => n.text);
}

const later = (box: Box, ms: number): Promise<void> =>
  pass(box.clock, box.sandbox, (box.clock.now() + ms) as Instant);

test('without faults a request is answered at once and its webhook delivered', async () => {
  const box = await openBox();
  const answer = await box.send('PUT', '/notes/a');
  assert.equal(answer.kind === 'answer' && answer.status, 200);
  await quiet(box.sandbox);
  assert.deepEqual(box.received, ['a']);
  assert.equal(box.clock.now(), START);
  assert.deepEqual(box.sandbox.activity(), { held: 0, delivering: 0 });
  assert.equal(box.sandbox.pending(), 0);
});

test('latency passes on the clock, and a waiting request is held', async () => {
  const box = await openBox({ latencyMs: 1_000 });
  await box.send('PUT', '/notes/a');
  const took = box.clock.now() - START;
  assert.ok(took >= 1 && took <= 2_000, `${took} ms`);
});

test('an answer that never comes: the effect exists, the client gives up, nothing is held', async () => {
  const box = await openBox({ timeoutAfterEffect: 1 });
  const answer = await box.send('PUT', '/notes/a', 5_000);
  assert.equal(answer.kind, 'lost');
  assert.equal(box.clock.now() - START, 5_000);
  await waitUntil(() => box.sandbox.activity().held === 0);
  assert.deepEqual(await notesOf(box), ['a']);
});

test('a timeout before the effect leaves no effect', async () => {
  const box = await openBox({ timeoutBeforeEffect: 1 });
  assert.equal((await box.send('PUT', '/notes/a', 5_000)).kind, 'lost');
  await later(box, HOUR_MS);
  assert.deepEqual(await notesOf(box), []);
});

test('a late effect lands after the loss, within the settle time', async () => {
  const box = await openBox({ lateEffect: 1 });
  assert.equal((await box.send('PUT', '/notes/a', 500)).kind, 'lost');
  assert.deepEqual(await notesOf(box), []);
  await later(box, 20_000);
  assert.deepEqual(await notesOf(box), ['a']);
});

test('throttling asks for a pause, unavailability and outages have no effect', async () => {
  const box = await openBox({ throttle: 1 });
  const throttled = await box.send('PUT', '/notes/a');
  assert.equal(throttled.kind === 'answer' && throttled.status, 429);
  assert.match(String(throttled.kind === 'answer' && throttled.headers['retry-after']), /^[1-5]$/);
  box.faults.throttle = 0;
  box.sandbox.takeDown('counter', 10 * MINUTE_MS);
  for (let attempt = 0; attempt < 5; attempt++) {
    const down = await box.send('PUT', `/notes/b${attempt}`);
    assert.ok(down.kind === 'lost' || (down.kind === 'answer' && down.status === 503));
  }
  await later(box, 10 * MINUTE_MS);
  assert.deepEqual(await notesOf(box), []);
});

test('a handler that throws has changed and told nothing', async () => {
  const box = await openBox();
  const answer = await box.send('PUT', '/notes/broken');
  assert.equal(answer.kind === 'answer' && answer.status, 500);
  await quiet(box.sandbox);
  assert.deepEqual(await notesOf(box), []);
  assert.deepEqual(box.received, []);
});

test('webhooks are retried in order until the subscriber takes them', async () => {
  const box = await openBox();
  box.subscriber.status = 500;
  for (const note of ['a', 'b', 'c']) await box.send('PUT', `/notes/${note}`);
  await quiet(box.sandbox);
  assert.equal(box.sandbox.pending(), 3);
  box.subscriber.status = 202;
  await later(box, 10 * SECOND_MS);
  assert.deepEqual(box.received, ['a', 'b', 'c']);
  assert.equal(box.sandbox.pending(), 0);
});

test('a message that nobody takes for two days is given up and counted', async () => {
  const box = await openBox();
  box.subscriber.status = 500;
  await box.send('PUT', '/notes/a');
  await later(box, 2 * DAY_MS + HOUR_MS);
  assert.equal(box.sandbox.pending(), 0);
  assert.equal(box.sandbox.deliveries()['counter']!.givenUp, 1);
});

test('the dial duplicates, loses and delays webhooks', async () => {
  const twice = await openBox({ duplicate: 1 });
  await twice.send('PUT', '/notes/a');
  await later(twice, HOUR_MS);
  assert.deepEqual(twice.received, ['a', 'a']);
  const lost = await openBox({ loss: 1 });
  await lost.send('PUT', '/notes/a');
  await later(lost, HOUR_MS);
  assert.deepEqual(lost.received, []);
  const late = await openBox({ reorder: 1 });
  await late.send('PUT', '/notes/a');
  late.faults.reorder = 0;
  await late.send('PUT', '/notes/b');
  await later(late, HOUR_MS);
  assert.deepEqual(late.received, ['b', 'a']);
});

test('a restart goes on: jobs, undelivered webhooks and books are kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  try {
    const first = await openBox({}, { folder });
    await first.send('PUT', '/later/job');
    first.subscriber.status = 500;
    await first.send('PUT', '/notes/undelivered');
    await quiet(first.sandbox);
    await first.sandbox.stop();
    closers.shift();
    const second = await openBox({}, { folder });
    await later(second, 2 * HOUR_MS);
    assert.deepEqual(second.received, ['undelivered', 'job']);
    assert.deepEqual(await notesOf(second), ['undelivered', 'job']);
    await second.sandbox.stop();
    closers.shift();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a system's own dial lies over the shared one", async () => {
  const box = await openBox({ unavailable: 1 });
  const url = `${box.sandbox.urls['counter']}/sandbox/faults`;
  const set = (body: unknown): Promise<Response> =>
    fetch(url, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  assert.equal((await set({ unavailable: 2 })).status, 400);
  const dial = (await (await set({ unavailable: 0 })).json()) as FaultDial;
  assert.equal(dial.unavailable, 0);
  const answer = await box.send('GET', '/notes');
  assert.equal(answer.kind === 'answer' && answer.status, 200);
  await set({ unavailable: null });
  const refused = await box.send('GET', '/notes');
  assert.equal(refused.kind === 'answer' && refused.status, 503);
});

async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((next) => setImmediate(next));
}
