/** The data folder of an installation: who runs in it, its keys and its secrets. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** Where a running server says that it runs. */
const SERVER_FILE = 'server.json';
const ADMIN_KEY_FILE = 'admin.key';
const SECRET_FILE = 'secret';

const runningServer = z.object({ url: z.string(), pid: z.int(), script: z.string().default('') });

/** A server that says it runs in a folder. */
export type RunningServer = z.output<typeof runningServer>;

/** Another process runs in the same folder. */
export class HomeInUseError extends Error {
  constructor(folder: string, server: RunningServer) {
    super(
      `Crossdock already runs in ${folder} (process ${server.pid}, ${server.url}).\n` +
        'Stop it, or set CROSSDOCK_HOME to another folder.',
    );
    this.name = 'HomeInUseError';
  }
}

/** The data folder named by the environment, made if it is missing. */
export async function openHome(environment: NodeJS.ProcessEnv): Promise<Home> {
  const folder = resolve(environment['CROSSDOCK_HOME'] ?? '.crossdock');
  await mkdir(folder, { recursive: true });
  return new Home(folder);
}

export class Home {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** The server that runs here, if its process lives. */
  async running(): Promise<RunningServer | null> {
    const text = await readFile(this.path(SERVER_FILE), 'utf8').catch(() => null);
    const parsed = text === null ? null : runningServer.safeParse(parseJson(text));
    if (parsed?.success !== true || parsed.data.pid === process.pid) return null;
    const { pid, script } = parsed.data;
    return isAlive(pid) && (await mayRun(pid, script)) ? parsed.data : null;
  }

  /** Says that this process serves the folder. Throws a {@link HomeInUseError} if another does. */
  async claim(url: string): Promise<void> {
    const other = await this.running();
    if (other !== null) throw new HomeInUseError(this.folder, other);
    const us = { url, pid: process.pid, script: process.argv[1] };
    await writeFile(this.path(SERVER_FILE), JSON.stringify(us));
  }

  /** Nobody serves the folder any more, unless another process does. */
  async release(): Promise<void> {
    if ((await this.running()) === null) await rm(this.path(SERVER_FILE), { force: true });
  }

  /** The key by which the command line talks to its server, if one was made. */
  async adminKey(): Promise<string | null> {
    const text = await readFile(this.path(ADMIN_KEY_FILE), 'utf8').catch(() => null);
    return text?.trim() ?? null;
  }

  async keepAdminKey(key: string): Promise<void> {
    await this.#keep(ADMIN_KEY_FILE, key);
  }

  /** A secret of this installation: made once, then always the same. */
  async secret(): Promise<string> {
    if (!existsSync(this.path(SECRET_FILE))) {
      await this.#keep(SECRET_FILE, randomBytes(24).toString('base64url'));
    }
    return (await readFile(this.path(SECRET_FILE), 'utf8')).trim();
  }

  async readJson(name: string): Promise<unknown> {
    const text = await readFile(this.path(name), 'utf8').catch(() => null);
    return text === null ? null : parseJson(text);
  }

  async writeJson(name: string, value: unknown): Promise<void> {
    await writeFile(this.path(name), JSON.stringify(value));
  }

  async #keep(name: string, text: string): Promise<void> {
    await writeFile(this.path(name), `${text}\n`, { mode: 0o600 });
    await chmod(this.path(name), 0o600);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A file that was cut off by a crash says nothing.
    return null;
  }
}

/**
 * Whether a process may be the one that runs a script: after a crash its number may belong to somebody
 * else, in a container nearly always. Where the machine does not tell, it may.
 */
async function mayRun(pid: number, script: string): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line === '' || line.split('\0').includes(script);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
