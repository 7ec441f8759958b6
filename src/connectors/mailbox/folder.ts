/** Files in a folder of this machine, or of a share that is mounted here. */
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MailboxError } from '../../application/ports/mailbox.ts';
import type { FileAccess, FileEntry } from './file-access.ts';

/** Errors of a share that is away, or of a machine that has no more to give. */
const UNAVAILABLE = new Set(['EIO', 'EHOSTDOWN', 'ESTALE', 'ETIMEDOUT', 'EMFILE', 'ENFILE', 'ENOSPC']);

/** Opens the files below a folder. */
export function folderAccess(root: string): FileAccess {
  const at = (path: string): string => join(root, path);
  return {
    makeFolder: (path) => guarded(path, () => makeFolder(root, at(path))),
    entries: (path) => guarded(path, () => entries(at(path))),
    exists: (path) => guarded(path, async () => (await missingIsNull(stat(at(path)))) !== null),
    read: (path) => guarded(path, () => missingIsNull(readFile(at(path)))),
    write: (path, body) => guarded(path, () => writeDurably(at(path), body)),
    replace: (from, to) =>
      guarded(from, async () => {
        await rename(at(from), at(to));
        await syncFolder(dirname(at(to)));
      }),
    moveAside: (from, to) => guarded(from, () => moveAside(at(from), at(to))),
    close: async () => {},
  };
}

/** Not the mailbox itself: where it is missing, its share is not mounted. */
async function makeFolder(root: string, folder: string): Promise<void> {
  if ((await missingIsNull(stat(root))) === null) {
    throw new MailboxError('unavailable', `the folder ${root} is not there`);
  }
  await mkdir(folder, { recursive: true });
}

async function entries(folder: string): Promise<readonly FileEntry[]> {
  const found: FileEntry[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const facts = await missingIsNull(stat(join(folder, entry.name)));
    if (facts === null) continue;
    found.push({ name: entry.name, bytes: facts.size, modifiedMs: Math.floor(facts.mtimeMs) });
  }
  return found;
}

async function writeDurably(path: string, body: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename is durable once its folder is. Some shares cannot do that, and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** A second name never replaces anything, which a rename does. */
async function moveAside(from: string, to: string): Promise<'moved' | 'occupied' | 'missing'> {
  try {
    await link(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return 'occupied';
    if (code === 'ENOENT') return 'missing';
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error;
    return moveWithoutLinks(from, to);
  }
  await missingIsNull(unlink(from));
  await syncFolder(dirname(to));
  return 'moved';
}

/** A share without second names: look first. Only we write to an archive. */
async function moveWithoutLinks(from: string, to: string): Promise<'moved' | 'occupied' | 'missing'> {
  if ((await missingIsNull(stat(to))) !== null) return 'occupied';
  return (await missingIsNull(rename(from, to).then(() => true))) === null ? 'missing' : 'moved';
}

async function missingIsNull<T>(operation: Promise<T>): Promise<T | null> {
  try {
    return await operation;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function guarded<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof MailboxError) throw error;
    const code = codeOf(error);
    const fault = code !== undefined && UNAVAILABLE.has(code) ? 'unavailable' : 'refused';
    throw new MailboxError(fault, `${path}: ${(error as Error).message}`, { cause: error });
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
