/** The decisions of our own ledger in one batch, one after another, under the locks of the positions. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import { RESERVATION } from '../../canonical/facts/inventory-reserved.v1.ts';
import { emptyState } from '../../engine/state.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { BatchTransaction } from '../ports/store.ts';
import type { BatchContext } from './batch-context.ts';
import { decideAllocation, itemsOf, StockInHand, type Request } from './ledger-decision.ts';
import { inOrderOfService, isExpected, ledgerReport } from './ledger-requests.ts';
import {
  decideReservation,
  draw,
  heldFor,
  requestOf,
  takeBack,
  type ReservationAnswer,
  type ReservationCase,
} from './reservation-decision.ts';
import { contentOfCommand } from './restore.ts';
import { isComparison } from './stock-comparison.ts';
import type { NewFact, Submission } from './submission.ts';
import type { Target } from './target.ts';
import { reservationOf } from '../../workflows/inventory-reservation/workflow.ts';

const ALLOCATE = COMMANDS.allocateInventory.type;

/** What a round came to, beside the facts and reports that its targets were given. */
export interface LedgerRound {
  /** By submission. */
  readonly answers: ReadonlyMap<number, ReservationAnswer>;
  /** Items of which something was kept for an older order. */
  readonly keptBack: ReturnType<StockInHand['keptBack']>;
}

/** Nobody asked. */
export const NO_ROUND: LedgerRound = { answers: new Map(), keptBack: [] };

/** Decides the requests to our own ledger, oldest first, and hands each decision to its instance. */
export async function decideRound(
  targets: ReadonlyMap<string, Target>,
  submissions: readonly Submission[],
  transaction: BatchTransaction,
  context: BatchContext,
  now: Instant,
): Promise<LedgerRound> {
  const all = [...targets.values()];
  const redecided = all.filter((target) => target.redecide !== null && target.ledger === null);
  const asked = all.filter(
    (target) => target.reserve !== null || (target.ledger !== null && !isComparison(target)),
  );
  if (redecided.length + asked.length === 0) return NO_ROUND;
  const requests = await requestsOf(redecided, asked, transaction, now);
  const deciding = inOrderOfService(redecided, asked, requests, submissions);
  const stock = await lockStock(transaction, deciding, requests, context, now);
  const answers = new Map<number, ReservationAnswer>();
  for (const target of deciding) {
    if (target.kind === RESERVATION) decideOne(caseOf(target, stock, now), target, answers);
    else allocate(target, requests.get(target.key)!, stock, targets, now);
  }
  return { answers, keptBack: stock.keptBack() };
}

/** What each wants of the ledger; reservations ask as of now, orders as of their age. */
async function requestsOf(
  redecided: readonly Target[],
  asked: readonly Target[],
  transaction: BatchTransaction,
  now: Instant,
): Promise<ReadonlyMap<string, Request>> {
  const requests = new Map<string, Request>();
  const orders = redecided.filter(({ kind }) => kind !== RESERVATION);
  for (const row of await transaction.standingRequests(ALLOCATE, orders.map((target) => target.key))) {
    requests.set(row.instance, contentOfCommand(ALLOCATE, row.content) as Request);
  }
  for (const target of [...redecided, ...asked]) {
    const { key, kind, businessId, ledger, reserve, cached } = target;
    if (ledger !== null) requests.set(key, ledger.command.content as Request);
    if (kind !== RESERVATION) continue;
    const known = cached === undefined ? null : reservationOf(cached.instance.state);
    const wanted = reserve?.ask.act.kind === 'reserve' ? reserve.ask.act.wanted : known?.reserved;
    if (wanted !== undefined) requests.set(key, requestOf(wanted, businessId, now));
    else if (reserve !== null) requests.set(key, nothingWanted(businessId, now));
  }
  return requests;
}

/** Of a reservation that was never made. */
const nothingWanted = (salesOrder: string, orderedAt: Instant): Request => ({
  salesOrder, of: '', orderedAt, partial: true, lines: [],
});

async function lockStock(
  transaction: BatchTransaction,
  deciding: readonly Target[],
  requests: ReadonlyMap<string, Request>,
  context: BatchContext,
  now: Instant,
): Promise<StockInHand> {
  const items = new Map<string, { entity: string; item: string }>();
  for (const { key, entity, workflow, cached } of deciding) {
    const pending = cached === undefined ? [] : workflow.stockOf(cached.instance.state).allocations;
    for (const item of itemsOf(requests.get(key), pending)) items.set(`${entity}|${item}`, { entity, item });
  }
  const locked = await transaction.lockStock([...items.values()]);
  return new StockInHand(locked, {
    sitesOf: (entity) => context.sitesOf(entity),
    todayAt: (site) => context.dateAt(site, now),
  });
}

function caseOf(target: Target, stock: StockInHand, now: Instant): ReservationCase {
  const { key, entity, workflow, cached } = target;
  const state = cached?.instance.state ?? emptyState(workflow.definition.registers);
  return { instance: key, entity, state, stock, now };
}

function decideOne(at: ReservationCase, target: Target, answers: Map<number, ReservationAnswer>): void {
  if (target.reserve === null) return enter(target, takeBack(at));
  const { fact, answer } = decideReservation(at, target.reserve.ask);
  enter(target, fact);
  answers.set(target.reserve.submission, answer);
}

function allocate(
  target: Target,
  request: Request,
  stock: StockInHand,
  targets: ReadonlyMap<string, Target>,
  now: Instant,
): void {
  const { cached, entity, workflow, ledger } = target;
  if (cached === undefined || (ledger !== null && !isExpected(target))) return;
  const named = ledger === null ? [] : reservationsOf(target, request, targets);
  const held = named.flatMap((each) => heldFor(caseOf(each, stock, now), request.draws!.customer));
  const { fact, drawn } = decideAllocation({
    workflow,
    entity,
    stock,
    held,
    state: cached.instance.state,
    instance: target.key,
    request,
    takeBack: target.redecide?.takeBack ?? false,
    asked: ledger !== null,
    now,
    causationId: ledger === null ? null : `${target.key}/${ledger.command.id}`,
  });
  enter(target, fact);
  if (ledger !== null) target.reports.push(ledgerReport(ledger, now));
  for (const each of named) {
    const taken = drawn.filter(({ reservation }) => reservation === each.businessId);
    if (taken.length > 0) enter(each, draw(caseOf(each, stock, now), request.salesOrder, taken));
  }
}

const enter = (target: Target, fact: NewFact | null): void => {
  if (fact !== null) target.facts.push({ fact, submission: -1, position: 0 });
};

/** Keys of the reservations that a command to the ledger names: they are locked with its instance. */
export const reservationKeys = (instance: string, content: unknown): readonly string[] => {
  const { draws } = content as Partial<Request>;
  const [entity] = instance.split('/', 1);
  return (draws?.reservations ?? []).map((number) => `${entity}/${RESERVATION}/${number}`);
};

/** Those that somebody made, and about which nothing else is decided in this very batch. */
const reservationsOf = (
  { key }: Target,
  request: Request,
  targets: ReadonlyMap<string, Target>,
): readonly Target[] =>
  reservationKeys(key, request)
    .map((each) => targets.get(each))
    .filter((each) => each?.cached !== undefined && each.reserve === null && each.redecide === null)
    .map((each) => each!);
