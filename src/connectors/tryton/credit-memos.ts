/**
 * Tryton as the ledger of credits, of returns and of disputes: a credit memo is an invoice of less
 * than nothing under a number of its own, set against what its invoice leaves open. Nothing posted
 * is edited: it is taken back by an equal and opposite posting.
 */
import type { CanonicalFact, OutboundCommand } from '../../application/ports/connector.ts';
import { COMMANDS, FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { postChargeCredit } from '../../canonical/dispute-commands.ts';
import type { postCreditMemo, reverseCreditMemo } from '../../canonical/return-commands.ts';
import { formatDecimal, parseDecimal } from '../../kernel/decimal.ts';
import { divideRounded, formatAmount, parseAmount, type Money } from '../../kernel/money.ts';
import { negateQuantity, type Quantity } from '../../kernel/quantity.ts';
import { expectOk } from '../../kernel/result.ts';
import { refuse, unmoved, WorkEnded, type Exchange } from './exchange.ts';
import { appliedOf, factsOfCredits, isReversal, memoMark, type MemoKind } from './credit-facts.ts';
import { factOf } from './facts.ts';
import { creditInFull } from './finance.ts';
import { beginningWith, markText } from './marks.ts';
import { accountOf, partyOf, productsOf, receivableOf, revenueOf } from './masters.ts';
import { invoiceNumbered } from './payments.ts';
import { closedPeriod } from './posting-date.ts';
import { draftPosted, FREIGHT_SEQUENCE, isPosted } from './posting.ts';
import {
  accountMoveLineRow,
  idRow,
  invoiceRow,
  type InvoiceRow,
  type ProductRow,
} from './rows.ts';
import type { Outcome } from './sales.ts';
import { dateValue, decimalValue, quantityNumber } from './values.ts';

type PostCredit = ContentOfFact<typeof postCreditMemo>;
type PostCharge = ContentOfFact<typeof postChargeCredit>;
type ReverseCredit = ContentOfFact<typeof reverseCreditMemo>;

/** Place of the fee behind the freight. */
const FEE_SEQUENCE = FREIGHT_SEQUENCE + 1;
/** Decimals of a unit price that Tryton takes unless it is configured otherwise. */
const PRICE_SCALE = 4;
/** One in {@link Quantity}. */
const ONE = expectOk(parseDecimal('1', 6), 'one');

/** Which memo: of what cause, and which of those that the cause has. */
interface MemoName {
  readonly kind: MemoKind;
  /** Number of the return or of the dispute. */
  readonly cause: string;
  readonly credit: string;
}

/** What a memo is made from, whatever its cause. */
interface Memo
  extends MemoName,
    Pick<PostCredit, 'salesOrder' | 'invoice' | 'customer' | 'postingDate'>,
    Pick<PostCredit, 'freight' | 'fee' | 'tax' | 'gross'> {
  readonly lines: readonly {
    readonly line: number;
    readonly salesOrderLine: number;
    readonly item: string;
    /** `null`: money without goods. */
    readonly quantity: Quantity | null;
    readonly net: Money;
  }[];
}

function memoOf({ type, content }: OutboundCommand): Memo {
  if (type !== COMMANDS.postChargeCredit.type) {
    const memo = content as PostCredit;
    return { ...memo, kind: 'credit', cause: memo.rma };
  }
  const memo = content as PostCharge;
  return {
    ...memo,
    kind: 'charge-credit',
    cause: memo.dispute,
    // A dispute is about one invoice, and is credited once.
    credit: memo.invoice,
    fee: { ...memo.gross, amountMinor: 0n },
    lines: memo.lines.map((one) => ({ ...one, salesOrderLine: one.line, quantity: null })),
  };
}

/** Our documents for a credit: the memo, and what takes it back. */
async function documentsOf(
  exchange: Exchange,
  { kind, credit, cause }: MemoName,
): Promise<{ readonly memos: readonly InvoiceRow[]; readonly reversals: readonly InvoiceRow[] }> {
  // By the mark alone: what Tryton itself makes to take a memo back has no reference.
  const domain = [
    ['type', '=', 'out'],
    ['company', '=', exchange.company.id],
    beginningWith(kind, [credit, cause]),
  ];
  const found = await exchange.find('account.invoice', domain, invoiceRow);
  return {
    memos: found.filter((row) => !isReversal(row)),
    reversals: found.filter((row) => isReversal(row)),
  };
}

const generationOf = ({ description }: InvoiceRow): number | undefined => memoMark(description)?.generation;

/** The posted memo of this very command, set against its invoice; a draft is not an effect. */
export async function creditedAs(
  exchange: Exchange,
  command: OutboundCommand,
): Promise<Outcome | null> {
  const { memos } = await documentsOf(exchange, memoOf(command));
  const memo = memos.find((row) => isPosted(row) && generationOf(row) === command.generation);
  if (memo === undefined || !(await isSetAgainst(exchange, memo))) return null;
  return { facts: await factsOfCredits(exchange, [memo]) };
}

export async function postCredit(exchange: Exchange, command: OutboundCommand): Promise<Outcome> {
  const wanted = memoOf(command);
  const before = await creditedAs(exchange, command);
  if (before !== null) return before;
  const { memos } = await documentsOf(exchange, wanted);
  const standing = memos.find(isPosted);
  if (standing !== undefined && generationOf(standing) !== command.generation) {
    const text = `Tryton has posted ${standing.number ?? standing.id} for ${wanted.credit} already`;
    refuse('credited-already', text);
  }
  if (standing === undefined) {
    for (const { id, number } of memos) {
      if (number === null) await exchange.remove('account.invoice', [id]);
    }
    await draftPosted(
      exchange,
      () => draftOf(exchange, wanted, command.generation),
      (words) => explainClosed(exchange, wanted, words),
    );
  }
  for (const memo of (await documentsOf(exchange, wanted)).memos) {
    if (isPosted(memo)) await setAgainst(exchange, memo);
  }
  return (await creditedAs(exchange, command)) ?? unmoved(`credit ${wanted.credit}`, 'not posted');
}

/** Makes the memo; it goes again if Tryton reckons another amount. */
async function draftOf(exchange: Exchange, memo: Memo, generation: number): Promise<number> {
  const { gross } = memo;
  const id = await exchange.create('account.invoice', await creditValues(exchange, memo, generation));
  const [made] = await exchange.find('account.invoice', [['id', '=', id]], invoiceRow);
  const total = parseAmount(made?.total_amount ?? '', gross.currency);
  if (total.ok && total.value === -gross.amountMinor) return id;
  await exchange.remove('account.invoice', [id]);
  const asked = formatAmount(-gross.amountMinor, gross.currency);
  return refuse('amount-differs', `Tryton reckons ${made?.total_amount ?? '?'}, and not ${asked}`);
}

/** Ends the work with the refusal and its fact, if the period is closed. */
async function explainClosed(exchange: Exchange, memo: Memo, text: string): Promise<void> {
  const { kind, cause, credit, postingDate } = memo;
  const closed = await closedPeriod(exchange, postingDate, 'revenue');
  if (closed === null) return;
  const reason = `${closed.why}; Tryton says: ${text}`.slice(0, 400);
  const said = {
    id: `${kind}-refusal/${kind === 'credit' ? credit : cause}/${postingDate}`,
    occurredAt: new Date().toISOString(),
  };
  const { firstOpenDate } = closed;
  const why = { postingDate, firstOpenDate, reason };
  const fact = (): CanonicalFact =>
    kind === 'credit'
      ? factOf(exchange, FACTS.creditMemoRefused, said, { rma: cause, credit, ...why })
      : factOf(exchange, FACTS.chargeCreditRefused, said, { dispute: cause, ...why });
  const facts = firstOpenDate === null ? [] : [fact()];
  throw new WorkEnded({ kind: 'refused', code: closed.code, reason, facts });
}

async function creditValues(
  exchange: Exchange,
  memo: Memo,
  generation: number,
): Promise<Record<string, unknown>> {
  const { company, settings } = exchange;
  const { currency } = memo.gross;
  if (currency !== company.currency)
    refuse('currency', `the company keeps its books in ${company.currency}, not in ${currency}`);
  const party = await partyOf(exchange, memo.customer);
  const products = await productsOf(
    exchange,
    memo.lines.map(({ item }) => item),
  );
  const [journal] = await exchange.find('account.journal', [['type', '=', 'revenue']], idRow, {
    limit: 1,
  });
  const common = {
    type: 'line',
    invoice_type: 'out',
    company: company.id,
    currency: company.currencyId,
  };
  const lines: Record<string, unknown>[] = [];
  for (const { line, salesOrderLine, item, quantity, net } of memo.lines) {
    const product = products.get(item)!;
    lines.push({
      ...common,
      ...(quantity === null ? justMoney(net) : goods(product, quantity, net)),
      sequence: line,
      description: item,
      note: String(salesOrderLine),
      account: await revenueOf(exchange, product),
    });
  }
  const account =
    settings.freightAccount === undefined
      ? lines[0]?.['account']
      : await accountOf(exchange, settings.freightAccount);
  const beside = (sequence: number, description: string, quantity: number, amount: Money) => {
    const price = decimalValue(formatAmount(amount.amountMinor, currency));
    lines.push({ ...common, sequence, quantity, unit_price: price, description, account });
  };
  if (memo.freight.amountMinor !== 0n) beside(FREIGHT_SEQUENCE, 'Freight', -1, memo.freight);
  if (memo.fee.amountMinor !== 0n) beside(FEE_SEQUENCE, 'Restocking fee', 1, memo.fee);
  const applied = await openOf(exchange, memo.invoice, memo.gross);
  const { kind, cause, credit, invoice, salesOrder } = memo;
  return {
    company: company.id,
    type: 'out',
    party: party.id,
    invoice_address: party.address,
    currency: company.currencyId,
    journal: journal?.id ?? refuse('no-journal', 'Tryton has no revenue journal'),
    account: await receivableOf(exchange, party),
    reference: cause,
    description: markText(kind, generation, credit, cause, invoice, salesOrder, applied),
    invoice_date: dateValue(memo.postingDate),
    accounting_date: dateValue(memo.postingDate),
    lines: [['create', lines]],
    ...(memo.tax.amountMinor === 0n
      ? {}
      : { taxes: [['create', [await taxBack(exchange, memo)]]] }),
  };
}

/** The price at which a quantity comes to this amount, as exactly as Tryton takes it. */
export function priceOf({ amountMinor, currency }: Money, quantity: Quantity): string {
  const amount = expectOk(parseDecimal(formatAmount(amountMinor, currency), PRICE_SCALE), 'net');
  return formatDecimal(divideRounded(amount * ONE, quantity, 'half-up'), PRICE_SCALE);
}

/** Goods of a line, back at the price that they come to. */
function goods(product: ProductRow, quantity: Quantity, net: Money): object {
  const count = quantityNumber(negateQuantity(quantity));
  if (!count.ok) return refuse('quantity', count.error);
  const price = decimalValue(priceOf(net, quantity));
  return { product: product.id, unit: product.default_uom, quantity: count.value, unit_price: price };
}

/** No goods: a product in the books would count as sold so many times less. */
const justMoney = (net: Money): object => ({
  quantity: -1,
  unit_price: decimalValue(formatAmount(net.amountMinor, net.currency)),
});

async function taxBack(exchange: Exchange, { tax, gross }: Memo): Promise<Record<string, unknown>> {
  const named = exchange.settings.taxAccount;
  if (named === undefined) return refuse('no-account', 'no taxAccount is named for quoted tax');
  const { currency } = tax;
  const back = (minor: bigint): object => decimalValue(formatAmount(-minor, currency));
  return {
    manual: true,
    description: 'Tax given back',
    account: await accountOf(exchange, named),
    base: back(gross.amountMinor - tax.amountMinor),
    amount: back(tax.amountMinor),
  };
}

/**
 * How much of a credit the invoice's open amount takes: all of it, or nothing. Tryton sets whole
 * entries against an invoice, so a credit that is larger stays on the customer's account.
 */
async function openOf(exchange: Exchange, number: string, gross: Money): Promise<string> {
  const invoice = await invoiceNumbered(exchange, number);
  if (invoice === undefined) return refuse('unknown-invoice', `Tryton has no invoice ${number}`);
  const open = parseAmount(invoice.amount_to_pay ?? '0', gross.currency);
  const takesAll = invoice.state === 'posted' && open.ok && open.value >= gross.amountMinor;
  return formatAmount(takesAll ? gross.amountMinor : 0n, gross.currency);
}

/** Entries of a credit memo on the customer's account. */
async function entriesOf(exchange: Exchange, memo: InvoiceRow): Promise<readonly number[]> {
  const domain = [
    ['move.origin', '=', `account.invoice,${memo.id}`],
    ['account', '=', memo.account],
  ];
  return (await exchange.find('account.move.line', domain, accountMoveLineRow)).map(({ id }) => id);
}

async function isSetAgainst(exchange: Exchange, memo: InvoiceRow): Promise<boolean> {
  const mark = memoMark(memo.description)!;
  if (Number(appliedOf(mark)) === 0) return true;
  const invoice = await invoiceNumbered(exchange, mark.parts[2] ?? '');
  const entries = await entriesOf(exchange, memo);
  return entries.every((id) => invoice?.payment_lines.includes(id));
}

async function setAgainst(exchange: Exchange, memo: InvoiceRow): Promise<void> {
  if (await isSetAgainst(exchange, memo)) return;
  const mark = memoMark(memo.description)!;
  const invoice = await invoiceNumbered(exchange, mark.parts[2] ?? '');
  const entries = await entriesOf(exchange, memo);
  if (invoice === undefined) return;
  await exchange.write('account.invoice', [invoice.id], { payment_lines: [['add', entries]] });
}

const nameOf = ({ rma, credit }: ReverseCredit): MemoName => ({ kind: 'credit', cause: rma, credit });

/** The posting that took the memo back, or `null` while one stands. */
export async function creditReversedAs(
  exchange: Exchange,
  content: ReverseCredit,
): Promise<Outcome | null> {
  const { memos, reversals } = await documentsOf(exchange, nameOf(content));
  const last = reversals.findLast(isPosted);
  if (memos.some(isPosted) || last === undefined) return null;
  return { facts: await factsOfCredits(exchange, [last]) };
}

/** Posts the equal and opposite, by Tryton's own way to take a document back. */
export async function reverseCredit(
  exchange: Exchange,
  command: OutboundCommand,
): Promise<Outcome> {
  const content = command.content as ReverseCredit;
  const before = await creditReversedAs(exchange, content);
  if (before !== null) return before;
  const { memos } = await documentsOf(exchange, nameOf(content));
  const memo = memos.find(isPosted);
  if (memo === undefined)
    return refuse('nothing-posted', `Tryton has no credit memo for ${content.credit}`);
  if (memo.state === 'paid')
    refuse('paid', `credit memo ${memo.number} is settled: a person must take it back`);
  const mark = memoMark(memo.description)!;
  const invoice = await invoiceNumbered(exchange, mark.parts[2] ?? '');
  const entries = (await entriesOf(exchange, memo)).filter((id) =>
    invoice?.payment_lines.includes(id),
  );
  if (invoice !== undefined && entries.length > 0)
    await exchange.write('account.invoice', [invoice.id], { payment_lines: [['remove', entries]] });
  await creditInFull(exchange, memo);
  const after = await creditReversedAs(exchange, content);
  return after ?? unmoved(`credit memo ${memo.number}`, memo.state);
}
