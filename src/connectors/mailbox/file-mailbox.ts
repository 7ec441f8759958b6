/** A mailbox made of five folders, wherever they lie: the rules of exchange, without any transport. */
import {
  MailboxError,
  type ArchivedAs,
  type Mailbox,
  type MailFile,
} from '../../application/ports/mailbox.ts';
import { instant } from '../../kernel/instant.ts';
import type { FileAccess, FileEntry } from './file-access.ts';
import { matchesAny, type MailboxSettings } from './settings.ts';

/** Files of one name in an archive: beyond this somebody has to clear it. */
const NAMESAKES_MAX = 10_000;

/** Makes a mailbox of the folders that the settings name. */
export function fileMailbox(access: FileAccess, settings: MailboxSettings): Mailbox {
  return new FileMailbox(access, settings);
}

class FileMailbox implements Mailbox {
  readonly #access: FileAccess;
  readonly #settings: MailboxSettings;
  /** Size and time of every file at the last look. */
  #lastLook: ReadonlyMap<string, string> = new Map();
  readonly #made = new Set<string>();

  constructor(access: FileAccess, settings: MailboxSettings) {
    this.#access = access;
    this.#settings = settings;
  }

  async list(signal: AbortSignal): Promise<readonly MailFile[]> {
    const { inbox, names, temporaryNames, whole } = this.#settings;
    await this.#folder(inbox, signal);
    const entries = (await this.#entries(inbox, signal)).filter(
      ({ name }) => isPlain(name) && matchesAny(names, name) && !matchesAny(temporaryNames, name),
    );
    const before = this.#lastLook;
    this.#lastLook = new Map(entries.map((entry) => [entry.name, looks(entry)]));
    return entries
      .filter((entry) => whole === 'final-name' || before.get(entry.name) === looks(entry))
      .map(({ name, bytes, modifiedMs }) => ({ name, bytes, modifiedAt: instant(Math.max(0, modifiedMs)) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async read(name: string, signal: AbortSignal): Promise<Uint8Array> {
    const body = await this.#access.read(`${this.#settings.inbox}/${plain(name)}`, signal);
    if (body === null) throw new MailboxError('refused', `${name} is not there any more`);
    return body;
  }

  async archive(name: string, as: ArchivedAs, signal: AbortSignal): Promise<void> {
    const folder = this.#settings[as];
    await this.#folder(folder, signal);
    const from = `${this.#settings.inbox}/${plain(name)}`;
    for (let namesake = 1; namesake <= NAMESAKES_MAX; namesake++) {
      const to = `${folder}/${namesake === 1 ? name : `${name}.${namesake}`}`;
      // Missing: an earlier attempt, or another process, put it away.
      if ((await this.#access.moveAside(from, to, signal)) !== 'occupied') return;
    }
    throw new MailboxError('refused', `${folder} holds ${NAMESAKES_MAX} files named ${name}`);
  }

  /**
   * Both files are written under temporary names and read back, the copy second; then the file gets its final
   * name, and the copy last. So a copy that was begun, while the file's temporary name is gone,
   * proves the delivery, whatever the other side did with the file.
   */
  async deliver(name: string, body: Uint8Array, signal: AbortSignal): Promise<void> {
    const { copy, copyBegun, file, fileBegun } = this.#delivery(name);
    await this.#folder(this.#settings.outbox, signal).catch(withoutEffect);
    await this.#folder(this.#settings.sent, signal).catch(withoutEffect);
    await this.#write(fileBegun, body, signal).catch(withoutEffect);
    await this.#write(copyBegun, body, signal).catch(withoutEffect);
    await this.#access.replace(fileBegun, file, signal);
    await this.#access.replace(copyBegun, copy, signal).catch(withEffect);
  }

  /** Written, and read back: a server that keeps nothing or half of it must not prove a delivery. */
  async #write(path: string, body: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#access.write(path, body, signal);
    const written = await this.#access.read(path, signal);
    if (written !== null && Buffer.from(written).equals(body)) return;
    const bytes = `${written?.length ?? 0} of ${body.length} bytes`;
    throw new MailboxError('unavailable', `${path}: ${bytes} lie there after they were written`);
  }

  async delivered(name: string, signal: AbortSignal): Promise<Uint8Array | null> {
    const { copy, copyBegun, file, fileBegun } = this.#delivery(name);
    // What lies there says more than what we kept of it: a server may have written half.
    const own = await this.#access.read(file, signal);
    if (own !== null) return own;
    const kept = (await this.#access.read(copy, signal)) ?? (await this.#access.read(copyBegun, signal));
    return kept === null || (await this.#access.exists(fileBegun, signal)) ? null : kept;
  }

  async close(): Promise<void> {
    await this.#access.close();
  }

  #delivery(name: string): Readonly<Record<'copy' | 'copyBegun' | 'file' | 'fileBegun', string>> {
    const { outbox, sent } = this.#settings;
    const begun = begunName(plain(name));
    return {
      copy: `${sent}/${name}`,
      copyBegun: `${sent}/${begun}`,
      file: `${outbox}/${name}`,
      fileBegun: `${outbox}/${begun}`,
    };
  }

  async #entries(folder: string, signal: AbortSignal): Promise<readonly FileEntry[]> {
    try {
      return await this.#access.entries(folder, signal);
    } catch (error) {
      // Somebody may have removed the folder: it is made again at the next look.
      this.#made.clear();
      throw error;
    }
  }

  async #folder(path: string, signal: AbortSignal): Promise<void> {
    if (this.#made.has(path)) return;
    await this.#access.makeFolder(path, signal);
    this.#made.add(path);
  }
}

/** Name of a file while it is written. */
export const begunName = (name: string): string => `.${name}.part`;

/** What was written under a temporary name counts for nobody: a break there left nothing behind. */
function withoutEffect(error: unknown): never {
  if (error instanceof MailboxError && error.fault === 'lost') {
    throw new MailboxError('unavailable', error.message, { cause: error });
  }
  throw error;
}

/** The file lies there already, and only its proof has another name. */
function withEffect(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  throw new MailboxError('lost', message, { cause: error });
}

const looks = ({ bytes, modifiedMs }: FileEntry): string => `${bytes}/${modifiedMs}`;

/** A name, and no way out of its folder. */
const isPlain = (name: string): boolean => name !== '' && !/^\.\.?$|[/\\\0]/.test(name);

function plain(name: string): string {
  if (!isPlain(name)) throw new MailboxError('refused', `${JSON.stringify(name)} is not a file name`);
  return name;
}
