/** What changed, told to consoles: as the document says, and in whichever process it changed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { plainKey } from '../../src/application/access/api-keys.ts';
import { clientOf } from './client.ts';
import { DOCUMENT } from './contract.ts';
import { openApi, type Harness } from './harness.ts';
import { newKey, orderBody, received, registered, STRUCTURED } from './samples.ts';

let first: Harness;
let second: Harness;
before(async () => {
  first = await openApi();
  second = await openApi({ beside: first });
});
after(async () => {
  await second.close();
  await first.close();
});

type Json = Record<string, unknown>;

interface StreamEvent {
  readonly id?: string;
  readonly event: string;
  readonly data: string;
}

/** A console that follows; `until` answers the first event that is as wished. */
class Follower {
  readonly seen: StreamEvent[] = [];
  readonly response: Response;
  readonly #gone: AbortController;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = '';

  private constructor(response: Response, gone: AbortController) {
    this.response = response;
    this.#gone = gone;
    this.#reader = response.body!.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  }

  static async open(harness: Harness, headers: Record<string, string> = {}, key = harness.key): Promise<Follower> {
    const gone = new AbortController();
    const authorization = `Bearer ${key}`;
    const response = await fetch(`${harness.url}/v1/changes`, { headers: { authorization, ...headers }, signal: gone.signal });
    return new Follower(response, gone);
  }

  async until(wished: (event: StreamEvent) => boolean): Promise<StreamEvent> {
    for (;;) {
      const at = this.#text.indexOf('\n\n');
      if (at < 0) {
        const { done, value } = await this.#reader.read();
        assert.ok(!done, 'the stream ended');
        this.#text += value;
        continue;
      }
      const members = this.#text.slice(0, at).split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2));
      this.#text = this.#text.slice(at + 2);
      const event = Object.fromEntries(members) as StreamEvent;
      this.seen.push(event);
      if (wished(event)) return event;
    }
  }

  leave(): void {
    this.#gone.abort();
  }
}

const names = (instance: string) => (event: StreamEvent): boolean =>
  event.event === 'changed' && event.data.includes(`"${instance}"`);

const place = (harness: Harness, salesOrder: string) =>
  clientOf(harness.url, harness.key)('POST', '/v1/sales-orders', { headers: newKey(), body: orderBody(salesOrder) });

/** A validator for each event that the document names. */
function validators(): Map<string, ValidateFunction> {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'https://test/stream', components: DOCUMENT.components });
  const answer = DOCUMENT.paths['/v1/changes']!['get']!.responses['200']!;
  const stream = answer.content!['text/event-stream'] as unknown as { 'x-itemSchema': { oneOf: Json[] } };
  return new Map(stream['x-itemSchema'].oneOf.map((event) => {
    const { properties } = event as { properties: { event: { const: string }; data: { contentSchema: Json } } };
    const text = JSON.stringify(properties.data.contentSchema).replaceAll('"#/components', '"https://test/stream#/components');
    return [properties.event.const, ajv.compile(JSON.parse(text) as Json)];
  }));
}

test('the stream is as the document says, event by event', async () => {
  const follower = await Follower.open(first);
  assert.equal(follower.response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  for (const name of ['x-request-id', 'ratelimit', 'cache-control']) assert.ok(follower.response.headers.get(name), name);
  await follower.until(({ event }) => event === 'hello');
  await place(first, 'CH-1');
  const { id } = await follower.until(names('uk/sales-order/CH-1'));
  await follower.until(({ event }) => event === 'alive');
  follower.leave();
  const documented = validators();
  assert.deepEqual([...documented.keys()].sort(), ['alive', 'changed', 'hello', 'reset']);
  for (const { event, data } of follower.seen) {
    const isSound = documented.get(event);
    assert.ok(isSound !== undefined, `${event} is not documented`);
    assert.ok(isSound(JSON.parse(data)), `${event}: ${data}`);
  }
  assert.ok(!documented.get('changed')!({ instances: 'all' }), 'the schema can say no');

  await place(first, 'CH-2');
  const back = await Follower.open(first, { 'last-event-id': id! });
  await back.until(names('uk/sales-order/CH-2'));
  assert.ok(!back.seen.some(({ event }) => event === 'hello'), 'nothing was missed');
  back.leave();
  const stranger = await Follower.open(first, { 'last-event-id': '999999' });
  assert.equal((await stranger.until(() => true)).event, 'reset');
  stranger.leave();
});

test('what changes at one process is heard at the other, and once', async () => {
  const [here, there] = [await Follower.open(first), await Follower.open(second)];
  await Promise.all([here, there].map((each) => each.until(({ event }) => event === 'hello')));
  await place(second, 'CH-3');
  const heard = await here.until(names('uk/sales-order/CH-3'));
  await there.until(names('uk/sales-order/CH-3'));
  assert.equal((JSON.parse(heard.data) as { more: boolean }).more, false);
  await clientOf(second.url, second.key)('POST', '/v1/facts', { headers: STRUCTURED, body: received('CH-IN', '5') });
  await here.until(({ event, data }) => event === 'changed' && (JSON.parse(data) as { stock: boolean }).stock);
  await place(first, 'CH-4');
  await there.until(names('uk/sales-order/CH-4'));
  const told = there.seen.filter(names('uk/sales-order/CH-3'));
  assert.equal(told.length, 1, 'nobody is told again what they said themselves');
  for (const each of [here, there]) each.leave();
});

test('what states no fact is heard as well: a case given to somebody at the other process', async () => {
  const ask = clientOf(second.url, second.key);
  await place(second, 'CH-ODD');
  await ask('POST', '/v1/facts', { headers: STRUCTURED, body: registered('CH-ODD', '3.75') });
  await second.settle();
  const { items } = (await ask('GET', '/v1/cases?kind=price-mismatch')).body;
  const here = await Follower.open(first);
  await here.until(({ event }) => event === 'hello');
  const id = items[0]?.id as string | undefined;
  assert.ok(id !== undefined, 'there is a case');
  await ask('POST', `/v1/cases/${id}/assignment`, { body: { assignee: 'ada' } });
  await here.until(({ event, data }) => event === 'changed' && (JSON.parse(data) as { cases: boolean }).cases);
  here.leave();
});

test('after the line between them was cut everybody reads again, and hears what comes later', async () => {
  const here = await Follower.open(first);
  await here.until(({ event }) => event === 'hello');
  await first.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query = 'listen crossdock_change'`);
  await here.until(({ event, data }) => event === 'changed' && (JSON.parse(data) as { more: boolean }).more);
  await place(second, 'CH-5');
  await here.until(names('uk/sales-order/CH-5'));
  here.leave();
});

test('whoever covers one entity hears names of no other', async () => {
  const key = await first.keyWith({ ...plainKey('french desk', null, 'fr'), roles: ['service'] });
  const here = await Follower.open(first, {}, key);
  await here.until(({ event }) => event === 'hello');
  await place(second, 'CH-6');
  const { data } = await here.until(({ event }) => event === 'changed');
  assert.deepEqual((JSON.parse(data) as { instances: string[] }).instances, []);
  here.leave();
});
