/** What credit memos of ours, and the postings that take them back, say. */
import type { CanonicalFact } from '../../application/ports/connector.ts';
import { FACTS } from '../../canonical/catalogue.ts';
import type { Currency } from '../../kernel/currency.ts';
import { formatAmount, parseAmount } from '../../kernel/money.ts';
import { formatQuantity, negateQuantity } from '../../kernel/quantity.ts';
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
    ({ number, description }) => number !== null && markOf(description, 'credit') !== null,
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
    const own = lines.filter(({ invoice, product }) => invoice === document.id && product !== null);
    if (isReversal(document)) facts.push(...(await reversed(exchange, document, own, items)));
    else facts.push(...posted(exchange, document, own, items));
  }
  return facts;
}

function posted(
  exchange: Exchange,
  memo: InvoiceRow,
  lines: readonly InvoiceLineRow[],
  items: ReadonlyMap<number, string>,
): CanonicalFact[] {
  const mark = markOf(memo.description, 'credit')!;
  const [credit, rma, invoice, salesOrder] = mark.parts;
  const { currency } = exchange.company;
  const back = (amount: string | null): bigint =>
    -expectOk(parseAmount(amount ?? '0', currency), 'amount');
  const money = (minor: bigint): object => ({ amount: formatAmount(minor, currency), currency });
  const applied = expectOk(parseAmount(appliedOf(mark), currency), 'applied');
  const gross = back(memo.total_amount);
  const said = { id: `credit-memo/${memo.number}`, occurredAt: changedAt(memo) };
  const credited = lines.map(({ product, quantity, amount, sequence, note }) => ({
    line: sequence,
    salesOrderLine: Number(note),
    item: items.get(product ?? 0),
    quantity: formatQuantity(negateQuantity(countOf(quantity))),
    net: money(back(amount)),
  }));
  return [
    factOf(exchange, FACTS.creditMemoPosted, said, {
      rma,
      credit,
      creditMemo: memo.number,
      generation: mark.generation,
      invoice,
      salesOrder,
      postingDate: memo.accounting_date ?? memo.invoice_date,
      lines: credited.map(({ line, item, quantity, net }) => ({ line, item, quantity, net })),
      tax: money(back(memo.tax_amount)),
      gross: money(gross),
      applied: money(applied),
      open: money(gross - applied),
    }),
    factOf(exchange, FACTS.invoiceAdjusted, { ...said, id: `${said.id}/invoice` }, {
      salesOrder,
      invoice,
      adjustment: memo.number,
      kind: 'credit',
      rma,
      lines: credited.map(({ salesOrderLine, item, quantity, net }) => ({
        line: salesOrderLine,
        item,
        quantity,
        net,
      })),
      gross: money(gross),
      applied: money(applied),
    }),
  ];
}

const opposite = (amount: string | null, currency: Currency): string =>
  formatAmount(-expectOk(parseAmount(amount ?? '0', currency), 'amount'), currency);

async function reversed(
  exchange: Exchange,
  reversal: InvoiceRow,
  lines: readonly InvoiceLineRow[],
  items: ReadonlyMap<number, string>,
): Promise<CanonicalFact[]> {
  const mark = markOf(reversal.description, 'credit')!;
  const [, rma, invoice, salesOrder] = mark.parts;
  const origins = lines.map((line) => referredBy(line.origin, 'account.invoice.line'));
  const origin = origins.find((id) => id !== null);
  const domain = [
    ['lines', '=', origin ?? 0],
    ['company', '=', exchange.company.id],
  ];
  const [memo] = await exchange.find('account.invoice', domain, invoiceRow);
  if (memo === undefined || memo.number === null) return [];
  // Tryton copies the amounts, and not which line of the order they are for.
  const taken = await exchange.find(
    'account.invoice.line',
    [
      ['id', 'in', memo.lines],
      ['product', '!=', null],
    ],
    invoiceLineRow,
  );
  const { currency } = exchange.company;
  const said = { id: `credit-reversal/${reversal.number}`, occurredAt: changedAt(reversal) };
  const money = (amount: string | null): object => ({ amount: amount ?? '0', currency });
  return [
    factOf(exchange, FACTS.creditMemoReversed, said, {
      rma,
      creditMemo: memo.number,
      reversal: reversal.number,
      postingDate: reversal.accounting_date ?? reversal.invoice_date,
      gross: money(reversal.total_amount),
    }),
    factOf(exchange, FACTS.invoiceAdjusted, { ...said, id: `${said.id}/invoice` }, {
      salesOrder,
      invoice,
      adjustment: reversal.number,
      kind: 'reversal',
      rma,
      lines: taken.map(({ note, product, quantity, amount }) => ({
        line: Number(note),
        item: items.get(product ?? 0),
        quantity: formatQuantity(negateQuantity(countOf(quantity))),
        net: money(opposite(amount, currency)),
      })),
      gross: money(reversal.total_amount),
      applied: money(appliedOf(mark)),
    }),
  ];
}
