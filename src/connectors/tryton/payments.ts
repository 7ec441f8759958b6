/**
 * Money that came in, booked on the invoice that it was paid for; what is over stays on the
 * customer's account.
 */
import type { z } from 'zod';
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { COMMANDS, FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { applyPayment } from '../../canonical/commands.ts';
import type { settleCreditMemo } from '../../canonical/return-commands.ts';
import { formatAmount, negateMoney, parseAmount, type Money } from '../../kernel/money.ts';
import { expectOk } from '../../kernel/result.ts';
import { refuse, RefusedByTryton, unmoved, type Exchange } from './exchange.ts';
import { factOf } from './facts.ts';
import { markOf, markText } from './marks.ts';
import { closedPeriod } from './posting-date.ts';
import {
  accountMoveLineRow,
  accountMoveRow,
  changedAt,
  idRow,
  invoiceRow,
  methodRow,
  type AccountMoveRow,
  type InvoiceRow,
} from './rows.ts';
import type { Outcome } from './sales.ts';
import { dateValue, decimalValue } from './values.ts';

type ApplyPayment = ContentOfFact<typeof applyPayment>;
type SettleCredit = ContentOfFact<typeof settleCreditMemo> & {
  /** It is the credit of a dispute, whose number stands in place of the return's. */
  readonly isCharge?: true;
};

/** What is set against a credit memo, whatever the memo was posted for. */
export function settlementOf({ type, content }: OutboundCommand): SettleCredit {
  if (type !== COMMANDS.settleChargeCredit.type) return content as SettleCredit;
  const { dispute: rma, ...rest } = content as ContentOfFact<typeof COMMANDS.settleChargeCredit>;
  return { ...rest, rma, isCharge: true };
}

const paymentMark = ({ payment, invoice, salesOrder }: ApplyPayment): string =>
  markText('payment', 1, payment, invoice, salesOrder);

/** Entries in the books that carry a mark of ours. */
function bookedAs(exchange: Exchange, mark: string): Promise<readonly AccountMoveRow[]> {
  const domain = [
    ['description', '=', mark],
    ['company', '=', exchange.company.id],
    ['state', '=', 'posted'],
  ];
  return exchange.find('account.move', domain, accountMoveRow);
}

/** What the first entry says, or `null` where none stands or Tryton was cut off before its end. */
const firstOf = (facts: readonly CanonicalFact[]): Outcome | null =>
  facts.length === 0 ? null : { facts: facts.slice(0, 1) };

/** The entry of a payment, or `null`. */
export async function appliedAs(
  exchange: Exchange,
  content: ApplyPayment,
): Promise<Outcome | null> {
  return firstOf(await factsOfPayments(exchange, await bookedAs(exchange, paymentMark(content))));
}

/**
 * Setting money against an invoice and calling it paid are two units of work in Tryton: a crash
 * between them leaves it open for ever, with nothing due.
 */
const isCutOff = ({ state, reconciled }: InvoiceRow): boolean =>
  state === 'posted' && reconciled !== null;

/** Entries that were the last to be set against an invoice that a crash left open: not done yet. */
const unended = (invoices: readonly InvoiceRow[]): ReadonlySet<number> =>
  new Set(invoices.filter(isCutOff).map(({ payment_lines }) => Math.max(...payment_lines)));

/** Has Tryton end what a crash cut off. Processing again is harmless. */
async function endCutOff(exchange: Exchange, number: string): Promise<void> {
  const invoice = await invoiceNumbered(exchange, number);
  if (invoice !== undefined && isCutOff(invoice))
    await exchange.click('account.invoice', 'process', invoice.id);
}

/** Settles the invoice as far as the money reaches. */
export async function apply(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = command.content as ApplyPayment;
  const before = await appliedAs(exchange, content);
  if (before !== null) return before;
  const paid = { amount: content.amount, description: paymentMark(content) };
  if ((await bookedAs(exchange, paid.description)).length === 0) {
    const invoice = await payable(exchange, content.invoice);
    const method = await methodOf(exchange);
    await onOpenDay(exchange, async () => {
      const isDue = invoice.state === 'posted' && !isCutOff(invoice);
      if (isDue) await pay(exchange, invoice, method.id, paid);
      else await keep(exchange, invoice, method, content);
    });
  }
  await endCutOff(exchange, content.invoice);
  return (
    (await appliedAs(exchange, content)) ?? unmoved(`payment ${content.payment}`, 'not booked')
  );
}

/** The invoice or credit memo of a number, if Tryton has it. */
export async function invoiceNumbered(
  exchange: Exchange,
  number: string,
): Promise<InvoiceRow | undefined> {
  return (await invoicesNumbered(exchange, [number]))[0];
}

function invoicesNumbered(
  exchange: Exchange,
  numbers: readonly string[],
): Promise<readonly InvoiceRow[]> {
  const domain = [
    ['number', 'in', numbers],
    ['type', '=', 'out'],
    ['company', '=', exchange.company.id],
  ];
  return exchange.find('account.invoice', domain, invoiceRow);
}

async function payable(exchange: Exchange, number: string): Promise<InvoiceRow> {
  const invoice = await invoiceNumbered(exchange, number);
  return invoice ?? refuse('unknown-invoice', `Tryton has no invoice ${number}`);
}

async function methodOf(exchange: Exchange): Promise<z.output<typeof methodRow>> {
  const domain = [['company', '=', exchange.company.id]];
  const [method] = await exchange.find('account.invoice.payment.method', domain, methodRow, {
    limit: 1,
  });
  return method ?? refuse('no-payment-method', 'Tryton has no payment method for the company');
}

const refundMark = ({ refund, creditMemo, rma, isCharge }: SettleCredit): string =>
  markText('refund', 1, refund, creditMemo, rma, ...(isCharge === true ? ['dispute'] : []));

/** The entry of money that was paid back, or `null`. */
export async function settledAs(
  exchange: Exchange,
  content: SettleCredit,
): Promise<Outcome | null> {
  return firstOf(await factsOfRefunds(exchange, await bookedAs(exchange, refundMark(content))));
}

/** Sets money that was paid back against the credit memo. */
export async function settle(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = settlementOf(command);
  const before = await settledAs(exchange, content);
  if (before !== null) return before;
  const paid = { amount: negateMoney(content.amount), description: refundMark(content) };
  if ((await bookedAs(exchange, paid.description)).length === 0) {
    const memo = await payable(exchange, content.creditMemo);
    if (memo.state !== 'posted' || isCutOff(memo))
      refuse('settled-already', `credit memo ${content.creditMemo} is "${memo.state}" in Tryton`);
    const method = await methodOf(exchange);
    await onOpenDay(exchange, () => pay(exchange, memo, method.id, paid));
  }
  await endCutOff(exchange, content.creditMemo);
  const after = await settledAs(exchange, content);
  return after ?? unmoved(`payment back ${content.refund}`, 'not booked');
}

/** What entries of money that we paid back say. */
export async function factsOfRefunds(
  exchange: Exchange,
  moves: readonly AccountMoveRow[],
): Promise<CanonicalFact[]> {
  const ours = moves.flatMap((move) => {
    const mark = move.state === 'posted' ? markOf(move.description, 'refund') : null;
    return mark === null ? [] : [{ move, mark }];
  });
  if (ours.length === 0) return [];
  const domain = [
    ['id', 'in', ours.flatMap(({ move }) => move.lines)],
    ['account.type.receivable', '=', true],
  ];
  const lines = await exchange.find('account.move.line', domain, accountMoveLineRow);
  const open = unended(await invoicesNumbered(exchange, ours.map(({ mark }) => mark.parts[1]!)));
  const { currency } = exchange.company;
  const minor = (text: string | null): bigint =>
    expectOk(parseAmount(text ?? '0', currency), 'amount');
  const ended = ours.filter(({ move }) => !move.lines.some((id) => open.has(id)));
  return ended.map(({ move, mark }) => {
    const [refund, creditMemo, cause, kind] = mark.parts;
    const own = lines.filter((line) => line.move === move.id);
    const settled = own.reduce((sum, { debit, credit }) => sum + minor(debit) - minor(credit), 0n);
    const said = { id: `refund/${refund}/${creditMemo}`, occurredAt: changedAt(move) };
    const amount = { amount: formatAmount(settled, currency), currency };
    const set = { creditMemo, refund, settled: amount };
    return kind === 'dispute'
      ? factOf(exchange, FACTS.chargeCreditSettled, said, { dispute: cause, ...set })
      : factOf(exchange, FACTS.creditMemoSettled, said, { rma: cause, ...set });
  });
}

/** Payments are booked on the day they are told: the ledger may be closed on it, which is said as such. */
async function onOpenDay(exchange: Exchange, book: () => Promise<void>): Promise<void> {
  try {
    await book();
  } catch (error) {
    if (!(error instanceof RefusedByTryton)) throw error;
    const closed = await closedPeriod(exchange, new Date().toISOString().slice(0, 10), 'cash');
    if (closed !== null) refuse(closed.code, `${closed.why}; Tryton says: ${error.fault.text}`);
    throw error;
  }
}

/** Money that comes, or, below zero, goes back. */
interface Paid {
  readonly amount: Money;
  readonly description: string;
}

/** By Tryton's own way to pay an invoice. */
async function pay(
  exchange: Exchange,
  invoice: InvoiceRow,
  method: number,
  content: Paid,
): Promise<void> {
  const { currency } = content.amount;
  const due = expectOk(parseAmount(invoice.amount_to_pay ?? '0', currency), 'amount to pay');
  const amount = decimalValue(formatAmount(content.amount.amountMinor, currency));
  const start = {
    company: exchange.company.id,
    currency: exchange.company.currencyId,
    amount,
    payment_method: method,
    date: dateValue(new Date().toISOString().slice(0, 10)),
    description: content.description,
  };
  const toPay = { lines: [], lines_to_pay: [], payment_lines: [], writeoff: null, type: 'partial' };
  const ask =
    content.amount.amountMinor === due
      ? toPay
      : {
          ...toPay,
          type: content.amount.amountMinor > due ? 'overpayment' : 'partial',
          lines: await linesToPay(exchange, invoice),
        };
  await exchange.wizard('account.invoice.pay', { model: 'account.invoice', id: invoice.id }, [
    { state: 'pay', data: { start, ask } },
  ]);
}

async function linesToPay(exchange: Exchange, invoice: InvoiceRow): Promise<readonly number[]> {
  const domain = [
    ['move.origin', '=', `account.invoice,${invoice.id}`],
    ['account.type.receivable', '=', true],
    ['reconciliation', '=', null],
  ];
  return (await exchange.find('account.move.line', domain, accountMoveLineRow)).map(({ id }) => id);
}

/** Nothing is due any more: the money is the customer's. */
async function keep(
  exchange: Exchange,
  invoice: InvoiceRow,
  method: { readonly journal: number; readonly debit_account: number },
  content: ApplyPayment,
): Promise<void> {
  const date = new Date().toISOString().slice(0, 10);
  const around = [
    ['type', '=', 'standard'],
    ['fiscalyear.company', '=', exchange.company.id],
    ['state', '=', 'open'],
    ['start_date', '<=', dateValue(date)],
    ['end_date', '>=', dateValue(date)],
  ];
  const [period] = await exchange.find('account.period', around, idRow);
  if (period === undefined) refuse('closed-period', `no period of Tryton is open on ${date}`);
  const amount = decimalValue(formatAmount(content.amount.amountMinor, content.amount.currency));
  const zero = decimalValue('0');
  const move = await exchange.create('account.move', {
    company: exchange.company.id,
    journal: method.journal,
    period: period?.id,
    date: dateValue(date),
    description: paymentMark(content),
    lines: [
      [
        'create',
        [
          { account: method.debit_account, debit: amount, credit: zero },
          { account: invoice.account, party: invoice.party, debit: zero, credit: amount },
        ],
      ],
    ],
  });
  await exchange.click('account.move', 'post', move);
}

/** What entries of payments of ours say. */
export async function factsOfPayments(
  exchange: Exchange,
  moves: readonly AccountMoveRow[],
): Promise<CanonicalFact[]> {
  const ours = moves.filter(
    ({ description, state }) => state === 'posted' && markOf(description, 'payment') !== null,
  );
  if (ours.length === 0) return [];
  const ids = ours.flatMap(({ lines }) => lines);
  const domain = [
    ['id', 'in', ids],
    ['account.type.receivable', '=', true],
  ];
  const lines = await exchange.find('account.move.line', domain, accountMoveLineRow);
  const numbers = ours.map(({ description }) => markOf(description, 'payment')!.parts[1]!);
  const invoices = await invoicesNumbered(exchange, numbers);
  const open = unended(invoices);
  const settling = new Set(invoices.flatMap((invoice) => invoice.payment_lines));
  const { currency } = exchange.company;
  const minor = (text: string | null): bigint =>
    expectOk(parseAmount(text ?? '0', currency), 'amount');
  const ended = ours.filter((move) => !move.lines.some((id) => open.has(id)));
  return ended.map((move) => {
    const [payment, invoice, salesOrder] = markOf(move.description, 'payment')!.parts;
    let [applied, unapplied] = [0n, 0n];
    for (const line of lines.filter((candidate) => candidate.move === move.id)) {
      const amount = minor(line.credit) - minor(line.debit);
      if (settling.has(line.id)) applied += amount;
      else unapplied += amount;
    }
    const said = { id: `payment/${payment}`, occurredAt: changedAt(move) };
    return factOf(exchange, FACTS.paymentApplied, said, {
      salesOrder,
      payment,
      invoice,
      applied: { amount: formatAmount(applied, currency), currency },
      unapplied: { amount: formatAmount(unapplied, currency), currency },
    });
  });
}
