/** Lots, recalls and reconciliations: what stock pages show, and what quality and warehouse decide. */
import type { FastifyInstance } from 'fastify';
import { coversSite, principalRef } from '../application/access/principal.ts';
import { stateFact } from '../application/act/state-fact.ts';
import { figureOf, quantityFigure } from '../application/query/figures.ts';
import { entityScope, entityToWrite } from '../application/query/find.ts';
import { readInstance } from '../application/query/instance-reading.ts';
import { decideLotQuality } from '../application/stock/lot-quality.ts';
import { nextHoldVersion, nextVersionOf, planRecall, type RecallPlan } from '../application/stock/recall.ts';
import type { ListedReconciliation } from '../application/stock/stock-reads.ts';
import { FACTS } from '../canonical/catalogue.ts';
import { RECONCILIATION } from '../canonical/facts/reconciliation.ts';
import { LOT, lotNumber } from '../canonical/facts/lot-stated.v1.ts';
import { PERSON } from '../canonical/person.ts';
import * as contract from '../contract/resources/lots.ts';
import { daysLeft, fitnessOf } from '../domain/inventory/shelf-life.ts';
import { formatInstant } from '../kernel/instant.ts';
import { statementOf } from '../workflows/stock-reconciliation/statement.ts';
import type { ApiDeps, Caller } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

export function serveLots(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.listLots, async ({ query, caller }) => {
    const { item = null, site = null, lot = null, unstated = null, lifeDays, limit } = query;
    const now = deps.clock.now();
    const page = await deps.stockReads.lots({
      after: afterOf('lots', query.cursor),
      limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      item,
      site,
      lot,
      unstated,
    });
    return pageAnswer('lots', page, ({ terms, ...row }) => {
      const today = deps.dateAt(row.site, now);
      return {
        entity: row.entity,
        item: row.item,
        lot: terms.lot,
        site: row.site,
        onHand: quantityFigure(row.onHand),
        allocated: quantityFigure(row.allocated),
        expiresOn: terms.expiresOn,
        receivedOn: terms.receivedOn,
        daysLeft: daysLeft(terms, today),
        fitness: fitnessOf(terms, today, lifeDays),
      };
    });
  });

  serve(app, deps, contract.holdLot, async ({ params, body, caller }) => {
    const entity = expect(entityToWrite(deps.entities, caller.principal, body.entity));
    const instance = `${entity}/${LOT}/${lotNumber(params)}`;
    const { hold, holds, kind, reason } = body;
    const version = await nextHoldVersion(deps.reads, instance, hold);
    const data = { ...params, hold, version, holds, kind, reason, decidedBy: caller.actor };
    const type = FACTS.lotHoldDecided.type;
    const status = await say(deps, entity, { type, id: `hold/${hold}/${version}`, instance, data });
    await audited(deps, caller, entity, holds ? 'lot.hold' : 'lot.release-hold', instance, reason, data);
    return { status: 200, body: { instance, status } };
  });

  serve(app, deps, contract.decideLotQuality, async ({ params, body, caller }) => {
    const entity = expect(entityToWrite(deps.entities, caller.principal, body.entity));
    const { verdict, reason } = body;
    const decided = await decideLotQuality(deps, caller, { entity, ...params }, verdict, reason);
    return { status: 200, body: expect(decided) };
  });

  serveRecalls(app, deps);
  serveReconciliations(app, deps);
}

function serveRecalls(app: FastifyInstance, deps: ApiDeps): void {
  const { reads, workflows, rounding, clock } = deps;
  const office = { reads, workflows, rounding, stock: deps.stockReads };
  const planOf = (caller: Caller, lot: string, item: string | undefined, entity: string | undefined) =>
    planRecall(
      office, lot, item ?? null, expect(entityScope(caller.principal, entity ?? null)), clock.now(),
    );

  serve(app, deps, contract.planRecall, async ({ query, caller }) => ({
    status: 200,
    body: planAnswer(await planOf(caller, query.lot, query.item, query.entity)),
  }));

  serve(app, deps, contract.drillRecall, async ({ body, caller }) => {
    const startedAt = performance.now();
    const plan = await planOf(caller, body.lot, body.item, body.entity);
    const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
    const answer = planAnswer(plan);
    const result = { ...answer.figures, tookMs };
    await audited(deps, caller, body.entity ?? null, 'recall.drill', `lot/${body.lot}`, 'drill', result);
    return { status: 200, body: { plan: answer, tookMs } };
  });

  serve(app, deps, contract.declareRecall, async ({ body, caller }) => {
    const { lot, recall, reason } = body;
    const plan = await planOf(caller, lot, body.item, body.entity);
    if (plan.items.length === 0) {
      throw new RefusedError({ code: 'not-possible-now', detail: `Nothing is known of a lot ${lot}.` });
    }
    const held: string[] = [];
    for (const { entity, item } of plan.items) {
      const instance = `${entity}/${LOT}/${lotNumber({ item, lot })}`;
      const version = await nextHoldVersion(deps.reads, instance, recall);
      const data = {
        item, lot, hold: recall, version, holds: true, kind: 'recall', reason, decidedBy: caller.actor,
      };
      const type = FACTS.lotHoldDecided.type;
      await say(deps, entity, { type, id: `recall/${recall}/${version}`, instance, data });
      await audited(deps, caller, entity, 'recall.declare', instance, reason, data);
      held.push(instance);
    }
    const left = await planOf(caller, lot, body.item, body.entity);
    return { status: 200, body: { held, plan: planAnswer(left) } };
  });
}

function serveReconciliations(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.listReconciliations, async ({ query, caller }) => {
    const page = await deps.stockReads.reconciliations({
      after: afterOf('reconciliations', query.cursor),
      limit: query.limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      state: query.state ?? null,
      item: query.item ?? null,
    });
    const items = await Promise.all(page.items.map((row) => reconciliationAnswer(deps, row)));
    const theirs = items.filter(({ lines }) =>
      lines.every(({ site }) => coversSite(caller.principal, site)),
    );
    return pageAnswer('reconciliations', { ...page, items: theirs }, (row) => row);
  });

  serve(app, deps, contract.decideAdjustmentReason, async ({ params, body, caller }) => {
    const entity = expect(entityToWrite(deps.entities, caller.principal, body.entity));
    const { reconciliation } = params;
    const instance = `${entity}/${RECONCILIATION}/${reconciliation}`;
    if ((await deps.reads.instance(instance)) === null) {
      throw new RefusedError({ code: 'not-found', detail: `There is no reconciliation ${reconciliation}.` });
    }
    const moment = { at: deps.clock.now(), reading: 'known' } as const;
    const known = await readInstance(deps.reads, deps.workflows, instance, moment);
    const site = known === null ? null : (statementOf(known.state)?.site ?? null);
    if (!coversSite(caller.principal, site)) {
      const detail = `${reconciliation} is of another site.`;
      throw new RefusedError({ code: 'site-not-allowed', detail, param: 'reconciliation' });
    }
    const { type, read } = FACTS.adjustmentReasonDecided;
    const { line, reason, note } = body;
    const decision = await nextVersionOf(deps.reads, instance, type, (text) => {
      const said = read(text);
      return said.line === line ? said.decision : 0;
    });
    const data = { reconciliation, line, decision, reason, note, decidedBy: caller.actor };
    const id = `reason/${line}/${decision}`;
    const status = await say(deps, entity, { type, id, instance, data });
    await audited(deps, caller, entity, 'adjustment.reason', instance, note, data);
    return { status: 200, body: { instance, status } };
  });
}

interface Saying {
  readonly type: string;
  /** Names the decision inside its instance. */
  readonly id: string;
  readonly instance: string;
  readonly data: unknown;
}

/** States what a person decided, by the front door. */
async function say(deps: ApiDeps, entity: string, saying: Saying) {
  const { type, id, instance, data } = saying;
  const taken = await stateFact(deps.intake, {
    source: PERSON,
    id: `${instance}/${id}`,
    type,
    entity,
    occurredAt: deps.clock.now(),
    correlationId: instance,
    causationId: null,
    data,
  });
  return expect(taken).status;
}

const audited = (
  deps: ApiDeps,
  { actor, principal }: Caller,
  entity: string | null,
  action: string,
  subject: string,
  reason: string,
  after: unknown,
): Promise<void> =>
  deps.audit.append({
    at: deps.clock.now(),
    actor,
    principal: principalRef(principal),
    action,
    entity,
    subject,
    before: null,
    after: JSON.stringify(after),
    reason,
  });

function planAnswer({ lot, at, items, figures }: RecallPlan) {
  return {
    lot,
    at: formatInstant(at),
    items: items.map((one) => ({
      entity: one.entity,
      item: one.item,
      state: one.terms.bar ?? 'sellable',
      expiresOn: one.terms.expiresOn,
      received: quantityFigure(one.received),
      returned: quantityFigure(one.returned),
      lies: one.lies.map(({ location, disposition, onHand, allocated }) => ({
        location, disposition, onHand: quantityFigure(onHand), allocated: quantityFigure(allocated),
      })),
      promised: one.promised.map(({ instance, line, site, quantity }) => ({
        salesOrder: instance.split('/').slice(2).join('/'), line, site, quantity: quantityFigure(quantity),
      })),
      shipped: one.shipped.map(({ quantity, net, ...row }) => ({
        ...row, quantity: quantityFigure(quantity), net: figureOf(net),
      })),
    })),
    figures: {
      sites: figures.sites,
      orders: figures.orders,
      customers: figures.customers,
      onHand: quantityFigure(figures.onHand),
      shipped: quantityFigure(figures.shipped),
      traced: Number(figures.tracedPerMille) / 1_000,
      credits: figures.credits.map((credit) => figureOf(credit)!),
    },
  };
}

/** A row with its lines, as they are judged now. */
async function reconciliationAnswer(deps: ApiDeps, row: ListedReconciliation) {
  const moment = { at: deps.clock.now(), reading: 'known' } as const;
  const reading = await readInstance(deps.reads, deps.workflows, row.key, moment);
  const statement = reading === null ? null : statementOf(reading.state);
  const figure = (value: bigint | null): string | null => (value === null ? null : quantityFigure(value));
  return {
    entity: row.entity,
    reconciliation: row.number,
    state: row.state,
    openCases: row.openCases,
    openedAt: formatInstant(row.openedAt),
    updatedAt: formatInstant(row.updatedAt),
    lines: (statement?.lines ?? []).map((line) => ({
      line: line.line,
      item: line.item,
      lot: line.lot ?? null,
      site: statement!.site,
      stated: figure(line.stated),
      book: figure(line.book),
      change: figure(line.change),
      cause: line.suggestion?.cause ?? null,
      because: line.suggestion?.because ?? null,
      reason: line.reason,
      text: line.text,
    })),
  };
}
