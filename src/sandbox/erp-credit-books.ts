import type {
  ErpCreditMemo,
  ErpCreditRefusal,
  ErpCreditReversal,
  ErpCreditSettlement,
} from './erp-credit-documents.ts';
import type { ErpTables } from './erp-tables.ts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS credit_memo (
    number TEXT PRIMARY KEY, code TEXT NOT NULL, reference TEXT NOT NULL UNIQUE, invoice TEXT NOT NULL,
    rma TEXT NOT NULL, credit TEXT NOT NULL, reversed_by TEXT, applied_minor INTEGER NOT NULL,
    document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS credit_memo_by_invoice ON credit_memo (invoice);
  CREATE INDEX IF NOT EXISTS credit_memo_by_credit ON credit_memo (code, rma, credit);
  CREATE TABLE IF NOT EXISTS credit_memo_reversal (
    number TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, document TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS credit_settlement (
    number TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, credit_memo TEXT NOT NULL,
    document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS credit_settlement_by_memo ON credit_settlement (credit_memo);
  CREATE TABLE IF NOT EXISTS credit_refusal (
    number TEXT PRIMARY KEY, reference TEXT NOT NULL, code TEXT NOT NULL, rma TEXT NOT NULL,
    credit TEXT NOT NULL, posting_date TEXT NOT NULL, lifted INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS credit_refusal_by_reference ON credit_refusal (reference);
`;

/** The ERP's books of credit memos: posted, taken back, paid out, turned down. */
export class ErpCreditBooks {
  readonly #tables: ErpTables;

  constructor(tables: ErpTables) {
    this.#tables = tables;
    tables.define(TABLES);
  }

  add(document: ErpCreditMemo, appliedMinor: bigint): void {
    this.#tables.run(
      `INSERT INTO credit_memo (number, code, reference, invoice, rma, credit, applied_minor, document)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      document.number,
      document.code,
      document.reference,
      document.invoice,
      document.rma,
      document.credit,
      appliedMinor,
      JSON.stringify(document),
    );
  }

  memo(number: string): ErpCreditMemo | null {
    return this.#tables.document('SELECT document FROM credit_memo WHERE number = ?', number);
  }

  byReference(reference: string): ErpCreditMemo | null {
    return this.#tables.document('SELECT document FROM credit_memo WHERE reference = ?', reference);
  }

  /** Credit memos of an invoice that nothing has taken back. */
  standingOf(invoice: string): ErpCreditMemo[] {
    return this.#tables.documents(
      'SELECT document FROM credit_memo WHERE invoice = ? AND reversed_by IS NULL ORDER BY rowid',
      invoice,
    );
  }

  /** The invoice that a credit memo counts against now: another than it names, once that was billed anew. */
  invoiceOf(number: string): string | null {
    const row = this.#tables.row('SELECT invoice FROM credit_memo WHERE number = ?', number);
    return row === null ? null : (row['invoice'] as string);
  }

  move(number: string, invoice: string): void {
    this.#tables.run('UPDATE credit_memo SET invoice = ? WHERE number = ?', invoice, number);
  }

  /** The standing credit memo of a credit; the latest if there are more. */
  standing(code: string, rma: string, credit: string): ErpCreditMemo | null {
    return this.#tables.document(
      `SELECT document FROM credit_memo WHERE code = ? AND rma = ? AND credit = ? AND reversed_by IS NULL
       ORDER BY rowid DESC LIMIT 1`,
      code,
      rma,
      credit,
    );
  }

  /** What standing credit memos have settled on an invoice, in minor units. */
  appliedMinor(invoice: string): bigint {
    const row = this.#tables.row(
      `SELECT coalesce(sum(applied_minor), 0) AS applied FROM credit_memo
       WHERE invoice = ? AND reversed_by IS NULL`,
      invoice,
    );
    return BigInt(row?.['applied'] as number);
  }

  addReversal(document: ErpCreditReversal): void {
    this.#tables.run(
      'INSERT INTO credit_memo_reversal (number, reference, document) VALUES (?, ?, ?)',
      document.number,
      document.reference,
      JSON.stringify(document),
    );
    this.#tables.run(
      'UPDATE credit_memo SET reversed_by = ? WHERE number = ?',
      document.number,
      document.credit_memo,
    );
  }

  reversalByReference(reference: string): ErpCreditReversal | null {
    return this.#tables.document(
      'SELECT document FROM credit_memo_reversal WHERE reference = ?',
      reference,
    );
  }

  addSettlement(document: ErpCreditSettlement): void {
    this.#tables.run(
      'INSERT INTO credit_settlement (number, reference, credit_memo, document) VALUES (?, ?, ?, ?)',
      document.number,
      document.reference,
      document.credit_memo,
      JSON.stringify(document),
    );
  }

  settlementByReference(reference: string): ErpCreditSettlement | null {
    return this.#tables.document(
      'SELECT document FROM credit_settlement WHERE reference = ?',
      reference,
    );
  }

  settlementsOf(creditMemo: string): ErpCreditSettlement[] {
    return this.#tables.documents(
      'SELECT document FROM credit_settlement WHERE credit_memo = ?',
      creditMemo,
    );
  }

  addRefusal(document: ErpCreditRefusal): void {
    this.#tables.run(
      'INSERT INTO credit_refusal VALUES (?, ?, ?, ?, ?, ?, 0, ?)',
      document.number,
      document.reference,
      document.code,
      document.rma,
      document.credit,
      document.posting_date,
      JSON.stringify(document),
    );
  }

  refusalByReference(reference: string): ErpCreditRefusal | null {
    return this.#tables.document(
      'SELECT document FROM credit_refusal WHERE reference = ? ORDER BY rowid DESC LIMIT 1',
      reference,
    );
  }

  /** The refusal that still holds for the credit on the date. */
  standingRefusal(
    code: string,
    rma: string,
    credit: string,
    postingDate: string,
  ): ErpCreditRefusal | null {
    return this.#tables.document(
      `SELECT document FROM credit_refusal
       WHERE code = ? AND rma = ? AND credit = ? AND posting_date = ? AND lifted = 0 LIMIT 1`,
      code,
      rma,
      credit,
      postingDate,
    );
  }

  /** Forgets what was refused in a month that was opened again. */
  lift(code: string, month: string): void {
    this.#tables.run(
      'UPDATE credit_refusal SET lifted = 1 WHERE code = ? AND substr(posting_date, 1, 7) = ?',
      code,
      month,
    );
  }

  dump(): Record<string, unknown> {
    const all = (table: string): unknown[] =>
      this.#tables.documents(`SELECT document FROM ${table} ORDER BY rowid`);
    return {
      credit_memos: all('credit_memo'),
      credit_reversals: all('credit_memo_reversal'),
      credit_settlements: all('credit_settlement'),
      credit_refusals: all('credit_refusal'),
    };
  }
}
