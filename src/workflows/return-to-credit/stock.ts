import type {
  DesiredMovement,
  PositionRef,
  StockEffects,
} from '../../domain/inventory/stock-effects.ts';
import { NO_STOCK_EFFECTS } from '../../domain/inventory/stock-effects.ts';
import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import { registers, type State } from '../../engine/state.ts';
import { R, settle } from './registers.ts';

/** Where goods lie once a policy's decision was carried out, by EPCIS disposition. */
const PLACES: Readonly<Record<string, (site: string) => PositionRef>> = {
  restock: (location) => ({ location, disposition: 'sellable_accessible' }),
  quarantine: (location) => ({ location, disposition: 'sellable_not_accessible' }),
  refurbish: (location) => ({ location, disposition: 'non_sellable_other' }),
  'supplier-claim': (location) => ({ location, disposition: 'damaged' }),
  scrap: () => ({ location: 'adjustment', disposition: 'disposed' }),
  'back-to-customer': () => ({ location: 'customer', disposition: 'in_transit' }),
};

const KINDS: Readonly<Record<string, DesiredMovement['kind']>> = {
  scrap: 'adjustment',
  'back-to-customer': 'ship',
};

/** What a return means for the stock ledger: it lies apart until it is put where it was decided to go. */
export function stockOf(state: State): StockEffects {
  return { ...NO_STOCK_EFFECTS, movements: [...arrivals(state), ...placements(state)] };
}

function arrivals(state: State): DesiredMovement[] {
  return registers(state, R.received).flatMap((known) => {
    const { value, fact, occurredAt } = settle(state, known, R.received.type);
    return value.lines
      .filter(({ quantity }) => quantity > 0n)
      .map(({ receiptLine, item, lot, quantity }) => ({
        key: `return:${value.receipt}:${receiptLine}`,
        kind: 'return' as const,
        item,
        lot: lot ?? null,
        quantity,
        from: { location: 'customer', disposition: 'in_transit' },
        to: { location: value.site, disposition: 'returned' },
        reason: null,
        fact,
        occurredAt,
      }));
  });
}

type Placed = ContentOfFact<typeof FACTS.inventoryDispositionUpdated>;

/** Names what was put away of a part; of one that was parted, the second by where it went. */
function placeKey({ inspection, lines }: Placed, at: number): string {
  const { part, to } = lines[at]!;
  const isFirst = lines.findIndex((row) => row.part === part) === at;
  return `place:${inspection}:${part}${isFirst ? '' : `:${to}`}`;
}

function placements(state: State): DesiredMovement[] {
  return registers(state, R.placed).flatMap((known) => {
    const { value, fact, occurredAt } = settle(state, known, R.placed.type);
    return value.lines.map(({ item, lot, quantity, to }, at) => ({
      key: placeKey(value, at),
      kind: KINDS[to] ?? ('putaway' as const),
      item,
      lot: lot ?? null,
      quantity,
      from: { location: value.site, disposition: 'returned' },
      to: PLACES[to]!(value.site),
      reason: to,
      fact,
      occurredAt,
    }));
  });
}
