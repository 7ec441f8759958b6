/** Sales orders by the API: place, amend, cancel. Each is a fact like any other system's. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { FACTS } from '../../canonical/catalogue.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { orderToAmend, orderToPlace } from '../../contract/resources/sales-orders.ts';
import { invalid } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { RoundingRule } from '../../kernel/money.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { orderViewOf, type Order } from '../../workflows/order-to-cash/order-view.ts';
import type { Principal } from '../access/api-keys.ts';
import type { Workflow } from '../ports/workflow.ts';
import { entityToWrite, findSalesOrder, RESERVATION_WORKFLOW } from '../query/find.ts';
import { readInstance, type InstanceReading } from '../query/instance-reading.ts';
import type { Reads } from '../query/reads.ts';
import type { FactIntake, StatedFact } from './ports.ts';
import type { Enclosure } from '../privacy/enclosure.ts';
import { stateFact } from './state-fact.ts';

export interface OrderDesk {
  readonly reads: Reads;
  readonly intake: FactIntake;
  readonly enclosure: Pick<Enclosure, 'text'>;
  readonly clock: Clock;
  readonly workflows: ReadonlyMap<string, Workflow>;
  /** Business entities that are configured. */
  readonly entities: ReadonlySet<string>;
  readonly rounding: RoundingRule;
}

export interface OrderTaken {
  readonly salesOrder: string;
  readonly entity: string;
  readonly instance: string;
  readonly revision: number | null;
  readonly status: 'accepted' | 'duplicate';
  readonly fact: string;
}

/** Source of what comes by the API from a key that stands for no system. */
export const DIRECT = 'api';
const SALES_ORDER = 'sales-order';

export const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 20);

/** Places an order. Its number and the id of its fact come from the key, so repeating is safe. */
export async function placeOrder(
  desk: OrderDesk,
  principal: Principal,
  idempotencyKey: string,
  order: z.output<typeof orderToPlace>,
): Promise<Result<OrderTaken, Refusal>> {
  const { entity: named, salesOrder: given, orderedAt, ...content } = order;
  const entity = entityToWrite(desk.entities, principal, named);
  if (!entity.ok) return entity;
  const unique = digest(principal.keyId, idempotencyKey);
  const salesOrder = given ?? `SO-${unique.slice(0, 12).toUpperCase()}`;
  const instance = `${entity.value}/${SALES_ORDER}/${salesOrder}`;
  const source = principal.system ?? DIRECT;
  const id = `place:${unique}`;
  const now = desk.clock.now();

  const known = await desk.reads.factsOf(instance);
  if (known.some((fact) => fact.source === source && fact.id === id)) {
    return ok(takenOf(instance, 1, 'duplicate', source, id));
  }
  if (known.some((fact) => fact.type === FACTS.salesOrderStated.type)) {
    return err({
      code: 'already-exists',
      detail: `${entity.value} has a sales order ${salesOrder} already.`,
      param: '$.salesOrder',
    });
  }
  const unheld = await unknownReservations(desk.reads, entity.value, content.reservations ?? []);
  if (unheld !== null) return err(unheld);
  const data = {
    salesOrder,
    revision: 1,
    channel: 'api',
    orderedAt: orderedAt ?? formatInstant(now),
    ...content,
  };
  const taken = await stateFact(desk.intake, {
    ...statement(source, id, entity.value, salesOrder, now),
    type: FACTS.salesOrderStated.type,
    data,
  });
  return taken.ok ? ok(takenOf(instance, 1, taken.value.status, source, id)) : taken;
}

/** An order may draw on what was held, and not on what nobody ever held. */
async function unknownReservations(
  reads: Reads,
  entity: string,
  numbers: readonly string[],
): Promise<Refusal | null> {
  const found = await Promise.all(
    numbers.map((number) => reads.findInstances(RESERVATION_WORKFLOW, number, [entity])),
  );
  const message = `${entity} has no reservation of this number`;
  const errors = found.flatMap(({ length }, at) =>
    length > 0 ? [] : [{ path: `$.reservations[${at}]`, message }],
  );
  return errors.length === 0 ? null : invalid('invalid-content', errors);
}

/** Amendments of one order follow each other; those of other processes meet as a conflict. */
const underway = new Map<string, Promise<unknown>>();

export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = underway.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  underway.set(key, settled);
  try {
    return await mine;
  } finally {
    if (underway.get(key) === settled) underway.delete(key);
  }
}

/** States the next revision of an order. @param ifRevision refuse unless this one is the newest */
export async function amendOrder(
  desk: OrderDesk,
  principal: Principal,
  salesOrder: string,
  ifRevision: number | null,
  order: z.output<typeof orderToAmend>,
): Promise<Result<OrderTaken, Refusal>> {
  const instance = await findSalesOrder(desk.reads, principal, salesOrder, order.entity ?? null);
  if (!instance.ok) return instance;
  return inTurn(instance.value, () => amend(desk, principal, instance.value, ifRevision, order));
}

async function amend(
  desk: OrderDesk,
  principal: Principal,
  instance: string,
  ifRevision: number | null,
  order: z.output<typeof orderToAmend>,
): Promise<Result<OrderTaken, Refusal>> {
  const current = await currentOrder(desk, instance);
  if (!current.ok) return current;
  const { revision, channel, salesOrder } = current.value.content;
  if (ifRevision !== null && ifRevision !== revision) {
    return err({
      code: 'revision-differs',
      detail: `The newest revision is ${revision}, not ${ifRevision}.`,
      param: 'If-Match',
    });
  }
  const { entity: _, orderedAt, ...content } = order;
  const { entity: whose } = current.value.reading.scope;
  const unheld = await unknownReservations(desk.reads, whose, content.reservations ?? []);
  if (unheld !== null) return err(unheld);
  const wire = (number: number) => ({
    salesOrder,
    revision: number,
    channel,
    orderedAt: orderedAt ?? formatInstant(current.value.content.orderedAt),
    ...content,
  });
  const source = principal.system ?? DIRECT;
  const unchanged = FACTS.salesOrderStated.decode(wire(revision));
  if (!unchanged.ok) return err(invalid('invalid-content', unchanged.error));
  if (unchanged.value.text === current.value.text) {
    return ok({ ...takenOf(instance, revision, 'duplicate', '', ''), fact: current.value.fact });
  }
  const id = `amend:${instance}:${revision + 1}:${fingerprint(unchanged.value.text)}`;
  const { entity } = current.value.reading.scope;
  const taken = await stateFact(desk.intake, {
    ...statement(source, id, entity, salesOrder, desk.clock.now()),
    type: FACTS.salesOrderStated.type,
    data: wire(revision + 1),
  });
  return taken.ok ? ok(takenOf(instance, revision + 1, taken.value.status, source, id)) : taken;
}

/** Asks to cancel an order or some of its lines. */
export async function cancelOrder(
  desk: OrderDesk,
  principal: Principal,
  idempotencyKey: string,
  salesOrder: string,
  request: {
    readonly entity?: string | undefined;
    readonly lines: readonly number[];
    readonly reason: string;
  },
): Promise<Result<OrderTaken, Refusal>> {
  const instance = await findSalesOrder(desk.reads, principal, salesOrder, request.entity ?? null);
  if (!instance.ok) return instance;
  const current = await currentOrder(desk, instance.value);
  if (!current.ok) return current;
  const known = new Set(current.value.content.lines.map(({ line }) => line));
  const unknown = request.lines.flatMap((line, at) =>
    known.has(line) ? [] : [{ path: `$.lines[${at}]`, message: `the order has no line ${line}` }],
  );
  if (unknown.length > 0) return err(invalid('invalid-content', unknown));
  const unique = digest(principal.keyId, idempotencyKey, instance.value);
  const source = principal.system ?? DIRECT;
  const id = `cancel:${unique}`;
  const taken = await stateFact(desk.intake, {
    ...statement(source, id, current.value.reading.scope.entity, salesOrder, desk.clock.now()),
    type: FACTS.salesOrderCancellationRequested.type,
    data: { salesOrder, request: unique, lines: request.lines, reason: request.reason },
  });
  return taken.ok ? ok(takenOf(instance.value, null, taken.value.status, source, id)) : taken;
}

interface CurrentOrder {
  readonly reading: InstanceReading;
  readonly content: Order;
  readonly text: string;
  readonly fact: string;
}

async function currentOrder(desk: OrderDesk, instance: string): Promise<Result<CurrentOrder, Refusal>> {
  const moment = { at: desk.clock.now(), reading: 'known' } as const;
  const reading = await readInstance(desk.reads, desk.workflows, instance, moment);
  if (reading === null) return err({ code: 'not-found', detail: `Nothing is known of ${instance}.` });
  const order = orderViewOf(reading.state, desk.rounding)?.order;
  if (order === undefined) {
    return err({
      code: 'not-possible-now',
      detail: 'Systems speak of the order, but nobody has stated it yet.',
    });
  }
  if (order.disputed) {
    return err({
      code: 'not-possible-now',
      detail: `Revision ${order.version} is stated in several ways; decide the dispute first.`,
    });
  }
  return ok({
    reading,
    content: order.value,
    text: await desk.enclosure.text(FACTS.salesOrderStated.encode(order.value)),
    fact: order.fact,
  });
}

const statement = (
  source: string,
  id: string,
  entity: string,
  salesOrder: string,
  now: Instant,
): Omit<StatedFact, 'type' | 'data'> => ({
  source,
  id,
  entity,
  occurredAt: now,
  correlationId: `${entity}/${SALES_ORDER}/${salesOrder}`,
  causationId: null,
});

function takenOf(
  instance: string,
  revision: number | null,
  status: OrderTaken['status'],
  source: string,
  id: string,
): OrderTaken {
  const [entity = ''] = instance.split('/', 1);
  const salesOrder = instance.slice(entity.length + SALES_ORDER.length + 2);
  return { salesOrder, entity, instance, revision, status, fact: `${source}/${id}` };
}
