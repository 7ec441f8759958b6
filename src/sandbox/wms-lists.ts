/** Lists of the warehouse system: open outbound orders and stock, in pages, each with what a list needs. */
import { z } from 'zod';
import type { Outbound } from './wms-documents.ts';
import { plus } from './wms-documents.ts';
import type { WmsEvents } from './wms-events.ts';
import type { Records } from './wms-records.ts';
import type { WmsStock } from './wms-stock.ts';

const limit = z.coerce.number().int().min(1).max(1_000).default(250);

/** `GET /wms/v2/outbound`: after an order's number and reference. */
export const outboundQuery = z.strictObject({
  afterOrder: z.string().default(''),
  afterRef: z.string().default(''),
  limit,
});

/** `GET /wms/v2/stock`: after a site and item. */
export const stockQuery = z.strictObject({ after: z.string().default(''), limit });

const SHIPPED = '90';

/** Not shipped yet as far as they go, by sales order and reference. */
export function openOutbound(
  orders: Records<Outbound>,
  events: WmsEvents,
  query: z.output<typeof outboundQuery>,
): unknown {
  const after = { value: query.afterOrder, key: query.afterRef };
  const condition = `json_extract(record, '$.orderStatus') <> '${SHIPPED}'`;
  const page = orders.sorted('salesOrderNo', condition, after, query.limit);
  return {
    orders: page.map((order) => summaryOf(order, events)),
    more: page.length === query.limit,
  };
}

/** One order as lists show it, and everything that was ever said of it. */
export function outboundTrail(order: Outbound, events: WmsEvents): unknown {
  return { order: summaryOf(order, events), events: events.ofKey(keyOf(order)) };
}

const keyOf = ({ shippingOrderRef }: Outbound): string => `outbound ${shippingOrderRef}`;

const summaryOf = (order: Outbound, events: WmsEvents): unknown => ({
  shippingOrderRef: order.shippingOrderRef,
  companyCode: order.companyCode,
  salesOrderNo: order.salesOrderNo,
  revision: order.lastInstruction.revision,
  undertakenQty: order.lastInstruction.acceptedLines.reduce((sum, line) => plus(sum, line.totalQty), '0'),
  shippedQty: order.lines.reduce((sum, line) => plus(sum, line.shippedQty), '0'),
  changedAt: events.lastAt(keyOf(order)),
});

export function stockPage(
  stock: WmsStock,
  query: z.output<typeof stockQuery>,
  companyOf: (site: string) => string,
): unknown {
  const page = stock.page(query.after, query.limit);
  return {
    positions: page.map(({ site, itemNo, onHandQty }) => ({
      site,
      itemNo,
      companyCode: companyOf(site),
      onHandQty,
    })),
    more: page.length === query.limit,
  };
}
