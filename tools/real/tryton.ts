/**
 * A real Tryton 6.0 of Debian's packages, with a PostgreSQL of its own, both on free loopback ports: brought up,
 * killed, paused and taken down by tests. Each database is a system of its own: one for the ERP, one for the
 * warehouse, one for finance.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort, killByFile, startCluster, type Cluster } from './debian-postgres.ts';
import { fillTemplate } from './tryton-template.ts';
import { seedTryton, type Seed } from './tryton-seed.ts';

export { ADMIN_PASSWORD, trytonMissing } from './tryton-template.ts';

/** Milliseconds between looks whether it listens. */
const LOOK_EVERY_MS = 100;
/** Milliseconds within which it must listen: it loads its modules for each database. */
const START_MAX_MS = 60_000;

export interface Tryton {
  readonly url: string;
  readonly databases: readonly string[];
  readonly cluster: Cluster;
  /** Starts it again after it was killed, on the same port. */
  start(): Promise<void>;
  /** `kill -9`: what it was doing is cut off where it was. */
  kill(): Promise<void>;
  /** Stops it in its tracks; requests wait in its socket until it goes on. */
  pause(): void;
  resume(): void;
  /** Ends everything and removes all files. */
  discard(): void;
}

export interface TrytonOptions {
  readonly databases: readonly string[];
  /** What every database holds from the start. */
  readonly seed: Seed;
}

/** Brings one up: the template is made or restored, filled by our seed over its API, and cloned. */
export async function startTryton({ databases, seed }: TrytonOptions): Promise<Tryton> {
  discardAbandoned();
  const folder = mkdtempSync(join(tmpdir(), `crossdock-tryton-${process.pid}-`));
  const cluster = await startCluster(folder, 'tryton');
  const server = new TrytonProcess(folder, cluster, await freePort());
  const discard = (): void => {
    server.discard();
    cluster.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  process.once('exit', discard);
  try {
    const [first, ...others] = databases;
    if (first === undefined) throw new RangeError('Tryton needs a database');
    await cluster.run('postgres', `create database "${first}"`);
    await fillTemplate(cluster, first, server.config);
    await server.start([first]);
    await seedTryton(server.url, first, seed);
    if (others.length > 0) {
      // A database that is cloned must have no connections.
      await server.kill();
      for (const other of others) {
        await cluster.run('postgres', `create database "${other}" template "${first}"`);
      }
      await server.start(databases);
    }
  } catch (error) {
    discard();
    throw error;
  }
  return {
    url: server.url,
    databases,
    cluster,
    start: () => server.start(databases),
    kill: () => server.kill(),
    pause: () => server.signal('SIGSTOP'),
    resume: () => server.signal('SIGCONT'),
    discard: () => {
      process.off('exit', discard);
      discard();
    },
  };
}

/** Ends what a killed test left behind: its cluster runs on, its trytond has nobody to answer. */
function discardAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = /^crossdock-tryton-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue;
    const folder = join(tmpdir(), name);
    killByFile(join(folder, 'trytond.pid'), folder);
    killByFile(join(folder, 'pg', 'postmaster.pid'), folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

class TrytonProcess {
  readonly url: string;
  readonly config: string;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  constructor(folder: string, cluster: Cluster, port: number) {
    this.#folder = folder;
    this.url = `http://127.0.0.1:${port}`;
    this.config = join(folder, 'trytond.conf');
    mkdirSync(join(folder, 'data'));
    const lines = [
      '[database]', `uri = postgresql://${cluster.role}@127.0.0.1:${cluster.port}/`, `path = ${join(folder, 'data')}`,
      'list = False',
      // Kept open for each database: with the one that is usual, every request beside another opens its own.
      'minconn = 4',
      '[web]', `listen = 127.0.0.1:${port}`,
      // Tests that want to be locked out ask for it by failing often enough.
      '[session]', 'max_attempt = 20', 'max_attempt_ip_network = 10000', 'timeout = 86400', 'max_age = 2592000',
      '[bus]', 'allow_subscribe = False',
    ];
    writeFileSync(this.config, `${lines.join('\n')}\n`);
  }

  /** Starts it for these databases and waits until it listens. */
  async start(databases: readonly string[]): Promise<void> {
    const log = openSync(join(this.#folder, 'trytond.log'), 'a');
    const args = ['-c', this.config, ...databases.flatMap((database) => ['-d', database])];
    const child = spawn('/usr/bin/trytond', args, { stdio: ['ignore', log, log], cwd: this.#folder });
    this.#child = child;
    writeFileSync(join(this.#folder, 'trytond.pid'), String(child.pid));
    const deadline = performance.now() + START_MAX_MS;
    while (!(await this.#listens())) {
      if (child.exitCode !== null) throw new Error(`trytond ended with ${child.exitCode}`);
      if (performance.now() > deadline) throw new Error('trytond does not listen');
      await setTimeout(LOOK_EVERY_MS);
    }
  }

  async #listens(): Promise<boolean> {
    try {
      await (await fetch(this.url)).arrayBuffer();
      return true;
    } catch {
      return false;
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  discard(): void {
    this.#child?.kill('SIGKILL');
  }
}
