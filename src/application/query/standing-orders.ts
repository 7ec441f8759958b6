/** Sales orders as the console lists them: how they stand, and who owes the answer. */
import { formatInstant } from '../../kernel/instant.ts';
import { timeOrNull } from './command-answer.ts';
import type { ItemStock, StandingOrder } from './console-reads.ts';
import { moneyFigure, quantityFigure } from './figures.ts';

export function standingOrderAnswer({ row, ...order }: StandingOrder) {
  const money = (minor: bigint) => moneyFigure(minor, row.currency);
  return {
    salesOrder: row.businessId,
    entity: row.entity,
    instance: row.key,
    customer: order.customer,
    lifecycle: row.lifecycle,
    settled: row.settled,
    standing: order.standing,
    owes: order.owes,
    reason: order.reason,
    since: timeOrNull(order.since),
    held: order.heldMinor === null ? null : money(order.heldMinor),
    ordered: money(row.orderedMinor),
    shipped: money(row.shippedMinor),
    invoiced: money(row.invoicedMinor),
    paid: money(row.paidMinor),
    lines: row.lineCount,
    openCases: row.openCases,
    brokenEquations: row.equationsBroken,
    openedAt: formatInstant(row.openedAt),
  };
}

export const itemStockAnswer = (row: ItemStock) => ({
  entity: row.entity,
  item: row.item,
  sites: row.sites,
  onHand: quantityFigure(row.onHand),
  allocated: quantityFigure(row.allocated),
  availableToPromise: quantityFigure(row.onHand - row.allocated),
  elsewhere: quantityFigure(row.elsewhere),
  inTransit: quantityFigure(row.inTransit),
  backordered: quantityFigure(row.backordered),
  updatedAt: formatInstant(row.updatedAt),
});
