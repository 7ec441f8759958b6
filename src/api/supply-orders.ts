/** Orders of ours at suppliers. */
import type { FastifyInstance } from 'fastify';
import type { InstanceRow } from '../application/ports/store.ts';
import { asOfOf } from '../application/query/explain.ts';
import { moneyFigure, quantityFigure } from '../application/query/figures.ts';
import { entityScope, findSupplyOrder } from '../application/query/find.ts';
import { waitingSentence } from '../application/query/sentences.ts';
import * as contract from '../contract/resources/supply-orders.ts';
import { formatInstant } from '../kernel/instant.ts';
import { formatUnitPrice } from '../kernel/unit-price.ts';
import { supplierDocuments, supplyViewOf } from '../workflows/inbound-supply/workflow.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { readAt } from './moment.ts';
import { afterOf, pageAnswer } from './paging.ts';
import { serve } from './route.ts';

export function serveSupplyOrders(app: FastifyInstance, deps: ApiDeps): void {
  serve(app, deps, contract.listSupplyOrders, async ({ query, caller }) => {
    const page = await deps.supplyOrders.orders({
      after: afterOf('supply-orders', query.cursor),
      limit: query.limit,
      entities: expect(entityScope(caller.principal, query.entity ?? null)),
      lifecycle: query.lifecycle ?? null,
    });
    return pageAnswer('supply-orders', page, summaryOf);
  });

  serve(app, deps, contract.getSupplyOrder, async ({ params: { purchaseOrder }, query, caller }) => {
    const key = expect(
      await findSupplyOrder(deps.reads, caller.principal, purchaseOrder, query.entity ?? null),
    );
    const row = (await deps.reads.instance(key))!;
    const reading = await readAt(deps, key, purchaseOrder, 'purchaseOrder', { reading: 'known' });
    const { supplier, items } = supplyViewOf(reading.state);
    const body = {
      ...summaryOf(row),
      asOf: asOfOf(reading),
      supplier,
      items: items.map(({ item, accepted, backordered, announced, invoiced, prices }) => ({
        item,
        accepted: quantityFigure(accepted),
        backordered: quantityFigure(backordered),
        announced: quantityFigure(announced),
        billed: quantityFigure(invoiced),
        unitPrices: prices.map(formatUnitPrice),
      })),
      documents: supplierDocuments(reading.state).map((document) => ({
        ...document,
        statedAt: formatInstant(document.statedAt),
      })),
      waiting: waitingSentence(reading),
    };
    return { status: 200, body };
  });
}

function summaryOf(row: InstanceRow) {
  const money = (minor: bigint) => (row.currency === '' ? null : moneyFigure(minor, row.currency));
  return {
    purchaseOrder: row.businessId,
    entity: row.entity,
    lifecycle: row.lifecycle,
    settled: row.settled,
    acknowledged: money(row.orderedMinor),
    announced: money(row.shippedMinor),
    billed: money(row.invoicedMinor),
    openCases: row.openCases,
    brokenEquations: row.equationsBroken,
    openedAt: formatInstant(row.openedAt),
    updatedAt: formatInstant(row.updatedAt),
  };
}
