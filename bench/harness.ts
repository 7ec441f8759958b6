/** What every benchmark shares: a PostgreSQL of its own, repeated runs, medians, CPU accounting. */
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, dropDatabase, urlOfDatabase } from '../src/postgres/databases.ts';
import { startEmbeddedPostgres } from '../src/postgres/embedded-server.ts';

/** Says how far a benchmark is, to people. */
export type Say = (line: string) => void;

/** A measured figure: always a ratio against a reference of the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What `ratio` compares with, in the same unit. */
  readonly reference: number;
  readonly ratio: number;
  readonly runs: number;
  /** Smallest and largest value of the runs. */
  readonly spread: readonly [number, number];
  readonly [more: string]: unknown;
}

/** A PostgreSQL server that lives as long as the benchmark, with fsync on. */
export interface BenchServer {
  /** Makes an empty database and returns its URL. */
  database(): Promise<string>;
  /** Drops one again, so that nobody vacuums it while something else is measured. */
  discard(url: string): Promise<void>;
  readonly folder: string;
  /** Seconds of CPU that the server has used. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'crossdock-bench-'));
  // The server's user passes through it: else root's server keeps its data elsewhere, and they stay there.
  await chmod(folder, 0o711);
  const server = await startEmbeddedPostgres({ folder, log: () => {} });
  let made = 0;
  return {
    folder,
    cpuSeconds: () => cpuSecondsOfServer(folder),
    database: async () => {
      const name = `bench_${++made}`;
      await createDatabase(server.url, name);
      return urlOfDatabase(server.url, name);
    },
    discard: (url) => dropDatabase(server.url, new URL(url).pathname.slice(1)),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const spreadOf = (values: readonly number[]): [number, number] => [
  Math.min(...values),
  Math.max(...values),
];

/** The value below which a share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Rounds for people: three digits are more than a shared machine can promise. */
export const rounded = (value: number, digits = 3): number => Number(value.toPrecision(digits));

/** Seconds of CPU that the whole machine has used, and that its processes had to wait. */
async function machineSeconds(): Promise<number> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => '');
  const [user = 0, nice = 0, system = 0] = (text.split('\n')[0] ?? '').split(/ +/).slice(1).map(Number);
  return (user + nice + system) / 100;
}

/** Seconds of CPU of the server of a folder: its postmaster, its living children and its dead ones. */
async function cpuSecondsOfServer(folder: string): Promise<number> {
  const text = await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8').catch(() => '');
  const [postmaster = ''] = text.split('\n');
  let seconds = 0;
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^[0-9]+$/.test(pid)) continue;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (pid !== postmaster && fields[1] !== postmaster) continue;
    const [user, system, userOfDead, systemOfDead] = fields.slice(11, 15).map(Number);
    seconds += (user! + system!) / 100;
    if (pid === postmaster) seconds += (userOfDead! + systemOfDead!) / 100;
  }
  return seconds;
}

/** A timed run, with the cores that this process, the server and all others used meanwhile. */
export interface Timed<T> {
  readonly result: T;
  readonly seconds: number;
  readonly ownCores: number;
  readonly serverCores: number;
  /** Cores of neither: above 0.2 the figure is disturbed. */
  readonly otherCores: number;
}

/** @param inChildren seconds of CPU that child processes of ours have used, where there are any */
export async function timed<T>(
  server: BenchServer,
  work: () => Promise<T>,
  inChildren: (result: T) => number = () => 0,
): Promise<Timed<T>> {
  const machineBefore = await machineSeconds();
  const serverBefore = await server.cpuSeconds();
  const ownBefore = process.cpuUsage();
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const own = process.cpuUsage(ownBefore);
  const ownCores = ((own.user + own.system) / 1e6 + inChildren(result)) / seconds;
  const serverCores = ((await server.cpuSeconds()) - serverBefore) / seconds;
  const machineCores = ((await machineSeconds()) - machineBefore) / seconds;
  const otherCores = Math.max(0, machineCores - ownCores - serverCores);
  return { result, seconds, ownCores, serverCores, otherCores };
}
