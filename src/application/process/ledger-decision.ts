import { FACTS, type COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { planAllocation, type StandingPromise } from '../../domain/inventory/allocation.ts';
import { contentOf, registers, type RegisterType, type State } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import type { StockOnHand } from '../ports/store.ts';
import type { PendingAllocation } from '../../domain/inventory/stock-effects.ts';
import type { Workflow } from '../ports/workflow.ts';
import { LEDGER_SYSTEM } from './limits.ts';
import { allocationKey } from './stock-difference.ts';
import type { NewFact } from './submission.ts';

/** Locations that are parties or reasons, not places: nothing is promised from there. */
export const PSEUDO_LOCATIONS: readonly string[] = ['supplier', 'customer', 'adjustment'];

type Request = ReturnType<typeof COMMANDS.allocateInventory.schema.parse>;
type Decision = ContentOfFact<typeof FACTS.inventoryAllocated>;

/** An order, as far as its place in the queue for stock goes. */
export interface Claimant {
  readonly entity: string;
  readonly instance: string;
  readonly orderedAt: Instant;
}

/** What is still owed to an order of one item. */
interface Owed {
  readonly instance: string;
  readonly orderedAt: Instant;
  readonly shortfall: bigint;
}

/**
 * What can be promised, as one batch sees it under its locks; each decision takes from it. What an
 * older order waits for is kept for it, even if its turn has not come yet: goods that arrive are
 * not snatched away by whoever happens to ask first.
 */
export class StockInHand {
  readonly #free = new Map<string, bigint>();
  readonly #owed = new Map<string, Owed[]>();
  readonly #keptBack = new Map<string, { entity: string; item: string }>();
  readonly #sitesOf: (entity: string) => readonly string[];
  readonly #sites = new Set<string>();

  constructor(
    { positions, backorders }: Pick<StockOnHand, 'positions' | 'backorders'>,
    sitesOf: (entity: string) => readonly string[],
  ) {
    this.#sitesOf = sitesOf;
    for (const row of backorders) this.#owedOf(row.entity, row.item).push(row);
    for (const { entity, item, site, onHand, allocated } of positions) {
      this.#free.set(`${entity}|${item}|${site}`, onHand - allocated);
      this.#sites.add(site);
    }
  }

  /** Availability of items, sites in the entity's order of priority, the others after them. */
  available(claimant: Claimant, items: Iterable<string>) {
    const { entity } = claimant;
    const ranked = this.#sitesOf(entity);
    const rest = [...this.#sites].filter((site) => !ranked.includes(site)).sort();
    const kept = new Map([...items].map((item) => [item, this.#keptFor(claimant, item)]));
    return [...ranked, ...rest].flatMap((site) =>
      [...kept].map(([item, keep]) => {
        const free = this.#free.get(`${entity}|${item}|${site}`) ?? 0n;
        const held = free > 0n && keep > 0n ? (free < keep ? free : keep) : 0n;
        if (held > 0n) {
          kept.set(item, keep - held);
          this.#keptBack.set(`${entity}|${item}`, { entity, item });
        }
        return { item, site, availableToPromise: (free - held) as Quantity };
      }),
    );
  }

  /** Items of which something was kept for an older order: its decision is due. */
  keptBack(): readonly { readonly entity: string; readonly item: string }[] {
    return [...this.#keptBack.values()];
  }

  /** From now on this is owed to the order, in place of what was. */
  owe({ entity, instance, orderedAt }: Claimant, missing: ReadonlyMap<string, bigint>): void {
    for (const [key, rows] of this.#owed) {
      if (!key.startsWith(`${entity}|`)) continue;
      this.#owed.set(key, rows.filter((row) => row.instance !== instance));
    }
    for (const [item, shortfall] of missing) {
      this.#owedOf(entity, item).push({ instance, orderedAt, shortfall });
    }
  }

  #owedOf(entity: string, item: string): Owed[] {
    const key = `${entity}|${item}`;
    let rows = this.#owed.get(key);
    if (rows === undefined) this.#owed.set(key, (rows = []));
    return rows;
  }

  /** What older orders wait for; of the same age, the one whose name sorts first is older. */
  #keptFor({ entity, instance, orderedAt }: Claimant, item: string): bigint {
    let kept = 0n;
    for (const row of this.#owed.get(`${entity}|${item}`) ?? []) {
      const older = row.orderedAt < orderedAt || (row.orderedAt === orderedAt && row.instance < instance);
      if (older) kept += row.shortfall;
    }
    return kept;
  }

  take(entity: string, item: string, site: string, quantity: bigint): void {
    const key = `${entity}|${item}|${site}`;
    this.#free.set(key, (this.#free.get(key) ?? 0n) - quantity);
  }
}

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
 * @returns the fact that says so, or `null` where nothing changes and nobody asked.
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
  readonly causationId: string | null;
  readonly now: Instant;
}): NewFact | null {
  const { workflow, state, entity, stock, now } = input;
  const request = input.request as Request;
  const claimant = { entity, instance: input.instance, orderedAt: request.orderedAt };
  const current = decisionOf(workflow, state);
  const pending = workflow.stockOf(state).allocations;
  const standing = standingPromises(current, pending);
  const plan = planAllocation({
    demands: request.lines,
    standing,
    available: stock.available(claimant, itemsOf(request, pending)),
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
  if (!input.asked && current !== undefined && isSame(current, content)) return null;
  stock.owe(claimant, missingItems(request, plan.shortfalls));
  for (const row of standing) stock.take(entity, row.item, row.site, -row.quantity);
  for (const row of plan.allocations) stock.take(entity, row.item, row.site, row.quantity);
  return {
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
