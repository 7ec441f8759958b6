import type { DatabaseSync } from 'node:sqlite';

/** A table of JSON records by key. */
export class Records<T> {
  readonly #database: DatabaseSync;
  readonly #table: string;

  constructor(database: DatabaseSync, table: string) {
    this.#database = database;
    this.#table = table;
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, record TEXT NOT NULL)`,
    );
  }

  find(key: string): T | null {
    const row = this.#database
      .prepare(`SELECT record FROM ${this.#table} WHERE key = ?`)
      .get(key) as { record: string } | undefined;
    return row === undefined ? null : (JSON.parse(row.record) as T);
  }

  /** A page of the records that the condition selects, sorted by a member and then by key. */
  sorted(
    member: string,
    condition: string,
    after: { readonly value: string; readonly key: string },
    limit: number,
  ): T[] {
    const by = `json_extract(record, '$.${member}')`;
    this.#database.exec(
      `CREATE INDEX IF NOT EXISTS ${this.#table}_by_${member} ON ${this.#table} (${by}, key)`,
    );
    const rows = this.#database
      .prepare(
        `SELECT record FROM ${this.#table} WHERE (${by}, key) > (?, ?) AND ${condition}
         ORDER BY ${by}, key LIMIT ?`,
      )
      .all(after.value, after.key, limit) as { record: string }[];
    return rows.map((row) => JSON.parse(row.record) as T);
  }

  save(key: string, record: T): void {
    this.#database
      .prepare(`INSERT OR REPLACE INTO ${this.#table} (key, record) VALUES (?, ?)`)
      .run(key, JSON.stringify(record));
  }

  /** How many there are: records are never deleted. */
  count(): number {
    const row = this.#database.prepare(`SELECT count(*) AS count FROM ${this.#table}`).get();
    return Number(row?.['count'] ?? 0);
  }

  /** Records of which a member has a value, by key. */
  having(member: string, value: string): T[] {
    const of = `json_extract(record, '$.${member}')`;
    this.#database.exec(
      `CREATE INDEX IF NOT EXISTS ${this.#table}_of_${member} ON ${this.#table} (${of})`,
    );
    const rows = this.#database
      .prepare(`SELECT record FROM ${this.#table} WHERE ${of} = ? ORDER BY key`)
      .all(value) as { record: string }[];
    return rows.map((row) => JSON.parse(row.record) as T);
  }

  all(): T[] {
    const rows = this.#database.prepare(`SELECT record FROM ${this.#table} ORDER BY key`).all();
    return (rows as { record: string }[]).map((row) => JSON.parse(row.record) as T);
  }
}
