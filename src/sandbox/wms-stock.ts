/** Real stock by site and item: what is on hand, and what of it waits at the dock. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Quantity } from '../kernel/quantity.ts';
import { textOf } from './wms-documents.ts';

/** A position of the books. */
export interface WmsPosition {
  readonly site: string;
  readonly itemNo: string;
  readonly onHandQty: string;
  /** Picked and not yet shipped; still on hand. */
  readonly stagedQty: string;
}

/** Quantities are kept in millionths, as 64-bit integers. */
export class WmsStock {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`
      CREATE TABLE IF NOT EXISTS wms_stock (
        site TEXT NOT NULL, item TEXT NOT NULL,
        on_hand INTEGER NOT NULL CHECK (on_hand >= staged),
        staged INTEGER NOT NULL CHECK (staged >= 0),
        PRIMARY KEY (site, item)) WITHOUT ROWID`);
  }

  isEmpty(): boolean {
    return this.#database.prepare('SELECT 1 FROM wms_stock LIMIT 1').get() === undefined;
  }

  /** On hand and not at the dock: what a picker can still take. */
  pickable(site: string, item: string): Quantity {
    const select = this.#database.prepare(
      'SELECT on_hand - staged AS pickable FROM wms_stock WHERE site = ? AND item = ?',
    );
    select.setReadBigInts(true);
    const row = select.get(site, item) as { pickable: bigint } | undefined;
    return (row?.pickable ?? 0n) as Quantity;
  }

  /** Changes a position; below zero takes away, never more than is there. */
  change(site: string, item: string, onHand: bigint, staged: bigint): void {
    // An upsert would check the row it cannot insert, so the position is made first.
    this.#database
      .prepare('INSERT OR IGNORE INTO wms_stock (site, item, on_hand, staged) VALUES (?, ?, 0, 0)')
      .run(site, item);
    this.#database
      .prepare(
        `UPDATE wms_stock SET on_hand = on_hand + ?, staged = staged + ?
         WHERE site = ? AND item = ?`,
      )
      .run(onHand, staged, site, item);
  }

  /** A page of the positions that hold something, by site and item. */
  page(after: string, limit: number): WmsPosition[] {
    const select = this.#database.prepare(
      `SELECT * FROM wms_stock WHERE site || '/' || item > ? AND on_hand <> 0
       ORDER BY site || '/' || item LIMIT ?`,
    );
    return positionsOf(select, after, limit);
  }

  find(site: string, item: string): WmsPosition | null {
    const select = this.#database.prepare('SELECT * FROM wms_stock WHERE site = ? AND item = ?');
    return positionsOf(select, site, item)[0] ?? null;
  }

  all(): WmsPosition[] {
    return positionsOf(this.#database.prepare('SELECT * FROM wms_stock ORDER BY site, item'));
  }
}

function positionsOf(select: StatementSync, ...values: SQLInputValue[]): WmsPosition[] {
  select.setReadBigInts(true);
  const rows = select.all(...values) as { site: string; item: string; on_hand: bigint; staged: bigint }[];
  return rows.map((row) => ({
    site: row.site,
    itemNo: row.item,
    onHandQty: textOf(row.on_hand),
    stagedQty: textOf(row.staged),
  }));
}
