/** `npm start` as a user has it: its own data folder, its own PostgreSQL, stopped and killed. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { passableFolder } from '../support/passable-folder.ts';

const BOOTSTRAP = join(import.meta.dirname, '../../tools/bootstrap.mjs');
const START = join(import.meta.dirname, '../../src/main/start.ts');

/** A started installation and everything that it said. */
interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly key: string;
  said(): string;
}

/** Starts it as the bootstrap does and waits until it says that it is ready. */
async function start(t: TestContext, home: string, ...options: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', START, ...options], {
    env: { ...process.env, CROSSDOCK_HOME: home, PORT: '', DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  const ready = /Crossdock is ready: (\S+)/;
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (ready.test(said)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
  const key = (await readFile(join(home, 'admin.key'), 'utf8')).trim();
  return { child, url: ready.exec(said)![1]!, key, said: () => said };
}

async function stop({ child }: Started, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await ended)[0];
}

async function ask<T>({ url, key }: Started, path: string): Promise<T> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal(response.status, 200, path);
  return (await response.json()) as T;
}

interface Agreement {
  readonly facts: { readonly recorded: number };
}

const factsOf = async (started: Started): Promise<number> =>
  (await ask<Agreement>(started, '/v1/agreement')).facts.recorded;

async function folder(t: TestContext): Promise<string> {
  const home = passableFolder('crossdock-start-');
  t.after(async () => {
    // The database server outlives a killed parent: a last start adopts it and stops it.
    if (existsSync(join(home, 'server.json'))) await stop(await start(t, home, '--no-demo'), 'SIGTERM');
    await rm(home, { recursive: true, force: true });
  });
  return home;
}

describe('npm start', () => {
  test('prints an address that lets one person in once, and no key', async (t) => {
    const started = await start(t, await folder(t), '--no-demo');
    while (!started.said().includes('works once')) await once(started.child.stderr!, 'data');
    assert.ok(!started.said().includes('cdk_') && !started.said().includes(started.key));
    const [, token = ''] = /#sign-in=([\w-]+)/.exec(started.said()) ?? [];
    const open = async (): Promise<number> => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ token });
      return (await fetch(`${started.url}/v1/session/link`, { method: 'POST', headers, body })).status;
    };
    assert.deepEqual([await open(), await open()], [200, 401]);
    assert.equal(await stop(started, 'SIGINT'), 0);
  });

  test('serves the API, stops on Ctrl-C, and starts again with everything it knew', async (t) => {
    const home = await folder(t);
    const first = await start(t, home, '--no-demo');
    const response = await fetch(`${first.url}/v1/facts`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${first.key}`,
        'content-type': 'application/cloudevents+json',
      },
      body: JSON.stringify({
        specversion: '1.0',
        id: 'E-1',
        source: 'wms',
        type: 'movement.recorded.v1',
        time: new Date().toISOString(),
        entity: 'uk',
        data: {
          movement: 'M-1',
          version: 1,
          kind: 'receipt',
          item: 'IT-1',
          quantity: '5',
          from: { location: 'supplier', disposition: 'in_transit' },
          to: { location: 'leeds', disposition: 'sellable_accessible' },
        },
      }),
    });
    assert.equal(response.status, 202, await response.text());
    assert.equal(await stop(first, 'SIGINT'), 0);
    assert.equal(existsSync(join(home, 'server.json')), false);

    const second = await start(t, home, '--no-demo');
    assert.equal(second.key, first.key);
    assert.equal(await factsOf(second), 1);
    assert.equal(await stop(second, 'SIGTERM'), 0);
  });

  test('goes on after it was killed, in the middle of its day', async (t) => {
    const home = await folder(t);
    const first = await start(t, home, '--orders', '12', '--faults', 'calm');
    while ((await factsOf(first)) < 400) await once(first.child.stderr!, 'data');
    await stop(first, 'SIGKILL');
    const second = await start(t, home);
    assert.ok((await factsOf(second)) >= 400);
    while (!second.said().includes('The systems run on in real time')) {
      await once(second.child.stderr!, 'data');
    }
    assert.match(second.said(), /12 orders in .* Every equation holds/);
    assert.equal(await stop(second, 'SIGINT'), 0);
  });

  test('two folders do not meet; a second start in one folder is refused and says why', async (t) => {
    const [one, two] = [await folder(t), await folder(t)];
    const [first, second] = await Promise.all([start(t, one, '--no-demo'), start(t, two, '--no-demo')]);
    assert.notEqual(first.url, second.url);
    await assert.rejects(start(t, one, '--no-demo'), /already runs in .*CROSSDOCK_HOME/s);
    assert.equal(await stop(first, 'SIGINT'), 0);
    assert.equal(await stop(second, 'SIGINT'), 0);
  });

  test('an option that it does not know is answered with the help', async () => {
    const child = spawn(process.execPath, [BOOTSTRAP, 'start', '--wrong'], { stdio: 'pipe' });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 2);
    assert.match(said, /--no-demo/);
  });
});
