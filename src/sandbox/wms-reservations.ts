/** Allocation by the warehouse: stock promised to sales orders, one decision at a time. */
import type { DatabaseSync } from 'node:sqlite';
import type { SystemContext } from './system.ts';
import {
  quantityOf,
  textOf,
  WmsRefusal,
  type Outbound,
  type ReservedPart,
  type Reservation,
} from './wms-documents.ts';
import type { WmsEvents } from './wms-events.ts';
import { Records } from './wms-records.ts';
import type { WmsStock } from './wms-stock.ts';

/** What a sales order wants in total since it was placed, shipped and short parts included. */
export type ReservationRequest = Pick<
  Reservation,
  'companyCode' | 'instruction' | 'orderedAt' | 'partial' | 'lines'
>;

interface Part {
  readonly lineNo: number;
  readonly itemNo: string;
  readonly site: string;
  quantity: bigint;
  /** Picked, or found to be missing. */
  readonly consumed: bigint;
}

/** Decides and remembers reservations. */
export class WmsReservations {
  readonly records: Records<Reservation>;
  readonly #context: SystemContext;
  readonly #database: DatabaseSync;
  readonly #stock: WmsStock;
  readonly #events: WmsEvents;

  constructor(context: SystemContext, stock: WmsStock, events: WmsEvents) {
    this.#context = context;
    this.#database = context.database;
    this.#stock = stock;
    this.#events = events;
    this.records = new Records(context.database, 'wms_reservation');
    context.database.exec(`
      CREATE TABLE IF NOT EXISTS wms_reserved (
        sales_order TEXT NOT NULL, line INTEGER NOT NULL, item TEXT NOT NULL, site TEXT NOT NULL,
        quantity INTEGER NOT NULL, consumed INTEGER NOT NULL,
        PRIMARY KEY (sales_order, line, item, site)) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS wms_reserved_open ON wms_reserved (site, item)
        WHERE quantity > consumed;
      CREATE TABLE IF NOT EXISTS wms_waiting (
        sales_order TEXT PRIMARY KEY, ordered_at TEXT NOT NULL) WITHOUT ROWID;`);
  }

  /**
   * Sets what an order wants, and decides what it gets. Asked the same again it decides anew, and
   * answers as before if nothing has changed.
   * @throws WmsRefusal when the company has no site here.
   */
  request(salesOrderNo: string, asked: ReservationRequest): Reservation {
    const known = this.records.find(salesOrderNo);
    const parts = this.#partsOf(salesOrderNo);
    const missing = this.#plan(parts, asked, this.#sitesOf(asked.companyCode));
    const allocations = parts.map(partRecordOf);
    const isSame =
      known !== null &&
      known.instruction === asked.instruction &&
      JSON.stringify(known.allocations) === JSON.stringify(allocations);
    if (isSame) return known;
    const decided = {
      ...asked,
      salesOrderNo,
      decisionNo: (known?.decisionNo ?? 0) + 1,
      allocations,
      shortfalls: missing,
    };
    const event = this.#events.append('RESERVATION_DECIDED', `reservation ${salesOrderNo}`, {
      companyCode: asked.companyCode,
      salesOrderNo,
      decisionNo: decided.decisionNo,
      instruction: asked.instruction,
      allocations,
      shortfalls: missing,
    });
    const { eventNo, occurredAt } = event;
    const record: Reservation = { ...decided, eventNo, occurredAt };
    this.#save(record, parts);
    return record;
  }

  /** Decides again for orders that lack something, the oldest first: goods came in. */
  serveWaiting(): void {
    const rows = this.#database
      .prepare('SELECT sales_order FROM wms_waiting ORDER BY ordered_at, sales_order')
      .all() as { sales_order: string }[];
    for (const row of rows) {
      const { companyCode, instruction, orderedAt, partial, lines } = this.records.find(
        row.sales_order,
      )!;
      this.request(row.sales_order, { companyCode, instruction, orderedAt, partial, lines });
    }
  }

  /** A pick used up a promise, found or not; below zero gives it back. */
  consume(order: Outbound, lineNo: number, itemNo: string, quantity: bigint): void {
    this.#database
      .prepare(
        `UPDATE wms_reserved SET consumed = consumed + ?
         WHERE sales_order = ? AND line = ? AND item = ? AND site = ?`,
      )
      .run(quantity, order.salesOrderNo, lineNo, itemNo, order.site);
  }

  /** Changes the parts to what is wanted, and answers what cannot be had. */
  #plan(
    parts: Part[],
    asked: ReservationRequest,
    sites: readonly string[],
  ): { lineNo: number; missingQty: string }[] {
    const taken = new Map<string, bigint>();
    const additions: { part: Part; quantity: bigint }[] = [];
    const needs: { lineNo: number; need: bigint; missing: bigint }[] = [];
    for (const line of asked.lines) {
      const own = parts.filter((part) => part.lineNo === line.lineNo);
      const have = own.reduce((sum, part) => sum + part.quantity, 0n);
      const need = quantityOf(line.wantedQty) - have;
      if (need < 0n) release(own, -need);
      if (need <= 0n) continue;
      let missing = need as bigint;
      for (const itemNo of [line.itemNo, ...line.alternatives]) {
        for (const site of sites) {
          const found = this.#free(site, itemNo, taken, missing);
          if (found === 0n) continue;
          const part = { lineNo: line.lineNo, itemNo, site, quantity: 0n, consumed: 0n };
          additions.push({ part, quantity: found });
          missing -= found;
        }
      }
      needs.push({ lineNo: line.lineNo, need, missing });
    }
    const isWhole = needs.every(({ missing }) => missing === 0n);
    if (asked.partial || isWhole) for (const addition of additions) grow(parts, addition);
    return needs
      .map(({ lineNo, need, missing }) => ({ lineNo, lacking: asked.partial ? missing : need }))
      .filter(({ lacking }) => lacking > 0n && !(isWhole && !asked.partial))
      .map(({ lineNo, lacking }) => ({ lineNo, missingQty: textOf(lacking) }));
  }

  /** Takes up to `wanted` of what is free at a site, and remembers it as taken. */
  #free(site: string, itemNo: string, taken: Map<string, bigint>, wanted: bigint): bigint {
    const select = this.#database.prepare(
      `SELECT coalesce(sum(quantity - consumed), 0) AS open FROM wms_reserved
       WHERE site = ? AND item = ? AND quantity > consumed`,
    );
    select.setReadBigInts(true);
    const { open } = select.get(site, itemNo) as { open: bigint };
    const key = `${site} ${itemNo}`;
    const already = taken.get(key) ?? 0n;
    const free = this.#stock.pickable(site, itemNo) - open - already;
    const found = free <= 0n ? 0n : free < wanted ? free : wanted;
    taken.set(key, already + found);
    return found;
  }

  #partsOf(salesOrderNo: string): Part[] {
    const select = this.#database.prepare(
      'SELECT * FROM wms_reserved WHERE sales_order = ? ORDER BY line, item, site',
    );
    select.setReadBigInts(true);
    return (select.all(salesOrderNo) as unknown as ReservedRow[]).map((row) => ({
      lineNo: Number(row.line),
      itemNo: row.item,
      site: row.site,
      quantity: row.quantity,
      consumed: row.consumed,
    }));
  }

  #save(record: Reservation, parts: readonly Part[]): void {
    const upsert = this.#database.prepare(
      `INSERT INTO wms_reserved (sales_order, line, item, site, quantity, consumed)
       VALUES (?, ?, ?, ?, ?, 0)
       ON CONFLICT DO UPDATE SET quantity = excluded.quantity`,
    );
    for (const { lineNo, itemNo, site, quantity } of parts) {
      upsert.run(record.salesOrderNo, lineNo, itemNo, site, quantity);
    }
    this.records.save(record.salesOrderNo, record);
    const isWaiting = record.shortfalls.length > 0;
    this.#database
      .prepare(
        isWaiting
          ? 'INSERT OR REPLACE INTO wms_waiting (sales_order, ordered_at) VALUES (?, ?)'
          : 'DELETE FROM wms_waiting WHERE sales_order = ? AND ? IS NOT NULL',
      )
      .run(record.salesOrderNo, record.orderedAt);
  }

  #sitesOf(companyCode: string): string[] {
    const { entities, sites } = this.#context.world;
    const owner = entities.find(({ code }) => code === companyCode);
    if (owner === undefined) {
      throw new WmsRefusal('UNKNOWN_COMPANY', `there is no company ${companyCode}`);
    }
    return sites.filter(({ entity }) => entity === owner.entity).map(({ site }) => site);
  }
}

interface ReservedRow {
  readonly line: bigint;
  readonly item: string;
  readonly site: string;
  readonly quantity: bigint;
  readonly consumed: bigint;
}

/** Gives back promises that are not used up yet, the last ones first. */
function release(parts: readonly Part[], surplus: bigint): void {
  let left = surplus;
  for (const part of [...parts].reverse()) {
    const open = part.quantity > part.consumed ? part.quantity - part.consumed : 0n;
    const back = open < left ? open : left;
    part.quantity -= back;
    left -= back;
  }
}

function grow(parts: Part[], addition: { part: Part; quantity: bigint }): void {
  const { lineNo, itemNo, site } = addition.part;
  let part = parts.find(
    (other) => other.lineNo === lineNo && other.itemNo === itemNo && other.site === site,
  );
  if (part === undefined) parts.push((part = addition.part));
  part.quantity += addition.quantity;
}

function partRecordOf(part: Part): ReservedPart {
  const { lineNo, itemNo, site, quantity } = part;
  return { lineNo, itemNo, site, reservedQty: textOf(quantity) };
}
