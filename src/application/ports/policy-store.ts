import type { Instant } from '../../kernel/instant.ts';
import type { AuditEntry } from '../access/audit.ts';
import type { PolicyValues } from '../../domain/policy/decision.ts';

/** One version of a decision table. */
export interface PolicyVersion {
  readonly table: string;
  readonly version: number;
  /** Its file. */
  readonly content: string;
  readonly contentHash: string;
  readonly reason: string;
  readonly proposedBy: string;
  /** Principal whose request it was; `null`: it came with the installation. */
  readonly proposer: string | null;
  readonly proposedAt: Instant;
}

/** What another person said about a version. */
export interface PolicyVerdict {
  readonly approved: boolean;
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
}

export interface StoredPolicy extends PolicyVersion {
  readonly verdict: PolicyVerdict | null;
}

/** A decision that a table made. */
export interface PolicyDecided {
  readonly instance: string;
  readonly decision: string;
  readonly version: number;
  readonly row: string;
  readonly inputs: PolicyValues;
  readonly outputs: PolicyValues;
}

/** The tables behind the decision tables. */
export interface PolicyStore {
  /** Number of the newest verdict; 0: there is none. */
  newest(): Promise<bigint>;
  /** The highest approved version of every table. */
  inForce(): Promise<readonly StoredPolicy[]>;
  /** Every version of a table, the newest first. */
  versions(table: string): Promise<readonly StoredPolicy[]>;
  /** Versions of any table that wait for a verdict. */
  proposed(): Promise<readonly StoredPolicy[]>;
  /** Keeps a version, with its verdict if it has one; `false`: the version is kept already. */
  keep(policy: PolicyVersion, verdict: PolicyVerdict | null, audit: AuditEntry): Promise<boolean>;
  /** Says the verdict on a version; `false`: it was said already. */
  decide(table: string, version: number, verdict: PolicyVerdict, audit: AuditEntry): Promise<boolean>;
  /** The newest decisions of a table, the newest first. */
  decisions(table: string, limit: number): Promise<readonly PolicyDecided[]>;
}
