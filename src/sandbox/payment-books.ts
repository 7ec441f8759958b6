import type { DatabaseSync } from 'node:sqlite';

/** Rows of one page of remittances. */
export const REMITTANCE_PAGE_MAX = 100;

/** What a customer was asked to pay, by invoice. */
export interface PaymentRequest {
  readonly invoice: string;
  readonly company: string;
  readonly sales_order: string;
  readonly customer: string;
  readonly amount: string;
  readonly currency: string;
  readonly due_date: string;
  readonly method: 'prepaid' | 'on_account';
  readonly idempotency_key: string;
  readonly state: 'open' | 'paid' | 'withdrawn';
  readonly paid: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Money that came in, for one or more invoices of one customer. */
export interface Remittance {
  readonly remittance: string;
  readonly company: string;
  readonly customer: string;
  readonly currency: string;
  readonly received_at: string;
  readonly lines: readonly {
    readonly line: number;
    readonly invoice: string;
    readonly amount: string;
  }[];
}

/** Money that was paid back to a customer. */
export interface Refund {
  readonly refund: string;
  readonly company: string;
  readonly rma: string;
  readonly invoice: string;
  readonly credit_memo: string;
  readonly customer: string;
  readonly amount: string;
  readonly currency: string;
  readonly idempotency_key: string;
  readonly paid_at: string;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS refund (
    refund TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, invoice TEXT NOT NULL,
    paid_at INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS refund_by_invoice ON refund (invoice);
  CREATE INDEX IF NOT EXISTS refund_by_time ON refund (paid_at);
  CREATE TABLE IF NOT EXISTS payment_request (
    invoice TEXT PRIMARY KEY, company TEXT NOT NULL, customer TEXT NOT NULL,
    state TEXT NOT NULL, document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS payment_request_open
    ON payment_request (company, customer) WHERE state = 'open';
  CREATE TABLE IF NOT EXISTS idempotency_key (
    key TEXT PRIMARY KEY, invoice TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS kept_back (invoice TEXT PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS remittance (
    remittance TEXT PRIMARY KEY, received_at INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS remittance_by_time ON remittance (received_at);
`;

/** Requests and remittances in the payment provider's own tables. */
export class PaymentBooks {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(TABLES);
  }

  putRequest(request: PaymentRequest): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO payment_request VALUES (?, ?, ?, ?, ?)')
      .run(
        request.invoice,
        request.company,
        request.customer,
        request.state,
        JSON.stringify(request),
      );
  }

  request(invoice: string): PaymentRequest | null {
    const sql = 'SELECT document FROM payment_request WHERE invoice = ?';
    return this.#query<PaymentRequest>(sql, invoice)[0] ?? null;
  }

  /** The other open requests of the same company, customer and currency. */
  openOf(request: PaymentRequest): PaymentRequest[] {
    return this.#query<PaymentRequest>(
      `SELECT document FROM payment_request
       WHERE company = ? AND customer = ? AND state = 'open' AND invoice <> ? ORDER BY invoice`,
      request.company,
      request.customer,
      request.invoice,
    ).filter(({ currency, method }) => currency === request.currency && method === request.method);
  }

  /** The customer pays no more of the invoice. */
  keepBack(invoice: string): void {
    this.#database.prepare('INSERT OR IGNORE INTO kept_back (invoice) VALUES (?)').run(invoice);
  }

  isKeptBack(invoice: string): boolean {
    return this.#database.prepare('SELECT 1 FROM kept_back WHERE invoice = ?').get(invoice) !== undefined;
  }

  /** What was asked under a key, or `null`. */
  keyed(key: string): { invoice: string; body: string } | null {
    const sql = 'SELECT invoice, body FROM idempotency_key WHERE key = ?';
    const row = this.#database.prepare(sql).get(key);
    if (row === undefined) return null;
    return { invoice: row['invoice'] as string, body: row['body'] as string };
  }

  keep(key: string, invoice: string, body: string): void {
    this.#database.prepare('INSERT INTO idempotency_key VALUES (?, ?, ?)').run(key, invoice, body);
  }

  putRemittance(remittance: Remittance): void {
    this.#database
      .prepare('INSERT INTO remittance VALUES (?, ?, ?)')
      .run(remittance.remittance, Date.parse(remittance.received_at), JSON.stringify(remittance));
  }

  /** How many ever came in: rows are never deleted. */
  remittanceCount(): number {
    const row = this.#database.prepare('SELECT max(rowid) AS count FROM remittance').get();
    return Number(row?.['count'] ?? 0);
  }

  /** Remittances of a window after one of them, oldest first. */
  remittancePage(
    from: string | undefined,
    to: string | undefined,
    after: string | undefined,
  ): unknown {
    const rows = this.#query<Remittance>(
      `SELECT document FROM remittance
       WHERE received_at >= ? AND received_at < ? AND remittance > ?
       ORDER BY remittance LIMIT ${REMITTANCE_PAGE_MAX + 1}`,
      Date.parse(from ?? '1970-01-01T00:00:00Z'),
      Date.parse(to ?? '2200-01-01T00:00:00Z'),
      after ?? '',
    );
    return {
      data: rows.slice(0, REMITTANCE_PAGE_MAX),
      has_more: rows.length > REMITTANCE_PAGE_MAX,
    };
  }

  putRefund(refund: Refund): void {
    this.#database
      .prepare('INSERT INTO refund VALUES (?, ?, ?, ?, ?)')
      .run(
        refund.refund,
        refund.idempotency_key,
        refund.invoice,
        Date.parse(refund.paid_at),
        JSON.stringify(refund),
      );
  }

  refundByKey(key: string): Refund | null {
    return this.#query<Refund>('SELECT document FROM refund WHERE idempotency_key = ?', key)[0] ?? null;
  }

  refundsOf(invoice: string): Refund[] {
    return this.#query('SELECT document FROM refund WHERE invoice = ?', invoice);
  }

  refundCount(): number {
    const row = this.#database.prepare('SELECT count(*) AS count FROM refund').get();
    return Number(row?.['count'] ?? 0);
  }

  /** Payments back of a window after one of them, oldest first. */
  refundPage(from: string | undefined, to: string | undefined, after: string | undefined): unknown {
    const rows = this.#query<Refund>(
      `SELECT document FROM refund WHERE paid_at >= ? AND paid_at < ? AND refund > ?
       ORDER BY refund LIMIT ${REMITTANCE_PAGE_MAX + 1}`,
      Date.parse(from ?? '1970-01-01T00:00:00Z'),
      Date.parse(to ?? '2200-01-01T00:00:00Z'),
      after ?? '',
    );
    return { data: rows.slice(0, REMITTANCE_PAGE_MAX), has_more: rows.length > REMITTANCE_PAGE_MAX };
  }

  /** Everything held, for an auditor. */
  dump(): Record<string, unknown> {
    return {
      payment_requests: this.#query('SELECT document FROM payment_request ORDER BY invoice'),
      remittances: this.#query('SELECT document FROM remittance ORDER BY remittance'),
      refunds: this.#query('SELECT document FROM refund ORDER BY refund'),
    };
  }

  #query<T>(sql: string, ...values: (string | number)[]): T[] {
    const rows = this.#database.prepare(sql).all(...values);
    return rows.map((row) => JSON.parse(row['document'] as string) as T);
  }
}
