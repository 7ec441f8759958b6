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
  readonly quantity: Quantity;
}

/** A standing promise, with the part of it that has left and can no longer be taken back. */
export interface StandingPromise extends PromisedQuantity {
  readonly fulfilled: Quantity;
}

/** What a site can still promise of an item; below zero when more is promised than there is. */
export interface SiteAvailability {
  readonly item: string;
  readonly site: string;
  readonly availableToPromise: Quantity;
}

export interface AllocationPlan {
  readonly allocations: readonly PromisedQuantity[];
  readonly shortfalls: readonly { readonly line: number; readonly quantity: Quantity }[];
}

interface Draft {
  readonly rows: { line: number; item: string; site: string; quantity: bigint; fulfilled: bigint }[];
  readonly free: Map<string, bigint>;
  readonly sites: readonly string[];
}

const placeOf = (item: string, site: string): string => `${item}\u001f${site}`;

/**
 * Promises stock to the lines of one order, sites in the order given. What was promised stays
 * promised unless the line wants less or another item, or the goods are gone (availability below zero with
 * `takeBack`); what has left is never taken back. Without `partial`, new promises are made only
 * when every line can be served in full.
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
      .map(({ line, item, site, quantity }) => ({ line, item, site, quantity: quantity as Quantity })),
    shortfalls: shortfallsOf(input.demands, rows),
  };
}

function draftOf(
  standing: readonly StandingPromise[],
  available: readonly SiteAvailability[],
): Draft {
  const free = new Map<string, bigint>();
  for (const { item, site, availableToPromise } of available) {
    free.set(placeOf(item, site), availableToPromise);
  }
  return {
    rows: standing.map((row) => ({ ...row })),
    free,
    sites: [...new Set(available.map((row) => row.site))],
  };
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

/** Where more is promised than there is, this order gives back what it still can. */
function giveBackWhatIsGone(draft: Draft): void {
  for (const row of draft.rows.toReversed()) {
    const free = draft.free.get(placeOf(row.item, row.site)) ?? 0n;
    if (free < 0n) giveBack(draft, row, -free);
  }
}

function giveBack(draft: Draft, row: Draft['rows'][number], atMost: bigint): bigint {
  const pending = row.quantity - row.fulfilled;
  const given = pending < atMost ? pending : atMost;
  if (given <= 0n) return 0n;
  row.quantity -= given;
  const place = placeOf(row.item, row.site);
  draft.free.set(place, (draft.free.get(place) ?? 0n) + given);
  return given;
}

function promise(draft: Draft, demand: AllocationDemand): void {
  let missing: bigint = demand.quantity;
  for (const row of draft.rows) if (row.line === demand.line) missing -= row.quantity;
  for (const item of [demand.item, ...demand.alternatives]) {
    for (const site of draft.sites) {
      if (missing <= 0n) return;
      const place = placeOf(item, site);
      const free = draft.free.get(place) ?? 0n;
      const taken = free < missing ? free : missing;
      if (taken <= 0n) continue;
      draft.free.set(place, free - taken);
      missing -= taken;
      const known = draft.rows.find(
        (row) => row.line === demand.line && row.item === item && row.site === site,
      );
      if (known !== undefined) known.quantity += taken;
      else draft.rows.push({ line: demand.line, item, site, quantity: taken, fulfilled: 0n });
    }
  }
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
