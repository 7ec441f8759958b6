/** The shop's own books: its orders, one JSON document each. */
import type { DatabaseSync } from 'node:sqlite';

/** A line, in the shop's own words. */
export interface ShopLine {
  id: number;
  position: number;
  sku: string;
  quantity: number;
  price: string;
  price_set: { shop_money: { amount: string; currency_code: string } };
}

/** An order, in the shop's own words; the admin API and the webhooks show it like this. */
export interface ShopOrderDocument {
  id: number;
  name: string;
  company_code: string;
  revision: number;
  created_at: string;
  revised_at: string;
  updated_at: string;
  cancelled_at: string | null;
  currency: string;
  customer: { code: string };
  po_number: string | null;
  requested_ship_date: string | null;
  shipping_address: { country_code: string; zip: string | null };
  line_items: ShopLine[];
  cancellations: {
    id: number;
    name: string;
    requested_at: string;
    reason: string;
    positions: number[];
  }[];
  /** What the customer asked to give back; orders without have no such member. */
  refunds?: ShopRefund[];
  fulfillment_status: unknown;
}

/** A wish to be refunded for lines of an order, in the shop's own words. */
export interface ShopRefund {
  id: number;
  name: string;
  revision: number;
  requested_at: string;
  note: string;
  refund_line_items: { position: number; sku: string; quantity: number; reason: string; opened: boolean }[];
}

/** The first ids of orders, lines and requests: as long as those of a large platform. */
const ORDER_ID_BASE = 5_700_000_000_000;
const LINE_ID_BASE = 13_400_000_000_000;
/** Lines that one order may ever have had. */
const LINE_IDS_PER_ORDER = 10_000;

/** Stores orders by name, and finds them by the time of their last change. */
export class ShopOrders {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`
      CREATE TABLE IF NOT EXISTS shop_order (
        number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
        updated_at TEXT NOT NULL, document TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS shop_order_updated ON shop_order (updated_at, number);`);
  }

  find(name: string): ShopOrderDocument | null {
    const row = this.#database
      .prepare('SELECT document FROM shop_order WHERE name = ?')
      .get(name) as { document: string } | undefined;
    return row === undefined ? null : (JSON.parse(row.document) as ShopOrderDocument);
  }

  /** The number that the next order gets. */
  nextNumber(): number {
    const row = this.#database
      .prepare("SELECT seq FROM sqlite_sequence WHERE name = 'shop_order'")
      .get() as { seq: number } | undefined;
    return (row?.seq ?? 0) + 1;
  }

  insert(order: ShopOrderDocument): void {
    this.#database
      .prepare('INSERT INTO shop_order (name, updated_at, document) VALUES (?, ?, ?)')
      .run(order.name, order.updated_at, JSON.stringify(order));
  }

  update(order: ShopOrderDocument): void {
    this.#database
      .prepare('UPDATE shop_order SET updated_at = ?, document = ? WHERE name = ?')
      .run(order.updated_at, JSON.stringify(order), order.name);
  }

  /** A page of the orders changed in a window (`to` not included), after a cursor. */
  changed(
    from: string,
    to: string,
    after: { updatedAt: string; number: number },
    limit: number,
  ): { number: number; updated_at: string; order: ShopOrderDocument }[] {
    const rows = this.#database
      .prepare(
        `SELECT number, updated_at, document FROM shop_order
         WHERE updated_at >= ? AND updated_at < ? AND (updated_at, number) > (?, ?)
         ORDER BY updated_at, number LIMIT ?`,
      )
      .all(from, to, after.updatedAt, after.number, limit) as {
      number: number;
      updated_at: string;
      document: string;
    }[];
    return rows.map(({ number, updated_at, document }) => ({
      number,
      updated_at,
      order: JSON.parse(document) as ShopOrderDocument,
    }));
  }

  /** A page of the orders that the customers are shown as open, by name. */
  open(after: string, limit: number): ShopOrderDocument[] {
    const rows = this.#database
      .prepare(
        `SELECT document FROM shop_order WHERE name > ?
           AND coalesce(json_extract(document, '$.fulfillment_status.state'), '')
             NOT IN ('closed', 'cancelled')
         ORDER BY name LIMIT ?`,
      )
      .all(after, limit) as { document: string }[];
    return rows.map((row) => JSON.parse(row.document) as ShopOrderDocument);
  }

  all(): ShopOrderDocument[] {
    const rows = this.#database.prepare('SELECT document FROM shop_order ORDER BY number').all();
    return (rows as { document: string }[]).map(
      (row) => JSON.parse(row.document) as ShopOrderDocument,
    );
  }
}

/** Id of the order with that number. */
export const orderIdOf = (number: number): number => ORDER_ID_BASE + number * 37;

/** Id of a line of an order. */
export const lineIdOf = (orderId: number, position: number): number =>
  LINE_ID_BASE + (orderId - ORDER_ID_BASE) * LINE_IDS_PER_ORDER + position;
