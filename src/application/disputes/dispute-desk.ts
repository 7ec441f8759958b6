/** Where a dispute is opened, with the evidence of its order attached, classified and settled. */
import { createHash } from 'node:crypto';
import { FACTS } from '../../canonical/catalogue.ts';
import { DISPUTE } from '../../canonical/dispute.ts';
import { SALES_ORDER } from '../../canonical/fact-type.ts';
import { PERSON } from '../../canonical/person.ts';
import type { Refusal } from '../../contract/refusal.ts';
import { register } from '../../engine/state.ts';
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant, type Instant } from '../../kernel/instant.ts';
import type { RoundingRule } from '../../kernel/money.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { R as DISPUTES } from '../../workflows/dispute-resolution/registers.ts';
import { chargeOf } from '../../workflows/order-to-cash/charges.ts';
import { rebilledOf } from '../../workflows/order-to-cash/dispute-reports.ts';
import { orderViewOf, type OrderView } from '../../workflows/order-to-cash/order-view.ts';
import { principalRef, type Principal } from '../access/principal.ts';
import type { AuditTrail } from '../access/audit.ts';
import type { FactIntake } from '../act/ports.ts';
import { stateFact, type Taken } from '../act/state-fact.ts';
import type { Workflow } from '../ports/workflow.ts';
import { figureOf, type MoneyFigure } from '../query/figures.ts';
import { entityScope } from '../query/find.ts';
import { readInstance, type InstanceReading } from '../query/instance-reading.ts';
import type { Reads } from '../query/reads.ts';
import type { Finding } from '../records/record-desk.ts';

export interface DisputeDeskOptions {
  readonly reads: Reads;
  readonly intake: FactIntake;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly rounding: RoundingRule;
  /** Finds the order that an invoice's number means. */
  find(number: string, entities: readonly string[] | null): Promise<readonly Finding[]>;
}

/** A dispute as somebody opens it; money and texts in their wire form. */
export interface NewDispute {
  readonly invoice: string;
  readonly entity?: string | undefined;
  readonly kind: 'deduction' | 'dispute';
  readonly classification: string;
  readonly amount: { readonly amount: string; readonly currency: string };
  readonly payment?: string | undefined;
  readonly customerReference?: string | undefined;
  readonly text: string;
}

/** A dispute that was opened, or was open already. */
export interface OpenedDispute extends Taken {
  readonly dispute: string;
}

export class DisputeDesk {
  readonly #options: DisputeDeskOptions;

  constructor(options: DisputeDeskOptions) {
    this.#options = options;
  }

  /** Opens a dispute. Its number comes from what is disputed, so that opening it again changes nothing. */
  async open(
    principal: Principal,
    actor: string,
    wanted: NewDispute,
  ): Promise<Result<OpenedDispute, Refusal>> {
    const scope = entityScope(principal, wanted.entity ?? null);
    if (!scope.ok) return scope;
    const found = await this.#options.find(wanted.invoice, scope.value);
    const orders = found.filter(({ kind }) => kind === 'sales-order');
    const [first] = orders;
    if (first === undefined || orders.length > 1) {
      const code = first === undefined ? 'not-found' : 'entity-required';
      const how = first === undefined ? 'no order' : 'several orders';
      return err({ code, detail: `The invoice ${wanted.invoice} leads to ${how}.`, param: '$.invoice' });
    }
    const now = this.#options.clock.now();
    const moment = { at: now, reading: 'known' } as const;
    const { reads, workflows, rounding } = this.#options;
    const reading = await readInstance(reads, workflows, first.instance, moment);
    const view = reading === null ? undefined : orderViewOf(reading.state, rounding);
    const attached = view === undefined ? null : attach(view, wanted.invoice);
    if (attached === null) {
      return err({ code: 'not-found', detail: `No invoice ${wanted.invoice} stands.`, param: '$.invoice' });
    }
    const { kind, classification, customerReference, payment } = wanted;
    const unique = [first.instance, wanted.invoice, kind, customerReference ?? payment ?? classification];
    const digest = createHash('sha256').update(unique.join('\u0000')).digest('hex');
    const dispute = `DSP-${digest.slice(0, 12).toUpperCase()}`;
    const known = await reads.factsOf(`${first.entity}/${DISPUTE}/${dispute}`);
    const opened = known.find(({ type }) => type === FACTS.chargeDisputed.type);
    if (opened !== undefined) return ok({ dispute, status: 'duplicate', instance: opened.instance });
    const { entity: _, ...said } = wanted;
    const data = {
      dispute,
      revision: 1,
      ...said,
      ...attached,
      openedBy: actor,
      openedAt: formatInstant(now),
    };
    const { type } = FACTS.chargeDisputed;
    const taken = await this.#state(principal, actor, first.entity, dispute, type, data, {
      id: `dispute:${dispute}`,
      action: 'dispute.open',
      reason: wanted.text,
    });
    return taken.ok ? ok({ dispute, ...taken.value }) : taken;
  }

  /** Says what a dispute is really about: the policy decides again. */
  async classify(
    principal: Principal,
    actor: string,
    dispute: string,
    { classification, reason }: { readonly classification: string; readonly reason: string },
  ): Promise<Result<Taken, Refusal>> {
    const found = await this.#reading(principal, dispute);
    if (!found.ok) return found;
    const decision = (register(found.value.state, DISPUTES.classified, dispute)?.version ?? 0) + 1;
    const data = { dispute, decision, classification, by: actor, reason };
    const { entity } = found.value.scope;
    return this.#state(principal, actor, entity, dispute, FACTS.disputeClassified.type, data, {
      id: `classify:${dispute}:${decision}`,
      action: 'dispute.classify',
      reason,
    });
  }

  /** Tells what was posted for it. */
  async settle(
    principal: Principal,
    actor: string,
    dispute: string,
    settlement: Readonly<Record<string, unknown>>,
  ): Promise<Result<Taken, Refusal>> {
    const found = await this.#reading(principal, dispute);
    if (!found.ok) return found;
    const { lifecycle } = found.value.judgement;
    if (lifecycle === 'crediting') {
      const detail = 'Its credit memo is being posted: nobody posts another one by hand.';
      return err({ code: 'not-possible-now', detail });
    }
    const { how } = settlement as { readonly how: string };
    if (lifecycle !== `to-${how}`) {
      const detail = `The dispute is ${lifecycle}: it is not to be settled by a ${how}.`;
      return err({ code: 'not-possible-now', detail });
    }
    const { entity } = found.value.scope;
    const rebilled = how === 'rebill' ? await this.#rebilled(found.value, settlement) : ok({});
    if (!rebilled.ok) return rebilled;
    const data = { dispute, ...settlement, ...rebilled.value, by: actor };
    return this.#state(principal, actor, entity, dispute, FACTS.disputeSettled.type, data, {
      id: `settle:${dispute}`,
      action: 'dispute.settle',
      reason: null,
    });
  }

  /** Both halves of a rebill as the ledger says them: whoever tells half of it is told what is missing. */
  async #rebilled(
    { state, scope }: InstanceReading,
    settlement: Readonly<Record<string, unknown>>,
  ): Promise<Result<{ readonly rebilled?: MoneyFigure | null }, Refusal>> {
    const { reversal, invoice: anew } = settlement as { reversal?: string; invoice?: string };
    // What names only one of them is refused by the fact itself.
    if (reversal === undefined || anew === undefined) return ok({});
    const { salesOrder, invoice } = register(state, DISPUTES.disputed, scope.businessId)!.contents[0].value;
    const { reads, workflows, clock, rounding } = this.#options;
    const moment = { at: clock.now(), reading: 'known' } as const;
    const key = `${scope.entity}/${SALES_ORDER}/${salesOrder}`;
    const reading = await readInstance(reads, workflows, key, moment);
    const view = reading === null ? undefined : orderViewOf(reading.state, rounding);
    const unit = { invoice, reversal, anew };
    const found = view === undefined ? 'The order is not known.' : rebilledOf(view, unit);
    if (typeof found === 'string') return err({ code: 'not-possible-now', detail: found });
    return ok({ rebilled: figureOf(found) });
  }

  /** A dispute that the key covers, as it stands now. */
  async read(principal: Principal, dispute: string): Promise<Result<InstanceReading, Refusal>> {
    return this.#reading(principal, dispute);
  }

  async #reading(principal: Principal, dispute: string): Promise<Result<InstanceReading, Refusal>> {
    const scope = entityScope(principal, null);
    if (!scope.ok) return scope;
    const { reads, workflows, clock } = this.#options;
    const [key] = await reads.findInstances('dispute-resolution', dispute, scope.value);
    const moment = { at: clock.now(), reading: 'known' } as const;
    const reading = key === undefined ? null : await readInstance(reads, workflows, key, moment);
    if (reading !== null) return ok(reading);
    return err({ code: 'not-found', detail: `There is no dispute ${dispute}.`, param: 'dispute' });
  }

  async #state(
    principal: Principal,
    actor: string,
    entity: string,
    dispute: string,
    type: string,
    data: unknown,
    { id, action, reason }: { readonly id: string; readonly action: string; readonly reason: string | null },
  ): Promise<Result<Taken, Refusal>> {
    const { intake, audit, clock } = this.#options;
    const at = clock.now();
    const correlationId = `${entity}/${DISPUTE}/${dispute}`;
    const taken = await stateFact(intake, {
      source: PERSON, id, type, entity, occurredAt: at, correlationId, causationId: null, data,
    });
    if (!taken.ok) return taken;
    await audit.append({
      at,
      actor,
      principal: principalRef(principal),
      action,
      entity,
      subject: `dispute/${dispute}`,
      before: null,
      after: JSON.stringify(data),
      reason,
    });
    return taken;
  }
}

/** What the order's facts say of an invoice, in its wire form: attached once, and never looked up again. */
function attach(view: OrderView, invoice: string): Record<string, unknown> | null {
  const charge = chargeOf(view, invoice);
  if (charge === null) return null;
  const { gross: amount } = charge.evidence;
  const said = { dispute: '', revision: 1, kind: 'dispute', classification: 'unknown', text: '' } as const;
  const openedAt = 0 as Instant;
  const text = FACTS.chargeDisputed.encode({ ...said, ...charge, amount, openedBy: '', openedAt });
  const { salesOrder, shipment, customer, evidence } = JSON.parse(text) as Record<string, unknown>;
  return { salesOrder, shipment, customer, evidence };
}
