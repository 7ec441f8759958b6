/**
 * Who runs the embedded server, and where its data can lie. PostgreSQL refuses to run as root, so root
 * lends it to an unprivileged system user, and then every folder on the way to the data must let that user
 * through.
 */
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EmbeddedPostgresError } from "./embedded-error.ts";

/** A system user by number; `undefined` where it is used means: the user we already are. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Users that exist on common systems and own nothing of value, best first. */
const UNPRIVILEGED_NAMES = ["postgres", "crossdock", "nobody"];

/** Where root keeps what must lie outside a closed folder (such as one under /root). */
const SHARED_FOLDERS = ["/var/lib/crossdock", join(tmpdir(), "crossdock")];

const OWNER_BITS_SHIFT = 6;
const GROUP_BITS_SHIFT = 3;
const READ_AND_ENTER = 0o5;
const ENTER = 0o1;

/** True when we are root (never on Windows). */
export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The user for a new data folder: `undefined` for ourselves, or the first unprivileged system user when we
 * are root.
 *
 * @throws EmbeddedPostgresError when we are root and the system has none of those users.
 */
export function serverUserForNewData(): ServerUser | undefined {
  if (!runsAsRoot()) return undefined;
  const lines = readFileSync("/etc/passwd", "utf8").split("\n").map((line) => line.split(":"));
  for (const name of UNPRIVILEGED_NAMES) {
    const entry = lines.find((fields) => fields[0] === name);
    if (entry?.[2] !== undefined && entry[3] !== undefined) {
      return { uid: Number(entry[2]), gid: Number(entry[3]) };
    }
  }
  throw new EmbeddedPostgresError("PostgreSQL does not run as root, and no unprivileged user exists.", {
    remedy: "Create one (useradd --system crossdock), or start Crossdock as a normal user.",
  });
}

/**
 * The user for data that exist already: the one who owns them.
 *
 * @throws EmbeddedPostgresError when they belong to somebody else and we are not root.
 */
export function serverUserForExistingData(dataFolder: string): ServerUser | undefined {
  const { uid, gid } = statSync(dataFolder);
  if (!runsAsRoot()) {
    const self = process.getuid?.();
    if (self === undefined || self === uid) return undefined;
    throw new EmbeddedPostgresError(`The data in ${dataFolder} belong to system user ${uid}, not to you.`, {
      remedy: `Start as that user or as root, or take them over: sudo chown -R ${self} ${dataFolder}`,
    });
  }
  return uid === 0 ? serverUserForNewData() : { uid, gid };
}

/**
 * May this user enter every folder on the way to `path`, and read (and enter or run) `path` itself?
 * Judged by the permission bits; `path` must exist.
 */
export function canReach(path: string, user: ServerUser | undefined): boolean {
  if (user === undefined) return true;
  let current = realpathSync(path);
  if (!allows(current, user, READ_AND_ENTER)) return false;
  while (current !== dirname(current)) {
    current = dirname(current);
    if (!allows(current, user, ENTER)) return false;
  }
  return true;
}

/**
 * The same, but `folder` itself need only let the user through: the data folder inside belongs to that
 * user.
 */
export function canEnter(folder: string, user: ServerUser | undefined): boolean {
  if (user === undefined) return true;
  const real = realpathSync(folder);
  return allows(real, user, ENTER) && (real === dirname(real) || canEnter(dirname(real), user));
}

function allows(path: string, user: ServerUser, wanted: number): boolean {
  const { mode, uid, gid } = lstatSync(path);
  let bits = mode;
  if (uid === user.uid) bits >>= OWNER_BITS_SHIFT;
  else if (gid === user.gid) bits >>= GROUP_BITS_SHIFT;
  return (bits & wanted) === wanted;
}

/**
 * Root's folder for things the server user must reach, made when missing; everybody may pass, nobody may
 * list.
 */
export function sharedFolder(user: ServerUser): string {
  for (const folder of SHARED_FOLDERS) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o711 });
      if (canEnter(folder, user)) return folder;
    } catch {
      // A read-only or closed system folder: try the next one.
    }
  }
  throw new EmbeddedPostgresError("There is no folder that the database server's user can reach.", {
    remedy: `Make one of these passable (chmod 711): ${SHARED_FOLDERS.join(", ")}`,
  });
}

/** A fresh folder under {@link sharedFolder} that nobody else will ever be given. */
export function newSharedFolder(user: ServerUser): string {
  const folder = mkdtempSync(join(sharedFolder(user), "data-"));
  chmodSync(folder, 0o711);
  return folder;
}
