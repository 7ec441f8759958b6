/** Reservations by the API: the ledger decides each under its locks, and whoever asked hears it at once. */
import type { z } from 'zod';
import { RESERVATION } from '../../canonical/facts/inventory-reserved.v1.ts';
import { HTTP_LIMITS } from '../../contract/limits.ts';
import { invalid, type Refusal } from '../../contract/refusal.ts';
import type { reservationToMake } from '../../contract/resources/reservations.ts';
import { lifeDaysOf, type ShelfLifePolicy } from '../../domain/inventory/shelf-life.ts';
import { assert } from '../../kernel/assert.ts';
import type { Clock } from '../../kernel/clock.ts';
import { DAY_MS, formatInstant, parseInstant, type Instant } from '../../kernel/instant.ts';
import { parseQuantity } from '../../kernel/quantity.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { reservationOf, type ReservationView } from '../../workflows/inventory-reservation/workflow.ts';
import type { AuditTrail } from '../access/audit.ts';
import { coversSite, principalRef, type Principal } from '../access/principal.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { Processor } from '../process/processor.ts';
import type { ReservationAct } from '../process/reservation-decision.ts';
import { entityToWrite, findReservation } from '../query/find.ts';
import { readInstance } from '../query/instance-reading.ts';
import type { Reads } from '../query/reads.ts';
import { digest } from './sales-orders.ts';

/** What the desk works with. */
export interface ReservationOffice {
  readonly processor: Pick<Processor, 'submit'>;
  readonly reads: Reads;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly workflows: ReadonlyMap<string, Workflow>;
  /** Business entities that are configured. */
  readonly entities: ReadonlySet<string>;
  readonly shelfLife: ShelfLifePolicy;
  /** Whether our own ledger promises stock; where another system does, nothing can be held here. */
  readonly allocatesHere: boolean;
}

/** Who asks, and on whose behalf. */
interface Asker {
  readonly principal: Principal;
  readonly actor: string;
}

/** A reservation that stands, and where. */
export interface StandingReservation {
  readonly instance: string;
  readonly view: ReservationView;
}

type Answer = Promise<Result<StandingReservation, Refusal>>;

/** Where stock is held, kept longer and given back. */
export class ReservationDesk {
  readonly #office: ReservationOffice;

  constructor(office: ReservationOffice) {
    this.#office = office;
  }

  /** Holds stock. The number comes from the key unless it is given, so that repeating is safe. */
  async make(asker: Asker, idempotencyKey: string, request: z.output<typeof reservationToMake>): Answer {
    const { entity: named, reservation: given, item, site, customer, reference, partial } = request;
    if (!this.#office.allocatesHere) {
      const detail = 'Another system promises stock here: what is reserved is reserved there.';
      return err({ code: 'not-possible-now', detail });
    }
    const entity = entityToWrite(this.#office.entities, asker.principal, named);
    if (!entity.ok) return entity;
    const quantity = parseQuantity(request.quantity);
    if (!quantity.ok || quantity.value <= 0n) {
      const message = quantity.ok ? 'must be above zero' : quantity.error;
      return err(invalid('invalid-content', [{ path: '$.quantity', message }]));
    }
    const expiresAt = this.#end(request.expiresAt);
    if (!expiresAt.ok) return expiresAt;
    const of = digest(asker.principal.keyId, idempotencyKey);
    const reservation = given ?? `RS-${of.slice(0, 12).toUpperCase()}`;
    const lifeDays = lifeDaysOf(this.#office.shelfLife, item, customer ?? '');
    const wanted = {
      reservation,
      of,
      item,
      quantity: quantity.value,
      expiresAt: expiresAt.value,
      ...(site === undefined ? {} : { site }),
      ...(customer === undefined ? {} : { customer }),
      ...(reference === undefined ? {} : { reference }),
      ...(lifeDays === 0 ? {} : { lifeDays }),
    };
    const instance = `${entity.value}/${RESERVATION}/${reservation}`;
    return this.#ask(asker, instance, { kind: 'reserve', wanted, partial }, null, null);
  }

  /** Says anew until when it holds. @param ifDecision refuse unless this decision is the newest */
  async extend(
    asker: Asker,
    reservation: string,
    named: string | undefined,
    ifDecision: number | null,
    until: string,
  ): Answer {
    const expiresAt = this.#end(until);
    if (!expiresAt.ok) return expiresAt;
    const known = await this.read(asker.principal, reservation, named ?? null);
    if (!known.ok) return known;
    return this.#ask(
      asker, known.value.instance, { kind: 'extend', expiresAt: expiresAt.value }, ifDecision, null,
    );
  }

  /** Gives back what it still holds. */
  async release(
    asker: Asker,
    reservation: string,
    named: string | undefined,
    ifDecision: number | null,
    reason: string,
  ): Answer {
    const known = await this.read(asker.principal, reservation, named ?? null);
    if (!known.ok) return known;
    return this.#ask(asker, known.value.instance, { kind: 'release', reason }, ifDecision, reason);
  }

  /** Reads one, if the key covers its entity and its site. */
  async read(principal: Principal, reservation: string, named: string | null): Answer {
    const { reads, workflows, clock } = this.#office;
    const instance = await findReservation(reads, principal, reservation, named);
    if (!instance.ok) return instance;
    const moment = { at: clock.now(), reading: 'known' } as const;
    const reading = await readInstance(reads, workflows, instance.value, moment);
    const view = reading === null ? null : reservationOf(reading.state);
    if (view === null) {
      const detail = `There is no reservation ${reservation}.`;
      return err({ code: 'not-found', detail, param: 'reservation' });
    }
    if (!coversSite(principal, view.reserved.site ?? null)) {
      const detail = `${principal.name} covers ${principal.sites.join(', ')}: ${reservation} is elsewhere.`;
      return err({ code: 'site-not-allowed', detail });
    }
    return ok({ instance: instance.value, view });
  }

  /** The end that somebody wishes: to come, and not beyond what may be held in all fairness. */
  #end(text: string): Result<Instant, Refusal> {
    const end = parseInstant(text);
    const now = this.#office.clock.now();
    const { reservationDaysMax } = HTTP_LIMITS;
    const message =
      !end.ok ? end.error
      : end.value <= now ? 'must be to come'
      : end.value > now + reservationDaysMax * DAY_MS ? `must be within ${reservationDaysMax} days`
      : null;
    if (end.ok && message === null) return end;
    return err(invalid('invalid-content', [{ path: '$.expiresAt', message: message! }]));
  }

  async #ask(
    { principal, actor }: Asker,
    instance: string,
    act: ReservationAct,
    ifDecision: number | null,
    reason: string | null,
  ): Answer {
    const { processor, audit, clock } = this.#office;
    const { reservation: answer } = await processor.submit({ reserve: { instance, act, ifDecision } });
    assert(answer !== undefined, 'the ledger answers whoever asks it');
    if (answer.kind === 'refused') {
      const { code, detail } = answer;
      return err(code === 'revision-differs' ? { code, detail, param: 'If-Match' } : { code, detail });
    }
    if (!answer.changed) return ok({ instance, view: answer.view });
    const { reserved } = answer.view;
    await audit.append({
      at: clock.now(),
      actor,
      principal: principalRef(principal),
      action: `reservation.${act.kind}`,
      entity: instance.split('/', 1)[0]!,
      subject: instance,
      before: null,
      after: JSON.stringify({ decision: reserved.decision, expiresAt: formatInstant(reserved.expiresAt) }),
      reason,
    });
    return ok({ instance, view: answer.view });
  }
}
