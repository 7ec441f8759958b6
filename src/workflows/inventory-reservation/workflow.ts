/**
 * Inventory reservation: stock that the ledger holds for somebody until a moment. It ends when orders that
 * name it have drawn all of it, when it is released, or by itself; what is judged here is only what the
 * ledger decided under its locks, and whether time has passed.
 */
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { NO_STOCK_EFFECTS, type StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { WorkflowDefinition } from '../../engine/definition.ts';
import type { Deadline, ExceptionCase, Judgement } from '../../engine/judgement.ts';
import {
  byFactType,
  contentOf,
  register,
  registers,
  registerTypes,
  type RegisterTypes,
  type State,
} from '../../engine/state.ts';
import { formatQuantity, totalQuantity, ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';
import { accepts, decisionsIn } from '../decisions.ts';
import { NO_TOTALS, NOTHING_JUDGED } from '../nothing-judged.ts';

/** Changes with every change of what is judged. */
const INVENTORY_RESERVATION_VERSION = 'inventory-reservation-1';

const R = registerTypes({
  reserved: FACTS.inventoryReserved,
  passed: FACTS.deadlinePassed,
  decided: FACTS.caseDecided,
});

const REGISTERS: RegisterTypes = byFactType(R);

export type Reserved = ContentOfFact<typeof FACTS.inventoryReserved>;

/** The governed words of a reservation. */
export type ReservationLifecycle = 'held' | 'drawn' | 'released' | 'expired' | 'lost';

/** What is known of a reservation. */
export interface ReservationView {
  readonly reserved: Reserved;
  readonly lifecycle: ReservationLifecycle;
  /** Held now; nothing any more once it has ended. */
  readonly heldQuantity: Quantity;
  readonly drawnQuantity: Quantity;
  /** Was held, and the goods are gone: counted away, or their lot was stopped. */
  readonly lostQuantity: Quantity;
}

const END = 'end-of-reservation';

/** Gathers a reservation; `null` while nothing was ever held under its number. */
export function reservationOf(state: State): ReservationView | null {
  const known = registers(state, R.reserved)[0];
  if (known === undefined) return null;
  const reserved = contentOf(known);
  return viewOf(reserved, register(state, R.passed, passedKey(reserved)) !== undefined);
}

/** @param isOver its end was noted to have passed */
export function viewOf(reserved: Reserved, isOver: boolean): ReservationView {
  const { held, drawn, quantity, released } = reserved;
  const [holds, taken] = [totalQuantity(held), totalQuantity(drawn)];
  const lost = released === undefined ? quantity - holds - taken : 0n;
  const lifecycle =
    released !== undefined ? 'released'
    : holds === 0n ? (lost > 0n ? 'lost' : 'drawn')
    : isOver ? 'expired'
    : 'held';
  return {
    reserved,
    lifecycle,
    heldQuantity: lifecycle === 'held' ? holds : ZERO_QUANTITY,
    drawnQuantity: taken,
    lostQuantity: lost as Quantity,
  };
}

const deadlineOf = ({ expiresAt }: Reserved): Deadline => ({ id: END, milestone: END, dueAt: expiresAt });

const passedKey = ({ expiresAt: dueAt }: Reserved): string => R.passed.key({ deadline: END, dueAt });

function judge(state: State): Judgement {
  const decisions = decisionsIn(state, R.decided);
  const view = reservationOf(state);
  if (view === null) return { ...NOTHING_JUDGED, decisions };
  const { lifecycle, reserved } = view;
  const holds = lifecycle === 'held';
  const cases = casesOf(view).filter(({ id }) => !accepts(decisions.get(id)));
  return {
    wanted: [],
    deadlines: holds ? [deadlineOf(reserved)] : [],
    cases,
    decisions,
    lifecycle,
    equations: [],
    settled: !holds && cases.length === 0,
    ...(holds ? { awaits: 'an order that names it, or its end' } : {}),
    totals: { ...NO_TOTALS, lines: 1 },
  };
}

/** Whoever was promised goods that are gone hears of it from a person, while it still matters. */
function casesOf({ reserved, lifecycle, lostQuantity }: ReservationView): ExceptionCase[] {
  if (lostQuantity <= 0n || (lifecycle !== 'held' && lifecycle !== 'lost')) return [];
  const { reservation, item, customer } = reserved;
  const lost = formatQuantity(lostQuantity);
  const whose = customer === undefined ? '' : ` for ${customer}`;
  return [{
    id: `reservation-short:${lost}`,
    kind: 'reservation-short',
    text: `${lost} of ${item} held by ${reservation}${whose} are gone, and no site has others`,
    role: 'service',
    exposure: null,
    playbook: 'Offer another item or a later date, or have the goods found; accept once that is agreed.',
  }];
}

/** It holds like an allocation does; its age is when it was made: the youngest gives back first. */
function stockOf(state: State): StockEffects {
  const view = reservationOf(state);
  if (view?.lifecycle !== 'held') return NO_STOCK_EFFECTS;
  const { item, held, reservedAt: orderedAt, lifeDays } = view.reserved;
  const life = lifeDays === undefined ? {} : { lifeDays };
  const allocations = held.map((row) => ({ line: LINE, item, ...row, orderedAt, ...life }));
  return { ...NO_STOCK_EFFECTS, allocations };
}

/** A reservation is of one item: it has one line. */
export const LINE = 1;

const definition: WorkflowDefinition = {
  name: 'inventory-reservation',
  version: INVENTORY_RESERVATION_VERSION,
  registers: REGISTERS,
  commands: {},
  restatesCases: true,
  judge,
};

/** Inventory reservation, as the application runs it. */
export const INVENTORY_RESERVATION = { definition, stockOf };
