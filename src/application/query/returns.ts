/** A return in full: its goods, its credits, its evidence, and what it waits for. */
import type { z } from 'zod';
import type { returnDetail } from '../../contract/resources/returns.ts';
import { register } from '../../engine/state.ts';
import { formatInstant } from '../../kernel/instant.ts';
import type { Money } from '../../kernel/money.ts';
import { totalQuantity } from '../../kernel/quantity.ts';
import { formatUnitPrice } from '../../kernel/unit-price.ts';
import { assessmentsOf, type Memo } from '../../workflows/return-to-credit/credits.ts';
import { moneyOf } from '../../workflows/return-to-credit/equations.ts';
import type { ReturnToCreditPolicy } from '../../workflows/return-to-credit/policy.ts';
import { destinationOf } from '../../workflows/return-to-credit/quality.ts';
import { R, settle } from '../../workflows/return-to-credit/registers.ts';
import {
  exchangeMoney,
  exchangeOf,
  isAddressKnown,
  replacedLines,
  replacementOf,
} from '../../workflows/return-to-credit/replacement.ts';
import {
  returnViewOf,
  reviewCase,
  type LineView,
  type ReturnView,
} from '../../workflows/return-to-credit/return-view.ts';
import { commandAnswer } from './command-answer.ts';
import { asOfOf, verdictsOf } from './explain.ts';
import { figureOf, moneyFigure, quantityFigure } from './figures.ts';
import type { InstanceReading } from './instance-reading.ts';
import { timelineEntry } from './sales-order.ts';
import { agreementSentence, waitingSentence } from './sentences.ts';

export type ReturnAnswer = z.output<typeof returnDetail>;

export function returnAnswer(
  reading: InstanceReading,
  lagMs: number,
  policy: ReturnToCreditPolicy,
): ReturnAnswer {
  const { judgement, scope, cases, state } = reading;
  const { totals } = judgement;
  const view = returnViewOf(state, policy);
  const { zone } = policy.entities.get(scope.entity)!;
  const assessments = assessmentsOf(view, policy, zone, scope.businessId, []);
  const request = view.request?.value;
  const equations = verdictsOf(reading, lagMs);
  const due = judgement.deadlines.map(({ dueAt }) => dueAt).sort((a, b) => a - b);
  const money = moneyOf(view);
  return {
    rma: scope.businessId,
    entity: scope.entity,
    instance: reading.key,
    lifecycle: judgement.lifecycle,
    settled: judgement.settled,
    nextDeadlineAt: due[0] === undefined ? null : formatInstant(due[0]),
    openCases: cases.length,
    brokenEquations: equations.filter(({ verdict }) => verdict === 'broken').length,
    authorized: moneyFigure(totals.orderedMinor, totals.currency),
    credited: moneyFigure(totals.creditedMinor, totals.currency),
    paidBack: moneyFigure(totals.paidMinor, totals.currency),
    customer: request?.customer ?? null,
    salesOrder: view.decision?.authorized?.salesOrder ?? request?.salesOrder ?? null,
    customerReference: request?.customerReference ?? null,
    channel: request?.channel ?? null,
    resolution: request?.resolution ?? null,
    revision: request?.revision ?? null,
    requestedAt: request === undefined ? null : formatInstant(request.requestedAt),
    waiting: waitingSentence(reading),
    agreement: agreementSentence(equations, totals.currency),
    asOf: asOfOf(reading),
    lines: view.lines.map((line) => lineAnswer(line, view)),
    refusals: (view.decision?.refusals ?? []).map(({ line, quantity, code, reason }) => ({
      line,
      quantity: quantityFigure(quantity),
      code,
      reason,
    })),
    receipts: view.receipts.map(({ value, lines }) => ({
      receipt: value.receipt,
      site: value.site,
      receivedAt: formatInstant(value.receivedAt),
      lines: lines.map(({ receiptLine, line, item, lot, quantity }) => ({
        receiptLine,
        line: line ?? null,
        item,
        lot: lot ?? null,
        quantity: quantityFigure(quantity),
      })),
    })),
    inspections: inspectionsOf(view),
    replacement: replacementAnswer(view, scope.businessId),
    exchange: exchangeAnswer(view, scope.businessId),
    inPlaceOf: view.decision?.authorized?.inPlaceOf ?? null,
    credits: assessments.flatMap(({ memos }) => memos.map(creditAnswer)),
    money:
      money === null
        ? null
        : {
            credited: figure(money.credited),
            applied: figure(money.applied),
            paidBack: figure(money.paidBack),
            onAccount: figure(money.onAccount),
          },
    timeline: reading.facts.map(timelineEntry),
    commands: reading.commands.map(commandAnswer),
  };
}

function replacementAnswer(view: ReturnView, rma: string): ReturnAnswer['replacement'] {
  const rows = replacedLines(view).filter(({ due, exchange }) => due > 0n && exchange === undefined);
  if (rows.length === 0 || !isAddressKnown(view)) return null;
  return {
    salesOrder: replacementOf(rma),
    lines: rows.map(({ line, item, due, ordered, shipped }) => ({
      line,
      item,
      owed: quantityFigure(due),
      ordered: quantityFigure(ordered),
      shipped: quantityFigure(shipped),
    })),
  };
}

function exchangeAnswer(view: ReturnView, rma: string): ReturnAnswer['exchange'] {
  const lines = replacedLines(view).flatMap(({ line, item, due, ordered, shipped, exchange }) => {
    if (exchange === undefined) return [];
    const { unitPrice, code, policy } = exchange;
    const price = unitPrice === undefined ? null : formatUnitPrice(unitPrice);
    const quantities = {
      owed: quantityFigure(due), ordered: quantityFigure(ordered), shipped: quantityFigure(shipped),
    };
    return [{ line, item, unitPrice: price, ...quantities, code, policy }];
  });
  if (lines.length === 0) return null;
  const { billed = null, settled = null } = exchangeMoney(view) ?? {};
  return { salesOrder: exchangeOf(rma), lines, billed: figureOf(billed), settled: figureOf(settled) };
}

const figure = (money: Money) => figureOf(money)!;

function lineAnswer(
  { line, item, asked, held, heldQuantity, received }: LineView,
  view: ReturnView,
): ReturnAnswer['lines'][number] {
  const inReview = totalQuantity(
    held.filter((row) => row.verdict === 'review' && !view.decisions.has(reviewCase(row))),
  );
  return {
    line,
    item,
    reason: asked.reason,
    use: asked.use,
    text: asked.text ?? null,
    asked: quantityFigure(asked.quantity),
    authorized: quantityFigure(heldQuantity),
    inReview: quantityFigure(inReview),
    received: quantityFigure(received),
    billed: held.map((row) => ({
      salesOrderLine: row.salesOrderLine,
      invoice: row.invoice,
      shipment: row.shipment,
      lot: row.lot ?? null,
      quantity: quantityFigure(row.quantity),
      value: figure(row.value),
      verdict: row.verdict,
      code: row.code,
      settlement: row.settlement,
      feeBasisPoints: row.feeBasisPoints,
      policy: row.policy,
    })),
  };
}

function inspectionsOf(view: ReturnView): ReturnAnswer['inspections'] {
  return view.inspections.map(({ value, parts }) => {
    const known = register(view.state, R.approved, value.inspection);
    const decided = known && settle(view.state, known, R.approved.type).value.parts;
    const done = register(view.state, R.placed, value.inspection);
    const placed = done && settle(view.state, done, R.placed.type).value.lines;
    return {
      inspection: value.inspection,
      receipt: value.receipt,
      inspectedAt: formatInstant(value.inspectedAt),
      inspectedBy: value.inspectedBy,
      parts: parts.map((goods) => {
        const { part, seenAs, line, item, quantity, found } = goods;
        const decision = decided?.find((row) => row.part === part);
        const to = decision === undefined ? undefined : destinationOf(decision, goods);
        return {
          part,
          line: line ?? null,
          item,
          quantity: quantityFigure(quantity),
          grade: found.grade,
          faultOf: found.faultOf,
          disposition: to ?? null,
          placed: placed?.some((row) => row.part === seenAs && row.to === to) ?? false,
          creditBasisPoints: decision?.creditBasisPoints ?? null,
          policies: [...(decision?.policies ?? [])],
        };
      }),
      evidence: value.evidence.map(({ name, kind, sha256 }) => ({ name, kind, sha256 })),
    };
  });
}

const creditAnswer = ({
  id,
  credit,
  postingDate,
  posted,
  rejected,
  gates,
}: Memo): ReturnAnswer['credits'][number] => ({
  credit: id,
  invoice: credit.invoice,
  lines: credit.lines.map(({ line, salesOrderLine, item, quantity, net, tax }) => ({
    line,
    salesOrderLine,
    item,
    quantity: quantityFigure(quantity),
    net: figure(net),
    tax: figure(tax),
  })),
  freight: figure(credit.freight),
  fee: figure(credit.fee),
  gross: figure(credit.gross),
  postingDate,
  creditMemo: posted?.value.creditMemo ?? null,
  applied: posted === undefined ? null : figure(posted.value.applied),
  rejected,
  gates: gates.map(({ name, status, reason, facts }) => ({
    name,
    status,
    code: reason.code,
    reason: reason.text,
    facts: [...facts],
  })),
});
