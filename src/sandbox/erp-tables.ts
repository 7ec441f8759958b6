import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

const TABLES = `
  CREATE TABLE IF NOT EXISTS sales_order (
    code TEXT NOT NULL, sales_order TEXT NOT NULL, version INTEGER NOT NULL,
    reference TEXT NOT NULL UNIQUE, document TEXT NOT NULL,
    PRIMARY KEY (code, sales_order, version)) STRICT;
  CREATE TABLE IF NOT EXISTS credit_decision (
    code TEXT NOT NULL, sales_order TEXT NOT NULL, decision INTEGER NOT NULL,
    document TEXT NOT NULL, PRIMARY KEY (code, sales_order, decision)) STRICT;
  CREATE TABLE IF NOT EXISTS credit_question (
    code TEXT NOT NULL, sales_order TEXT NOT NULL, reference TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL, PRIMARY KEY (code, sales_order, revision)) STRICT;
  CREATE TABLE IF NOT EXISTS credit_account (
    code TEXT NOT NULL, sales_order TEXT NOT NULL, customer TEXT NOT NULL,
    requested_minor INTEGER NOT NULL, covered_minor INTEGER NOT NULL,
    settled_minor INTEGER NOT NULL, held INTEGER NOT NULL,
    PRIMARY KEY (code, sales_order)) STRICT;
  CREATE INDEX IF NOT EXISTS credit_account_by_customer ON credit_account (code, customer);
  CREATE TABLE IF NOT EXISTS invoice (
    number TEXT PRIMARY KEY, code TEXT NOT NULL, reference TEXT NOT NULL UNIQUE,
    shipment TEXT NOT NULL, reversed_by TEXT, document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS invoice_by_shipment ON invoice (code, shipment);
  CREATE INDEX IF NOT EXISTS invoice_by_order
    ON invoice (json_extract(document, '$.sales_order'), number);
  CREATE TABLE IF NOT EXISTS reversal (
    number TEXT PRIMARY KEY, code TEXT NOT NULL, reference TEXT NOT NULL UNIQUE,
    invoice TEXT NOT NULL, document TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS application (
    number TEXT PRIMARY KEY, code TEXT NOT NULL, reference TEXT NOT NULL UNIQUE,
    invoice TEXT NOT NULL, document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS application_by_invoice ON application (invoice);
  CREATE TABLE IF NOT EXISTS refusal (
    number TEXT PRIMARY KEY, code TEXT NOT NULL, reference TEXT NOT NULL,
    shipment TEXT NOT NULL, posting_date TEXT NOT NULL, lifted INTEGER NOT NULL,
    document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS refusal_by_reference ON refusal (reference);
  CREATE INDEX IF NOT EXISTS refusal_by_shipment ON refusal (code, shipment, posting_date);
  CREATE TABLE IF NOT EXISTS closed_period (
    code TEXT NOT NULL, month TEXT NOT NULL, PRIMARY KEY (code, month)) STRICT;
  CREATE TABLE IF NOT EXISTS number_range (
    name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS journal (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, code TEXT NOT NULL,
    kind TEXT NOT NULL, document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS journal_by_time ON journal (at);
`;

/** The ERP's tables, and the few ways in which its books use them. */
export class ErpTables {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(TABLES);
  }

  /** Adds tables of a part of the books. */
  define(tables: string): void {
    this.#database.exec(tables);
  }

  /** Runs a unit of work inside whatever commit is under way: all of it is kept, or nothing. */
  atomically<T>(work: () => T): T {
    this.#database.exec('SAVEPOINT erp');
    try {
      const result = work();
      this.#database.exec('RELEASE erp');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK TO erp');
      this.#database.exec('RELEASE erp');
      throw error;
    }
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  row(sql: string, ...values: SQLInputValue[]): Record<string, unknown> | null {
    return this.#statement(sql).get(...values) ?? null;
  }

  all(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[] {
    return this.#statement(sql).all(...values);
  }

  /** The one document that the query selects, or `null`. */
  document<T>(sql: string, ...values: SQLInputValue[]): T | null {
    return this.documents<T>(sql, ...values)[0] ?? null;
  }

  /** Every document that the query selects. */
  documents<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.all(sql, ...values).map((row) => JSON.parse(row['document'] as string) as T);
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
