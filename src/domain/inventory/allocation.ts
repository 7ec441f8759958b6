import type { Quantity } from '../../kernel/quantity.ts';

/** What one line wants in total, shipped and short parts included. */
export interface AllocationDemand {
  readonly line: number;
  readonly item: string;
  /** Items that may be promised instead, in order of preference. */
  readonly alternatives: readonly string[];
  readonly quantity: Quantity;
}

/** What is promised to a line from a site, in total since the order was placed. */
export interface PromisedQuantity {
  readonly line: number;
  readonly item: string;
  readonly site: string;
  /** Absent: goods that have no lot, or whose lot the owner of allocation does not name. */
  readonly lot?: string | undefined;
  readonly quantity: Quantity;
}

/** A standing promise, with the part of it that has left and can no longer be taken back. */
export interface StandingPromise extends PromisedQuantity {
  readonly fulfilled: Quantity;
}

/**
 * What a site can still promise of an item, lot by lot, those that go first in front; below zero when
 * more is promised than there is.
 */
export interface SiteAvailability {
  readonly item: string;
  readonly site: string;
  readonly lot?: string | undefined;
  readonly availableToPromise: Quantity;
  /** Not for this order: the lot is held, expired, or too short-dated for its customer. */
  readonly barred?: boolean;
}

export interface AllocationPlan {
  readonly allocations: readonly PromisedQuantity[];
  readonly shortfalls: readonly { readonly line: number; readonly quantity: Quantity }[];
}

interface Row {
  readonly line: number;
  readonly item: string;
  readonly site: string;
  readonly lot: string;
  quantity: bigint;
  fulfilled: bigint;
}

/** One lot at one site; goods without a lot are the one with no name. */
interface Place {
  readonly lot: string;
  readonly barred: boolean;
  free: bigint;
}

interface Draft {
  readonly rows: Row[];
  /** Lots of an item at a site, in the order in which they go. */
  readonly places: Map<string, Place[]>;
  readonly sites: readonly string[];
}

const NO_LOT = '';
const keyOf = (item: string, site: string): string => `${item}\u001f${site}`;

/**
 * Promises stock to the lines of one order, sites in the order given. What was promised stays
 * promised unless the line wants less or another item, its lot is barred, or the goods are gone
 * (availability below zero with `takeBack`); what has left is never taken back. Without `partial`, new
 * promises are made only when every line can be served in full.
 */
export function planAllocation(input: {
  readonly demands: readonly AllocationDemand[];
  readonly standing: readonly StandingPromise[];
  readonly available: readonly SiteAvailability[];
  readonly partial: boolean;
  readonly takeBack: boolean;
}): AllocationPlan {
  const draft = draftOf(input.standing, input.available);
  for (const demand of input.demands) giveBackOtherItems(draft, demand);
  giveBackBarred(draft);
  const demanded = new Map(input.demands.map((demand) => [demand.line, demand.quantity as bigint]));
  for (const row of draft.rows) {
    if (!demanded.has(row.line)) demanded.set(row.line, 0n);
  }
  for (const [line, quantity] of demanded) giveBackSurplus(draft, line, quantity);
  if (input.takeBack) giveBackWhatIsGone(draft);

  const kept = draft.rows.map((row) => ({ ...row }));
  for (const demand of input.demands) promise(draft, demand);
  const whole = shortfallsOf(input.demands, draft.rows).length === 0;
  const rows = input.partial || whole ? draft.rows : kept;
  return {
    allocations: rows
      .filter((row) => row.quantity > 0n)
      .map(promisedOf),
    shortfalls: shortfallsOf(input.demands, rows),
  };
}

/** A promise without a lot does not name one. */
const promisedOf = ({ line, item, site, lot, quantity }: Row): PromisedQuantity =>
  lot === NO_LOT
    ? { line, item, site, quantity: quantity as Quantity }
    : { line, item, site, lot, quantity: quantity as Quantity };

function draftOf(
  standing: readonly StandingPromise[],
  available: readonly SiteAvailability[],
): Draft {
  const places = new Map<string, Place[]>();
  for (const { item, site, lot = NO_LOT, availableToPromise: free, barred = false } of available) {
    const key = keyOf(item, site);
    const known = places.get(key);
    if (known === undefined) places.set(key, [{ lot, barred, free }]);
    else known.push({ lot, barred, free });
  }
  return {
    rows: standing.map(({ line, item, site, lot = NO_LOT, quantity, fulfilled }) => ({
      line, item, site, lot, quantity, fulfilled,
    })),
    places,
    sites: [...new Set(available.map((row) => row.site))],
  };
}

const placeOf = (draft: Draft, { item, site, lot }: Row): Place | undefined =>
  draft.places.get(keyOf(item, site))?.find((place) => place.lot === lot);

/** What lies in a lot that is held or too old for this order is promised to it no more. */
function giveBackBarred(draft: Draft): void {
  for (const row of draft.rows) {
    if (row.lot !== NO_LOT && placeOf(draft, row)?.barred === true) giveBack(draft, row, row.quantity);
  }
}

/** A line that was changed to another item gives back what it does not ask for any more. */
function giveBackOtherItems(draft: Draft, { line, item, alternatives }: AllocationDemand): void {
  for (const row of draft.rows) {
    if (row.line !== line || row.item === item || alternatives.includes(row.item)) continue;
    giveBack(draft, row, row.quantity);
  }
}

/** A line that wants less gives back its last promises first. */
function giveBackSurplus(draft: Draft, line: number, wanted: bigint): void {
  let surplus = -wanted;
  for (const row of draft.rows) if (row.line === line) surplus += row.quantity;
  for (const row of draft.rows.toReversed()) {
    if (surplus <= 0n) return;
    if (row.line === line) surplus -= giveBack(draft, row, surplus);
  }
}

/**
 * Where more is promised than there is, this order gives back what it still can. A promise that names no
 * lot is good as long as the site has enough in all.
 */
function giveBackWhatIsGone(draft: Draft): void {
  for (const row of draft.rows.toReversed()) {
    const places = draft.places.get(keyOf(row.item, row.site)) ?? [];
    let free = 0n;
    for (const place of places) {
      if (row.lot === NO_LOT || place.lot === row.lot) free += place.free;
    }
    if (free < 0n) giveBack(draft, row, -free);
  }
}

function giveBack(draft: Draft, row: Row, atMost: bigint): bigint {
  const pending = row.quantity - row.fulfilled;
  const given = pending < atMost ? pending : atMost;
  if (given <= 0n) return 0n;
  row.quantity -= given;
  const place = placeOf(draft, row);
  if (place !== undefined) place.free += given;
  else {
    const key = keyOf(row.item, row.site);
    const places = draft.places.get(key) ?? [];
    draft.places.set(key, [...places, { lot: row.lot, barred: row.lot !== NO_LOT, free: given }]);
  }
  return given;
}

function promise(draft: Draft, demand: AllocationDemand): void {
  let missing: bigint = demand.quantity;
  for (const row of draft.rows) if (row.line === demand.line) missing -= row.quantity;
  for (const item of [demand.item, ...demand.alternatives]) {
    for (const site of draft.sites) {
      if (missing <= 0n) return;
      missing -= promiseAt(draft, demand.line, item, site, missing);
    }
  }
}

/**
 * Promises what a site has, lot by lot. Where more of one lot left than was there, or goods left without
 * a word of their lot, the others are fewer than they seem: those that go first are short first.
 */
function promiseAt(draft: Draft, line: number, item: string, site: string, wanted: bigint): bigint {
  const places = draft.places.get(keyOf(item, site)) ?? [];
  let lacking = 0n;
  if (places.length > 1) for (const { free } of places) if (free < 0n) lacking -= free;
  let promised = 0n;
  for (const place of places) {
    if (place.barred || place.free <= 0n) continue;
    const covers = lacking < place.free ? lacking : place.free;
    lacking -= covers;
    const open = place.free - covers;
    const missing = wanted - promised;
    const taken = open < missing ? open : missing;
    if (taken <= 0n) continue;
    place.free -= taken;
    promised += taken;
    const { lot } = place;
    const known = draft.rows.find(
      (row) => row.line === line && row.item === item && row.site === site && row.lot === lot,
    );
    if (known !== undefined) known.quantity += taken;
    else draft.rows.push({ line, item, site, lot, quantity: taken, fulfilled: 0n });
  }
  return promised;
}

function shortfallsOf(
  demands: readonly AllocationDemand[],
  rows: Draft['rows'],
): AllocationPlan['shortfalls'] {
  const shortfalls: { line: number; quantity: Quantity }[] = [];
  for (const demand of demands) {
    let missing: bigint = demand.quantity;
    for (const row of rows) if (row.line === demand.line) missing -= row.quantity;
    if (missing > 0n) shortfalls.push({ line: demand.line, quantity: missing as Quantity });
  }
  return shortfalls;
}
