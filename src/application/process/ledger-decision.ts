import { FACTS, type COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';
import {
  planAllocation,
  type SiteAvailability,
  type StandingPromise,
} from '../../domain/inventory/allocation.ts';
import {
  firstToExpire,
  fitnessOf,
  promisable,
  unstatedLot,
  type LotTerms,
} from '../../domain/inventory/shelf-life.ts';
import { contentOf, registers, type RegisterType, type State } from '../../engine/state.ts';
import { drawnFrom, withHeld, type HeldStock } from '../../domain/inventory/reservation.ts';
import type { Instant, LocalDate } from '../../kernel/instant.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { StockOnHand } from '../ports/stored.ts';
import type { PendingAllocation } from '../../domain/inventory/stock-effects.ts';
import type { Workflow } from '../ports/workflow.ts';
import { LEDGER_SYSTEM } from './limits.ts';
import { allocationKey } from './stock-difference.ts';
import type { NewFact } from './submission.ts';

/** Locations that are parties or reasons, not places: nothing is promised from there. */
export const PSEUDO_LOCATIONS: readonly string[] = ['supplier', 'customer', 'adjustment'];

export type Request = ReturnType<typeof COMMANDS.allocateInventory.schema.parse>;
type Decision = ContentOfFact<typeof FACTS.inventoryAllocated>;

/** An order, as far as its place in the queue for stock goes. */
export interface Claimant {
  readonly entity: string;
  readonly instance: string;
  readonly orderedAt: Instant;
}

/** What goods must be like for an order, when they leave. */
export interface Demanded {
  /** Days of life left that an item must leave with. */
  lifeDaysOf(item: string): number;
  /** Not sent before this day. */
  readonly notBefore?: LocalDate | undefined;
}

const ANY_AGE: Demanded = { lifeDaysOf: () => 0 };

/** What is still owed to an order of one item. */
interface Owed {
  readonly instance: string;
  readonly orderedAt: Instant;
  readonly shortfall: bigint;
  readonly lifeDays: number;
}

/** One lot of an item at a site, with what of it is not promised; no terms: goods without a lot. */
interface Place {
  readonly lot: string;
  readonly terms: LotTerms | null;
  free: bigint;
}

/** Where stock can be promised from, and what day it is there. */
export interface StockSites {
  /** Sites of an entity, those that ship first in front. */
  sitesOf(entity: string): readonly string[];
  /** The date on the site's own calendar. */
  todayAt(site: string): LocalDate;
}

const NO_LOT = '';
const NO_PLACES: readonly Place[] = [{ lot: NO_LOT, terms: null, free: 0n }];

/**
 * What can be promised, as one batch sees it under its locks; each decision takes from it. What an
 * older order waits for is kept for it, even if its turn has not come yet: goods that arrive are
 * not snatched away by whoever happens to ask first.
 */
export class StockInHand {
  readonly #places = new Map<string, Place[]>();
  readonly #owed = new Map<string, Owed[]>();
  readonly #keptBack = new Map<string, { entity: string; item: string }>();
  readonly #where: StockSites;
  readonly #sites = new Set<string>();

  constructor(
    { positions, backorders, lots }: Pick<StockOnHand, 'positions' | 'backorders' | 'lots'>,
    where: StockSites,
  ) {
    this.#where = where;
    for (const row of backorders) this.#owedOf(row.entity, row.item).push(row);
    const stated = new Map(lots.map((row) => [`${row.entity}|${row.item}|${row.lot}`, row]));
    for (const { entity, item, site, lot, onHand, allocated } of positions) {
      const terms = lot === NO_LOT ? null : (stated.get(`${entity}|${item}|${lot}`) ?? unstatedLot(lot));
      const fitness = terms === null ? 'fit' : fitnessOf(terms, where.todayAt(site), 0);
      const free = promisable(onHand, fitness) - allocated;
      this.#placesAt(entity, item, site).push({ lot, terms, free });
      this.#sites.add(site);
    }
    for (const places of this.#places.values()) if (places.length > 1) places.sort(inTurn);
  }

  /** Availability of items, sites in the entity's order of priority, the others after them. */
  available(
    claimant: Claimant,
    items: Iterable<string>,
    demanded: Demanded = ANY_AGE,
  ): SiteAvailability[] {
    const { entity } = claimant;
    const ranked = this.#where.sitesOf(entity);
    const rest = [...this.#sites].filter((site) => !ranked.includes(site)).sort();
    const kept = [...items].map((item) => ({ item, keep: this.#keptFor(claimant, item) }));
    const rows: SiteAvailability[] = [];
    for (const site of [...ranked, ...rest]) {
      for (const { item, keep } of kept) {
        for (const place of this.#places.get(placeKey(entity, item, site)) ?? NO_PLACES) {
          const held = this.#heldBack(place, site, keep);
          if (held > 0n) this.#keptBack.set(`${entity}|${item}`, { entity, item });
          const availableToPromise = (place.free - held) as Quantity;
          if (place.terms === null) rows.push({ item, site, availableToPromise });
          else {
            const barred = !this.#isGood(place, site, demanded.lifeDaysOf(item), demanded.notBefore);
            rows.push({ item, site, lot: place.lot, availableToPromise, barred });
          }
        }
      }
    }
    return rows;
  }

  /** Takes from what is kept for older orders what this place keeps of it, the choosiest first. */
  #heldBack(place: Place, site: string, keep: Kept[]): bigint {
    let held = 0n;
    for (const owed of keep) {
      const open = place.free - held;
      if (open <= 0n) break;
      if (owed.quantity === 0n || !this.#isGood(place, site, owed.lifeDays)) continue;
      const taken = open < owed.quantity ? open : owed.quantity;
      owed.quantity -= taken;
      held += taken;
    }
    return held;
  }

  #isGood({ terms }: Place, site: string, lifeDays: number, notBefore?: LocalDate): boolean {
    if (terms === null) return true;
    const today = this.#where.todayAt(site);
    const leavesOn = notBefore !== undefined && notBefore > today ? notBefore : today;
    return fitnessOf(terms, leavesOn, lifeDays) === 'fit';
  }

  #placesAt(entity: string, item: string, site: string): Place[] {
    const key = placeKey(entity, item, site);
    let places = this.#places.get(key);
    if (places === undefined) this.#places.set(key, (places = []));
    return places;
  }

  /** Items of which something was kept for an older order: its decision is due. */
  keptBack(): readonly { readonly entity: string; readonly item: string }[] {
    return [...this.#keptBack.values()];
  }

  /** From now on this is owed to the order, in place of what was. */
  owe(
    { entity, instance, orderedAt }: Claimant,
    missing: ReadonlyMap<string, bigint>,
    demanded: Demanded = ANY_AGE,
  ): void {
    for (const [key, rows] of this.#owed) {
      if (!key.startsWith(`${entity}|`)) continue;
      this.#owed.set(key, rows.filter((row) => row.instance !== instance));
    }
    for (const [item, shortfall] of missing) {
      this.#owedOf(entity, item).push({
        instance, orderedAt, shortfall, lifeDays: demanded.lifeDaysOf(item),
      });
    }
  }

  #owedOf(entity: string, item: string): Owed[] {
    const key = `${entity}|${item}`;
    let rows = this.#owed.get(key);
    if (rows === undefined) this.#owed.set(key, (rows = []));
    return rows;
  }

  /** What older orders wait for; of the same age, the one whose name sorts first is older. */
  #keptFor({ entity, instance, orderedAt }: Claimant, item: string): Kept[] {
    const kept = new Map<number, Kept>();
    for (const { lifeDays, shortfall, ...row } of this.#owed.get(`${entity}|${item}`) ?? []) {
      const older = row.orderedAt < orderedAt || (row.orderedAt === orderedAt && row.instance < instance);
      if (!older) continue;
      const known = kept.get(lifeDays);
      if (known === undefined) kept.set(lifeDays, { lifeDays, quantity: shortfall });
      else known.quantity += shortfall;
    }
    return kept.size < 2 ? [...kept.values()] : [...kept.values()].sort((a, b) => b.lifeDays - a.lifeDays);
  }

  take(entity: string, item: string, site: string, lot: string, quantity: bigint): void {
    const places = this.#placesAt(entity, item, site);
    const place = places.find((known) => known.lot === lot);
    if (place !== undefined) place.free -= quantity;
    else places.push({ lot, terms: lot === NO_LOT ? null : unstatedLot(lot), free: -quantity });
  }

  /** What was promised is free no more. */
  takeAll(entity: string, promised: Iterable<Promised>): void {
    for (const { item, site, lot = NO_LOT, quantity } of promised) {
      this.take(entity, item, site, lot, quantity);
    }
  }

  /** What was promised is free again. */
  giveBack(entity: string, promised: Iterable<Promised>): void {
    for (const { item, site, lot = NO_LOT, quantity } of promised) {
      this.take(entity, item, site, lot, -quantity);
    }
  }
}

/** A quantity that is promised at a place. */
type Promised = Omit<HeldStock, 'reservation'>;

/** What older orders wait for, by the life that they demand. */
interface Kept {
  readonly lifeDays: number;
  quantity: bigint;
}

const placeKey = (entity: string, item: string, site: string): string => `${entity}|${item}|${site}`;

/** Goods without a lot first: nothing is known of their age. Then by the rule of lots. */
const inTurn = (a: Place, b: Place): number =>
  a.terms === null ? -1 : b.terms === null ? 1 : firstToExpire(a.terms, b.terms);

/** Items that a decision about this request can touch. */
export function itemsOf(request: unknown, pending: readonly PendingAllocation[]): Set<string> {
  const items = new Set(pending.map((row) => row.item));
  for (const line of (request as Request).lines) {
    items.add(line.item);
    for (const alternative of line.alternatives) items.add(alternative);
  }
  return items;
}

/** When the order was placed: the older is served first. */
export const orderedAtOf = (request: unknown): Instant => (request as Request).orderedAt;

/**
 * Decides one request against the stock in hand, and takes what it promises from it.
 * @returns the fact that says so, or `null` where nothing changes and nobody asked; and what of the
 * promise came out of reservations.
 */
export function decideAllocation(input: {
  readonly workflow: Workflow;
  readonly state: State;
  readonly instance: string;
  readonly entity: string;
  readonly request: unknown;
  readonly stock: StockInHand;
  readonly takeBack: boolean;
  /** A command asked: it is answered even if nothing changes. */
  readonly asked: boolean;
  /** What reservations hold for the order, that first of which it is to take. */
  readonly held: readonly HeldStock[];
  readonly causationId: string | null;
  readonly now: Instant;
}): AllocationDecided {
  const { workflow, state, entity, stock, now } = input;
  const request = input.request as Request;
  const claimant = { entity, instance: input.instance, orderedAt: request.orderedAt };
  const current = decisionOf(workflow, state);
  const pending = workflow.stockOf(state).allocations;
  const standing = standingPromises(current, pending);
  const demanded = demandedBy(request);
  const plan = planAllocation({
    demands: request.lines,
    standing,
    available: withHeld(stock.available(claimant, itemsOf(request, pending), demanded), input.held),
    partial: request.partial,
    takeBack: input.takeBack,
  });
  const content: Decision = {
    salesOrder: request.salesOrder,
    decision: (current?.decision ?? 0) + 1,
    of: request.of,
    allocations: [...plan.allocations],
    shortfalls: [...plan.shortfalls],
  };
  if (!input.asked && current !== undefined && isSame(current, content)) return { fact: null, drawn: [] };
  stock.owe(claimant, missingItems(request, plan.shortfalls), demanded);
  stock.giveBack(entity, standing);
  stock.takeAll(entity, plan.allocations);
  const drawn = drawnFrom(input.held, standing, plan.allocations);
  stock.giveBack(entity, drawn);
  const fact: NewFact = {
    source: LEDGER_SYSTEM,
    id: `${input.instance}/decision-${content.decision}`,
    entity,
    type: FACTS.inventoryAllocated.type,
    occurredAt: now,
    content,
    text: FACTS.inventoryAllocated.encode(content),
    correlationId: input.instance,
    causationId: input.causationId,
    messageId: null,
  };
  return { fact, drawn };
}

/** What the ledger says of one request. */
interface AllocationDecided {
  readonly fact: NewFact | null;
  readonly drawn: readonly HeldStock[];
}

/** The demand of lines on the age of goods: substitutes serve the line that they stand in for. */
function demandedBy({ lines, notBefore }: Request): Demanded {
  if (lines.every(({ lifeDays }) => lifeDays === undefined)) return { ...ANY_AGE, notBefore };
  const days = new Map<string, number>();
  for (const { item, alternatives, lifeDays = 0 } of lines) {
    for (const one of [item, ...alternatives]) days.set(one, Math.max(lifeDays, days.get(one) ?? 0));
  }
  return { lifeDaysOf: (item) => days.get(item) ?? 0, notBefore };
}

/** What is missing by item: of a line that takes substitutes, the ordered one. */
function missingItems(
  request: Request,
  shortfalls: readonly Decision['shortfalls'][number][],
): ReadonlyMap<string, bigint> {
  const missing = new Map<string, bigint>();
  for (const { line, quantity } of shortfalls) {
    const { item } = request.lines.find((candidate) => candidate.line === line)!;
    missing.set(item, (missing.get(item) ?? 0n) + quantity);
  }
  return missing;
}

/** The decision that counts now. */
function decisionOf(workflow: Workflow, state: State): Decision | undefined {
  const type = workflow.definition.registers.get(FACTS.inventoryAllocated.type);
  if (type === undefined) return undefined;
  const known = registers(state, type as unknown as RegisterType<Decision>)[0];
  return known === undefined ? undefined : contentOf(known);
}

/** Promised in total, and how much of it has left: what is no longer pending. */
function standingPromises(
  current: Decision | undefined,
  pending: readonly PendingAllocation[],
): StandingPromise[] {
  const open = new Map(pending.map((row) => [allocationKey(row), row.quantity as bigint]));
  return (current?.allocations ?? []).map((row) => ({
    ...row,
    fulfilled: (row.quantity - (open.get(allocationKey(row)) ?? 0n)) as Quantity,
  }));
}

function isSame(a: Decision, b: Decision): boolean {
  const text = (decision: Decision): string =>
    FACTS.inventoryAllocated.encode({ ...decision, decision: 1 });
  return text(a) === text(b);
}
