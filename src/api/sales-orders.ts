/** Sales orders: place, amend, cancel, list, look into, explain. */
import type { FastifyInstance } from 'fastify';
import { amendOrder, cancelOrder, placeOrder } from '../application/act/sales-orders.ts';
import type { Principal } from '../application/access/api-keys.ts';
import { explain } from '../application/query/explain.ts';
import { moneyFigure } from '../application/query/figures.ts';
import { entityScope, findSalesOrder } from '../application/query/find.ts';
import type { InstanceReading } from '../application/query/instance-reading.ts';
import type { ListedOrder } from '../application/query/reads.ts';
import { salesOrderAnswer } from '../application/query/sales-order.ts';

import * as contract from '../contract/resources/sales-orders.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { etagOf, versionOf } from './etag.ts';
import { readAt, type MomentQuery } from './moment.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { correlation } from './response-headers.ts';
import { serve } from './route.ts';

export function serveSalesOrders(app: FastifyInstance, deps: ApiDeps): void {
  serveWrites(app, deps);

  serve(app, deps, contract.listSalesOrders, async ({ query, caller }) => {
    const page = await deps.reads.salesOrders({
      after: afterOf('sales-orders', query.cursor),
      limit: query.limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      lifecycle: query.lifecycle ?? null,
      customer: query.customer ?? null,
      numberPrefix: query.number ?? null,
      late: query.late ?? null,
      open: query.open ?? null,
      now: deps.clock.now(),
    });
    return pageAnswer('sales-orders', page, summaryOf);
  });

  serve(app, deps, contract.getSalesOrder, async ({ params, query, caller }) => {
    const reading = await readingOf(deps, caller.principal, params.salesOrder, query);
    const body = salesOrderAnswer(reading, deps.lagMs, deps.rounding);
    const etag = body.revision === null ? {} : etagOf(body.revision);
    return { status: 200, body, headers: { ...correlation(body), ...etag } };
  });

  serve(app, deps, contract.explainSalesOrder, async ({ params, query, caller }) => {
    const reading = await readingOf(deps, caller.principal, params.salesOrder, query);
    return { status: 200, body: explain(reading, deps.lagMs) };
  });
}

function serveWrites(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.placeSalesOrder, async ({ body, caller, idempotencyKey }) => {
    const taken = expect(await placeOrder(deps, caller.principal, idempotencyKey ?? '', body));
    const location = `/v1/sales-orders/${encodeURIComponent(taken.salesOrder)}`;
    return { status: 201, body: taken, headers: { location, ...correlation(taken) } };
  });

  serve(app, deps, contract.amendSalesOrder, async ({ params, body, caller, request }) => {
    const revision = versionOf(request);
    const taken = expect(await amendOrder(deps, caller.principal, params.salesOrder, revision, body));
    return {
      status: 200,
      body: taken,
      headers: { etag: `"${taken.revision}"`, ...correlation(taken) },
    };
  });

  serve(app, deps, contract.cancelSalesOrder, async ({ params, body, caller, idempotencyKey }) => {
    const key = idempotencyKey ?? '';
    const taken = expect(await cancelOrder(deps, caller.principal, key, params.salesOrder, body));
    return { status: 202, body: taken, headers: correlation(taken) };
  });
}

/** The order as it was, or was known, at the moment that the query names. */
async function readingOf(
  deps: ApiDeps,
  principal: Principal,
  salesOrder: string,
  query: MomentQuery,
): Promise<InstanceReading> {
  const instance = expect(await findSalesOrder(deps.reads, principal, salesOrder, query.entity ?? null));
  return readAt(deps, instance, salesOrder, 'salesOrder', query);
}

function summaryOf({ row, customer, late }: ListedOrder) {
  const money = (minor: bigint) => moneyFigure(minor, row.currency);
  return {
    salesOrder: row.businessId,
    entity: row.entity,
    instance: row.key,
    lifecycle: row.lifecycle,
    settled: row.settled,
    late,
    nextDeadlineAt: row.nextDeadlineAt === null ? null : formatInstant(row.nextDeadlineAt),
    openCases: row.openCases,
    brokenEquations: row.equationsBroken,
    ordered: money(row.orderedMinor),
    shipped: money(row.shippedMinor),
    invoiced: money(row.invoicedMinor),
    credited: money(row.creditedMinor),
    paid: money(row.paidMinor),
    customer,
    lines: row.lineCount,
    openedAt: formatInstant(row.openedAt),
    updatedAt: formatInstant(row.updatedAt),
  };
}
