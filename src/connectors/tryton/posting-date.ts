/**
 * Why Tryton refuses a date. Its words mislead: a closed period is "no period", and only the ledger
 * itself tells. What closes a date: the period, the journal in it (which stays closed when the
 * period is opened again), or a later invoice, because numbers must follow the calendar.
 */
import type { OutboundCommand } from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { postInvoice } from '../../canonical/commands.ts';
import { WorkEnded, type Exchange } from './exchange.ts';
import { factOf } from './facts.ts';
import { idRow, invoiceRow, periodRow } from './rows.ts';
import { dateValue } from './values.ts';

/** Why a date is refused, and the first one that would not be. */
interface Closed {
  readonly code: 'closed-period' | 'date-out-of-order';
  readonly why: string;
  readonly firstOpenDate: string | null;
}

/**
 * Ends the work with the refusal and its fact, if it is the date that is refused; answers
 * otherwise.
 */
export async function explainDate(
  exchange: Exchange,
  command: OutboundCommand,
  text: string,
): Promise<void> {
  const { salesOrder, shipment, postingDate } = command.content as ContentOfFact<
    typeof postInvoice
  >;
  const closed =
    (await closedPeriod(exchange, postingDate, 'revenue')) ?? (await laterInvoice(exchange, postingDate));
  if (closed === null) return;
  const { code, why, firstOpenDate } = closed;
  const reason = `${why}; Tryton says: ${text}`.slice(0, 400);
  const said = {
    id: `refusal/${command.key}/${postingDate}`,
    occurredAt: new Date().toISOString(),
  };
  const content = { salesOrder, shipment, postingDate, firstOpenDate, reason };
  const facts =
    firstOpenDate === null ? [] : [factOf(exchange, FACTS.postingRefused, said, content)];
  throw new WorkEnded({ kind: 'refused', code, reason, facts });
}

/** Why a journal of this type takes nothing on a date, or `null`. */
export async function closedPeriod(
  exchange: Exchange,
  postingDate: string,
  journal: 'revenue' | 'cash',
): Promise<Closed | null> {
  const date = dateValue(postingDate);
  const ours = [
    ['type', '=', 'standard'],
    ['fiscalyear.company', '=', exchange.company.id],
  ];
  const around = [...ours, ['start_date', '<=', date], ['end_date', '>=', date]];
  const [period] = await exchange.find('account.period', around, periodRow);
  if (period === undefined) return null;
  const shut = [
    ['period', '=', period.id],
    ['journal.type', '=', journal],
    ['state', '!=', 'open'],
  ];
  const isJournal = period.state === 'open';
  if (
    isJournal &&
    (await exchange.find('account.journal.period', shut, idRow, { limit: 1 })).length === 0
  )
    return null;
  const later = [...ours, ['state', '=', 'open'], ['start_date', '>', date]];
  const [open] = await exchange.find('account.period', later, periodRow, {
    limit: 1,
    order: [['start_date', 'ASC']],
  });
  const which = isJournal ? `the ${journal} journal in the period` : 'the period';
  const why = `${which} from ${period.start_date} to ${period.end_date} is closed`;
  return { code: 'closed-period', why, firstOpenDate: open?.start_date ?? null };
}

async function laterInvoice(exchange: Exchange, postingDate: string): Promise<Closed | null> {
  const later = [
    ['type', '=', 'out'],
    ['company', '=', exchange.company.id],
    ['number', '!=', null],
    ['accounting_date', '>', dateValue(postingDate)],
  ];
  const order = [['accounting_date', 'DESC']];
  const [last] = await exchange.find('account.invoice', later, invoiceRow, { limit: 1, order });
  if (last === undefined || last.accounting_date === null) return null;
  const which = `invoice ${last.number} of ${last.accounting_date}`;
  const why = `${which} has a number already, and numbers follow the calendar`;
  return { code: 'date-out-of-order', why, firstOpenDate: last.accounting_date };
}
