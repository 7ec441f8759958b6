/** What may be odd about a channel of files, in words. */
import { formatInstant } from '../../kernel/instant.ts';
import { quoted } from '../../kernel/result.ts';
import type { FileReceipt } from '../ports/file-ledger.ts';
import type { Observation } from '../watch/condition-desk.ts';
import type { ExpectedFile, FileDeadline } from './expected-file.ts';

/** The part of an observation that says what it is about; the collector adds whose channel it is. */
export type FileCondition = Omit<Observation, 'entity' | 'channel' | 'holds'>;

const ROLE = 'integration';

export const lateFile = (expected: ExpectedFile, deadline: FileDeadline | null): FileCondition => ({
  condition: `late-file:${expected.name}`,
  kind: 'late-file',
  text:
    deadline === null
      ? `${expected.name} is expected by ${expected.by} (${expected.zone})`
      : `${expected.name} was expected by ${formatInstant(deadline.at)}, ` +
        `${expected.by} in ${expected.zone}, and did not come`,
  role: ROLE,
  playbook: 'Ask the sender for the file. The case closes by itself when the file comes.',
});

export const otherContent = (name: string, first: FileReceipt | null): FileCondition => ({
  condition: `file-with-other-content:${name}`,
  kind: 'file-with-other-content',
  text:
    first === null
      ? `${quoted(name)} came once`
      : `${quoted(name)} came again with other content; the first, of ` +
        `${formatInstant(first.receivedAt)}, counts`,
  role: ROLE,
  playbook:
    'Ask the sender which of the two is right. The second is kept in the archive of refused files; to ' +
    'let it in, put it into the inbox under a name of its own.',
});

export const tooLarge = (name: string, bytes: number | null, bytesMax: number): FileCondition => ({
  condition: `file-too-large:${name}`,
  kind: 'file-too-large',
  text:
    bytes === null
      ? `${quoted(name)} is within the limit of ${bytesMax} bytes`
      : `${quoted(name)} has ${bytes} bytes; ${bytesMax} are the limit. It was not read, and is kept whole`,
  role: ROLE,
  playbook:
    'Ask the sender to split the file, or raise collect.bytesMax and put the file into the inbox again.',
});

export const quarantinedFile = (name: string, reason: string | null): FileCondition => ({
  condition: `file-quarantined:${name}`,
  kind: 'file-quarantined',
  text: reason === null ? `nothing of ${quoted(name)} is held` : `${quoted(name)} is held whole: ${reason}`,
  role: ROLE,
  playbook:
    'Mend the mapping or the codes and redrive, or ask the sender for a corrected file of the same name, ' +
    'which replaces it. The case closes by itself when nothing of the file is held any more.',
});

export const unreadable = (reason: string | null): FileCondition => ({
  condition: 'mailbox-unreachable',
  kind: 'mailbox-unreachable',
  text: reason === null ? 'the mailbox can be read' : `the mailbox cannot be read: ${reason}`,
  role: ROLE,
  playbook: 'See whether the server is up, its host key is the pinned one and the login is still accepted.',
});
