import type { DatabaseSync } from 'node:sqlite';
import { fingerprint } from '../kernel/fingerprint.ts';
import { DAY_MS } from '../kernel/instant.ts';
import type { SystemContext } from './system.ts';

/** Goods that were bought: by lot and purchase order, with the terms of the purchase. */
export interface Delivery {
  readonly deliveryNo: string;
  readonly companyCode: string;
  readonly purchaseOrderNo: string;
  readonly supplierCode: string;
  readonly itemCode: string;
  readonly lotNo: string | null;
  readonly deliveredOn: string;
  readonly unitCost: string;
  readonly currencyCode: string;
  /** `null`: nobody wrote them down. */
  readonly terms: { readonly covers: readonly string[]; readonly claimBy: string } | null;
}

interface ClaimContent {
  readonly contentMark: string;
  readonly supplierCode: string;
  readonly purchaseOrderNo: string;
  readonly deliveryNo: string;
  readonly itemCode: string;
  readonly lotNo: string | null;
  readonly quantity: string;
  readonly fault: string;
  readonly amount: string;
  readonly currencyCode: string;
  readonly goodsReturn: boolean;
  readonly reference: string;
}

interface Offer {
  readonly verdict: 'accepted' | 'partly' | 'refused';
  readonly amount: string;
  readonly reason: string;
}

interface Collection {
  readonly collectionNo: string;
  readonly contentMark: string;
  readonly siteCode: string;
  readonly itemCode: string;
  readonly lotNo: string | null;
  readonly quantity: string;
  readonly collectedAt: string | null;
}

/** A claim as the portal shows it: everything that is known of it. */
export interface Claim extends ClaimContent {
  readonly claimNo: string;
  readonly portalNo: string;
  readonly companyCode: string;
  readonly revision: number;
  readonly filedAt: string;
  readonly withdrawn: boolean;
  readonly answer: (Offer & { readonly number: number; readonly answeredAt: string }) | null;
  readonly acceptance: { readonly contentMark: string; readonly amount: string } | null;
  readonly collection: Collection | null;
  readonly settlement: {
    readonly settlementNo: string;
    readonly amount: string;
    readonly settledAt: string;
  } | null;
}

/** One change of a claim. */
export interface ClaimChange {
  readonly content?: ClaimContent;
  readonly answer?: Offer;
  readonly acceptance?: NonNullable<Claim['acceptance']>;
  readonly collection?: Collection;
  readonly collected?: true;
  readonly settled?: true;
  readonly withdrawn?: true;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS delivery (
    company TEXT NOT NULL, number TEXT NOT NULL, item TEXT NOT NULL, lot TEXT, delivered_on TEXT NOT NULL,
    document TEXT NOT NULL, PRIMARY KEY (company, number)) STRICT;
  CREATE INDEX IF NOT EXISTS delivery_by_item ON delivery (company, item);
  CREATE TABLE IF NOT EXISTS claim (
    company TEXT NOT NULL, number TEXT NOT NULL, changed_at INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (company, number)) STRICT;
  CREATE INDEX IF NOT EXISTS claim_by_time ON claim (changed_at);
`;

/** What a supplier charges of the list price, in percent. */
const COST_PERCENT = 60n;
/** Days since the opening stock was delivered, and days within which it may be claimed. */
const DELIVERED_DAYS_AGO = 20;
const CLAIM_DAYS = 90;
/** One item in so many has no terms on record. */
const WITHOUT_TERMS = 9;
const SUPPLIERS = 4;

/** The portal's own tables; the opening stock was bought as well. */
export class SupplierBooks {
  readonly #context: SystemContext;
  readonly #database: DatabaseSync;

  constructor(context: SystemContext) {
    this.#context = context;
    this.#database = context.database;
    this.#database.exec(TABLES);
    this.#open();
  }

  #open(): void {
    if (this.#database.prepare('SELECT 1 FROM delivery LIMIT 1').get() !== undefined) return;
    const { entities, items } = this.#context.world;
    const now = this.#context.clock.now();
    const dayOf = (days: number): string => new Date(now + days * DAY_MS).toISOString().slice(0, 10);
    for (const { code, currency } of entities) {
      for (const { item, listPrice } of items) {
        const draw = Number.parseInt(fingerprint(item).slice(-4), 36);
        const covers = ['damaged', 'defective', 'contaminated', 'expired'];
        this.deliver({
          deliveryNo: `DEL-${code}-${item}`,
          companyCode: code,
          purchaseOrderNo: `PO-${code}-${item}`,
          supplierCode: `SUP-${(draw % SUPPLIERS) + 1}`,
          itemCode: item,
          lotNo: null,
          deliveredOn: dayOf(-DELIVERED_DAYS_AGO),
          unitCost: costOf(listPrice),
          currencyCode: currency,
          terms:
            draw % WITHOUT_TERMS === 0 ? null : { covers, claimBy: dayOf(CLAIM_DAYS - DELIVERED_DAYS_AGO) },
        });
      }
    }
  }

  deliver(delivery: Delivery): void {
    const { companyCode, deliveryNo, itemCode, lotNo, deliveredOn } = delivery;
    this.#database
      .prepare('INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, ?, ?, ?)')
      .run(companyCode, deliveryNo, itemCode, lotNo, deliveredOn, JSON.stringify(delivery));
  }

  delivery(company: string, number: string): Delivery | null {
    const sql = 'SELECT document FROM delivery WHERE company = ? AND number = ?';
    return this.#documents<Delivery>(sql, company, number)[0] ?? null;
  }

  /** Deliveries of a lot, the newest first; those of the item where the lot is not on record. */
  deliveries(company: string, item: string, lot: string | null): readonly Delivery[] {
    const sql = `SELECT document FROM delivery WHERE company = ? AND item = ? AND lot IS ?
      ORDER BY delivered_on DESC, number`;
    const own = lot === null ? [] : this.#documents<Delivery>(sql, company, item, lot);
    return own.length > 0 ? own : this.#documents<Delivery>(sql, company, item, null);
  }

  find(company: string, number: string): Claim | null {
    const sql = 'SELECT document FROM claim WHERE company = ? AND number = ?';
    return this.#documents<Claim>(sql, company, number)[0] ?? null;
  }

  change(company: string, number: string, how: ClaimChange): Claim {
    const now = this.#context.clock.now();
    const at = new Date(now).toISOString();
    const known = this.find(company, number);
    const { content, answer, acceptance, collection, collected, settled, withdrawn } = how;
    const base: Claim = known ?? {
      ...content!,
      claimNo: number,
      portalNo: `C${fingerprint(`${company} ${number}`).slice(0, 8).toUpperCase()}`,
      companyCode: company,
      revision: 0,
      filedAt: at,
      withdrawn: false,
      answer: null,
      acceptance: null,
      collection: null,
      settlement: null,
    };
    const next: Claim = {
      ...base,
      ...(content === undefined ? {} : { ...content, revision: base.revision + 1, withdrawn: false }),
      ...(answer === undefined
        ? {}
        : { answer: { ...answer, number: (base.answer?.number ?? 0) + 1, answeredAt: at } }),
      ...(acceptance === undefined ? {} : { acceptance }),
      ...(collection === undefined ? {} : { collection }),
      ...(collected === undefined ? {} : { collection: { ...base.collection!, collectedAt: at } }),
      ...(settled === undefined
        ? {}
        : { settlement: settlementOf(base, at) }),
      ...(withdrawn === undefined ? {} : { withdrawn }),
    };
    this.#database
      .prepare('INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?)')
      .run(company, number, now, JSON.stringify(next));
    return next;
  }

  page(from: number, to: number, skip: number, limit: number): unknown {
    const claims = this.#documents<Claim>(
      `SELECT document FROM claim WHERE changed_at >= ? AND changed_at < ?
       ORDER BY changed_at, company, number LIMIT ${limit + 1} OFFSET ?`,
      from,
      to,
      skip,
    );
    return { claims: claims.slice(0, limit), nextSkip: claims.length > limit ? skip + limit : null };
  }

  all(): { readonly deliveries: readonly Delivery[]; readonly claims: readonly Claim[] } {
    return {
      deliveries: this.#documents<Delivery>('SELECT document FROM delivery ORDER BY company, number'),
      claims: this.#documents<Claim>('SELECT document FROM claim ORDER BY company, number'),
    };
  }

  #documents<T>(sql: string, ...values: (string | number | null)[]): T[] {
    const rows = this.#database.prepare(sql).all(...values);
    return rows.map((row) => JSON.parse(row['document'] as string) as T);
  }
}

const settlementOf = (
  { portalNo, acceptance }: Claim,
  settledAt: string,
): NonNullable<Claim['settlement']> => ({
  settlementNo: `SC-${portalNo}`,
  amount: acceptance!.amount,
  settledAt,
});

/** The supplier's price: a share of the list price, with as many decimals. */
function costOf(listPrice: string): string {
  const [whole = '0', fraction = ''] = listPrice.split('.');
  const millionths = BigInt(whole + fraction.padEnd(6, '0')) * COST_PERCENT;
  const cost = String(millionths / 100n).padStart(7, '0');
  return `${cost.slice(0, -6)}.${cost.slice(-6)}`;
}
