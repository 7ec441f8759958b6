/** A sales order in full: its lines by quantity, its money, what happened, what was told to whom. */
import type { z } from 'zod';
import type { salesOrder } from '../../contract/resources/sales-orders.ts';
import { register, registers } from '../../engine/state.ts';
import { formatInstant } from '../../kernel/instant.ts';
import type { RoundingRule } from '../../kernel/money.ts';
import { formatUnitPrice } from '../../kernel/unit-price.ts';
import { adjustmentsOf } from '../../workflows/order-to-cash/equations.ts';
import { orderViewOf, type OrderView } from '../../workflows/order-to-cash/order-view.ts';
import { R } from '../../workflows/order-to-cash/registers.ts';
import type { FactRow } from '../ports/store.ts';
import { commandAnswer } from './command-answer.ts';
import { causeName } from './command-name.ts';
import { asOfOf, verdictsOf } from './explain.ts';
import { moneyFigure, quantityFigure } from './figures.ts';
import type { InstanceReading } from './instance-reading.ts';

export type SalesOrderAnswer = z.output<typeof salesOrder>;

export function salesOrderAnswer(
  reading: InstanceReading,
  lagMs: number,
  rounding: RoundingRule,
): SalesOrderAnswer {
  const { judgement, scope, moment, cases } = reading;
  const { totals, deadlines } = judgement;
  const view = orderViewOf(reading.state, rounding);
  const order = view?.order.value;
  const money = (minor: bigint) => moneyFigure(minor, totals.currency);
  const due = deadlines.map(({ dueAt }) => dueAt).sort((a, b) => a - b);
  return {
    salesOrder: scope.businessId,
    entity: scope.entity,
    instance: reading.key,
    lifecycle: judgement.lifecycle,
    settled: judgement.settled,
    late: cases.some(({ kind }) => kind.startsWith('late-')) || due.some((at) => at <= moment.at),
    nextDeadlineAt: due[0] === undefined ? null : formatInstant(due[0]),
    openCases: cases.length,
    brokenEquations: verdictsOf(reading, lagMs).filter(({ verdict }) => verdict === 'broken').length,
    ordered: money(totals.orderedMinor),
    shipped: money(totals.shippedMinor),
    invoiced: money(totals.invoicedMinor),
    credited: money(totals.creditedMinor),
    paid: money(totals.paidMinor),
    customer: order?.customer ?? null,
    customerReference: order?.customerReference ?? null,
    channel: order?.channel ?? null,
    replaces: replacesAnswer(view),
    revision: order?.revision ?? null,
    orderedAt: order === undefined ? null : formatInstant(order.orderedAt),
    requestedShipDate: order?.requestedShipDate ?? null,
    asOf: asOfOf(reading),
    lines: view === undefined ? [] : linesOf(view),
    timeline: reading.facts.map(timelineEntry),
    commands: reading.commands.map(commandAnswer),
  };
}

function replacesAnswer(view: OrderView | undefined): SalesOrderAnswer['replaces'] {
  if (view?.replaces === undefined) return null;
  const { rma, replaces } = view.replaces.value;
  return { rma, salesOrder: replaces };
}

function linesOf(view: OrderView): SalesOrderAnswer['lines'] {
  const invoiced = invoicedByLine(view);
  const credited = creditedByLine(view);
  return view.lines.map(({ line, cancelled, allocated, undertaken, shipped, short }) => ({
    line: line.line,
    item: line.item,
    unitPrice: formatUnitPrice(line.unitPrice),
    ordered: quantityFigure(line.quantity),
    cancelled: quantityFigure(cancelled),
    allocated: quantityFigure(allocated),
    released: quantityFigure(undertaken),
    shipped: quantityFigure(shipped),
    short: quantityFigure(short),
    invoiced: quantityFigure(invoiced.get(line.line) ?? 0n),
    credited: quantityFigure(credited.get(line.line) ?? 0n),
  }));
}

/** Quantities on posted invoices that nobody reversed. */
function invoicedByLine(view: OrderView): ReadonlyMap<number, bigint> {
  const sums = new Map<number, bigint>();
  for (const { contents } of registers(view.state, R.posted)) {
    const { invoice, lines } = contents[0].value;
    if (register(view.state, R.reversed, invoice) !== undefined) continue;
    for (const { line, quantity } of lines) sums.set(line, (sums.get(line) ?? 0n) + quantity);
  }
  return sums;
}

/** Quantities on credit memos, less those whose credit was reversed. */
function creditedByLine(view: OrderView): ReadonlyMap<number, bigint> {
  const sums = new Map<number, bigint>();
  for (const { kind, lines } of adjustmentsOf(view)) {
    const sign = kind === 'credit' ? 1n : -1n;
    for (const { line, quantity } of lines) sums.set(line, (sums.get(line) ?? 0n) + sign * quantity);
  }
  return sums;
}

/** A fact as people read it in a timeline. */
export const timelineEntry = (fact: FactRow): SalesOrderAnswer['timeline'][number] => ({
  fact: `${fact.source}/${fact.id}`,
  type: fact.type,
  occurredAt: formatInstant(fact.occurredAt),
  recordedAt: formatInstant(fact.recordedAt),
  source: fact.source,
  cause: causeName(fact.instance, fact.causationId),
  effect: fact.evolution,
  data: JSON.parse(fact.text) as unknown,
});
