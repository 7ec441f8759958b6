import type { Instant } from '../../kernel/instant.ts';

/** What became of a file. A quarantined one counts as received once nothing of it is held any more. */
export type FileOutcome = 'received' | 'quarantined' | 'refused';

/** One content that came under a name. */
export interface FileReceipt {
  readonly system: string;
  readonly name: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly checksum: string;
  readonly bytes: number;
  readonly outcome: FileOutcome;
  readonly messageId: string | null;
  readonly receivedAt: Instant;
}

/** Which files came, by their content. */
export interface FileLedger {
  /** All contents that came under a name, oldest first. */
  receiptsOf(system: string, name: string): Promise<readonly FileReceipt[]>;
  /** Writes a receipt down; one for the same content is left as it is. */
  record(receipt: FileReceipt): Promise<void>;
  /** The very same file came again. */
  repeated(receipt: FileReceipt, at: Instant): Promise<void>;
  /** When a file last came whose name matches, with `*` and `?` in the pattern; refused ones do not count. */
  lastArrival(system: string, pattern: string): Promise<Instant | null>;
  /** When the first file of the system came. */
  firstArrival(system: string): Promise<Instant | null>;
  /**
   * A whole file came in the place of those of its name that are held: they are discarded, and count
   * as refused. Answers whether there were any.
   */
  corrected(system: string, name: string, at: Instant): Promise<boolean>;
  /**
   * Quarantined files of which nothing is held any more: mended and let in again, or discarded. From
   * now on they count as received, so each is answered once.
   */
  released(system: string): Promise<readonly string[]>;
}
