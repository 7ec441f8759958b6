/**
 * Money that came in, booked on the invoice that it was paid for; what is over stays on the
 * customer's account.
 */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { applyPayment } from '../../canonical/commands.ts';
import { formatAmount, parseAmount } from '../../kernel/money.ts';
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

const paymentMark = ({ payment, invoice, salesOrder }: ApplyPayment): string =>
  markText('payment', 1, payment, invoice, salesOrder);

/** The entry of a payment, or `null`. */
export async function appliedAs(
  exchange: Exchange,
  content: ApplyPayment,
): Promise<Outcome | null> {
  const domain = [
    ['description', '=', paymentMark(content)],
    ['company', '=', exchange.company.id],
    ['state', '=', 'posted'],
  ];
  const moves = await exchange.find('account.move', domain, accountMoveRow);
  return moves.length === 0 ? null : { facts: await factsOfPayments(exchange, moves.slice(0, 1)) };
}

/** Settles the invoice as far as the money reaches. */
export async function apply(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = command.content as ApplyPayment;
  const before = await appliedAs(exchange, content);
  if (before !== null) return before;
  const invoices = await exchange.find(
    'account.invoice',
    [
      ['number', '=', content.invoice],
      ['type', '=', 'out'],
      ['company', '=', exchange.company.id],
    ],
    invoiceRow,
  );
  const invoice =
    invoices[0] ?? refuse('unknown-invoice', `Tryton has no invoice ${content.invoice}`);
  const methods = await exchange.find(
    'account.invoice.payment.method',
    [['company', '=', exchange.company.id]],
    methodRow,
    { limit: 1 },
  );
  const method =
    methods[0] ?? refuse('no-payment-method', 'Tryton has no payment method for the company');
  try {
    if (invoice.state === 'posted') await pay(exchange, invoice, method.id, content);
    else await keep(exchange, invoice, method, content);
  } catch (error) {
    if (error instanceof RefusedByTryton) await explainDay(exchange, error);
    throw error;
  }
  return (
    (await appliedAs(exchange, content)) ?? unmoved(`payment ${content.payment}`, 'not booked')
  );
}

/** Payments are booked on the day they are told: the ledger may be closed on it. */
async function explainDay(exchange: Exchange, { fault }: RefusedByTryton): Promise<void> {
  const closed = await closedPeriod(exchange, new Date().toISOString().slice(0, 10), 'cash');
  if (closed !== null) refuse(closed.code, `${closed.why}; Tryton says: ${fault.text}`);
}

/** By Tryton's own way to pay an invoice. */
async function pay(
  exchange: Exchange,
  invoice: InvoiceRow,
  method: number,
  content: ApplyPayment,
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
    description: paymentMark(content),
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
  const numbers = ours.map(({ description }) => markOf(description, 'payment')!.parts[1]);
  const invoices = await exchange.find(
    'account.invoice',
    [
      ['number', 'in', numbers],
      ['company', '=', exchange.company.id],
    ],
    invoiceRow,
  );
  const settling = new Set(invoices.flatMap((invoice) => invoice.payment_lines));
  const { currency } = exchange.company;
  const minor = (text: string | null): bigint =>
    expectOk(parseAmount(text ?? '0', currency), 'amount');
  return ours.map((move) => {
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
