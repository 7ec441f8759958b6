/** An empty PostgreSQL database for one test: the real server, a name of its own. */
import { randomUUID } from "node:crypto";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, dropDatabase } from "../../src/postgres/databases.ts";
import { startEmbeddedPostgres } from "../../src/postgres/embedded-server.ts";
import { passableFolder } from "./passable-folder.ts";

/** A database that nobody else uses. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it, ending the connections that are still open. */
  drop(): Promise<void>;
}

/**
 * Creates an empty database. `npm test` starts one server for all test files; a test file that is run by hand
 * starts one of its own, which goes away with the process.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env["CROSSDOCK_TEST_DATABASE_URL"] ?? (await ownServer());
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const url = await createDatabase(server, name);
  return { url, drop: () => dropDatabase(server, name) };
}

let starting: Promise<string> | undefined;

function ownServer(): Promise<string> {
  return (starting ??= startOwnServer());
}

async function startOwnServer(): Promise<string> {
  const folder = temporaryServerFolder();
  process.once("exit", () => discardServer(folder));
  const { url } = await startEmbeddedPostgres({ folder, log: () => undefined });
  return url;
}

/**
 * A new folder that the server's user may pass through. The caller removes it; what a killed caller left
 * behind is removed here.
 */
export function temporaryServerFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const owner = /^crossdock-test-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) discardServer(join(tmpdir(), name));
  }
  return passableFolder(`crossdock-test-${process.pid}-`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Kills the server of this folder and removes all it had. Only for data that nobody will miss. */
export function discardServer(folder: string): void {
  try {
    const pidFile = readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8");
    process.kill(Number.parseInt(pidFile, 10), "SIGKILL");
  } catch {
    // It has stopped already, or never started.
  }
  // Its children write for a moment longer.
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  } catch {
    // Somebody else's: not ours to remove.
  }
}
