/** The world of a story: real Trytons, the simulated rest, Crossdock beside them, and how they are struck. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { migrate } from '../../../src/postgres/migrate.ts';
import { freePort } from '../../../tools/real/debian-postgres.ts';
import { startTryton } from '../../../tools/real/tryton.ts';
import { createTestDatabase } from '../../support/database.ts';
import { startChild } from './children.ts';
import { openDesks, type Desks, type OurDesk } from './people.ts';
import { storySeed, type Setting } from './setting.ts';

export interface StoryWorld {
  /** People's desks at Tryton, and ours. */
  readonly desks: Desks;
  readonly desk: OurDesk;
  /** Where customers order. */
  readonly shop: { shopUrl: string; apiUrl: string; apiKey: string; codes: Record<string, string> };
  readonly databaseUrl: string;
  /** kill -9, and up again: trytond and Crossdock in turn, trytond first. */
  strike(): Promise<void>;
}

/**
 * Brings everything up; it goes away with the test. The story may take `patienceMs` of wall-clock time; `prepare` sees
 * Tryton before Crossdock does.
 */
export async function openStory(
  t: TestContext,
  seed: number,
  patienceMs: number,
  prepare: (desks: Desks) => Promise<void> = async () => undefined,
): Promise<StoryWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'crossdock-story-'));
  const tryton = await startTryton({ databases: ['erp', 'wms', 'fin'], seed: storySeed() });
  const database = await createTestDatabase();
  const children: ChildProcess[] = [];
  t.after(async () => {
    for (const child of children) child.kill('SIGKILL');
    tryton.discard();
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  });
  await migrate(database.url);
  const desks = await openDesks(tryton.url);
  await prepare(desks);
  const file = join(folder, 'setting.json');
  const setting: Setting = {
    originMs: Date.now(), patienceMs, seed, databaseUrl: database.url, secret: 'story',
    serverPort: await freePort(), tryton: tryton.url, urls: {},
  };
  const start = async (name: string): Promise<{ child: ChildProcess; said: unknown }> => {
    const started = await startChild(name, file);
    children.push(started.child);
    return started;
  };
  await writeFile(file, JSON.stringify(setting));
  const urls = (await start('sandbox-process.ts')).said as Record<string, string>;
  await writeFile(file, JSON.stringify({ ...setting, urls }));
  let server = await start('server-process.ts');
  const desk = { url: `http://127.0.0.1:${setting.serverPort}`, key: server.said as string };
  let strikes = 0;
  return {
    desks,
    desk,
    shop: { shopUrl: urls['shop']!, apiUrl: desk.url, apiKey: desk.key, codes: { us: '30' } },
    databaseUrl: database.url,
    strike: async () => {
      strikes += 1;
      if (strikes % 2 === 1) {
        await tryton.kill();
        await tryton.start();
      } else {
        server.child.kill('SIGKILL');
        await once(server.child, 'exit');
        server = await start('server-process.ts');
      }
    },
  };
}
