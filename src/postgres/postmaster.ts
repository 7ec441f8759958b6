/** What the server's own pid file and the process table say about a data folder's server. */
import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A server process that claims a data folder. */
export interface Postmaster {
  readonly pid: number;
  /** `undefined` while it is too young to have written it. */
  readonly port: number | undefined;
  readonly state: "starting" | "ready" | "stopping";
}

const POLL_MS = 10;
/**
 * The server writes its pid file a moment after it has made it; one still empty after this was never
 * written.
 */
const UNWRITTEN_MS_MAX = 2_000;
const PID_LINE = 0;
const PORT_LINE = 3;
const STATE_LINE = 7;

/**
 * The living server of this data folder. A pid file left by a dead one is removed: the server itself would
 * refuse to start when another process of its user has been given the old number.
 */
export function findPostmaster(dataFolder: string): Postmaster | undefined {
  const file = join(dataFolder, "postmaster.pid");
  let lines: string[];
  let ageMs: number;
  try {
    lines = readFileSync(file, "utf8").split("\n").map((line) => line.trim());
    ageMs = Date.now() - statSync(file).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const pid = Number.parseInt(lines[PID_LINE] ?? "", 10);
  const unwritten = Number.isNaN(pid);
  if (unwritten || !isServerOf(dataFolder, pid)) {
    if (!unwritten || ageMs > UNWRITTEN_MS_MAX) rmSync(file, { force: true });
    return undefined;
  }
  const port = Number(lines[PORT_LINE]);
  const state = lines[STATE_LINE] ?? "";
  return {
    pid,
    port: port > 0 ? port : undefined,
    state: state === "ready" || state === "stopping" ? state : "starting",
  };
}

/**
 * Waits until the process has ended and has let go of the data folder; false when `timeoutMs` passed first.
 */
export async function postmasterGone(dataFolder: string, pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isServerOf(dataFolder, pid)) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/**
 * Is this process alive, and the server of this data folder (not a stranger who got an old number)? In
 * doubt yes: taking a living server for dead would let a second one write to the same files.
 */
function isServerOf(dataFolder: string, pid: number): boolean {
  if (process.platform === "linux") {
    try {
      // The server works inside its data folder, even when that has been renamed since.
      return readlinkSync(`/proc/${pid}/cwd`) === dataFolder;
    } catch (error) {
      // Gone, or a zombie that its parent has not collected yet.
      return (error as NodeJS.ErrnoException).code !== "ENOENT";
    }
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  if (process.platform === "win32") return true;
  const listed = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  return listed.stdout.includes("postgres");
}
