/** What Tryton says of an invoice that was credited in full and billed anew: the unit that both are. */
import type { CanonicalFact } from '../../application/ports/connector.ts';
import { FACTS } from '../../canonical/catalogue.ts';
import type { Exchange } from './exchange.ts';
import { factOf } from './facts.ts';
import { markOf, markText } from './marks.ts';
import { referenceTo } from './processing.ts';
import { changedAt, invoiceLineRow, invoiceRow, type InvoiceRow } from './rows.ts';

/** Mark of the new invoice: it names the dispute, and the invoice that was wrong. */
export const rebillMark = (
  generation: number,
  { salesOrder, dispute, invoice }: { salesOrder: string; dispute: string; invoice: string },
): string => markText('invoice', generation, salesOrder, dispute, invoice);

/** The credit note that took a whole invoice back, found by the lines that it points back at. */
export async function creditNoteOf(
  exchange: Exchange,
  { lines }: InvoiceRow,
): Promise<InvoiceRow | undefined> {
  const origins = lines.map((line) => referenceTo('account.invoice.line', line));
  const domain = [['origin', 'in', origins]];
  const [line] = await exchange.find('account.invoice.line', domain, invoiceLineRow, { limit: 1 });
  if (line?.invoice === undefined || line.invoice === null) return undefined;
  return (await exchange.find('account.invoice', [['id', '=', line.invoice]], invoiceRow))[0];
}

/** That a posted invoice of ours was billed in place of a wrong one; nothing if it was not. */
export async function rebilledFacts(exchange: Exchange, anew: InvoiceRow): Promise<CanonicalFact[]> {
  const mark = markOf(anew.description, 'invoice')!;
  const [, dispute, number] = mark.parts;
  if (dispute === undefined || number === undefined) return [];
  const domain = [
    ['number', '=', number],
    ['company', '=', exchange.company.id],
  ];
  const [wrong] = await exchange.find('account.invoice', domain, invoiceRow);
  const credit = wrong === undefined ? undefined : await creditNoteOf(exchange, wrong);
  if (wrong?.state !== 'cancelled' || credit === undefined) return [];
  const money = (amount: string | null): object => ({
    amount: amount ?? '0', currency: exchange.company.currency,
  });
  return [
    factOf(exchange, FACTS.chargeRebilled, { id: `rebill/${anew.number}`, occurredAt: changedAt(anew) }, {
      dispute,
      invoice: number,
      reversal: credit.number,
      rebilledAs: anew.number,
      generation: mark.generation,
      postingDate: anew.accounting_date ?? anew.invoice_date,
      before: money(wrong.total_amount),
      gross: money(anew.total_amount),
    }),
  ];
}
