/** What a simulated system holds of customers and items: each version is kept, in the system's own words. */
import type { DatabaseSync } from 'node:sqlite';

/** Kinds of records. */
export type MasterKind = 'customer' | 'item';

/** Values by the system's own member names; a member that was never said is not there. */
export type MasterValues = Readonly<Record<string, string>>;

/** One version of a record. */
export interface MasterVersion {
  readonly sequence: number;
  readonly kind: MasterKind;
  /** Company code. */
  readonly code: string;
  readonly number: string;
  readonly version: number;
  /** Reference of whoever asked for it, and the mark of the content that he gave; `null`: a clerk. */
  readonly reference: string | null;
  readonly mark: string | null;
  readonly changedAt: string;
  readonly values: MasterValues;
}

/** A change of a record: only the members that it names change. */
export interface MasterChange {
  readonly kind: MasterKind;
  readonly code: string;
  readonly number: string;
  readonly reference: string | null;
  readonly mark: string | null;
  readonly values: MasterValues;
}

export class MasterRecords {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`
      CREATE TABLE IF NOT EXISTS master_version (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, code TEXT NOT NULL,
        number TEXT NOT NULL, version INTEGER NOT NULL, reference TEXT UNIQUE, mark TEXT,
        changed_at TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (kind, code, number, version)) STRICT;
      CREATE INDEX IF NOT EXISTS master_version_changed ON master_version (changed_at, sequence);`);
  }

  /** Writes a change down. A reference that was seen before gets what it got then. */
  save(change: MasterChange, changedAt: string): { readonly record: MasterVersion; readonly isNew: boolean } {
    const { kind, code, number, reference, mark } = change;
    const repeated = reference === null ? null : this.byReference(reference);
    if (repeated !== null) return { record: repeated, isNew: false };
    const standing = this.find(kind, code, number);
    const values = { ...standing?.values, ...change.values };
    const version = (standing?.version ?? 0) + 1;
    this.#database
      .prepare(
        `INSERT INTO master_version (kind, code, number, version, reference, mark, changed_at, body)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(kind, code, number, version, reference, mark, changedAt, JSON.stringify(values));
    return { record: this.find(kind, code, number)!, isNew: true };
  }

  /** The record as it stands. */
  find(kind: MasterKind, code: string, number: string): MasterVersion | null {
    const [found] = this.#read(
      'kind = ? AND code = ? AND number = ? ORDER BY version DESC LIMIT 1', kind, code, number,
    );
    return found ?? null;
  }

  byReference(reference: string): MasterVersion | null {
    return this.#read('reference = ?', reference)[0] ?? null;
  }

  /** A page of the versions of a kind that were written in a window (`to` not included), oldest first. */
  changed(
    kind: MasterKind,
    from: string,
    to: string,
    after: number,
    limit: number,
  ): readonly MasterVersion[] {
    const where =
      'kind = ? AND changed_at >= ? AND changed_at < ? AND sequence > ? ORDER BY sequence LIMIT ?';
    return this.#read(where, kind, from, to, after, limit);
  }

  /** Every record as it stands. */
  all(): readonly MasterVersion[] {
    return this.#read(
      `version = (SELECT max(version) FROM master_version other WHERE other.kind = master_version.kind
         AND other.code = master_version.code AND other.number = master_version.number)
       ORDER BY kind, code, number`,
    );
  }

  #read(where: string, ...values: (string | number)[]): readonly MasterVersion[] {
    const rows = this.#database.prepare(`SELECT * FROM master_version WHERE ${where}`).all(...values);
    return rows.map((row) => ({
      sequence: Number(row['sequence']),
      kind: row['kind'] as MasterKind,
      code: row['code'] as string,
      number: row['number'] as string,
      version: Number(row['version']),
      reference: row['reference'] as string | null,
      mark: row['mark'] as string | null,
      changedAt: row['changed_at'] as string,
      values: JSON.parse(row['body'] as string) as MasterValues,
    }));
  }
}

/** Values by every member of a kind: what was never said is `null`. */
export const inFull = (
  members: readonly string[],
  values: MasterValues,
): Readonly<Record<string, string | null>> =>
  Object.fromEntries(members.map((member) => [member, values[member] ?? null]));
