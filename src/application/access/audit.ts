import type { Instant } from '../../kernel/instant.ts';

/** One change by a person or a rule. */
export interface AuditEntry {
  readonly at: Instant;
  readonly actor: string;
  /** For example `case.assign`. */
  readonly action: string;
  readonly entity: string | null;
  /** What was changed, for example `case/exc_42`. */
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
}

/** The audit chain: append-only, each entry names the hash of the one before. */
export interface AuditTrail {
  append(entry: AuditEntry): Promise<void>;
}
