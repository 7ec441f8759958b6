/** Files beside a case: checked, kept under the hash of their bytes, and entered into the audit chain. */
import { createHash } from 'node:crypto';
import { ATTACHMENT_LIMITS, type ATTACHMENT_TYPES } from '../../contract/resources/case-attachments.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { AuditEntry } from '../access/audit.ts';
import { principalRef, type Principal } from '../access/principal.ts';

export type AttachmentType = (typeof ATTACHMENT_TYPES)[number];

export interface Attachment {
  readonly id: bigint;
  readonly caseId: bigint;
  readonly name: string;
  readonly type: AttachmentType;
  readonly bytes: number;
  readonly sha256: string;
  readonly by: string;
  readonly at: Instant;
  /** When it was erased with all that tells of a person; `null`: it is here. */
  readonly erasedAt: Instant | null;
}

export type NewAttachment = Omit<Attachment, 'id' | 'bytes' | 'erasedAt'> & { readonly content: Uint8Array };

export interface AttachmentStore {
  /** Keeps a file together with its audit entry; `null`: the case has as many as it may have. */
  insert(file: NewAttachment, filesMax: number, audit: AuditEntry): Promise<Attachment | null>;
  of(caseId: bigint): Promise<readonly Attachment[]>;
  read(caseId: bigint, id: bigint): Promise<(Attachment & { readonly content: Uint8Array }) | null>;
}

/** How files of a type begin; text has no such sign, and no zero byte. */
const BEGINNINGS: Readonly<Record<AttachmentType, readonly string[] | null>> = {
  'image/png': ['89504e470d0a1a0a'],
  'image/jpeg': ['ffd8ff'],
  'image/webp': ['52494646'],
  'application/pdf': ['255044462d'],
  'text/plain': null,
  'text/csv': null,
};

/** Whether bytes look like what somebody says they are. */
export function looksLike(type: AttachmentType, content: Uint8Array): boolean {
  const beginnings = BEGINNINGS[type];
  if (beginnings === null) return !content.includes(0);
  const head = Buffer.from(content.subarray(0, 8)).toString('hex');
  return beginnings.some((beginning) => head.startsWith(beginning));
}

interface Attaching {
  readonly principal: Principal;
  readonly actor: string;
  readonly now: Instant;
}

/** The case, as far as an attachment needs it. */
interface AboutCase {
  readonly id: bigint;
  readonly entity: string;
}

export async function attach(
  store: AttachmentStore,
  { id, entity }: AboutCase,
  file: { readonly name: string; readonly type: AttachmentType; readonly content: Uint8Array },
  { principal, actor, now }: Attaching,
): Promise<Result<Attachment, Refusal>> {
  const { name, type, content } = file;
  if (content.length === 0 || content.length > ATTACHMENT_LIMITS.bytesMax) {
    const detail = `A file has 1 to ${ATTACHMENT_LIMITS.bytesMax} bytes; this one has ${content.length}.`;
    return err({ code: 'invalid-content', detail });
  }
  if (!looksLike(type, content)) {
    return err({ code: 'invalid-content', detail: `The bytes of ${name} do not look like ${type}.` });
  }
  const sha256 = createHash('sha256').update(content).digest('hex');
  const kept = await store.insert(
    { caseId: id, name, type, content, sha256, by: actor, at: now },
    ATTACHMENT_LIMITS.filesMax,
    {
      at: now,
      actor,
      principal: principalRef(principal),
      action: 'case.attach',
      entity,
      subject: `case/exc_${id}`,
      before: null,
      // The chain keeps what it is told for ever, and the name of a file may tell of a person.
      after: `${type} ${sha256}`,
      reason: null,
    },
  );
  if (kept !== null) return ok(kept);
  const detail = `The case has ${ATTACHMENT_LIMITS.filesMax} files already.`;
  return err({ code: 'not-possible-now', detail });
}
