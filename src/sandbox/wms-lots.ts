/** Lots of the items that have them: what they are, where they lie, and which of them must not leave. */
import { z } from 'zod';
import { formatInstant } from '../kernel/instant.ts';
import { minQuantity, ZERO_QUANTITY, type Quantity } from '../kernel/quantity.ts';
import type { SystemContext } from './system.ts';
import { quantityOf, textOf, WmsRefusal } from './wms-documents.ts';
import type { WmsEvents } from './wms-events.ts';
import { Records } from './wms-records.ts';
import type { WmsPosition } from './wms-stock.ts';

const text = z.string().min(1).max(64);

/** Body of `PUT /wms/v2/lots/:item/:lot/status`: set to this. */
export const lotStatusBody = z.strictObject({
  companyCode: text,
  instruction: text,
  blocked: z.boolean(),
  reasonText: z.string().max(500),
});

interface Lot {
  readonly companyCode: string;
  readonly itemNo: string;
  readonly lotNo: string;
  readonly version: number;
  readonly expiresOn: string | null;
  readonly receivedOn: string;
  readonly releaseNeeded: boolean;
}

type LotStatus = z.output<typeof lotStatusBody> & { readonly itemNo: string; readonly lotNo: string };

/** A quantity of one lot. */
export interface LotPart {
  readonly lotNo: string;
  readonly quantity: string;
}

/** What lies of a lot at a site. */
export interface WmsLotPosition {
  readonly site: string;
  readonly itemNo: string;
  readonly lotNo: string;
  readonly onHandQty: string;
  readonly blocked: boolean;
}

const keyOf = (itemNo: string, lotNo: string): string => `${itemNo}/${lotNo}`;

/** Quantities of lots are parts of the stock: `WmsStock` keeps their sums. */
export class WmsLots {
  readonly #context: SystemContext;
  readonly #events: WmsEvents;
  readonly #lots: Records<Lot>;
  readonly #statuses: Records<LotStatus>;

  constructor(context: SystemContext, events: WmsEvents) {
    this.#context = context;
    this.#events = events;
    this.#lots = new Records(context.database, 'wms_lot');
    this.#statuses = new Records(context.database, 'wms_lot_status');
    context.database.exec(`
      CREATE TABLE IF NOT EXISTS wms_lot_stock (
        site TEXT NOT NULL, item TEXT NOT NULL, lot TEXT NOT NULL,
        on_hand INTEGER NOT NULL CHECK (on_hand >= staged),
        staged INTEGER NOT NULL CHECK (staged >= 0),
        PRIMARY KEY (site, item, lot)) WITHOUT ROWID`);
  }

  /** Nothing of the item comes in or leaves without its lot. */
  isTracked(itemNo: string): boolean {
    return this.#context.world.items.some(({ item, lots }) => item === itemNo && lots !== undefined);
  }

  /** The lot that must be named, or must not. */
  checked(itemNo: string, lotNo: string | null | undefined): string | null {
    const isNamed = lotNo !== null && lotNo !== undefined;
    if (this.isTracked(itemNo) && !isNamed) throw new WmsRefusal('LOT_NEEDED', `${itemNo} comes in lots`);
    return this.isTracked(itemNo) ? lotNo! : null;
  }

  /** States a lot that nobody has seen before; what is known of it stays. */
  seen(companyCode: string, itemNo: string, lotNo: string, expiresOn: string | null): void {
    if (this.#lots.find(keyOf(itemNo, lotNo)) !== null) return;
    const kind = this.#context.world.items.find(({ item }) => item === itemNo)?.lots;
    const lot: Lot = {
      companyCode,
      itemNo,
      lotNo,
      version: 1,
      expiresOn,
      receivedOn: formatInstant(this.#context.clock.now()).slice(0, 10),
      releaseNeeded: kind === 'regulated',
    };
    this.#lots.save(keyOf(itemNo, lotNo), lot);
    this.#events.append('LOT_STATED', `lot ${keyOf(itemNo, lotNo)}`, lot);
  }

  /** Changes what lies of a lot; below zero takes away, never more than is there. */
  change(site: string, itemNo: string, lotNo: string, onHand: bigint, staged: bigint): void {
    this.#context.database
      .prepare(
        `INSERT OR IGNORE INTO wms_lot_stock (site, item, lot, on_hand, staged)
         VALUES (?, ?, ?, 0, 0)`,
      )
      .run(site, itemNo, lotNo);
    this.#context.database
      .prepare(
        `UPDATE wms_lot_stock SET on_hand = on_hand + ?, staged = staged + ?
         WHERE site = ? AND item = ? AND lot = ?`,
      )
      .run(onHand, staged, site, itemNo, lotNo);
  }

  /**
   * Finds goods to pick, lot by lot: those that the order names, else the first to expire. What is blocked
   * stays where it is.
   */
  find(site: string, itemNo: string, wanted: Quantity, told: readonly LotPart[] | undefined): LotPart[] {
    const free = this.#pickable(site, itemNo);
    const order = told ?? free.map(({ lotNo, pickable }) => ({ lotNo, quantity: textOf(pickable) }));
    const parts: LotPart[] = [];
    let left = wanted;
    for (const { lotNo, quantity } of order) {
      const there = free.find((lot) => lot.lotNo === lotNo)?.pickable ?? ZERO_QUANTITY;
      const taken = minQuantity(left, minQuantity(there, quantityOf(quantity)));
      if (taken <= 0n) continue;
      parts.push({ lotNo, quantity: textOf(taken) });
      left = (left - taken) as Quantity;
    }
    return parts;
  }

  /** What lies of a lot at a site, blocked or not, and what of it waits at the dock. */
  at(site: string, itemNo: string, lotNo: string): Pick<WmsPosition, 'onHandQty' | 'stagedQty'> {
    const select = this.#context.database.prepare(
      'SELECT on_hand, staged FROM wms_lot_stock WHERE site = ? AND item = ? AND lot = ?',
    );
    select.setReadBigInts(true);
    const row = select.get(site, itemNo, lotNo) as { on_hand: bigint; staged: bigint } | undefined;
    return { onHandQty: textOf(row?.on_hand ?? 0n), stagedQty: textOf(row?.staged ?? 0n) };
  }

  #pickable(site: string, itemNo: string): { lotNo: string; pickable: Quantity }[] {
    const select = this.#context.database.prepare(
      'SELECT lot, on_hand - staged AS pickable FROM wms_lot_stock WHERE site = ? AND item = ?',
    );
    select.setReadBigInts(true);
    const rows = select.all(site, itemNo) as { lot: string; pickable: bigint }[];
    const expiryOf = (lot: string): string => this.#lots.find(keyOf(itemNo, lot))?.expiresOn ?? '9999-12-31';
    return rows
      .filter(({ lot, pickable }) => pickable > 0n && !this.#isBlocked(itemNo, lot))
      .toSorted((a, b) => (`${expiryOf(a.lot)} ${a.lot}` < `${expiryOf(b.lot)} ${b.lot}` ? -1 : 1))
      .map(({ lot, pickable }) => ({ lotNo: lot, pickable: pickable as Quantity }));
  }

  #isBlocked(itemNo: string, lotNo: string): boolean {
    return this.#statuses.find(keyOf(itemNo, lotNo))?.blocked === true;
  }

  /** Blocks a lot or frees it; one that has not come yet is blocked before it does. */
  setStatus(itemNo: string, lotNo: string, told: z.output<typeof lotStatusBody>): LotStatus {
    const status = { itemNo, lotNo, ...told };
    this.#statuses.save(keyOf(itemNo, lotNo), status);
    return status;
  }

  status(itemNo: string, lotNo: string): LotStatus | null {
    return this.#statuses.find(keyOf(itemNo, lotNo));
  }

  /** Everything that lies anywhere, lot by lot. */
  all(): WmsLotPosition[] {
    const select = this.#context.database.prepare('SELECT * FROM wms_lot_stock ORDER BY site, item, lot');
    select.setReadBigInts(true);
    const rows = select.all() as { site: string; item: string; lot: string; on_hand: bigint }[];
    return rows.map(({ site, item, lot, on_hand: onHand }) => ({
      site, itemNo: item, lotNo: lot, onHandQty: textOf(onHand), blocked: this.#isBlocked(item, lot),
    }));
  }
}
