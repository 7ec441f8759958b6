/** Runs `crossdock replay online-retail` as a user does, and reads the object that it prints. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReplayResult } from '../../src/cli/results.ts';
import { passableFolder } from '../support/passable-folder.ts';

const CLI = join(import.meta.dirname, '../../src/main/cli.ts');

/** Files of the data set whose names begin so, in order; `null` where the data set is not here. */
export function retailFiles(prefix: string): readonly string[] | null {
  const root = process.env['CROSSDOCK_DATASETS'];
  if (root === undefined) return null;
  const folder = join(root, 'online-retail');
  if (!existsSync(folder)) return null;
  return readdirSync(folder)
    .filter((file) => file.startsWith(prefix) && file.endsWith('.csv'))
    .sort()
    .map((file) => join(folder, file));
}

export const WHY_SKIPPED =
  'the Online Retail files are not here: CROSSDOCK_DATASETS names no folder with online-retail/';

/** Replays files through the sandbox; answers the result and the exit code. */
export const replay = (files: readonly string[], faults: string): Promise<Played<ReplayResult>> =>
  played<ReplayResult>('replay', 'online-retail', ...files, '--faults', faults);

/** What a play printed last, and the exit code. */
export interface Played<R> {
  readonly code: number;
  readonly result: R;
}

/** Runs a command that plays, in a home of its own. */
export async function played<R>(...line: readonly string[]): Promise<Played<R>> {
  const home = passableFolder('crossdock-play-');
  try {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', CLI, ...line, '--json'],
      { env: { ...process.env, CROSSDOCK_HOME: home, DATABASE_URL: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    const last = said.trim().split('\n').at(-1) ?? '';
    return { code, result: JSON.parse(last) as R };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
