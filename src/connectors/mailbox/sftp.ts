/** Files on an SFTP server. */
import type { SFTPWrapper } from 'ssh2';
import { MailboxError } from '../../application/ports/mailbox.ts';
import type { FileAccess, FileEntry } from './file-access.ts';
import { SshSession, type SshAddress } from './ssh-session.ts';

/** Status codes of version 3 of the protocol. */
const NO_SUCH_FILE = 2;
const CONNECTION_CODES = new Set([6, 7]);

/** Opens the files below a folder of a server. An empty `root` is where the login leads. */
export function sftpAccess(address: SshAddress, root: string): FileAccess {
  const session = new SshSession(address);
  const at = (path: string): string => (root === '' ? path : `${root === '/' ? '' : root}/${path}`);
  const files = new SftpFiles(session);
  return {
    makeFolder: (path, signal) => files.makeFolder(root, path, signal),
    entries: (path, signal) => files.entries(at(path), signal),
    exists: (path, signal) => files.exists(at(path), signal),
    read: (path, signal) => files.read(at(path), signal),
    write: (path, body, signal) => files.write(at(path), body, signal),
    replace: (from, to, signal) => files.replace(at(from), at(to), signal),
    moveAside: (from, to, signal) => files.moveAside(at(from), at(to), signal),
    close: () => session.close(),
  };
}

class SftpFiles {
  readonly #session: SshSession;

  constructor(session: SshSession) {
    this.#session = session;
  }

  /** Folder by folder: the protocol makes one at a time, and does not say why it would not. */
  async makeFolder(root: string, path: string, signal: AbortSignal): Promise<void> {
    let whole = root === '' || root === '/' ? root : `${root}/`;
    for (const part of path.split('/')) {
      whole += part;
      if (!(await this.exists(whole, signal))) {
        const folder = whole;
        await this.#run<void>(folder, signal, (sftp, answer) => sftp.mkdir(folder, answer)).catch(
          async (error: unknown) => {
            // Another process may have been first.
            if (!(await this.exists(folder, signal))) throw error;
          },
        );
      }
      whole += '/';
    }
  }

  async entries(path: string, signal: AbortSignal): Promise<readonly FileEntry[]> {
    const listed = await this.#run<Listed>(path, signal, (sftp, answer) => sftp.readdir(path, answer));
    return listed
      .filter(({ attrs }) => attrs.isFile())
      .map(({ filename, attrs }) => ({
        name: filename,
        bytes: attrs.size,
        modifiedMs: attrs.mtime * 1_000,
      }));
  }

  async exists(path: string, signal: AbortSignal): Promise<boolean> {
    const found = this.#run<unknown>(path, signal, (sftp, answer) => sftp.stat(path, answer));
    return (await missingIsNull(found.then(() => true))) !== null;
  }

  async read(path: string, signal: AbortSignal): Promise<Uint8Array | null> {
    return missingIsNull(this.#run<Buffer>(path, signal, (sftp, answer) => sftp.readFile(path, answer)));
  }

  async write(path: string, body: Uint8Array, signal: AbortSignal): Promise<void> {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const handle = await this.#run<Buffer>(path, signal, (sftp, answer) => sftp.open(path, 'w', answer));
    try {
      if (bytes.length > 0) {
        await this.#run<void>(path, signal, (sftp, answer) =>
          sftp.write(handle, bytes, 0, bytes.length, 0, answer),
        );
      }
      await this.#run<void>(path, signal, (sftp, answer) =>
        ifSupported(answer, () => sftp.ext_openssh_fsync(handle, answer)),
      );
    } finally {
      await this.#run<void>(path, signal, (sftp, answer) => sftp.close(handle, answer));
    }
  }

  /** As POSIX renames, where the server can; else the old file goes first. */
  async replace(from: string, to: string, signal: AbortSignal): Promise<void> {
    let supported = true;
    await this.#run<void>(from, signal, (sftp, answer) =>
      ifSupported(
        () => {
          supported = false;
          answer(null);
        },
        () => sftp.ext_openssh_rename(from, to, answer),
      ),
    );
    if (supported) return;
    await missingIsNull(this.#run<void>(to, signal, (sftp, answer) => sftp.unlink(to, answer)));
    await this.#run<void>(from, signal, (sftp, answer) => sftp.rename(from, to, answer));
  }

  /** The protocol says that renaming never replaces; not every server has heard of it. */
  async moveAside(
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<'moved' | 'occupied' | 'missing'> {
    if (await this.exists(to, signal)) return 'occupied';
    const moved = this.#run<void>(from, signal, (sftp, answer) => sftp.rename(from, to, answer));
    try {
      return (await missingIsNull(moved.then(() => true))) === null ? 'missing' : 'moved';
    } catch (error) {
      if (await this.exists(to, signal)) return 'occupied';
      if (!(await this.exists(from, signal))) return 'missing';
      throw error;
    }
  }

  async #run<T>(
    path: string,
    signal: AbortSignal,
    operation: (sftp: SFTPWrapper, answer: Answer<T>) => void,
  ): Promise<T> {
    try {
      return await this.#session.run(signal, operation);
    } catch (error) {
      if (error instanceof MailboxError) throw error;
      const { code, message } = error as Error & { code?: unknown };
      const said = typeof code === 'number' && !CONNECTION_CODES.has(code);
      throw new MailboxError(said ? 'refused' : 'lost', `${path}: ${message}`, { cause: error });
    }
  }
}

type Answer<T> = (error: Error | null | undefined, value?: T) => void;
type Listed = readonly { filename: string; attrs: { size: number; mtime: number; isFile(): boolean } }[];

/** The library throws at once where the server has not told that it knows an extension. */
function ifSupported(otherwise: (error: null) => void, attempt: () => void): void {
  try {
    attempt();
  } catch {
    otherwise(null);
  }
}

async function missingIsNull<T>(operation: Promise<T>): Promise<T | null> {
  try {
    return await operation;
  } catch (error) {
    const cause = error instanceof MailboxError ? error.cause : undefined;
    if ((cause as { code?: unknown } | undefined)?.code === NO_SUCH_FILE) return null;
    throw error;
  }
}
