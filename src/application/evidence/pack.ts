/** Writes an evidence pack: one file that proves itself, see `verification.ts`. */
import { createHash } from 'node:crypto';

export const EVIDENCE_VERSION = 1;
/** Media type of a pack. */
export const EVIDENCE_MEDIA = 'application/jsonl';

/** A record on its way into a pack. */
export interface NewRecord {
  /** `fact <type>`, `command <type>`, `policy`, `audit`. */
  readonly kind: string;
  readonly name: string;
  readonly at: string | null;
  /** Exact text; its SHA-256 is computed here. */
  readonly text: string;
  /** Further members for people: they are sealed as well. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly messageSha256?: string | null;
}

export interface SealedPack {
  readonly text: string;
  readonly seal: string;
}

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Puts records in a row under a header, and seals them. */
export function sealPack(
  header: Readonly<Record<string, unknown>>,
  records: readonly NewRecord[],
): SealedPack {
  const lines = [
    JSON.stringify({ evidence: EVIDENCE_VERSION, ...header, records: records.length }),
    ...records.map(({ kind, name, at, text, more = {}, messageSha256 = null }, index) => {
      const hashes = { sha256: sha256Of(text), ...(messageSha256 === null ? {} : { messageSha256 }) };
      return JSON.stringify({ record: index + 1, kind, name, at, ...more, ...hashes, text });
    }),
  ];
  const body = lines.map((line) => `${line}\n`).join('');
  const seal = sha256Of(body);
  return { text: `${body}${JSON.stringify({ seal })}\n`, seal };
}
