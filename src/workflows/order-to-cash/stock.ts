import type {
  Backorder,
  DesiredMovement,
  PendingAllocation,
  StockEffects,
} from '../../domain/inventory/stock-effects.ts';
import { NO_STOCK_EFFECTS } from '../../domain/inventory/stock-effects.ts';
import { pendingByLot } from '../../domain/inventory/lot-promise.ts';
import { lifeDaysOf, NO_SHELF_LIFE_POLICY } from '../../domain/inventory/shelf-life.ts';
import { registers, type State } from '../../engine/state.ts';
import type { Quantity } from '../../kernel/quantity.ts';
import { settle, type Settled } from './disputes.ts';
import { orderViewOf, type OrderView, type Shipment } from './order-view.ts';
import type { OrderToCashPolicy } from './policy.ts';
import { R } from './registers.ts';

/** What an order means for the stock ledger: what left, what is promised, what is missing. */
export function stockOf(state: State, policy: OrderToCashPolicy): StockEffects {
  const view = orderViewOf(state, policy.rounding);
  if (view === undefined) return withoutOrder(state);
  const movements = view.shipments.flatMap(shipMovements);
  if (!view.allocationDecided) return { ...NO_STOCK_EFFECTS, movements };
  const { orderedAt } = view.order.value;
  const allocations: PendingAllocation[] = [];
  const backorders: Backorder[] = [];
  const ours = policy.systems.allocation === 'ledger';
  const { shelfLife = NO_SHELF_LIFE_POLICY } = policy;
  for (const line of view.lines) {
    const { line: number, item: ordered } = line.line;
    const lifeDays = lifeDaysOf(shelfLife, ordered, view.order.value.customer);
    const life = lifeDays === 0 ? undefined : { lifeDays };
    for (const { item, site, allocated, shipped, short, lots, shippedLots } of line.buckets) {
      const quantity = (allocated - shipped - short) as Quantity;
      if (quantity <= 0n) continue;
      if (lots.length === 0) {
        allocations.push({ line: number, item, site, quantity, orderedAt, ...life });
        continue;
      }
      for (const row of pendingByLot(quantity, lots, shippedLots)) {
        allocations.push({ line: number, item, site, ...row, orderedAt, ...life });
      }
    }
    const shortfall = (line.toAllocate - line.allocated) as Quantity;
    if (ours && shortfall > 0n && waitsForStock(view)) {
      backorders.push({ line: number, item: ordered, shortfall, orderedAt, ...life });
    }
  }
  return { movements, allocations, backorders };
}

const waitsForStock = (view: OrderView): boolean => !view.order.disputed;

/** Shipments can be known before their order: the goods have left all the same. */
function withoutOrder(state: State): StockEffects {
  const shipments = registers(state, R.shipment);
  if (shipments.length === 0) return NO_STOCK_EFFECTS;
  const movements = shipments.flatMap((known) =>
    shipMovements(settle(state, known, R.shipment.type)),
  );
  return { ...NO_STOCK_EFFECTS, movements };
}

function shipMovements(shipment: Settled<Shipment>): DesiredMovement[] {
  const { value, fact, occurredAt } = shipment;
  return value.lines
    .filter((line) => line.quantity > 0n)
    .map(({ line, item, quantity, lot }) => ({
      key: `ship:${value.shipment}:${line}:${item}${lot === undefined ? '' : `:${lot}`}`,
      kind: 'ship',
      item,
      lot: lot ?? null,
      quantity,
      from: { location: value.site, disposition: 'sellable_accessible' },
      to: { location: 'customer', disposition: 'in_transit' },
      reason: null,
      fact,
      occurredAt,
      ...(value.streamPosition === undefined ? {} : { streamPosition: value.streamPosition }),
    }));
}
