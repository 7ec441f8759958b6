/** How a mailbox is laid out and what counts as a whole file: part of a connector's settings. */
import { z } from 'zod';

/** A name with `*` for any text and `?` for any one character. */
const namePattern = z.string().min(1).max(200);

const folder = z
  .string()
  .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).+[^/]$/, 'must be a folder below the mailbox, such as "in"');

/** `SHA256:` and the base64 of the digest, as `ssh-keygen -lf` prints it. */
const fingerprint = z
  .string()
  .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must be a fingerprint as "ssh-keygen -lf" prints it: SHA256:…');

/** Checked by the schema of the connector's settings. */
export const mailboxSettings = z.strictObject({
  /** Where the other side leaves files for us. */
  inbox: folder.default('in'),
  /** Where we leave files for the other side. */
  outbox: folder.default('out'),
  /** Where files go that were taken in. */
  taken: folder.default('archive/taken'),
  /** Where files go that cannot be taken in. */
  refused: folder.default('archive/refused'),
  /** Where copies of delivered files stay: the proof of delivery once the other side took them away. */
  sent: folder.default('archive/sent'),
  /** Names that are meant for us; all others are left alone. */
  names: z.array(namePattern).min(1).default(['*']),
  /** Names of files that are still being written. */
  temporaryNames: z.array(namePattern).default(['.*', '*.part', '*.tmp', '*.filepart']),
  /**
   * When a file counts as whole. `stable`: its size and time were the same at two looks. `final-name`:
   * at once, because the sender writes under a temporary name and renames.
   */
  whole: z.enum(['stable', 'final-name']).default('stable'),
  /** Keys by which an SFTP server proves who it is; more than one while it changes its key. */
  hostKeys: z.array(fingerprint).default([]),
});

export type MailboxSettings = z.output<typeof mailboxSettings>;

/** Whether a file name matches one of the patterns. */
export function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matches(pattern, name));
}

/** Walks both texts with one point to come back to, so that no pattern takes long. */
function matches(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < name.length;) {
    if (pattern[at] === '*') {
      star = at++;
      resume = index;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
