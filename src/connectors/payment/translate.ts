/** Pure translation between the payment provider's records and canonical facts and commands. */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { COMMANDS, FACTS } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Result } from '../../kernel/result.ts';
import type { z } from 'zod';
import { canonicalFact, readWire, together } from '../canonical-fact.ts';
import type { CompanyCodes } from '../company-codes.ts';
import { event, type Refund, type Remittance } from './wire.ts';

type Facts = Result<readonly CanonicalFact[], readonly Fault[]>;

/** One fact for each invoice that a remittance pays. */
export function factsOfRemittance(
  remittance: Remittance,
  companies: CompanyCodes,
  path = '$',
): Facts {
  return together(
    remittance.lines.map((line, at) => {
      const payment = `${remittance.remittance}/${line.line}`;
      const record = {
        id: payment,
        code: remittance.company,
        occurredAt: remittance.received_at,
        path: `${path}.lines[${at}]`,
      };
      return canonicalFact(FACTS.paymentReceived, record, companies, {
        payment,
        invoice: line.invoice,
        amount: { amount: line.amount, currency: remittance.currency },
        receivedAt: remittance.received_at,
      });
    }),
  );
}

/** What a pushed event says. */
export function factsOfEvent(body: unknown, companies: CompanyCodes): Facts {
  const read = readWire(event, body);
  if (!read.ok) return read;
  return read.value.type === 'remittance.received'
    ? factsOfRemittance(read.value.data, companies, '$.data')
    : factsOfRefund(read.value.data, companies, '$.data');
}

/** The fact that a payment back states. */
export const factsOfRefund = (refund: Refund, companies: CompanyCodes, path = '$'): Facts =>
  together([
    canonicalFact(
      FACTS.refundMade,
      {
        id: `refund/${refund.refund}`,
        code: refund.company,
        occurredAt: refund.paid_at,
        causationId: refund.idempotency_key,
        path,
      },
      companies,
      {
        rma: refund.rma,
        refund: refund.refund,
        creditMemo: refund.credit_memo,
        amount: { amount: refund.amount, currency: refund.currency },
      },
    ),
  ]);

export const isRefund = (command: OutboundCommand): boolean => command.type === COMMANDS.refundPayment.type;

/** The payment back that a command comes to. */
export function refundOf(command: OutboundCommand, code: string): Record<string, unknown> {
  const content = command.content as z.output<(typeof COMMANDS)['refundPayment']['schema']>;
  return {
    rma: content.rma,
    invoice: content.invoice,
    credit_memo: content.creditMemo,
    company: code,
    customer: content.customer,
    amount: formatMoney(content.amount),
    currency: content.amount.currency,
  };
}

/** The request that a command comes to. */
export function requestOf(command: OutboundCommand, code: string): Record<string, unknown> {
  const content = command.content as z.output<(typeof COMMANDS)['requestPayment']['schema']>;
  return {
    invoice: content.invoice,
    company: code,
    sales_order: content.salesOrder,
    customer: content.customer,
    amount: formatMoney(content.amount),
    currency: content.amount.currency,
    due_date: content.dueDate,
    method: content.method === 'prepaid' ? 'prepaid' : 'on_account',
  };
}

/** The invoice that a command is about. */
export const invoiceOf = (command: OutboundCommand): string =>
  (command.content as { readonly invoice: string }).invoice;
