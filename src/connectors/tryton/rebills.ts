/**
 * An invoice that is wrong: the right one is drafted and reckoned first, then the wrong one is credited in
 * full, then the draft is posted. Tryton has no one act for it, so whatever stops it between the last two is
 * finished by whoever asks again: each document is found by its mark, and none is made twice.
 */
import type { OutboundCommand } from '../../application/ports/connector.ts';
import type { ContentOfFact } from '../../canonical/catalogue.ts';
import type { postChargeRebill } from '../../canonical/dispute-commands.ts';
import { parseAmount } from '../../kernel/money.ts';
import { priceOf } from './credit-memos.ts';
import { RefusedByTryton, refuse, unmoved, WorkEnded, type Exchange } from './exchange.ts';
import { creditInFull, factsOfInvoices, invoicesOf, invoiceValues } from './finance.ts';
import { closedPeriod } from './posting-date.ts';
import { isPosted } from './posting.ts';
import { creditNoteOf, rebillMark } from './rebill-facts.ts';
import { invoiceRow, type InvoiceRow } from './rows.ts';
import type { Outcome } from './sales.ts';

type Rebill = ContentOfFact<typeof postChargeRebill>;

/** What there is of a rebill: the wrong invoice, the right one as a draft or posted, and anything beside. */
interface Known {
  readonly wrong: InvoiceRow | undefined;
  readonly anew: InvoiceRow | undefined;
  readonly others: readonly InvoiceRow[];
}

async function knownOf(exchange: Exchange, command: OutboundCommand): Promise<Known> {
  const content = command.content as Rebill;
  const mark = rebillMark(command.generation, content);
  const rows = (await invoicesOf(exchange, content.shipment)).filter(
    ({ number, state }) => number !== null || state !== 'cancelled',
  );
  const wrong = rows.find(({ number }) => number === content.invoice);
  const anew = rows.find(({ description }) => description === mark);
  return { wrong, anew, others: rows.filter((row) => row !== wrong && row !== anew) };
}

/** Both halves, as they stand; `null` while one of them is missing. */
export async function rebilledAs(exchange: Exchange, command: OutboundCommand): Promise<Outcome | null> {
  const { wrong, anew } = await knownOf(exchange, command);
  if (wrong === undefined || anew === undefined || !isPosted(anew)) return null;
  const credit = await creditNoteOf(exchange, wrong);
  if (credit === undefined || !isPosted(credit)) return null;
  return { facts: await factsOfInvoices(exchange, [credit, anew]) };
}

export async function rebill(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = command.content as Rebill;
  const before = await rebilledAs(exchange, command);
  if (before !== null) return before;
  const { wrong, anew, others } = await knownOf(exchange, command);
  if (wrong === undefined) return refuse('unknown-invoice', `Tryton has no invoice ${content.invoice}`);
  const other = others.find(isPosted);
  if (other !== undefined) {
    refuse('billed-already', `Tryton has billed ${content.shipment} anew, with invoice ${other.number}`);
  }
  if (isPosted(wrong)) refuseIfSettled(wrong);
  // Nothing is taken back before it is known that the right one can be posted, to the cent.
  const draft = await draftFor(exchange, command, anew);
  if (isPosted(wrong)) {
    await refuseIfClosed(exchange, draft);
    await unlessDone(
      () => creditInFull(exchange, wrong),
      async () => (await knownOf(exchange, command)).wrong?.state === 'cancelled',
    );
  }
  await unlessDone(
    () => exchange.click('account.invoice', 'post', draft),
    async () => (await rebilledAs(exchange, command)) !== null,
  );
  const after = await rebilledAs(exchange, command);
  return after ?? unmoved(`the new invoice of ${content.shipment}`, 'not posted');
}

/** A request that we gave up on may land while we ask again: what is refused because it is done is done. */
async function unlessDone(act: () => Promise<unknown>, isDone: () => Promise<boolean>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof RefusedByTryton) || !(await isDone())) throw error;
  }
}

/** Tryton takes an entry that was set against an invoice off it only by hand: then all of it is by hand. */
function refuseIfSettled(wrong: InvoiceRow): void {
  if (wrong.state !== 'paid' && wrong.payment_lines.length === 0) return;
  const text =
    `invoice ${wrong.number} has payments or credits set against it: credit it, post the new one, and set ` +
    'them against that by hand';
  refuse('settled', text);
}

/** The day on which both are posted: Tryton's own today. */
async function refuseIfClosed(exchange: Exchange, draft: number): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  const closed = await closedPeriod(exchange, today, 'revenue');
  if (closed === null) return;
  await exchange.remove('account.invoice', [draft]);
  throw new WorkEnded({ kind: 'refused', code: closed.code, reason: closed.why, facts: [] });
}

/** The draft that is to be posted: one that was left behind, if it comes to the right amount. */
async function draftFor(
  exchange: Exchange,
  command: OutboundCommand,
  known: InvoiceRow | undefined,
): Promise<number> {
  const content = command.content as Rebill;
  const { amountMinor, currency } = content.gross;
  const isRight = ({ total_amount: total }: InvoiceRow): boolean => {
    const parsed = parseAmount(total ?? '0', currency);
    return parsed.ok && parsed.value === amountMinor;
  };
  if (known !== undefined && isRight(known)) return known.id;
  if (known !== undefined) await exchange.remove('account.invoice', [known.id]);
  const mark = rebillMark(command.generation, content);
  const values = await invoiceValues(exchange, content, mark, ({ net, quantity }) => priceOf(net, quantity));
  const id = await exchange.create('account.invoice', values);
  const [made] = await exchange.find('account.invoice', [['id', '=', id]], invoiceRow);
  if (made !== undefined && isRight(made)) return id;
  await exchange.remove('account.invoice', [id]);
  return refuse('amount-differs', `Tryton reckons ${made?.total_amount ?? '?'} for the new invoice`);
}
