/** Returns: inquire, request, change, call off, list, look into, explain. */
import type { FastifyInstance } from 'fastify';
import { amendReturn, cancelReturn, requestReturn } from '../application/act/returns.ts';
import type { Principal } from '../application/access/principal.ts';
import { explain } from '../application/query/explain.ts';
import { moneyFigure } from '../application/query/figures.ts';
import { entityScope, findReturn, findSalesOrder } from '../application/query/find.ts';
import type { InstanceReading } from '../application/query/instance-reading.ts';
import type { ListedReturn } from '../application/query/reads.ts';
import { returnAnswer } from '../application/query/returns.ts';
import * as contract from '../contract/resources/returns.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { readAt, type MomentQuery } from './moment.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { correlation } from './response-headers.ts';
import { serve } from './route.ts';

export function serveReturns(app: FastifyInstance, deps: ApiDeps): void {
  serveWrites(app, deps);

  serve(app, deps, contract.inquireReturnEligibility, async ({ body, caller }) => {
    const order = expect(
      await findSalesOrder(deps.reads, caller.principal, body.salesOrder, body.entity ?? null),
    );
    const [entity = ''] = order.split('/', 1);
    return { status: 200, body: await deps.returns.eligibility(entity, body) };
  });

  serve(app, deps, contract.listReturns, async ({ query, caller }) => {
    const page = await deps.reads.returns({
      after: afterOf('returns', query.cursor),
      limit: query.limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      lifecycle: query.lifecycle ?? null,
      customer: query.customer ?? null,
      salesOrder: query.salesOrder ?? null,
      numberPrefix: query.number ?? null,
      open: query.open ?? null,
    });
    return pageAnswer('returns', page, summaryOf);
  });

  serve(app, deps, contract.getReturn, async ({ params, query, caller }) => {
    const reading = await readingOf(deps, caller.principal, params.rma, query);
    const body = returnAnswer(reading, deps.lagMs, deps.returns.policy);
    return { status: 200, body, headers: correlation(body) };
  });

  serve(app, deps, contract.explainReturn, async ({ params, query, caller }) => {
    const reading = await readingOf(deps, caller.principal, params.rma, query);
    const { salesOrder: rma, ...explained } = explain(reading, deps.lagMs);
    return { status: 200, body: { rma, ...explained } };
  });
}

function serveWrites(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.requestReturn, async ({ body, caller, idempotencyKey }) => {
    const taken = expect(await requestReturn(deps, caller.principal, idempotencyKey ?? '', body));
    const location = `/v1/returns/${encodeURIComponent(taken.rma)}`;
    return { status: 201, body: taken, headers: { location, ...correlation(taken) } };
  });

  serve(app, deps, contract.amendReturn, async ({ params, body, caller }) => {
    const taken = expect(await amendReturn(deps, caller.principal, params.rma, body));
    return { status: 200, body: taken, headers: correlation(taken) };
  });

  serve(app, deps, contract.cancelReturn, async ({ params, body, caller, idempotencyKey }) => {
    const key = idempotencyKey ?? '';
    const taken = expect(await cancelReturn(deps, caller.principal, key, params.rma, body));
    return { status: 202, body: taken, headers: correlation(taken) };
  });
}

async function readingOf(
  deps: ApiDeps,
  principal: Principal,
  rma: string,
  query: MomentQuery,
): Promise<InstanceReading> {
  const instance = expect(await findReturn(deps.reads, principal, rma, query.entity ?? null));
  return readAt(deps, instance, rma, 'rma', query);
}

function summaryOf({ row, customer, salesOrder }: ListedReturn) {
  const money = (minor: bigint) => moneyFigure(minor, row.currency);
  return {
    rma: row.businessId,
    entity: row.entity,
    instance: row.key,
    lifecycle: row.lifecycle,
    settled: row.settled,
    nextDeadlineAt: row.nextDeadlineAt === null ? null : formatInstant(row.nextDeadlineAt),
    openCases: row.openCases,
    brokenEquations: row.equationsBroken,
    authorized: money(row.orderedMinor),
    credited: money(row.creditedMinor),
    paidBack: money(row.paidMinor),
    customer,
    salesOrder,
    lines: row.lineCount,
    openedAt: formatInstant(row.openedAt),
    updatedAt: formatInstant(row.updatedAt),
  };
}
