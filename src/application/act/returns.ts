/** Returns by the API: request, change, call off. Each statement is a fact like any other system's. */
import type { z } from 'zod';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import { RETURN } from '../../canonical/rma.ts';
import { invalid, type Refusal } from '../../contract/refusal.ts';
import type { returnToAmend, returnToRequest } from '../../contract/resources/returns.ts';
import { contentOf, registers } from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { R } from '../../workflows/return-to-credit/registers.ts';
import type { Principal } from '../access/principal.ts';
import { entityToWrite, findReturn } from '../query/find.ts';
import { readInstance } from '../query/instance-reading.ts';
import type { StatedFact } from './ports.ts';
import { digest, DIRECT, inTurn, type OrderDesk } from './sales-orders.ts';
import { stateFact } from './state-fact.ts';

type Requested = ContentOfFact<typeof FACTS.returnRequested>;

export interface ReturnTaken {
  readonly rma: string;
  readonly entity: string;
  readonly instance: string;
  readonly revision: number | null;
  readonly status: 'accepted' | 'duplicate';
  readonly fact: string;
}

/** What the desk of returns needs: the same as that of orders. */
export type ReturnDesk = Omit<OrderDesk, 'rounding'>;

/** Requests a return. Its number and the id of its fact come from the key, so repeating is safe. */
export async function requestReturn(
  desk: ReturnDesk,
  principal: Principal,
  idempotencyKey: string,
  request: z.output<typeof returnToRequest>,
): Promise<Result<ReturnTaken, Refusal>> {
  const { entity: named, rma: given, requestedAt, ...content } = request;
  const entity = entityToWrite(desk.entities, principal, named);
  if (!entity.ok) return entity;
  const unique = digest(principal.keyId, idempotencyKey);
  const rma = given ?? `RMA-${unique.slice(0, 12).toUpperCase()}`;
  const instance = `${entity.value}/${RETURN}/${rma}`;
  const source = principal.system ?? DIRECT;
  const id = `request-return:${unique}`;
  const now = desk.clock.now();
  const known = await desk.reads.factsOf(instance);
  if (known.some((fact) => fact.source === source && fact.id === id)) {
    return ok(takenOf(instance, rma, 1, 'duplicate', source, id));
  }
  if (known.some((fact) => fact.type === FACTS.returnRequested.type)) {
    const detail = `${entity.value} has a return ${rma} already.`;
    return err({ code: 'already-exists', detail, param: '$.rma' });
  }
  const data = { rma, revision: 1, requestedAt: requestedAt ?? formatInstant(now), ...content };
  const taken = await stateFact(desk.intake, {
    ...statement(source, id, instance, now),
    type: FACTS.returnRequested.type,
    data,
  });
  return taken.ok ? ok(takenOf(instance, rma, 1, taken.value.status, source, id)) : taken;
}

/** States the next revision of a request. */
export async function amendReturn(
  desk: ReturnDesk,
  principal: Principal,
  rma: string,
  request: z.output<typeof returnToAmend>,
): Promise<Result<ReturnTaken, Refusal>> {
  const instance = await findReturn(desk.reads, principal, rma, request.entity ?? null);
  if (!instance.ok) return instance;
  return inTurn(instance.value, async () => {
    const current = await currentRequest(desk, instance.value);
    if (!current.ok) return current;
    const { entity: _, requestedAt, ...content } = request;
    const wire = (revision: number) => ({
      rma,
      revision,
      requestedAt: requestedAt ?? formatInstant(current.value.requestedAt),
      ...content,
    });
    const source = principal.system ?? DIRECT;
    const { revision } = current.value;
    const unchanged = FACTS.returnRequested.decode(wire(revision));
    if (!unchanged.ok) return err(invalid('invalid-content', unchanged.error));
    const said = await desk.enclosure.text(FACTS.returnRequested.encode(current.value));
    if (unchanged.value.text === said) {
      return ok(takenOf(instance.value, rma, revision, 'duplicate', source, ''));
    }
    const id = `amend-return:${instance.value}:${revision + 1}:${fingerprint(unchanged.value.text)}`;
    const taken = await stateFact(desk.intake, {
      ...statement(source, id, instance.value, desk.clock.now()),
      type: FACTS.returnRequested.type,
      data: wire(revision + 1),
    });
    return taken.ok
      ? ok(takenOf(instance.value, rma, revision + 1, taken.value.status, source, id))
      : taken;
  });
}

/** Calls a return off, as far as its goods have not arrived. */
export async function cancelReturn(
  desk: ReturnDesk,
  principal: Principal,
  idempotencyKey: string,
  rma: string,
  request: { readonly entity?: string | undefined; readonly reason: string },
): Promise<Result<ReturnTaken, Refusal>> {
  const instance = await findReturn(desk.reads, principal, rma, request.entity ?? null);
  if (!instance.ok) return instance;
  const unique = digest(principal.keyId, idempotencyKey, instance.value);
  const source = principal.system ?? DIRECT;
  const id = `cancel-return:${unique}`;
  const taken = await stateFact(desk.intake, {
    ...statement(source, id, instance.value, desk.clock.now()),
    type: FACTS.returnCancelled.type,
    data: { rma, request: unique, reason: request.reason },
  });
  return taken.ok ? ok(takenOf(instance.value, rma, null, taken.value.status, source, id)) : taken;
}

async function currentRequest(
  desk: ReturnDesk,
  instance: string,
): Promise<Result<Requested, Refusal>> {
  const moment = { at: desk.clock.now(), reading: 'known' } as const;
  const reading = await readInstance(desk.reads, desk.workflows, instance, moment);
  const known = reading === null ? undefined : registers(reading.state, R.requested)[0];
  if (known !== undefined) return ok(contentOf(known));
  const detail =
    'Systems speak of the return, but nobody has asked for it yet: request it under its number.';
  return err({ code: 'not-possible-now', detail });
}

const statement = (
  source: string,
  id: string,
  instance: string,
  now: Instant,
): Omit<StatedFact, 'type' | 'data'> => ({
  source,
  id,
  entity: instance.split('/', 1)[0]!,
  occurredAt: now,
  correlationId: instance,
  causationId: null,
});

const takenOf = (
  instance: string,
  rma: string,
  revision: number | null,
  status: ReturnTaken['status'],
  source: string,
  id: string,
): ReturnTaken => ({
  rma,
  entity: instance.split('/', 1)[0]!,
  instance,
  revision,
  status,
  fact: `${source}/${id}`,
});
