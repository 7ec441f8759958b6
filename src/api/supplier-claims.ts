/** Supplier claims, and what suppliers owe. */
import type { FastifyInstance } from 'fastify';
import { asOfOf } from '../application/query/explain.ts';
import { moneyFigure, quantityFigure } from '../application/query/figures.ts';
import { entityScope } from '../application/query/find.ts';
import { partsOfKey, readInstance, type InstanceReading } from '../application/query/instance-reading.ts';
import { waitingSentence } from '../application/query/sentences.ts';
import type { InstanceRow } from '../application/ports/store.ts';
import * as contract from '../contract/resources/supplier-claims.ts';
import { register, registers } from '../engine/state.ts';
import { formatInstant } from '../kernel/instant.ts';
import { claimViewOf } from '../workflows/supplier-recovery/claim-view.ts';
import { R } from '../workflows/supplier-recovery/registers.ts';
import type { ApiDeps } from './deps.ts';
import { expect, RefusedError } from './errors.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

export function serveSupplierClaims(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.listSupplierClaims, async ({ query, caller }) => {
    const page = await deps.claims.claims({
      after: afterOf('supplier-claims', query.cursor),
      limit: query.limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      lifecycle: query.lifecycle ?? null,
    });
    return pageAnswer('supplier-claims', page, summaryOf);
  });

  serve(app, deps, contract.getSupplierClaim, async ({ params, query, caller }) => {
    const scope = expect(entityScope(caller.principal, query.entity ?? null));
    const found = await deps.reads.findInstances('supplier-recovery', params.claim, scope);
    const [key, another] = found;
    if (another !== undefined) {
      const detail = `Several entities have a claim ${params.claim}: ${found.join(', ')}.`;
      throw new RefusedError({ code: 'entity-required', detail, param: 'entity' });
    }
    const moment = { at: deps.clock.now(), reading: 'known' } as const;
    const row = key === undefined ? null : await deps.reads.instance(key);
    const reading = key === undefined ? null : await readInstance(deps.reads, deps.workflows, key, moment);
    const body = row === null || reading === null ? null : detailOf(deps, row, reading);
    if (body === null) {
      const detail = `There is no claim ${params.claim}.`;
      throw new RefusedError({ code: 'not-found', detail, param: 'claim' });
    }
    return { status: 200, body };
  });

  serve(app, deps, contract.getSupplierRecovery, async ({ query, caller }) => {
    const scope = expect(entityScope(caller.principal, query.entity ?? null));
    const sums = await deps.claims.recovery(scope);
    const items = sums.map(({ currency, claims, ...minor }) => {
      const money = (amount: bigint) => moneyFigure(amount, currency);
      return {
        currency,
        claims,
        fault: money(minor.faultMinor),
        unclaimed: money(minor.unclaimedMinor),
        lost: money(minor.lostMinor),
        notClaimed: money(minor.notClaimedMinor),
        claimed: money(minor.claimedMinor),
        settled: money(minor.settledMinor),
      };
    });
    return { status: 200, body: { at: formatInstant(deps.clock.now()), items } };
  });
}

function summaryOf(row: InstanceRow) {
  const money = (minor: bigint) => (row.currency === '' ? null : moneyFigure(minor, row.currency));
  return {
    claim: partsOfKey(row.key).businessId,
    entity: row.entity,
    lifecycle: row.lifecycle,
    cost: money(row.orderedMinor),
    claimed: money(row.invoicedMinor),
    accepted: money(row.creditedMinor),
    settled: money(row.paidMinor),
    openCases: row.openCases,
    openedAt: formatInstant(row.openedAt),
    updatedAt: formatInstant(row.updatedAt),
  };
}

function detailOf(deps: ApiDeps, row: InstanceRow, reading: InstanceReading) {
  const view = claimViewOf(reading.state, reading.scope, deps.recoveryPolicy);
  if (view === null) return null;
  const { reported, traced, verdict, answered, state, scope } = view;
  const filed = register(state, R.filed, scope.businessId)?.contents[0].value;
  return {
    ...summaryOf(row),
    asOf: asOfOf(reading),
    reason: verdict.code,
    rma: reported.rma,
    inspection: reported.inspection,
    item: reported.item,
    lot: reported.lot ?? null,
    quantity: quantityFigure(reported.quantity),
    fault: reported.grade,
    site: reported.site,
    supplier: traced?.purchase?.supplier ?? null,
    purchaseOrder: traced?.purchase?.purchaseOrder ?? null,
    delivery: traced?.purchase?.delivery ?? null,
    claimBy: traced?.terms?.claimBy ?? null,
    supplierClaim: filed?.supplierClaim ?? null,
    answer: answered?.verdict ?? null,
    answerReason: answered?.reason ?? null,
    collected: registers(state, R.collected).map(({ key }) => key),
    settlements: registers(state, R.settled).map(({ key }) => key),
    waiting: waitingSentence(reading),
  };
}
