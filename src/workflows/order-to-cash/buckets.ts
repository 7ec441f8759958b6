import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import type { LotQuantity } from '../../domain/inventory/lot-promise.ts';
import { registers, type State } from '../../engine/state.ts';
import { ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';
import { settle, type Settled } from './disputes.ts';
import { R } from './registers.ts';

/** What is known of one line at one site, in one item. */
export type GatheredBucket = Readonly<MutableBucket>;

interface MutableBucket {
  readonly site: string;
  readonly item: string;
  allocated: Quantity;
  shipped: Quantity;
  short: Quantity;
  committed: Quantity;
  undertaken: Quantity;
  /** Of the promise, what names its lot, those that go first in front. */
  lots: readonly LotQuantity[];
  /** Of what left, what names its lot. */
  shippedLots: readonly LotQuantity[];
}

const NO_LOTS: readonly LotQuantity[] = [];

type Measure = 'allocated' | 'shipped' | 'short' | 'committed' | 'undertaken';

/** Quantities by line and bucket, gathered from every fact that states some. */
class Buckets {
  readonly #byLine = new Map<number, MutableBucket[]>();

  add(line: number, site: string, item: string, measure: Measure, quantity: Quantity): void {
    const bucket = this.#bucket(line, site, item);
    bucket[measure] = (bucket[measure] + quantity) as Quantity;
  }

  atLeast(line: number, site: string, item: string, measure: Measure, quantity: Quantity): void {
    const bucket = this.#bucket(line, site, item);
    if (quantity > bucket[measure]) bucket[measure] = quantity;
  }

  /** Adds to what is known by lot: one row for each lot, in the order in which they are named. */
  addLot(
    line: number,
    site: string,
    item: string,
    measure: 'lots' | 'shippedLots',
    lot: string,
    quantity: Quantity,
  ): void {
    const bucket = this.#bucket(line, site, item);
    const known = bucket[measure].find((row) => row.lot === lot);
    const sum = ((known?.quantity ?? 0n) + quantity) as Quantity;
    bucket[measure] = [...bucket[measure].filter((row) => row !== known), { lot, quantity: sum }];
  }

  /** Buckets of a line, by site and item, so that the order of facts cannot be seen. */
  of(line: number): readonly MutableBucket[] {
    const buckets = this.#byLine.get(line) ?? [];
    return buckets.length < 2 ? buckets : buckets.sort(bySiteAndItem);
  }

  #bucket(line: number, site: string, item: string): MutableBucket {
    let buckets = this.#byLine.get(line);
    if (buckets === undefined) this.#byLine.set(line, (buckets = []));
    for (const bucket of buckets) if (bucket.site === site && bucket.item === item) return bucket;
    const bucket: MutableBucket = {
      site,
      item,
      allocated: ZERO_QUANTITY,
      shipped: ZERO_QUANTITY,
      short: ZERO_QUANTITY,
      committed: ZERO_QUANTITY,
      undertaken: ZERO_QUANTITY,
      lots: NO_LOTS,
      shippedLots: NO_LOTS,
    };
    buckets.push(bucket);
    return bucket;
  }
}

const bySiteAndItem = (a: MutableBucket, b: MutableBucket): number =>
  a.site === b.site ? (a.item < b.item ? -1 : 1) : a.site < b.site ? -1 : 1;

/** Gathers what is promised, undertaken, committed, short and shipped, by line, site and item. */
export function gatherBuckets(
  state: State,
  shipments: readonly Settled<ContentOfFact<typeof FACTS.shipmentConfirmed>>[],
): Buckets {
  const buckets = new Buckets();
  for (const known of registers(state, R.allocated)) {
    for (const { line, site, item, lot, quantity } of settle(state, known, R.allocated.type).value
      .allocations) {
      buckets.add(line, site, item, 'allocated', quantity);
      if (lot !== undefined) buckets.addLot(line, site, item, 'lots', lot, quantity);
    }
  }
  for (const known of registers(state, R.accepted)) {
    const { site, lines } = settle(state, known, R.accepted.type).value;
    for (const { line, item, quantity } of lines) {
      buckets.add(line, site, item, 'undertaken', quantity);
    }
  }
  for (const known of registers(state, R.changeRefused)) {
    for (const { value } of known.contents) {
      for (const { line, item, committed } of value.lines) {
        buckets.atLeast(line, value.site, item, 'committed', committed);
      }
    }
  }
  for (const known of registers(state, R.pick)) {
    const { site, lines } = settle(state, known, R.pick.type).value;
    for (const { line, item, short } of lines) {
      if (short > 0n) buckets.add(line, site, item, 'short', short);
    }
  }
  for (const { value } of shipments) {
    for (const { line, item, quantity, lot } of value.lines) {
      if (quantity === 0n) continue;
      buckets.add(line, value.site, item, 'shipped', quantity);
      if (lot !== undefined) buckets.addLot(line, value.site, item, 'shippedLots', lot, quantity);
    }
  }
  return buckets;
}
