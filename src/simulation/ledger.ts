import { planAllocation, type StandingPromise } from '../domain/inventory/allocation.ts';
import type { StockEffects } from '../domain/inventory/stock-effects.ts';
import type { Fact } from '../engine/fact.ts';
import type { Quantity } from '../kernel/quantity.ts';
import type { CommandContent, FactContent } from './contents.ts';
import type { World } from './world.ts';

type Decision = FactContent<'inventoryAllocated'>;
type Request = CommandContent<'allocateInventory'>;

/** Sites in the order in which stock is promised. */
export const SITES: readonly string[] = ['north', 'south'];

interface Standing {
  readonly request: Request;
  readonly decision: Decision;
}

/** The stock ledger of the product: what is there, what left, and what is promised to whom. */
export class Ledger {
  readonly name = 'ledger';
  readonly #world: World;
  /** What came in and was lost, by item and site. */
  readonly #received = new Map<string, bigint>();
  readonly #standing = new Map<string, Standing>();
  readonly #effectsOf: () => Iterable<readonly [string, StockEffects]>;
  /** Promises beyond what was there at the moment of the promise: there must be none. */
  readonly overPromises: string[] = [];

  constructor(world: World, effectsOf: () => Iterable<readonly [string, StockEffects]>) {
    this.#world = world;
    this.#effectsOf = effectsOf;
  }

  move({ item, quantity, from, to }: FactContent<'movementRecorded'>): void {
    const comesIn = SITES.includes(to.location);
    const place = `${item}|${comesIn ? to.location : from.location}`;
    this.#received.set(place, (this.#received.get(place) ?? 0n) + (comesIn ? quantity : -quantity));
  }

  /** On hand and promised by item and site, from the movements and promises of every order. */
  positions(): Map<string, { onHand: bigint; promised: bigint }> {
    const positions = new Map<string, { onHand: bigint; promised: bigint }>();
    for (const [place, onHand] of this.#received) positions.set(place, { onHand, promised: 0n });
    const at = (item: string, site: string): { onHand: bigint; promised: bigint } => {
      const place = `${item}|${site}`;
      let position = positions.get(place);
      if (position === undefined) positions.set(place, (position = { onHand: 0n, promised: 0n }));
      return position;
    };
    for (const [, effects] of this.#effectsOf()) {
      for (const { item, from, quantity } of effects.movements) {
        at(item, from.location).onHand -= quantity;
      }
      for (const { item, site, quantity } of effects.allocations) {
        at(item, site).promised += quantity;
      }
    }
    return positions;
  }

  /** Decides a request and answers with the fact that says so. */
  decide(request: Request, effects: StockEffects): Fact {
    return this.#plan(request, effects, true)!;
  }

  /** Decides a standing request again; answers `null` where nothing changes. */
  decideAgain(salesOrder: string, effects: StockEffects): Fact | null {
    const standing = this.#standing.get(salesOrder);
    return standing === undefined ? null : this.#plan(standing.request, effects, false);
  }

  /** Shortfall of the standing decisions, by order. */
  standing(): Iterable<readonly [string, Standing]> {
    return this.#standing;
  }

  #plan(request: Request, effects: StockEffects, asked: boolean): Fact | null {
    const { salesOrder, of, lines, partial } = request;
    const current = this.#standing.get(salesOrder)?.decision;
    const items = new Set(lines.flatMap(({ item, alternatives }) => [item, ...alternatives]));
    const positions = this.positions();
    const plan = planAllocation({
      demands: lines,
      standing: promisesOf(current, effects),
      available: SITES.flatMap((site) =>
        [...items].map((item) => {
          const { onHand, promised } = positions.get(`${item}|${site}`) ?? NOTHING;
          return { item, site, availableToPromise: (onHand - promised) as Quantity };
        }),
      ),
      partial,
      takeBack: !asked,
    });
    const allocations = [...plan.allocations];
    const shortfalls = [...plan.shortfalls];
    if (!asked && current !== undefined && isSame(current.allocations, allocations)) return null;
    this.#checkPromises(current, allocations, positions);
    const decision: Decision = {
      salesOrder,
      decision: (current?.decision ?? 0) + 1,
      of,
      allocations,
      shortfalls,
    };
    const id = `${salesOrder}-decision-${decision.decision}`;
    return this.#world.fact(this.name, 'inventoryAllocated', decision, id);
  }

  /** The decision is committed. */
  enter(request: Request, decision: Decision): void {
    this.#standing.set(request.salesOrder, { request, decision });
  }

  requestOf(salesOrder: string): Request {
    return this.#standing.get(salesOrder)!.request;
  }

  #checkPromises(
    current: Decision | undefined,
    allocations: Decision['allocations'],
    positions: ReadonlyMap<string, { onHand: bigint; promised: bigint }>,
  ): void {
    for (const { line, item, site, quantity } of allocations) {
      const before = (current?.allocations ?? []).find(
        (row) => row.line === line && row.item === item && row.site === site,
      );
      const more = quantity - (before?.quantity ?? 0n);
      const { onHand, promised } = positions.get(`${item}|${site}`) ?? NOTHING;
      if (more > 0n && promised + more > onHand) this.overPromises.push(`${item} at ${site}`);
    }
  }
}

const NOTHING = { onHand: 0n, promised: 0n };

/** Promised in total, and how much of it is no longer pending. */
function promisesOf(current: Decision | undefined, effects: StockEffects): StandingPromise[] {
  return (current?.allocations ?? []).map((row) => {
    const pending = effects.allocations.find(
      ({ line, item, site }) => line === row.line && item === row.item && site === row.site,
    );
    return { ...row, fulfilled: (row.quantity - (pending?.quantity ?? 0n)) as Quantity };
  });
}

const isSame = (a: Decision['allocations'], b: Decision['allocations']): boolean =>
  a.length === b.length &&
  a.every(
    (row, at) =>
      row.line === b[at]!.line &&
      row.item === b[at]!.item &&
      row.site === b[at]!.site &&
      row.quantity === b[at]!.quantity,
  );
