/** Pure translation between the tax engine's answers and canonical facts and commands. */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { FACTS, type COMMANDS } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { parseDecimal } from '../../kernel/decimal.ts';
import { formatMoney } from '../../kernel/money.ts';
import { err, type Result } from '../../kernel/result.ts';
import type { z } from 'zod';
import { canonicalFact } from '../canonical-fact.ts';
import type { CompanyCodes } from '../company-codes.ts';
import type { TaxAnswer } from './wire.ts';

/** A rate of 1 is a million parts per million. */
const PPM_SCALE = 6;

/** The fact that an answer states: a quote or a refusal. */
export function factOfAnswer(
  answer: TaxAnswer,
  companies: CompanyCodes,
  path = '$',
): Result<CanonicalFact, readonly Fault[]> {
  const record = {
    id: `${answer.outcome}/${answer.id}`,
    code: answer.companyCode,
    occurredAt: answer.createdAt,
    path,
  };
  const head = {
    salesOrder: answer.orderCode,
    shipment: answer.documentCode,
    of: answer.contentMark,
  };
  if (answer.outcome === 'refused') {
    const reason = `${answer.reason.code}: ${answer.reason.message}`;
    return canonicalFact(FACTS.taxRefused, record, companies, { ...head, reason });
  }
  const rates = answer.lines.map(({ rate }) => parseDecimal(rate, PPM_SCALE));
  const faults = rates.flatMap((rate, at) =>
    rate.ok ? [] : [{ path: `${path}.lines[${at}].rate`, message: rate.error }],
  );
  if (faults.length > 0) return err(faults);
  const money = (amount: string) => ({ amount, currency: answer.currencyCode });
  return canonicalFact(FACTS.taxQuoted, record, companies, {
    ...head,
    quote: answer.id,
    lines: answer.lines.map(({ number, tax }, at) => {
      const rate = rates[at];
      return { line: number, ratePpm: rate?.ok === true ? Number(rate.value) : -1, tax: money(tax) };
    }),
    freightTax: money(answer.freightTax),
  });
}

/** The question that a command comes to. */
export function questionOf(command: OutboundCommand, code: string): Record<string, unknown> {
  const content = command.content as z.output<(typeof COMMANDS)['quoteTax']['schema']>;
  return {
    companyCode: code,
    documentCode: content.shipment,
    orderCode: content.salesOrder,
    contentMark: content.of,
    customerCode: content.customer,
    shipTo: { country: content.shipTo.country, postalCode: content.shipTo.postalCode ?? null },
    currencyCode: content.freight.currency,
    lines: content.lines.map(({ line, item, net }) => ({
      number: line,
      itemCode: item,
      amount: formatMoney(net),
    })),
    freight: formatMoney(content.freight),
  };
}

/** Query that finds what was answered to a command's question. */
export function queryOf(command: OutboundCommand): string {
  const { shipment, of } = command.content as { readonly shipment: string; readonly of: string };
  return `documentCode=${encodeURIComponent(shipment)}&contentMark=${encodeURIComponent(of)}`;
}

/** Whether the engine's answer is to a command's question, and not to another one. */
export function isAnswerTo(answer: TaxAnswer, command: OutboundCommand): boolean {
  const { shipment, of } = command.content as { readonly shipment: string; readonly of: string };
  return answer.documentCode === shipment && answer.contentMark === of;
}
