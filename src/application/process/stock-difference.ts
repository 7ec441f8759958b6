import type { Instant } from '../../kernel/instant.ts';
import type {
  AllocationRow,
  BackorderRow,
  BatchWrite,
  LotRow,
  MovementRow,
  PositionDelta,
} from '../ports/store.ts';
import type { DesiredMovement, StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { StandingStock } from './instance-cache.ts';

/** Disposition whose stock may be promised. */
export const SELLABLE = 'sellable_accessible';

export const NO_STANDING_STOCK: StandingStock = {
  movements: new Map(),
  allocations: new Map(),
  backorders: new Map(),
  lots: new Map(),
};

export const allocationKey = (row: {
  line: number;
  item: string;
  site: string;
  lot?: string | undefined;
}): string => `${row.line}|${row.site}|${row.item}|${row.lot ?? ''}`;

export const backorderKey = (row: { line: number; item: string }): string =>
  `${row.line}|${row.item}`;

/** Gathers changes of positions; opposite changes of one batch meet here. */
export class PositionDeltas {
  readonly #deltas = new Map<string, { -readonly [K in keyof PositionDelta]: PositionDelta[K] }>();

  add(
    entity: string,
    item: string,
    location: string,
    disposition: string,
    lot: string,
    onHand: bigint,
    allocated: bigint,
  ): void {
    const key = `${entity}\u001f${item}\u001f${location}\u001f${disposition}\u001f${lot}`;
    const known = this.#deltas.get(key);
    if (known === undefined) {
      this.#deltas.set(key, { entity, item, location, disposition, lot, onHand, allocated });
      return;
    }
    known.onHand += onHand;
    known.allocated += allocated;
  }

  /** Both sides of one movement. */
  move(movement: MovementRow): void {
    const { entity, item, lot, quantity } = movement;
    const { fromLocation, fromDisposition, toLocation, toDisposition } = movement;
    this.add(entity, item, fromLocation, fromDisposition, lot, -quantity, 0n);
    this.add(entity, item, toLocation, toDisposition, lot, quantity, 0n);
  }

  list(): PositionDelta[] {
    return [...this.#deltas.values()].filter((delta) => delta.onHand !== 0n || delta.allocated !== 0n);
  }
}

/**
 * Enters what changed between the stock that stands and the effects that ought to stand. Answers
 * what stands afterwards.
 */
export function enterStock(
  instance: string,
  entity: string,
  before: StandingStock,
  after: StockEffects,
  now: Instant,
  write: BatchWrite,
  deltas: PositionDeltas,
): StandingStock {
  return {
    movements: enterMovements(instance, entity, before, after.movements, now, write, deltas),
    allocations: enterAllocations(instance, entity, before, after, write, deltas),
    backorders: enterBackorders(instance, entity, before, after, write),
    lots: enterLots(instance, entity, before.lots, after.lots, write),
  };
}

const NO_LOTS: StandingStock['lots'] = new Map();

/** A lot does not cease: what is known of it is written whenever it changes. */
function enterLots(
  instance: string,
  entity: string,
  before: StandingStock['lots'],
  after: StockEffects['lots'],
  write: BatchWrite,
): StandingStock['lots'] {
  if (after === undefined) return before;
  if (after.length === 0) return NO_LOTS;
  const next = new Map<string, LotRow>();
  for (const { item, lot, expiresOn, receivedOn, bar } of after) {
    const row = { instance, entity, item, lot, expiresOn, receivedOn, bar };
    const key = `${item}|${lot}`;
    next.set(key, row);
    const known = before.get(key);
    const isSame = known?.expiresOn === expiresOn && known.receivedOn === receivedOn && known.bar === bar;
    if (!isSame) write.lots.push(row);
  }
  return next;
}

function enterMovements(
  instance: string,
  entity: string,
  before: StandingStock,
  desired: readonly DesiredMovement[],
  now: Instant,
  write: BatchWrite,
  deltas: PositionDeltas,
): StandingStock['movements'] {
  if (before.movements.size === 0 && desired.length === 0) return before.movements;
  let next: Map<string, { sequence: number; standing: MovementRow | null }> | null = null;
  const enter = (movement: MovementRow, standing: MovementRow | null): void => {
    next ??= new Map(before.movements);
    next.set(movement.key, { sequence: movement.sequence, standing });
    write.movements.push(movement);
    deltas.move(movement);
  };
  const keys = new Set<string>();
  for (const wanted of desired) {
    keys.add(wanted.key);
    const known = before.movements.get(wanted.key);
    let sequence = known?.sequence ?? 0;
    if (known?.standing) {
      if (isSame(known.standing, wanted)) continue;
      enter(reversalOf(known.standing, ++sequence, now), null);
    }
    const made = movementOf(instance, entity, wanted, ++sequence, now);
    // What is corrected happened when it was said first.
    const position = known?.standing?.streamPosition ?? made.streamPosition;
    const movement = position === made.streamPosition ? made : { ...made, streamPosition: position };
    enter(movement, movement);
  }
  for (const [key, { sequence, standing }] of before.movements) {
    if (standing !== null && !keys.has(key)) enter(reversalOf(standing, sequence + 1, now), null);
  }
  return next ?? before.movements;
}

const isSame = (row: MovementRow, wanted: DesiredMovement): boolean =>
  row.quantity === wanted.quantity &&
  row.item === wanted.item &&
  row.lot === (wanted.lot ?? '') &&
  row.fromLocation === wanted.from.location &&
  row.fromDisposition === wanted.from.disposition &&
  row.toLocation === wanted.to.location &&
  row.toDisposition === wanted.to.disposition &&
  row.kind === wanted.kind;

/** The equal and opposite movement. */
export const reversalOf = (row: MovementRow, sequence: number, now: Instant): MovementRow => ({
  ...row,
  sequence,
  reverses: row.sequence,
  fromLocation: row.toLocation,
  fromDisposition: row.toDisposition,
  toLocation: row.fromLocation,
  toDisposition: row.fromDisposition,
  recordedAt: now,
});

function movementOf(
  instance: string,
  entity: string,
  wanted: DesiredMovement,
  sequence: number,
  now: Instant,
): MovementRow {
  const cut = wanted.fact.indexOf('/');
  return {
    instance,
    key: wanted.key,
    sequence,
    entity,
    kind: wanted.kind,
    item: wanted.item,
    lot: wanted.lot ?? '',
    quantity: wanted.quantity,
    fromLocation: wanted.from.location,
    fromDisposition: wanted.from.disposition,
    toLocation: wanted.to.location,
    toDisposition: wanted.to.disposition,
    reverses: null,
    reason: wanted.reason,
    factSource: cut < 0 ? wanted.fact : wanted.fact.slice(0, cut),
    factId: cut < 0 ? wanted.fact : wanted.fact.slice(cut + 1),
    occurredAt: wanted.occurredAt,
    recordedAt: now,
    streamPosition: wanted.streamPosition ?? null,
  };
}

/** Same place in the queue, and the same demand on the age of goods. */
const isSameClaim = (
  a: Pick<AllocationRow, 'orderedAt' | 'lifeDays'>,
  b: Pick<AllocationRow, 'orderedAt' | 'lifeDays'>,
): boolean => a.orderedAt === b.orderedAt && a.lifeDays === b.lifeDays;

function enterAllocations(
  instance: string,
  entity: string,
  before: StandingStock,
  after: StockEffects,
  write: BatchWrite,
  deltas: PositionDeltas,
): StandingStock['allocations'] {
  if (before.allocations.size === 0 && after.allocations.length === 0) return before.allocations;
  const next = new Map<string, AllocationRow>();
  let changed = after.allocations.length !== before.allocations.size;
  const enter = (row: AllocationRow, delta: bigint): void => {
    changed = true;
    write.allocations.push(row);
    if (delta !== 0n) deltas.add(entity, row.item, row.site, SELLABLE, row.lot, 0n, delta);
  };
  for (const { line, item, site, lot = '', quantity, orderedAt, lifeDays = 0 } of after.allocations) {
    const row = { instance, entity, line, item, site, lot, quantity, orderedAt, lifeDays };
    const key = allocationKey(row);
    next.set(key, row);
    const known = before.allocations.get(key);
    if (known?.quantity === quantity && isSameClaim(known, row)) continue;
    enter(row, quantity - (known?.quantity ?? 0n));
  }
  for (const [key, row] of before.allocations) {
    if (!next.has(key)) enter({ ...row, quantity: 0n }, -row.quantity);
  }
  return changed ? next : before.allocations;
}

function enterBackorders(
  instance: string,
  entity: string,
  before: StandingStock,
  after: StockEffects,
  write: BatchWrite,
): StandingStock['backorders'] {
  if (before.backorders.size === 0 && after.backorders.length === 0) return before.backorders;
  const next = new Map<string, BackorderRow>();
  for (const { line, item, shortfall, orderedAt, lifeDays = 0 } of after.backorders) {
    const row = { instance, entity, line, item, shortfall, orderedAt, lifeDays };
    const key = backorderKey(row);
    next.set(key, row);
    const known = before.backorders.get(key);
    if (known?.shortfall === shortfall && isSameClaim(known, row)) continue;
    write.backorders.push(row);
  }
  for (const [key, row] of before.backorders) {
    if (!next.has(key)) write.backorders.push({ ...row, shortfall: 0n });
  }
  return next;
}
