/** Files that are exchanged with another system: what it left for us, and what we leave for it. */
import type { Instant } from '../../kernel/instant.ts';

/** A file that lies in the mailbox, whole. */
export interface MailFile {
  readonly name: string;
  readonly bytes: number;
  /** By the clock of the machine on which it lies. */
  readonly modifiedAt: Instant;
}

/** Where a file goes that was taken in hand. */
export type ArchivedAs = 'taken' | 'refused';

/** How an operation on a mailbox failed, by what it may have done. */
export type MailboxFault =
  /** No connection: certainly without effect. */
  | 'unavailable'
  /** The login was refused, or the other side is not who it ought to be. */
  | 'unauthorized'
  /** The other side says no: no permission, no such folder. Without effect. */
  | 'refused'
  /** It broke off while it may have taken effect. */
  | 'lost';

/** An operation on a mailbox failed. */
export class MailboxError extends Error {
  readonly fault: MailboxFault;

  constructor(fault: MailboxFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MailboxError';
    this.fault = fault;
  }
}

/**
 * A place for files, in a folder or on a server. Every operation may throw a {@link MailboxError}
 * and nothing else; each may be repeated.
 */
export interface Mailbox {
  /**
   * What lies there for us, by name. A file that may still be growing is not listed: it bears a
   * temporary name, or two looks, each a call of this, found it with another size or time.
   */
  list(signal: AbortSignal): Promise<readonly MailFile[]>;
  /** The bytes of a file that was listed. */
  read(name: string, signal: AbortSignal): Promise<Uint8Array>;
  /** Puts a file away so that it is not listed again, beside others of its name, never over them. */
  archive(name: string, as: ArchivedAs, signal: AbortSignal): Promise<void>;
  /** Leaves a file for the other side: under a temporary name first, then renamed at one stroke. */
  deliver(name: string, body: Uint8Array, signal: AbortSignal): Promise<void>;
  /**
   * What was delivered under the name, also after the other side took it away. `null` if it was
   * not, as far as nothing is under way any more.
   */
  delivered(name: string, signal: AbortSignal): Promise<Uint8Array | null>;
  /** Lets go of the connection; the next use makes another. */
  close(): Promise<void>;
}
