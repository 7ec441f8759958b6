/** The few operations on files that a mailbox is made of, wherever the files lie. */

/** A file in a folder. */
export interface FileEntry {
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/**
 * Files below one place. Paths are relative, with slashes. Operations throw `MailboxError`; what
 * is missing is an answer, not an error.
 */
export interface FileAccess {
  /** Makes the folder, and those above it, unless it is there. */
  makeFolder(path: string, signal: AbortSignal): Promise<void>;
  /** Regular files of a folder, in no order. */
  entries(path: string, signal: AbortSignal): Promise<readonly FileEntry[]>;
  exists(path: string, signal: AbortSignal): Promise<boolean>;
  read(path: string, signal: AbortSignal): Promise<Uint8Array | null>;
  /** Writes a file so that it is there after a power cut; one of that name is replaced. */
  write(path: string, body: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Renames; at one stroke a file of the new name is replaced. */
  replace(from: string, to: string, signal: AbortSignal): Promise<void>;
  /** Renames unless there is a file of the new name. */
  moveAside(from: string, to: string, signal: AbortSignal): Promise<'moved' | 'occupied' | 'missing'>;
  close(): Promise<void>;
}
