/** Tryton as the ledger: one invoice for each shipment, reversed by a credit note. */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { postInvoice, reverseInvoice } from '../../canonical/commands.ts';
import { formatMoney, parseAmount } from '../../kernel/money.ts';
import { formatUnitPrice } from '../../kernel/unit-price.ts';
import { refuse, unmoved, type Exchange } from './exchange.ts';
import { factOf, quantityText } from './facts.ts';
import { explainDate } from './posting-date.ts';
import { draftPosted, FREIGHT_SEQUENCE, isPosted } from './posting.ts';
import { markedAs, markOf, markText } from './marks.ts';
import { accountOf, itemsOf, partyOf, productsOf, receivableOf, revenueOf } from './masters.ts';
import { referredBy } from './processing.ts';
import { creditNoteOf, rebilledFacts } from './rebill-facts.ts';
import { changedAt, idRow, invoiceLineRow, invoiceRow, type InvoiceRow } from './rows.ts';
import type { Outcome } from './sales.ts';
import { dateValue, decimalValue, quantityNumber } from './values.ts';

type PostInvoice = ContentOfFact<typeof postInvoice>;
type ReverseInvoice = ContentOfFact<typeof reverseInvoice>;

/** Our invoices of a shipment, whatever became of them. */
export async function invoicesOf(exchange: Exchange, shipment: string): Promise<InvoiceRow[]> {
  const domain = [
    ['reference', '=', shipment],
    ['type', '=', 'out'],
    ['company', '=', exchange.company.id],
    markedAs('invoice'),
  ];
  return exchange.find('account.invoice', domain, invoiceRow);
}

const invoiceMark = (command: OutboundCommand, { salesOrder }: PostInvoice): string =>
  markText('invoice', command.generation, salesOrder);

/** The posted invoice of this very command, or `null`: a draft is not an effect. */
export async function postedAs(
  exchange: Exchange,
  command: OutboundCommand,
): Promise<Outcome | null> {
  const content = command.content as PostInvoice;
  const mark = invoiceMark(command, content);
  const own = (await invoicesOf(exchange, content.shipment)).filter(
    (row) => row.description === mark && row.number !== null,
  );
  const posted = own.find(isPosted) ?? own[0];
  return posted === undefined ? null : { facts: await factsOfInvoices(exchange, [posted]) };
}

export async function post(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = command.content as PostInvoice;
  const before = await postedAs(exchange, command);
  if (before !== null) return before;
  const draft = await draftPosted(
    exchange,
    () => draftFor(exchange, command),
    (words) => explainDate(exchange, command, words),
  );
  const after = await postedAs(exchange, command);
  if (after !== null) return after;
  const [row] = await exchange.find('account.invoice', [['id', '=', draft]], invoiceRow);
  return unmoved(`the invoice of ${content.shipment}`, row?.state ?? 'gone');
}

/**
 * The draft to post. One that a crash left behind is taken up if it is whole, and thrown away
 * otherwise.
 */
async function draftFor(exchange: Exchange, command: OutboundCommand): Promise<number> {
  const content = command.content as PostInvoice;
  const mark = invoiceMark(command, content);
  const gross = content.gross.amountMinor;
  const isRight = (row: InvoiceRow): boolean => {
    const total = parseAmount(row.total_amount ?? '0', content.gross.currency);
    return total.ok && total.value === gross;
  };
  for (const row of await invoicesOf(exchange, content.shipment)) {
    if (isPosted(row)) {
      const text = `Tryton has billed ${content.shipment} already, with invoice ${row.number ?? row.id}`;
      refuse('billed-already', text);
    }
    if (row.state === 'cancelled' || row.number !== null) continue;
    const isOurs = row.description === mark && row.accounting_date === content.postingDate;
    if (isOurs && isRight(row)) return row.id;
    await exchange.remove('account.invoice', [row.id]);
  }
  const id = await exchange.create('account.invoice', await invoiceValues(exchange, content, mark));
  const [made] = await exchange.find('account.invoice', [['id', '=', id]], invoiceRow);
  if (made !== undefined && isRight(made)) return id;
  await exchange.remove('account.invoice', [id]);
  const wanted = formatMoney(content.gross);
  const text = `Tryton reckons ${made?.total_amount ?? '?'} where ${wanted} is to be billed`;
  return refuse('amount-differs', text);
}

/** An invoice that bills a shipment; without a date on the day on which it is posted. */
export async function invoiceValues(
  exchange: Exchange,
  content: Omit<PostInvoice, 'postingDate'> & Partial<Pick<PostInvoice, 'postingDate'>>,
  mark: string,
  priceText: (line: PostInvoice['lines'][number]) => string = ({ unitPrice }) => formatUnitPrice(unitPrice),
): Promise<Record<string, unknown>> {
  const { company, settings } = exchange;
  if (content.gross.currency !== company.currency) {
    refuse(
      'currency',
      `the company keeps its books in ${company.currency}, not in ${content.gross.currency}`,
    );
  }
  const party = await partyOf(exchange, content.customer);
  const products = await productsOf(
    exchange,
    content.lines.map(({ item }) => item),
  );
  const journals = await exchange.find('account.journal', [['type', '=', 'revenue']], idRow, {
    limit: 1,
  });
  const journal = journals[0]?.id ?? refuse('no-journal', 'Tryton has no revenue journal');
  const accounts = new Map<string, number>();
  for (const [item, product] of products) accounts.set(item, await revenueOf(exchange, product));
  const lines: Record<string, unknown>[] = content.lines.map(
    (billed) => {
      const { line, item, quantity } = billed;
      const product = products.get(item)!;
      const count = quantityNumber(quantity);
      if (!count.ok) return refuse('quantity', count.error);
      return {
        type: 'line',
        invoice_type: 'out',
        sequence: line,
        company: company.id,
        currency: company.currencyId,
        product: product.id,
        unit: product.default_uom,
        quantity: count.value,
        unit_price: decimalValue(priceText(billed)),
        description: item,
        account: accounts.get(item),
      };
    },
  );
  if (content.freight.amountMinor !== 0n) {
    const named = settings.freightAccount;
    const account = named === undefined ? lines[0]?.['account'] : await accountOf(exchange, named);
    lines.push({
      type: 'line',
      invoice_type: 'out',
      sequence: FREIGHT_SEQUENCE,
      company: company.id,
      currency: company.currencyId,
      quantity: 1,
      unit_price: decimalValue(formatMoney(content.freight).split(' ')[0]!),
      description: 'Freight',
      account,
    });
  }
  return {
    company: company.id,
    type: 'out',
    party: party.id,
    invoice_address: party.address,
    currency: company.currencyId,
    journal,
    account: await receivableOf(exchange, party),
    payment_term: party.paymentTerm,
    reference: content.shipment,
    description: mark,
    ...(content.postingDate === undefined ? {} : datesOf(content.postingDate)),
    lines: [['create', lines]],
    ...(content.tax.amountMinor === 0n
      ? {}
      : { taxes: [['create', [await quotedTax(exchange, content)]]] }),
  };
}

const datesOf = (postingDate: string): object => ({
  invoice_date: dateValue(postingDate),
  accounting_date: dateValue(postingDate),
});

/** The tax engine's word, to the cent: Tryton reckons none of its own. */
async function quotedTax(
  exchange: Exchange,
  content: Pick<PostInvoice, 'gross' | 'tax'>,
): Promise<Record<string, unknown>> {
  const named = exchange.settings.taxAccount;
  if (named === undefined) return refuse('no-account', 'no taxAccount is named for quoted tax');
  const amount = (minor: bigint): object =>
    decimalValue(
      formatMoney({ amountMinor: minor, currency: content.tax.currency }).split(' ')[0]!,
    );
  return {
    manual: true,
    description: 'Tax as quoted',
    account: await accountOf(exchange, named),
    base: amount(content.gross.amountMinor - content.tax.amountMinor),
    amount: amount(content.tax.amountMinor),
  };
}

/** Everything that invoices and credit notes of ours say. */
export async function factsOfInvoices(
  exchange: Exchange,
  invoices: readonly InvoiceRow[],
): Promise<CanonicalFact[]> {
  const numbered = invoices.filter(
    ({ number, description }) => number !== null && markOf(description, 'invoice') !== null,
  );
  const ids = numbered.flatMap(({ lines }) => lines);
  if (ids.length === 0) return [];
  const lines = await exchange.find(
    'account.invoice.line',
    [
      ['id', 'in', ids],
      ['type', '=', 'line'],
    ],
    invoiceLineRow,
  );
  const items = await itemsOf(
    exchange,
    lines.flatMap(({ product }) => (product === null ? [] : [product])),
  );
  const facts: CanonicalFact[] = [];
  for (const invoice of numbered) {
    const own = lines.filter((line) => line.invoice === invoice.id);
    // A credit note copies the mark of what it credits, and points back at it line by line.
    const credited = own
      .map(({ origin }) => referredBy(origin, 'account.invoice.line'))
      .find((id) => id !== null);
    if (credited !== undefined) facts.push(...(await reversedFact(exchange, invoice, credited!)));
    else facts.push(postedFact(exchange, invoice, own, items), ...(await rebilledFacts(exchange, invoice)));
  }
  return facts;
}

function postedFact(
  exchange: Exchange,
  invoice: InvoiceRow,
  lines: readonly {
    sequence: number | null;
    product: number | null;
    quantity: number | null;
    amount: string | null;
  }[],
  items: ReadonlyMap<number, string>,
): CanonicalFact {
  const mark = markOf(invoice.description, 'invoice')!;
  const { currency } = exchange.company;
  const money = (amount: string | null): object => ({ amount: amount ?? '0', currency });
  const freight = lines.find(({ sequence }) => sequence === FREIGHT_SEQUENCE);
  const said = { id: `invoice/${invoice.number}`, occurredAt: changedAt(invoice) };
  return factOf(exchange, FACTS.invoicePosted, said, {
    salesOrder: mark.parts[0],
    shipment: invoice.reference,
    invoice: invoice.number,
    generation: mark.generation,
    postingDate: invoice.accounting_date ?? invoice.invoice_date,
    lines: lines
      .filter((line) => line !== freight)
      .map(({ sequence, product, quantity, amount }) => ({
        line: sequence,
        item: items.get(product ?? 0),
        quantity: quantityText(quantity),
        net: money(amount),
      })),
    freight: money(freight?.amount ?? '0'),
    tax: money(invoice.tax_amount),
    gross: money(invoice.total_amount),
  });
}

async function reversedFact(
  exchange: Exchange,
  credit: InvoiceRow,
  line: number,
): Promise<CanonicalFact[]> {
  const domain = [
    ['lines', '=', line],
    ['company', '=', exchange.company.id],
  ];
  const [invoice] = await exchange.find('account.invoice', domain, invoiceRow);
  // A credit of a part, or one that has not settled the invoice, takes nothing back as a whole.
  if (invoice === undefined || invoice.number === null || invoice.state !== 'cancelled') return [];
  const said = { id: `reversal/${credit.number}`, occurredAt: changedAt(credit) };
  return [
    factOf(exchange, FACTS.invoiceReversed, said, {
      salesOrder: markOf(credit.description, 'invoice')!.parts[0],
      invoice: invoice.number,
      reversal: credit.number,
      postingDate: credit.accounting_date ?? credit.invoice_date,
      gross: { amount: invoice.total_amount, currency: exchange.company.currency },
    }),
  ];
}

/** The reversal of a shipment's invoice, or `null` while one of them stands. */
export async function reversedAs(
  exchange: Exchange,
  { shipment }: ReverseInvoice,
): Promise<Outcome | null> {
  const invoices = (await invoicesOf(exchange, shipment)).filter(({ number }) => number !== null);
  if (invoices.length === 0 || invoices.some(isPosted)) return null;
  const credit = await creditNoteOf(exchange, invoices.at(-1)!);
  return credit === undefined ? null : { facts: await factsOfInvoices(exchange, [credit]) };
}

export async function reverse(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const content = command.content as ReverseInvoice;
  const before = await reversedAs(exchange, content);
  if (before !== null) return before;
  const standing = (await invoicesOf(exchange, content.shipment)).find(isPosted);
  if (standing === undefined)
    return refuse('nothing-posted', `Tryton has no invoice of ${content.shipment}`);
  if (standing.state === 'paid')
    refuse('paid', `invoice ${standing.number} is paid: it must be credited by a person`);
  await creditInFull(exchange, standing);
  return (
    (await reversedAs(exchange, content)) ?? unmoved(`invoice ${standing.number}`, standing.state)
  );
}

/** Tryton's own way to take a whole invoice back: a credit note, set against it at once. */
export async function creditInFull(exchange: Exchange, { id }: InvoiceRow): Promise<void> {
  const start = { with_refund: true, with_refund_allowed: true, invoice_date: null };
  await exchange.wizard('account.invoice.credit', { model: 'account.invoice', id }, [
    { state: 'credit', data: { start } },
  ]);
}
