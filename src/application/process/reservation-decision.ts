/** Decisions of the ledger about reservations: made, kept longer, given back, drawn upon, taken back. */
import { FACTS } from '../../canonical/catalogue.ts';
import {
  planAllocation,
  type PromisedQuantity,
  type SiteAvailability,
} from '../../domain/inventory/allocation.ts';
import { heldAfter, type HeldStock } from '../../domain/inventory/reservation.ts';
import type { State } from '../../engine/state.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import {
  addQuantity,
  formatQuantity,
  totalQuantity,
  ZERO_QUANTITY,
  type Quantity,
} from '../../kernel/quantity.ts';
import {
  LINE,
  reservationOf,
  viewOf,
  type ReservationView,
  type Reserved,
} from '../../workflows/inventory-reservation/workflow.ts';
import type { Request, StockInHand } from './ledger-decision.ts';
import { LEDGER_SYSTEM } from './limits.ts';
import type { NewFact } from './submission.ts';

/** What somebody asks of the ledger about one reservation. */
export type ReservationAct =
  | { readonly kind: 'reserve'; readonly wanted: ReservationWanted; readonly partial: boolean }
  | { readonly kind: 'extend'; readonly expiresAt: Instant }
  | { readonly kind: 'release'; readonly reason: string };

/** A reservation, before anything is held. */
export type ReservationWanted = Omit<Reserved, 'decision' | 'held' | 'drawn' | 'released' | 'reservedAt'>;

/** Decided within the batch, under the locks of the positions concerned. */
export interface ReservationAsk {
  readonly instance: string;
  readonly act: ReservationAct;
  /** Refused unless this decision is the newest; `null`: whatever stands. */
  readonly ifDecision: number | null;
}

/** What the ledger answers. */
export type ReservationAnswer =
  | { readonly kind: 'stands'; readonly view: ReservationView; readonly changed: boolean }
  | {
      readonly kind: 'refused';
      readonly code: 'already-exists' | 'stock-insufficient' | 'revision-differs' | 'not-possible-now';
      readonly detail: string;
    };

interface Decided {
  readonly fact: NewFact | null;
  readonly answer: ReservationAnswer;
}

/** One reservation under the locks of a batch. */
export interface ReservationCase {
  readonly instance: string;
  readonly entity: string;
  readonly state: State;
  readonly stock: StockInHand;
  readonly now: Instant;
}

/** The demand of a reservation, in the form in which the ledger takes those of orders. */
export function requestOf(
  { item, quantity, lifeDays }: Pick<Reserved, 'item' | 'quantity' | 'lifeDays'>,
  reservation: string,
  orderedAt: Instant,
): Request {
  const life = lifeDays === undefined ? {} : { lifeDays };
  const lines = [{ line: LINE, item, quantity, alternatives: [], ...life }];
  return { salesOrder: reservation, of: '', orderedAt, partial: true, lines };
}

/** Decides what somebody asked. Nothing waits: what cannot be held now is refused. */
export function decideReservation(at: ReservationCase, ask: ReservationAsk): Decided {
  const view = reservationOf(at.state);
  const { act } = ask;
  if (act.kind === 'reserve') return reserve(at, view, act.wanted, act.partial);
  if (view === null) return refused('not-possible-now', 'Nothing was ever held under this number.');
  const { reserved } = view;
  if (ask.ifDecision !== null && ask.ifDecision !== reserved.decision) {
    return refused('revision-differs', `The newest decision is ${reserved.decision}, not ${ask.ifDecision}.`);
  }
  if (act.kind === 'release' && view.lifecycle === 'released') return stands(reserved);
  const ended = endOf(view, at.now);
  if (ended !== null) return refused('not-possible-now', ended);
  if (act.kind === 'release') return decided(at, { ...reserved, held: [], released: act.reason });
  return reserved.expiresAt === act.expiresAt
    ? stands(reserved)
    : decided(at, { ...reserved, expiresAt: act.expiresAt });
}

/** Why a reservation holds nothing any more, in words; time counts before anybody noted that it passed. */
function endOf({ lifecycle, reserved }: ReservationView, now: Instant): string | null {
  if (lifecycle !== 'held') return `The reservation is ${lifecycle}.`;
  return reserved.expiresAt <= now ? `The reservation ended at ${formatInstant(reserved.expiresAt)}.` : null;
}

function reserve(
  at: ReservationCase,
  known: ReservationView | null,
  wanted: ReservationWanted,
  partial: boolean,
): Decided {
  const { reservation, item, quantity } = wanted;
  if (known !== null) {
    const answer = { kind: 'stands', view: known, changed: false } as const;
    if (known.reserved.of === wanted.of) return { fact: null, answer };
    return refused('already-exists', `There is a reservation ${reservation} already.`);
  }
  const available = availableTo(at, wanted, at.now);
  const demands = [{ line: LINE, item, quantity, alternatives: [] }];
  const { allocations } = planAllocation({ demands, standing: [], available, partial, takeBack: false });
  if (allocations.length === 0) return refused('stock-insufficient', lackOf(wanted, available));
  at.stock.takeAll(at.entity, allocations);
  const held = heldOf(allocations);
  const granted = totalQuantity(held);
  const made = { ...wanted, quantity: granted, decision: 0, reservedAt: at.now, held, drawn: [] };
  return decided(at, made);
}

/** What can be promised of its item, at its site if it names one. */
function availableTo(
  { stock, entity, instance }: ReservationCase,
  { item, site, lifeDays = 0 }: Pick<Reserved, 'item' | 'site' | 'lifeDays'>,
  orderedAt: Instant,
): readonly SiteAvailability[] {
  const claimant = { entity, instance, orderedAt };
  return stock
    .available(claimant, [item], { lifeDaysOf: () => lifeDays })
    .filter((row) => site === undefined || row.site === site);
}

function lackOf({ item, site, quantity }: ReservationWanted, available: readonly SiteAvailability[]): string {
  let free = 0n;
  for (const { availableToPromise, barred } of available) {
    if (barred !== true && availableToPromise > 0n) free += availableToPromise;
  }
  const where = site === undefined ? '' : ` at ${site}`;
  const wanted = formatQuantity(quantity);
  return `${wanted} of ${item} are wanted${where}, and ${formatQuantity(free as Quantity)} can be promised.`;
}

/** Goods that were held are gone: others take their place if there are any. `null`: nothing changes. */
export function takeBack(at: ReservationCase): NewFact | null {
  const view = reservationOf(at.state);
  if (view?.lifecycle !== 'held') return null;
  const { reserved } = view;
  const { item, held } = reserved;
  const standing = held.map((row) => ({ line: LINE, item, ...row, fulfilled: ZERO_QUANTITY }));
  const { allocations } = planAllocation({
    demands: [{ line: LINE, item, quantity: view.heldQuantity, alternatives: [] }],
    standing,
    available: availableTo(at, reserved, reserved.reservedAt),
    partial: true,
    takeBack: true,
  });
  const next = heldOf(allocations);
  if (textOf(next) === textOf(held)) return null;
  at.stock.giveBack(at.entity, standing);
  at.stock.takeAll(at.entity, allocations);
  return decided(at, { ...reserved, held: next }).fact;
}

/** What a reservation of one line keeps of a plan. */
const heldOf = (allocations: readonly PromisedQuantity[]): Reserved['held'] =>
  allocations.map(({ line: _line, item: _item, ...row }) => row);

const textOf = (held: Reserved['held']): string =>
  held.map(({ site, lot = '', quantity }) => `${site}|${lot}|${quantity}`).join();

/** What a reservation holds for a customer's order; nothing for somebody else's, nor after its end. */
export function heldFor(at: Pick<ReservationCase, 'state' | 'now'>, customer: string): readonly HeldStock[] {
  const view = reservationOf(at.state);
  if (view === null || endOf(view, at.now) !== null) return [];
  const { reservation, item, held, customer: theirs = customer } = view.reserved;
  return theirs === customer ? held.map((row) => ({ reservation, item, ...row })) : [];
}

/** An order took this out of a reservation. */
export function draw(at: ReservationCase, salesOrder: string, drawn: readonly HeldStock[]): NewFact {
  const { reserved } = reservationOf(at.state)!;
  const before = reserved.drawn.find((row) => row.salesOrder === salesOrder)?.quantity ?? ZERO_QUANTITY;
  const others = reserved.drawn.filter((row) => row.salesOrder !== salesOrder);
  const quantity = addQuantity(before, totalQuantity(drawn));
  const next = {
    ...reserved,
    held: heldAfter(reserved.held, drawn),
    drawn: [...others, { salesOrder, quantity }],
  };
  return decided(at, next).fact;
}

const refused = (code: (ReservationAnswer & { kind: 'refused' })['code'], detail: string): Decided => ({
  fact: null,
  answer: { kind: 'refused', code, detail },
});

const stands = (reserved: Reserved): Decided => ({
  fact: null,
  answer: { kind: 'stands', view: viewOf(reserved, false), changed: false },
});

/** The next decision about a reservation, as the fact that says so. */
function decided({ instance, entity, now }: ReservationCase, last: Reserved): Decided & { fact: NewFact } {
  const reserved = { ...last, decision: last.decision + 1 };
  const fact: NewFact = {
    source: LEDGER_SYSTEM,
    id: `${instance}/decision-${reserved.decision}`,
    entity,
    type: FACTS.inventoryReserved.type,
    occurredAt: now,
    content: reserved,
    text: FACTS.inventoryReserved.encode(reserved),
    correlationId: instance,
    causationId: null,
    messageId: null,
  };
  return { fact, answer: { kind: 'stands', view: viewOf(reserved, false), changed: true } };
}
