import type { DatabaseSync } from 'node:sqlite';
import type {
  ErpApplication,
  ErpCreditDecision,
  ErpInvoice,
  ErpJournalEntry,
  ErpRefusal,
  ErpReversal,
  ErpSalesOrder,
} from './erp-documents.ts';
import { ErpCreditBooks } from './erp-credit-books.ts';
import { ErpTables } from './erp-tables.ts';

/** The credit that one sales order takes from its customer's limit, in minor units. */
export interface CreditAccount {
  readonly code: string;
  readonly salesOrder: string;
  readonly customer: string;
  readonly requestedMinor: bigint;
  readonly coveredMinor: bigint;
  readonly settledMinor: bigint;
  readonly held: boolean;
}

/** Everything that the simulated ERP remembers, in its own SQLite tables. */
export class ErpBooks {
  readonly #tables: ErpTables;
  /** Credit memos and what became of them. */
  readonly credits: ErpCreditBooks;

  constructor(database: DatabaseSync) {
    this.#tables = new ErpTables(database);
    this.credits = new ErpCreditBooks(this.#tables);
  }

  /** Runs a unit of work: all of it is kept, or nothing. */
  atomically<T>(work: () => T): T {
    return this.#tables.atomically(work);
  }

  /** The next number of a range, from 1, without gaps. */
  nextNumber(range: string): number {
    const row = this.#tables.row(
      `INSERT INTO number_range (name, last) VALUES (?, 1)
       ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last`,
      range,
    );
    return Number(row?.['last']);
  }

  /** Writes what changed into the feed that others poll. */
  record(at: number, kind: ErpJournalEntry['kind'], document: { readonly code: string }): void {
    this.#tables.run(
      'INSERT INTO journal (at, code, kind, document) VALUES (?, ?, ?, ?)',
      at,
      document.code,
      kind,
      JSON.stringify(document),
    );
  }

  /** Journal entries of a window, after a sequence number, oldest first. */
  journal(fromMs: number, toMs: number, after: number, limit: number): ErpJournalEntry[] {
    const rows = this.#tables.all(
      `SELECT sequence, at, kind, document FROM journal
       WHERE at >= ? AND at < ? AND sequence > ? ORDER BY sequence LIMIT ?`,
      fromMs,
      toMs,
      after,
      limit,
    );
    return rows.map(
      (row) =>
        ({
          sequence: Number(row['sequence']),
          at: new Date(Number(row['at'])).toISOString(),
          kind: row['kind'],
          document: JSON.parse(row['document'] as string) as unknown,
        }) as ErpJournalEntry,
    );
  }

  addSalesOrder(document: ErpSalesOrder): void {
    this.#tables.run(
      `INSERT INTO sales_order (code, sales_order, version, reference, document)
       VALUES (?, ?, ?, ?, ?)`,
      document.code,
      document.sales_order,
      document.version,
      document.reference,
      JSON.stringify(document),
    );
  }

  /** The order as it stands, or one version of it. */
  salesOrder(code: string, salesOrder: string): ErpSalesOrder | null {
    return this.#tables.document(
      `SELECT document FROM sales_order WHERE code = ? AND sales_order = ?
       ORDER BY version DESC LIMIT 1`,
      code,
      salesOrder,
    );
  }

  salesOrderByReference(reference: string): ErpSalesOrder | null {
    return this.#tables.document('SELECT document FROM sales_order WHERE reference = ?', reference);
  }

  addCreditDecision(document: ErpCreditDecision): void {
    this.#tables.run(
      'INSERT INTO credit_decision (code, sales_order, decision, document) VALUES (?, ?, ?, ?)',
      document.code,
      document.sales_order,
      document.decision,
      JSON.stringify(document),
    );
  }

  creditDecision(code: string, salesOrder: string): ErpCreditDecision | null {
    return this.#tables.document(
      `SELECT document FROM credit_decision WHERE code = ? AND sales_order = ?
       ORDER BY decision DESC LIMIT 1`,
      code,
      salesOrder,
    );
  }

  addCreditQuestion(code: string, salesOrder: string, reference: string, revision: number): void {
    this.#tables.run(
      `INSERT INTO credit_question (code, sales_order, reference, revision) VALUES (?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      code,
      salesOrder,
      reference,
      revision,
    );
  }

  /** The order that was asked about under the reference. */
  creditQuestion(reference: string): { code: string; salesOrder: string } | null {
    const row = this.#tables.row(
      'SELECT code, sales_order FROM credit_question WHERE reference = ?',
      reference,
    );
    if (row === null) return null;
    return { code: row['code'] as string, salesOrder: row['sales_order'] as string };
  }

  /** Revision of the latest question about the order; 0 when there was none. */
  lastCreditQuestion(code: string, salesOrder: string): number {
    const row = this.#tables.row(
      `SELECT coalesce(max(revision), 0) AS revision FROM credit_question
       WHERE code = ? AND sales_order = ?`,
      code,
      salesOrder,
    );
    return Number(row?.['revision']);
  }

  setCreditAccount(account: CreditAccount): void {
    this.#tables.run(
      `INSERT INTO credit_account VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (code, sales_order) DO UPDATE SET requested_minor = excluded.requested_minor,
         covered_minor = excluded.covered_minor, settled_minor = excluded.settled_minor,
         held = excluded.held`,
      account.code,
      account.salesOrder,
      account.customer,
      account.requestedMinor,
      account.coveredMinor,
      account.settledMinor,
      account.held ? 1 : 0,
    );
  }

  creditAccount(code: string, salesOrder: string): CreditAccount | null {
    const row = this.#tables.row(
      'SELECT * FROM credit_account WHERE code = ? AND sales_order = ?',
      code,
      salesOrder,
    );
    return row === null ? null : creditAccountOf(row);
  }

  /** Orders of the customer that wait for credit, in the sequence in which they asked. */
  heldAccounts(code: string, customer: string): CreditAccount[] {
    return this.#tables.all(
      'SELECT * FROM credit_account WHERE code = ? AND customer = ? AND held = 1 ORDER BY rowid',
      code,
      customer,
    ).map(creditAccountOf);
  }

  /** What the customer's other covered orders still owe, in minor units. */
  exposureMinor(code: string, customer: string, exceptSalesOrder: string): bigint {
    const row = this.#tables.row(
      `SELECT coalesce(sum(max(covered_minor - settled_minor, 0)), 0) AS exposure
       FROM credit_account WHERE code = ? AND customer = ? AND sales_order <> ?`,
      code,
      customer,
      exceptSalesOrder,
    );
    return BigInt(row?.['exposure'] as number);
  }

  addInvoice(document: ErpInvoice): void {
    this.#tables.run(
      'INSERT INTO invoice (number, code, reference, shipment, document) VALUES (?, ?, ?, ?, ?)',
      document.number,
      document.code,
      document.reference,
      document.shipment,
      JSON.stringify(document),
    );
  }

  invoice(number: string): ErpInvoice | null {
    return this.#tables.document('SELECT document FROM invoice WHERE number = ?', number);
  }

  invoiceByReference(reference: string): ErpInvoice | null {
    return this.#tables.document('SELECT document FROM invoice WHERE reference = ?', reference);
  }

  /** The invoice of the shipment that no reversal has taken back; the latest if there are more. */
  standingInvoice(code: string, shipment: string): ErpInvoice | null {
    return this.#tables.document(
      `SELECT document FROM invoice WHERE code = ? AND shipment = ? AND reversed_by IS NULL
       ORDER BY rowid DESC LIMIT 1`,
      code,
      shipment,
    );
  }

  /** A page of the invoices that stand and are not paid in full, by sales order and number. */
  openInvoices(afterOrder: string, afterNumber: string, limit: number): ErpInvoice[] {
    return this.#tables.documents(
      `SELECT document FROM invoice i
       WHERE (json_extract(document, '$.sales_order'), number) > (?, ?) AND reversed_by IS NULL
         AND CAST(json_extract(document, '$.gross') AS REAL) - 0.000001 > (
           SELECT coalesce(sum(CAST(json_extract(a.document, '$.applied') AS REAL)), 0)
           FROM application a WHERE a.invoice = i.number)
           + (SELECT coalesce(sum(CAST(json_extract(c.document, '$.applied') AS REAL)), 0)
           FROM credit_memo c WHERE c.invoice = i.number AND c.reversed_by IS NULL)
       ORDER BY json_extract(document, '$.sales_order'), number LIMIT ?`,
      afterOrder,
      afterNumber,
      limit,
    );
  }

  reversalOf(invoice: string): ErpReversal | null {
    return this.#tables.document('SELECT document FROM reversal WHERE invoice = ?', invoice);
  }

  isReversed(invoice: string): boolean {
    const row = this.#tables.row('SELECT reversed_by FROM invoice WHERE number = ?', invoice);
    return row !== null && row['reversed_by'] !== null;
  }

  addReversal(document: ErpReversal): void {
    this.#tables.run(
      'INSERT INTO reversal (number, code, reference, invoice, document) VALUES (?, ?, ?, ?, ?)',
      document.number,
      document.code,
      document.reference,
      document.invoice,
      JSON.stringify(document),
    );
    this.#tables.run(
      'UPDATE invoice SET reversed_by = ? WHERE number = ?',
      document.number,
      document.invoice,
    );
  }

  reversal(number: string): ErpReversal | null {
    return this.#tables.document('SELECT document FROM reversal WHERE number = ?', number);
  }

  reversalByReference(reference: string): ErpReversal | null {
    return this.#tables.document('SELECT document FROM reversal WHERE reference = ?', reference);
  }

  addApplication(document: ErpApplication): void {
    this.#tables.run(
      'INSERT INTO application (number, code, reference, invoice, document) VALUES (?, ?, ?, ?, ?)',
      document.number,
      document.code,
      document.reference,
      document.invoice,
      JSON.stringify(document),
    );
  }

  application(number: string): ErpApplication | null {
    return this.#tables.document('SELECT document FROM application WHERE number = ?', number);
  }

  applicationByReference(reference: string): ErpApplication | null {
    return this.#tables.document('SELECT document FROM application WHERE reference = ?', reference);
  }

  applicationsOf(invoice: string): ErpApplication[] {
    return this.#tables.documents('SELECT document FROM application WHERE invoice = ?', invoice);
  }

  addRefusal(document: ErpRefusal): void {
    this.#tables.run(
      'INSERT INTO refusal VALUES (?, ?, ?, ?, ?, 0, ?)',
      document.number,
      document.code,
      document.reference,
      document.shipment,
      document.posting_date ?? '',
      JSON.stringify(document),
    );
  }

  refusalByReference(reference: string): ErpRefusal | null {
    return this.#tables.document(
      'SELECT document FROM refusal WHERE reference = ? ORDER BY rowid DESC LIMIT 1',
      reference,
    );
  }

  /** The closed-period refusal that still holds for the shipment on the date. */
  standingRefusal(code: string, shipment: string, postingDate: string): ErpRefusal | null {
    return this.#tables.document(
      `SELECT document FROM refusal
       WHERE code = ? AND shipment = ? AND posting_date = ? AND lifted = 0 LIMIT 1`,
      code,
      shipment,
      postingDate,
    );
  }

  closePeriod(code: string, month: string): void {
    this.#tables.run('INSERT INTO closed_period VALUES (?, ?) ON CONFLICT DO NOTHING', code, month);
  }

  /** Opens the month again and forgets what it refused. */
  openPeriod(code: string, month: string): void {
    this.#tables.run('DELETE FROM closed_period WHERE code = ? AND month = ?', code, month);
    this.#tables.run(
      'UPDATE refusal SET lifted = 1 WHERE code = ? AND substr(posting_date, 1, 7) = ?',
      code,
      month,
    );
    this.credits.lift(code, month);
  }

  isClosed(code: string, month: string): boolean {
    return this.#tables.row('SELECT 1 FROM closed_period WHERE code = ? AND month = ?', code, month) !== null;
  }

  /** Everything held, for an auditor: documents as they were answered. */
  dump(): Record<string, unknown> {
    const all = (table: string): unknown[] =>
      this.#tables.documents(`SELECT document FROM ${table} ORDER BY rowid`);
    return {
      sales_orders: all('sales_order'),
      credit_decisions: all('credit_decision'),
      invoices: all('invoice'),
      reversals: all('reversal'),
      applications: all('application'),
      refusals: all('refusal'),
      ...this.credits.dump(),
      closed_periods: this.#tables.all('SELECT code, month FROM closed_period').map((row) => ({ ...row })),
    };
  }
}

const creditAccountOf = (row: Record<string, unknown>): CreditAccount => ({
  code: row['code'] as string,
  salesOrder: row['sales_order'] as string,
  customer: row['customer'] as string,
  requestedMinor: BigInt(row['requested_minor'] as number),
  coveredMinor: BigInt(row['covered_minor'] as number),
  settledMinor: BigInt(row['settled_minor'] as number),
  held: row['held'] === 1,
});
