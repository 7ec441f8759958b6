import type { Instant } from '../../kernel/instant.ts';
import type { AuditEntry } from '../access/audit.ts';
import type { Learned } from '../drift/shape.ts';

/** What was learned of one kind of message. */
export interface StoredShape {
  readonly system: string;
  /** Kind of message; empty: the sender does not name it. */
  readonly topic: string;
  readonly learned: Learned;
  readonly updatedAt: Instant;
}

/** The table of learned shapes. */
export interface ShapeStore {
  /** Changes what was learned, under its lock: several processes learn at once. */
  change(
    system: string,
    topic: string,
    at: Instant,
    next: (learned: Learned) => Learned,
    audit?: AuditEntry,
  ): Promise<Learned>;
  all(): Promise<readonly StoredShape[]>;
  /** Messages of a system that came since a moment and wait in quarantine. */
  waitingSince(system: string, since: Instant): Promise<number>;
}
