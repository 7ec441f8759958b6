/** Parties, items, prices, terms and accounts of Tryton, by the numbers that we know them by. */
import { z } from 'zod';
import type { Quantity } from '../../kernel/quantity.ts';
import { refuse, type Exchange } from './exchange.ts';
import {
  categoryRow,
  deltaRow,
  idRow,
  partyRow,
  priceRow,
  productRow,
  termLineRow,
  termRow,
  type ProductRow,
} from './rows.ts';
import { quantityNumber } from './values.ts';

export interface Party {
  readonly id: number;
  readonly address: number;
  readonly paymentTerm: number | null;
  readonly priceList: number | null;
  /** Where its debts are kept, where it has an account of its own. */
  readonly receivable: number | null;
}

/** Days of a month, as credit insurers reckon it: terms of Tryton may count in months. */
const MONTH_DAYS = 30;

/** Tryton's code for a customer or an item of ours: the same, unless a person has mapped it. */
const codeFor = ({ link }: Exchange, list: 'customer' | 'item', ours: string): string =>
  link.codes.codeFor(list, ours) ?? ours;

export async function partyOf(exchange: Exchange, customer: string): Promise<Party> {
  const code = codeFor(exchange, 'customer', customer);
  const [party] = await exchange.find('party.party', [['code', '=', code]], partyRow);
  if (party === undefined)
    return refuse('unknown-customer', `Tryton knows no party with the code ${code}`);
  const [address] = party.addresses;
  if (address === undefined) return refuse('no-address', `party ${code} has no address in Tryton`);
  return {
    id: party.id,
    address,
    paymentTerm: party.customer_payment_term,
    priceList: party.sale_price_list,
    receivable: party.account_receivable,
  };
}

/** Every product by its code; a code that Tryton does not know is a refusal that names it. */
export async function productsOf(
  exchange: Exchange,
  items: readonly string[],
): Promise<ReadonlyMap<string, ProductRow>> {
  const codes = new Map(items.map((item) => [item, codeFor(exchange, 'item', item)]));
  const wanted = [...new Set(codes.values())];
  const found = await exchange.find('product.product', [['code', 'in', wanted]], productRow);
  const byCode = new Map(found.map((product) => [product.code ?? '', product]));
  const products = new Map<string, ProductRow>();
  for (const [item, code] of codes) {
    const product = byCode.get(code);
    if (product !== undefined) products.set(item, product);
  }
  const unknown = wanted.filter((code) => !byCode.has(code));
  if (unknown.length > 0)
    refuse('unknown-item', `Tryton knows no product with the code ${unknown.join(', ')}`);
  return products;
}

/** Our items by the ids of their products. */
export async function itemsOf(
  exchange: Exchange,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const found = await exchange.find('product.product', [['id', 'in', wanted]], productRow);
  const { codes } = exchange.link;
  const ours = (code: string): string => codes.meaning('item', code) ?? code;
  return new Map(found.map(({ id, code }) => [id, ours(code ?? `product-${id}`)]));
}

/**
 * Contract prices by line, where the customer has a price list: its formulas may depend on the
 * quantity.
 */
export async function contractPrices(
  exchange: Exchange,
  party: Party,
  lines: readonly { readonly line: number; readonly item: string; readonly quantity: Quantity }[],
): Promise<ReadonlyMap<number, string>> {
  const prices = new Map<number, string>();
  if (party.priceList === null) return prices;
  const byQuantity = Map.groupBy(lines, ({ quantity }) => quantity);
  for (const [quantity, same] of byQuantity) {
    const count = quantityNumber(quantity);
    if (!count.ok) refuse('quantity', count.error);
    const context = {
      price_list: party.priceList,
      customer: party.id,
      currency: exchange.company.currencyId,
      quantity: count.ok ? count.value : 0,
    };
    const domain = [['code', 'in', same.map(({ item }) => codeFor(exchange, 'item', item))]];
    const found = await exchange.find('product.product', domain, priceRow, { context });
    const byItem = new Map(found.map(({ code, sale_price_uom }) => [code, sale_price_uom]));
    for (const { line, item } of same) {
      const price = byItem.get(codeFor(exchange, 'item', item));
      if (price !== null && price !== undefined) prices.set(line, price);
    }
  }
  return prices;
}

/** Days until the last part of a payment term is due; 0 where there is none. */
export async function netDaysOf(exchange: Exchange, term: number | null): Promise<number> {
  if (term === null) return 0;
  const known = exchange.link.netDays.get(term);
  if (known !== undefined) return known;
  const [row] = await exchange.find('account.invoice.payment_term', [['id', '=', term]], termRow);
  const lines = await exchange.find(
    'account.invoice.payment_term.line',
    [['id', 'in', row?.lines ?? []]],
    termLineRow,
  );
  const ids = lines.flatMap(({ relativedeltas }) => relativedeltas);
  const deltas = await exchange.find(
    'account.invoice.payment_term.line.delta',
    [['id', 'in', ids]],
    deltaRow,
  );
  const days = Math.max(
    0,
    ...deltas.map((delta) => (delta.days ?? 0) + (delta.months ?? 0) * MONTH_DAYS),
  );
  exchange.link.netDays.set(term, days);
  return days;
}

/** Accounts that stand for all parties and items without one of their own. */
const DEFAULTS = z.object({ id: z.int(), default_account_receivable: z.int().nullable() });

/** The account that a customer's debts are kept on. */
export async function receivableOf(exchange: Exchange, party: Party): Promise<number> {
  if (party.receivable !== null) return party.receivable;
  const [defaults] = await exchange.find('account.configuration', [], DEFAULTS);
  return (
    defaults?.default_account_receivable ??
    refuse('no-account', 'Tryton has no account for what customers owe')
  );
}

/** How far a category may lie below the one that names the account. */
const CATEGORY_DEPTH_MAX = 10;

/**
 * The account that sales of an item are booked on: its category's, or that of the next category
 * above with one.
 */
export async function revenueOf(exchange: Exchange, product: ProductRow): Promise<number> {
  let category = product.account_category;
  for (let depth = 0; category !== null && depth < CATEGORY_DEPTH_MAX; depth++) {
    const [row] = await exchange.find('product.category', [['id', '=', category]], categoryRow);
    if (row !== undefined && row.account_revenue !== null) return row.account_revenue;
    category = row?.parent ?? null;
  }
  return refuse(
    'no-account',
    `item ${product.code ?? product.id} has no revenue account in Tryton`,
  );
}

/** An account by its code or its name. */
export async function accountOf(exchange: Exchange, named: string): Promise<number> {
  const domain = [
    ['company', '=', exchange.company.id],
    ['OR', ['code', '=', named], ['name', '=', named]],
  ];
  const [account] = await exchange.find('account.account', domain, idRow);
  return account?.id ?? refuse('unknown-account', `Tryton has no account "${named}"`);
}
