/**
 * The embedded PostgreSQL: a server of our own, in a folder of our own, that outlives a crash of ours.
 *
 * The server is a process apart: when we are killed it stays, and the next start adopts it. When it is
 * killed too, the next start lets it recover from its log. Nothing in the folder depends on who starts it
 * next.
 */
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync, closeSync, existsSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, readlinkSync,
  realpathSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase, withClient } from "./databases.ts";
import { EmbeddedPostgresError, remedyFor } from "./embedded-error.ts";
import {
  canEnter, newSharedFolder, serverUserForExistingData, serverUserForNewData,
} from "./embedded-owner.ts";
import type { ServerUser } from "./embedded-owner.ts";
import { preparePrograms } from "./embedded-programs.ts";
import type { PostgresPrograms } from "./embedded-programs.ts";
import { LOCAL_SETTINGS, accessRules, serverSettings } from "./embedded-settings.ts";
import { findPostmaster, postmasterGone } from "./postmaster.ts";

/** Where to keep the server, and whom to tell. */
export interface EmbeddedPostgresOptions {
  /**
   * The data go into `<folder>/postgres`, the server's log into `<folder>/postgres.log`. Made when missing.
   */
  readonly folder: string;
  /** Told of what takes time or is unusual, one line at a time. */
  readonly log: (line: string) => void;
}

/** A server that accepts connections. */
export interface EmbeddedPostgres {
  /** Leads to the database `crossdock` as its owner; holds the password. */
  readonly url: string;
  /** True when the server was running already: an earlier process of ours was killed, or still lives. */
  readonly adopted: boolean;
  /**
   * Ends the server for everybody, after a checkpoint; resolves when its process is gone. Twice is
   * harmless.
   */
  stop(): Promise<void>;
}

/** The server's superuser and our database bear the same name. */
const NAME = "crossdock";

/** A recovery reads at most `max_wal_size` again; on a slow disk that is a minute, so two are certain. */
const START_TIMEOUT_MS = 120_000;
/** The children of a killed server let go of its memory within a second or two. */
const STALE_MEMORY_TIMEOUT_MS = 20_000;
/** The checkpoint of a fast shutdown writes at most the shared buffers. After this the server is cut off. */
const STOP_TIMEOUT_MS = 60_000;
/** A cut-off server only has to end its processes. */
const CUT_OFF_TIMEOUT_MS = 5_000;
const POLL_MS = 10;
const RETRY_MS = 200;
/** A wait longer than this is worth a line to the person who waits. */
const SLOW_START_MS = 3_000;
/** The log starts anew at this size; one older log is kept. */
const LOG_BYTES_MAX = 10 * 1024 * 1024;
/** What an error shows of the log: enough for the cause, little enough for a screen. */
const LOG_LINES_SHOWN = 20;
const PASSWORD_BYTES = 24;
/** A dying server is gone after one retry; more are for a machine under load. */
const ATTEMPTS_MAX = 25;

/** PostgreSQL's codes for what we answer ourselves. */
const UNKNOWN_DATABASE = "3D000";
const WRONG_PASSWORD = "28P01";
const DUPLICATE_DATABASE = "42P04";
const UNIQUE_VIOLATION = "23505";

interface Place {
  readonly folder: string;
  /** The real path, links resolved. */
  readonly data: string;
  readonly logFile: string;
  readonly user: ServerUser | undefined;
  readonly programs: PostgresPrograms;
}

/**
 * Starts the server of this folder, or adopts the one that still runs; the first time it creates the data.
 *
 * @throws EmbeddedPostgresError with the server's last words and what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.folder, { recursive: true });
  const folder = realpathSync(options.folder);
  const link = join(folder, "postgres");
  refuseDanglingLink(link);
  const user = existsSync(link) ? serverUserForExistingData(link) : serverUserForNewData();
  const programs = preparePrograms(user, folder, options.log);
  if (!existsSync(link)) createData(folder, programs, user, options.log);
  const place = { folder, data: realpathSync(link), logFile: join(folder, "postgres.log"), user, programs };
  if (!canEnter(dirname(place.data), user)) {
    throw new EmbeddedPostgresError(`The database server's user cannot reach ${place.data}.`, {
      remedy: "Let it pass through every folder above (chmod o+x), or move the folder to an open place.",
    });
  }
  const password = readFileSync(join(place.data, "crossdock-password"), "utf8");
  for (let attempt = 1; ; attempt += 1) {
    const { port, adopted } = await adoptOrStart(place, options.log);
    const url = `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}`;
    if (await databaseAnswers(url, place, attempt === ATTEMPTS_MAX)) {
      let stopping: Promise<void> | undefined;
      return { url, adopted, stop: () => (stopping ??= stopServer(place.data, options.log)) };
    }
    await sleep(RETRY_MS);
  }
}

/** What this machine has, or its container if that is less. */
const memoryBytes = (): number => Math.min(totalmem(), process.constrainedMemory() || Infinity);

/**
 * Data that lie outside their folder can be lost apart from it; an empty database in their place would be a
 * lie.
 */
function refuseDanglingLink(link: string): void {
  if (existsSync(link) || lstatSync(link, { throwIfNoEntry: false }) === undefined) return;
  throw new EmbeddedPostgresError(`The data were kept in ${readlinkSync(link)}, which is no longer there.`, {
    remedy: `Bring it back from a backup. If the data may go, remove ${link} and start again.`,
  });
}

/**
 * Makes a new data folder. It is built under another name and moved into place when it is whole, so that
 * neither a kill nor a second process that does the same leaves half of one.
 */
function createData(
  folder: string, programs: PostgresPrograms, user: ServerUser | undefined, log: (line: string) => void,
): void {
  const link = join(folder, "postgres");
  const outside = !canEnter(folder, user) && user !== undefined;
  const home = outside ? newSharedFolder(user) : folder;
  if (outside) log(`the database server's user cannot enter ${folder}: the data lie in ${home}`);
  log("creating the database");
  const unfinished = join(home, `postgres.new-${process.pid}`);
  removeUnfinished(home);
  mkdirSync(unfinished, { mode: 0o700 });
  own(unfinished, user);
  const password = randomBytes(PASSWORD_BYTES).toString("hex");
  const passwordFile = `${unfinished}.password`;
  writeOwn(passwordFile, password, user);
  const result = spawnSync(programs.initdb, [
    "--pgdata", unfinished, "--username", NAME, "--pwfile", passwordFile, "--auth", "scram-sha-256",
    "--encoding", "UTF8", "--locale", "C", "--no-instructions",
  ], { cwd: "/", encoding: "utf8", env: serverEnvironment(), ...user });
  if (result.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
    const words = `${result.error?.message ?? ""}\n${result.stdout}\n${result.stderr}`.trim().split("\n");
    const serverLog = words.slice(-LOG_LINES_SHOWN);
    throw new EmbeddedPostgresError("The database could not be created.", {
      serverLog, remedy: remedyFor(serverLog, folder),
    });
  }
  renameSync(passwordFile, join(unfinished, "crossdock-password"));
  try {
    renameSync(unfinished, join(home, "postgres"));
    if (outside) symlinkSync(join(home, "postgres"), link);
  } catch (error) {
    rmSync(outside ? home : unfinished, { recursive: true, force: true });
    // Another process made it in the same moment: its data are as good as ours.
    if (!existsSync(link)) throw error;
  }
}

/** What a start that was killed in the middle has left; those of living processes stay. */
function removeUnfinished(home: string): void {
  for (const name of readdirSync(home)) {
    const pid = /^postgres\.new-(\d+)/.exec(name)?.[1];
    if (pid === undefined) continue;
    try {
      process.kill(Number(pid), 0);
    } catch {
      rmSync(join(home, name), { recursive: true, force: true });
    }
  }
}

async function adoptOrStart(
  place: Place, log: (line: string) => void,
): Promise<{ port: number; adopted: boolean }> {
  const startedAt = performance.now();
  let port = await freePort(recordedPort(place.data));
  for (;;) {
    const running = await settledServer(place, log);
    if (running !== undefined) return { port: running, adopted: true };
    const words = await launch(place, port, log);
    if (typeof words === "number") return { port: words, adopted: false };
    const text = words.join("\n");
    if (/could not bind|Address already in use/.test(text)) {
      port = await freePort(undefined);
    } else if (!/pre-existing shared memory block|lock file .* (already exists|is empty)/.test(text)) {
      throw startFailure(place, words);
    }
    if (performance.now() - startedAt > STALE_MEMORY_TIMEOUT_MS) throw startFailure(place, words);
    await sleep(RETRY_MS);
  }
}

/** The port of the server that runs here, once it is ready; `undefined` when none runs (any more). */
async function settledServer(place: Place, log: (line: string) => void): Promise<number | undefined> {
  const startedAt = performance.now();
  let told = false;
  for (;;) {
    const server = findPostmaster(place.data);
    if (server === undefined) return undefined;
    if (server.state === "ready" && server.port !== undefined) return server.port;
    const waited = performance.now() - startedAt;
    if (waited > START_TIMEOUT_MS) throw startFailure(place, lastLines(place.logFile, 0));
    if (waited > SLOW_START_MS && !told) {
      log(`waiting for the database: it is ${server.state}`);
      told = true;
    }
    await sleep(POLL_MS);
  }
}

/**
 * Starts the server process and waits until it is ready. Answers its port, or the last words of one that
 * died.
 */
async function launch(place: Place, port: number, log: (line: string) => void): Promise<number | string[]> {
  writeOwn(join(place.data, "postgresql.conf"), serverSettings(port, memoryBytes()), place.user);
  const local = join(place.data, "local.conf");
  if (!existsSync(local)) writeOwn(local, LOCAL_SETTINGS, place.user);
  writeOwn(join(place.data, "pg_hba.conf"), accessRules(), place.user);
  const logStart = startLog(place.logFile);
  const output = openSync(place.logFile, "a", 0o600);
  // A session of its own: a Ctrl-C at our terminal must reach only us, and our death must not be its death.
  const server = spawn(place.programs.postgres, ["-D", place.data], {
    cwd: "/", detached: true, stdio: ["ignore", output, output], env: serverEnvironment(), ...place.user,
  });
  closeSync(output);
  server.unref();
  let ended: string | undefined;
  server.once("error", (error) => (ended = error.message));
  server.once("exit", (code, signal) => (ended = `the server ended with ${signal ?? `exit code ${code}`}`));
  const startedAt = performance.now();
  let told = false;
  while (ended === undefined) {
    const found = findPostmaster(place.data);
    // Its own port, not ours: another starter may have written the settings between our writing and its
    // reading.
    if (found?.pid === server.pid && found?.state === "ready" && found.port !== undefined) return found.port;
    const waited = performance.now() - startedAt;
    if (waited > START_TIMEOUT_MS) break;
    if (waited > SLOW_START_MS && !told) {
      log("the database is recovering from a crash; what was acknowledged is kept");
      told = true;
    }
    await sleep(POLL_MS);
  }
  return [...lastLines(place.logFile, logStart), ended ?? `not ready after ${START_TIMEOUT_MS / 1_000} s`];
}

async function stopServer(data: string, log: (line: string) => void): Promise<void> {
  const server = findPostmaster(data);
  if (server === undefined) return;
  process.kill(server.pid, "SIGINT");
  if (await postmasterGone(data, server.pid, STOP_TIMEOUT_MS)) return;
  log("the database did not stop in time and is cut off; it will recover at the next start");
  process.kill(server.pid, "SIGQUIT");
  if (await postmasterGone(data, server.pid, CUT_OFF_TIMEOUT_MS)) return;
  throw new EmbeddedPostgresError(`The database server (process ${server.pid}) does not stop.`, {
    remedy: `End it by hand: kill -9 ${server.pid}`,
  });
}

/**
 * Connects, which proves that the server is ours: the password is in this folder only. Answers false when the
 * server went away under our hands, as one does that was dying while we adopted it.
 */
async function databaseAnswers(url: string, place: Place, isLastAttempt: boolean): Promise<boolean> {
  try {
    await withClient(url, (client) => client.query("select 1"));
    return true;
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === UNKNOWN_DATABASE) {
      await createDatabase(url, NAME).catch(ignoreDuplicate);
      return true;
    }
    if (code !== WRONG_PASSWORD && !isLastAttempt) return false;
    throw new EmbeddedPostgresError(`The database server refuses us: ${message}`, {
      serverLog: lastLines(place.logFile, 0),
      remedy: `Check that ${join(place.data, "crossdock-password")} is the file made with these data.`,
    });
  }
}

/** A second starter of the same folder may have been quicker. */
function ignoreDuplicate(error: Error & { code?: string }): void {
  if (error.code !== DUPLICATE_DATABASE && error.code !== UNIQUE_VIOLATION) throw error;
}

/** The port of the last start, so that the URL stays the same from one start to the next. */
function recordedPort(data: string): number | undefined {
  const settings = readFileSync(join(data, "postgresql.conf"), "utf8");
  const port = /^port = (\d+)$/m.exec(settings)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** `wanted` when nobody has it, else any free port. Somebody may still be quicker than the server. */
async function freePort(wanted: number | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const listener = createServer();
    listener.once("error", (error) => {
      if (wanted === undefined) reject(error);
      else freePort(undefined).then(resolve, reject);
    });
    listener.listen({ host: "127.0.0.1", port: wanted ?? 0 }, () => {
      const { port } = listener.address() as AddressInfo;
      listener.close(() => resolve(port));
    });
  });
}

/** Sets a log aside that has grown too long; answers where this start's lines will begin. */
function startLog(file: string): number {
  const size = existsSync(file) ? statSync(file).size : 0;
  if (size <= LOG_BYTES_MAX) return size;
  renameSync(file, `${file}.1`);
  return 0;
}

function lastLines(file: string, from: number): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file).subarray(from).toString("utf8").trim().split("\n").slice(-LOG_LINES_SHOWN);
}

function startFailure(place: Place, serverLog: readonly string[]): EmbeddedPostgresError {
  return new EmbeddedPostgresError(`The database in ${place.folder} did not start (see ${place.logFile}).`, {
    serverLog, remedy: remedyFor(serverLog, place.folder),
  });
}

/** Nothing of our own environment: PGPORT and its like would change what the server does. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  const places = { ...(PATH !== undefined && { PATH }), ...(SystemRoot !== undefined && { SystemRoot }) };
  return { ...places, LC_ALL: "C", TZ: "UTC" };
}

/** Whoever reads the file sees the old text or the new one, never a part. */
function writeOwn(file: string, text: string, user: ServerUser | undefined): void {
  const unfinished = `${file}.new-${process.pid}`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  own(unfinished, user);
  renameSync(unfinished, file);
}

function own(path: string, user: ServerUser | undefined): void {
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}
