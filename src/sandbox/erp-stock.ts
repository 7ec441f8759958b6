import { z } from 'zod';
import type { ErpBooks } from './erp-books.ts';
import { ErpRefusalError } from './erp-documents.ts';
import { reference, type ErpOrders } from './erp-orders.ts';
import type { SystemContext } from './system.ts';

const decimal = z.string().regex(/^\d+(\.\d+)?$/);

export const adjustStockParams = z.strictObject({
  ...reference,
  reconciliation: z.string(),
  site: z.string(),
  direction: z.enum(['up', 'down']),
  value: decimal,
  currency: z.string().length(3),
  lines: z
    .array(
      z.strictObject({
        line: z.int(),
        item: z.string(),
        lot: z.string().nullable(),
        quantity: decimal,
        reason: z.string(),
        text: z.string(),
      }),
    )
    .min(1),
});

/** Stock that was found or written off, as the ledger values it. */
export interface ErpStockAdjustment extends z.output<typeof adjustStockParams> {
  readonly number: string;
  readonly posted_at: string;
}

/** The value of stock: the ERP books what the warehouse found and lost. */
export class ErpStock {
  readonly #context: SystemContext;
  readonly #books: ErpBooks;
  readonly #orders: ErpOrders;

  constructor(context: SystemContext, books: ErpBooks, orders: ErpOrders) {
    this.#context = context;
    this.#books = books;
    this.#orders = orders;
    context.database.exec(`CREATE TABLE IF NOT EXISTS stock_adjustment (
      reference TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT`);
  }

  byReference(reference: string): ErpStockAdjustment | null {
    const row = this.#context.database
      .prepare('SELECT document FROM stock_adjustment WHERE reference = ?')
      .get(reference) as { document: string } | undefined;
    return row === undefined ? null : (JSON.parse(row.document) as ErpStockAdjustment);
  }

  all(): ErpStockAdjustment[] {
    const rows = this.#context.database
      .prepare('SELECT document FROM stock_adjustment ORDER BY rowid')
      .all() as { document: string }[];
    return rows.map((row) => JSON.parse(row.document) as ErpStockAdjustment);
  }

  /** Posts an adjustment. The same reference gets the same document. */
  adjust(params: z.output<typeof adjustStockParams>): ErpStockAdjustment {
    const repeated = this.byReference(params.reference);
    if (repeated !== null) return repeated;
    const { code } = params;
    if (params.currency !== this.#orders.currencyOf(code)) {
      throw new ErpRefusalError('CURRENCY', `Company ${code} does not post in ${params.currency}.`);
    }
    const document: ErpStockAdjustment = {
      ...params,
      number: `${code}-S${String(this.#books.nextNumber(`${code}-S`)).padStart(6, '0')}`,
      posted_at: new Date(this.#context.clock.now()).toISOString(),
    };
    this.#context.database
      .prepare('INSERT INTO stock_adjustment (reference, document) VALUES (?, ?)')
      .run(document.reference, JSON.stringify(document));
    this.#books.record(this.#context.clock.now(), 'stock-adjustment', document);
    return document;
  }
}
