/** A PostgreSQL cluster of Debian's own packages on a free loopback port, for real systems that need one. */
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';

/** Where Debian keeps one folder for each major version. */
const VERSIONS_FOLDER = '/usr/lib/postgresql';
/** Bytes of what a program says that we keep. */
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

export interface Cluster {
  readonly port: number;
  /** The role that owns everything. */
  readonly role: string;
  urlOf(database: string): string;
  run(database: string, sql: string): Promise<void>;
  /** Ends it at once; its files stay for whoever made the folder. */
  kill(): void;
}

/** Makes a cluster below the folder and starts it. Data is not worth a flush: it lives as long as a test. */
export async function startCluster(folder: string, role: string): Promise<Cluster> {
  const programs = newestPrograms();
  const port = await freePort();
  const data = join(folder, 'pg');
  const owner = serverUser();
  mkdirSync(data, { recursive: true });
  chmodSync(folder, 0o711);
  chownSync(data, owner.uid, owner.gid);
  await said(join(programs, 'initdb'), ['-D', data, '-A', 'trust', '-U', role, '-E', 'UTF8', '--locale=C.UTF-8'], {}, owner);
  const set = ['listen_addresses=127.0.0.1', 'fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
  const options = [`-p ${port}`, `-k ${data}`, ...set.map((setting) => `-c ${setting}`)].join(' ');
  await said(join(programs, 'pg_ctl'), ['-D', data, '-w', '-l', join(data, 'log'), '-o', options, 'start'], {}, owner);
  const urlOf = (database: string): string => `postgresql://${role}@127.0.0.1:${port}/${database}`;
  return {
    port,
    role,
    urlOf,
    run: async (database, sql) => {
      const client = new pg.Client({ connectionString: urlOf(database) });
      await client.connect();
      try {
        await client.query(sql);
      } finally {
        await client.end();
      }
    },
    kill: () => killByFile(join(data, 'postmaster.pid'), data),
  };
}

/** Kills the process whose number begins the file, if it is still the one that was started with this folder. */
export function killByFile(file: string, folder: string): void {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)) process.kill(pid, 'SIGKILL');
  } catch {
    // It has stopped already, or never started.
  }
}

function newestPrograms(): string {
  const versions = existsSync(VERSIONS_FOLDER) ? readdirSync(VERSIONS_FOLDER) : [];
  const newest = versions.map(Number).filter(Number.isInteger).sort((a, b) => b - a)[0];
  if (newest === undefined) throw new Error(`no PostgreSQL below ${VERSIONS_FOLDER}: install postgresql`);
  return join(VERSIONS_FOLDER, String(newest), 'bin');
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as the user of its package. */
function serverUser(): User {
  const [uid, gid] = [process.getuid!(), process.getgid!()];
  if (uid !== 0) return { uid, gid };
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs a program to its end and answers what it said; anything but success is an error with its last words. */
export function said(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  user?: User,
): Promise<string> {
  const options = { env: { ...process.env, ...environment }, maxBuffer: OUTPUT_BYTES_MAX, cwd: '/', ...user };
  return new Promise((resolve, reject) => {
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      reject(new Error(`${program} ${args.join(' ')} failed: ${error.code ?? ''} ${stderr.slice(-2_000)}`));
    });
  });
}
