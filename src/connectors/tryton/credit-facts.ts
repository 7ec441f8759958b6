/** What credit memos of ours, and the postings that take them back, say. */
import type { CanonicalFact } from '../../application/ports/connector.ts';
import { FACTS } from '../../canonical/catalogue.ts';
import type { Currency } from '../../kernel/currency.ts';
import { formatAmount, parseAmount } from '../../kernel/money.ts';
import { formatQuantity, negateQuantity, ZERO_QUANTITY } from '../../kernel/quantity.ts';
import { expectOk } from '../../kernel/result.ts';
import type { Exchange } from './exchange.ts';
import { countOf, factOf } from './facts.ts';
import { markOf, type Mark } from './marks.ts';
import { itemsOf } from './masters.ts';
import { referredBy } from './processing.ts';
import {
  changedAt,
  invoiceLineRow,
  invoiceRow,
  type InvoiceLineRow,
  type InvoiceRow,
} from './rows.ts';

/** Causes of a memo: a return, or a dispute. */
export type MemoKind = 'credit' | 'charge-credit';

/** Our mark in a memo, whatever its cause; `null` if it is not ours. */
export const memoMark = (description: string | null): (Mark & { readonly kind: MemoKind }) | null =>
  ofKind(description, 'credit') ?? ofKind(description, 'charge-credit');

function ofKind<Kind extends MemoKind>(description: string | null, kind: Kind) {
  const mark = markOf(description, kind);
  return mark === null ? null : { ...mark, kind };
}

/** A memo gives back; what takes it back, under the same mark, asks for money. */
export const isReversal = ({ total_amount: total }: InvoiceRow): boolean => Number(total ?? '0') > 0;

/** What was set against the invoice, as it was decided before the memo was made. */
export const appliedOf = ({ parts }: Mark): string => parts[4] ?? '0';

/** Everything that credit memos of ours, and what takes them back, say. */
export async function factsOfCredits(
  exchange: Exchange,
  documents: readonly InvoiceRow[],
): Promise<CanonicalFact[]> {
  const numbered = documents.filter(
    ({ number, description }) => number !== null && memoMark(description) !== null,
  );
  const ids = numbered.flatMap(({ lines }) => lines);
  if (ids.length === 0) return [];
  const domain = [
    ['id', 'in', ids],
    ['type', '=', 'line'],
  ];
  const lines = await exchange.find('account.invoice.line', domain, invoiceLineRow);
  const items = await itemsOf(
    exchange,
    lines.flatMap(({ product }) => product ?? []),
  );
  const facts: CanonicalFact[] = [];
  for (const document of numbered) {
    const own = lines.filter(({ invoice }) => invoice === document.id);
    if (isReversal(document)) facts.push(...(await reversed(exchange, document, own, items)));
    else facts.push(...posted(exchange, document, own, items));
  }
  return facts;
}

/** Whether a line of a memo is of a line of the order, which we noted in it: freight and fee are of none. */
const isOfOrder = (note: string | null): boolean => /^[1-9]\d*$/.test(note ?? '');

/** What a line of a memo gives back of its line of the order. */
function creditedLine(
  { product, quantity, amount, description, note }: InvoiceLineRow,
  items: ReadonlyMap<number, string>,
  money: (amount: string | null) => object,
) {
  return {
    line: Number(note),
    // Money without goods names its item, and counts none of it.
    item: product === null ? description : items.get(product),
    quantity: formatQuantity(product === null ? ZERO_QUANTITY : negateQuantity(countOf(quantity))),
    net: money(amount),
  };
}

function posted(
  exchange: Exchange,
  memo: InvoiceRow,
  lines: readonly InvoiceLineRow[],
  items: ReadonlyMap<number, string>,
): CanonicalFact[] {
  const mark = memoMark(memo.description)!;
  const [credit, cause, invoice, salesOrder] = mark.parts;
  const { currency } = exchange.company;
  const back = (amount: string | null): bigint =>
    -expectOk(parseAmount(amount ?? '0', currency), 'amount');
  const money = (minor: bigint): object => ({ amount: formatAmount(minor, currency), currency });
  const applied = expectOk(parseAmount(appliedOf(mark), currency), 'applied');
  const gross = back(memo.total_amount);
  const said = { id: `credit-memo/${memo.number}`, occurredAt: changedAt(memo) };
  const ofOrder = lines.filter(({ note }) => isOfOrder(note));
  const credited = ofOrder.map((line) => creditedLine(line, items, (amount) => money(back(amount))));
  const memoItself = {
    creditMemo: memo.number,
    generation: mark.generation,
    invoice,
    salesOrder,
    postingDate: memo.accounting_date ?? memo.invoice_date,
    tax: money(back(memo.tax_amount)),
    gross: money(gross),
    applied: money(applied),
    open: money(gross - applied),
  };
  return [
    mark.kind === 'charge-credit'
      ? factOf(exchange, FACTS.chargeCredited, said, { dispute: cause, ...memoItself })
      : factOf(exchange, FACTS.creditMemoPosted, said, {
          rma: cause,
          credit,
          ...memoItself,
          lines: ofOrder.map(({ sequence: line }, at) => ({ ...credited[at], line })),
        }),
    factOf(exchange, FACTS.invoiceAdjusted, { ...said, id: `${said.id}/invoice` }, {
      salesOrder,
      invoice,
      adjustment: memo.number,
      kind: 'credit',
      ...causeOf(mark),
      lines: credited,
      tax: memoItself.tax,
      gross: money(gross),
      applied: money(applied),
    }),
  ];
}

/** The cause as the adjustment of an invoice names it. */
const causeOf = ({ kind, parts: [, cause] }: Mark): object =>
  kind === 'charge-credit' ? { dispute: cause } : { rma: cause };

const opposite = (amount: string | null, currency: Currency): string =>
  formatAmount(-expectOk(parseAmount(amount ?? '0', currency), 'amount'), currency);

async function reversed(
  exchange: Exchange,
  reversal: InvoiceRow,
  lines: readonly InvoiceLineRow[],
  items: ReadonlyMap<number, string>,
): Promise<CanonicalFact[]> {
  const mark = memoMark(reversal.description)!;
  const [, cause, invoice, salesOrder] = mark.parts;
  const origins = lines.map((line) => referredBy(line.origin, 'account.invoice.line'));
  const origin = origins.find((id) => id !== null);
  const domain = [
    ['lines', '=', origin ?? 0],
    ['company', '=', exchange.company.id],
  ];
  const [memo] = await exchange.find('account.invoice', domain, invoiceRow);
  if (memo === undefined || memo.number === null) return [];
  // Tryton copies the amounts, and not which line of the order they are for.
  const copied = await exchange.find('account.invoice.line', [['id', 'in', memo.lines]], invoiceLineRow);
  const taken = copied.filter(({ note }) => isOfOrder(note));
  const { currency } = exchange.company;
  const said = { id: `credit-reversal/${reversal.number}`, occurredAt: changedAt(reversal) };
  const money = (amount: string | null): object => ({ amount: amount ?? '0', currency });
  const adjusted = factOf(exchange, FACTS.invoiceAdjusted, { ...said, id: `${said.id}/invoice` }, {
    salesOrder,
    invoice,
    adjustment: reversal.number,
    kind: 'reversal',
    ...causeOf(mark),
    lines: taken.map((line) => creditedLine(line, items, (amount) => money(opposite(amount, currency)))),
    gross: money(reversal.total_amount),
    applied: money(appliedOf(mark)),
  });
  // That a dispute was credited stays true of it: its order is told, and a person decides.
  if (mark.kind === 'charge-credit') return [adjusted];
  const taking = factOf(exchange, FACTS.creditMemoReversed, said, {
    rma: cause,
    creditMemo: memo.number,
    reversal: reversal.number,
    postingDate: reversal.accounting_date ?? reversal.invoice_date,
    gross: money(reversal.total_amount),
  });
  return [taking, adjusted];
}
