/**
 * A web shop with the manners of Shopify's Admin API, as far as examples/shopify.ts uses it: ids of 64
 * bits, moments of whole seconds, pages by link, and webhooks signed with the secret of the app.
 */
import { createHmac } from 'node:crypto';
import { shopify } from '../../examples/shopify.ts';
import type { ConfigInput } from '../../src/main/config/schema.ts';
import { scriptedServer, type Answer, type Asked } from './scripted-server.ts';
import type { Told } from './stage-line.ts';

export const WEB_TOKEN = 'shpat_0123';
export const WEB_SECRET = 'secret of the app';
/** Beyond what a double can tell apart. */
const ID_BASE = 9_223_372_036_854_000_000n;
const PAGE_SIZE = 2;

export interface WebLine {
  readonly id: bigint;
  readonly sku: string | null;
  readonly quantity: number;
  readonly current_quantity?: number;
  readonly price: string;
  readonly discount_allocations: readonly { readonly amount: string }[];
}

export interface WebFulfillment {
  readonly id: bigint;
  readonly name: string;
  readonly status: string;
  readonly location_id: bigint | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly line_items: readonly WebLine[];
}

/** Money that the shop gave back, and what becomes of the goods. */
export interface WebRefund {
  readonly id: bigint;
  readonly order_id: bigint;
  readonly created_at: string;
  readonly note: string | null;
  readonly refund_line_items: readonly {
    readonly line_item_id: bigint;
    readonly quantity: number;
    readonly restock_type: string;
    readonly line_item: WebLine;
    readonly subtotal_set: { readonly shop_money: WebMoney };
    readonly total_tax_set: { readonly shop_money: WebMoney };
  }[];
  readonly transactions: readonly {
    readonly id: bigint;
    readonly kind: string;
    readonly status: string;
    readonly amount: string;
    readonly currency: string;
  }[];
}

interface WebMoney {
  readonly amount: string;
  readonly currency_code: string;
}

/** An order, in the shop's own words; bigints are written as numbers. */
export interface WebOrder {
  readonly id: bigint;
  readonly name: string;
  readonly order_number: number;
  readonly test: boolean;
  readonly taxes_included: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly cancelled_at: string | null;
  readonly cancel_reason: string | null;
  readonly financial_status: string;
  readonly fulfillment_status: string | null;
  readonly currency: string;
  readonly customer: { readonly id: bigint } | null;
  readonly po_number: string | null;
  readonly shipping_address: { readonly country_code: string; readonly zip: string | null } | null;
  readonly line_items: readonly WebLine[];
  readonly fulfillments: readonly WebFulfillment[];
  readonly refunds: readonly WebRefund[];
}

/** The nth order as it is placed at a moment. */
export function webOrder(
  number: number,
  placedAt: string,
  lines: readonly (readonly [sku: string | null, quantity: number, price: string, discount?: string])[],
): WebOrder {
  const id = ID_BASE + BigInt(number) * 1_000n;
  return {
    id,
    name: `#${number}`,
    order_number: number,
    test: false,
    taxes_included: false,
    created_at: placedAt,
    updated_at: placedAt,
    cancelled_at: null,
    cancel_reason: null,
    financial_status: 'pending',
    fulfillment_status: null,
    currency: 'GBP',
    customer: { id: 7_001n },
    po_number: null,
    shipping_address: { country_code: 'GB', zip: 'LS1' },
    line_items: lines.map(([sku, quantity, price, discount], at) => ({
      id: id + BigInt(at + 1),
      sku,
      quantity,
      price,
      discount_allocations: discount === undefined ? [] : [{ amount: discount }],
    })),
    fulfillments: [],
    refunds: [],
  };
}

/** What the shop gives back of an order: of each line so many, by restock type, and one payment. */
export function webRefund(
  order: WebOrder,
  number: number,
  refundedAt: string,
  lines: readonly (readonly [at: number, quantity: number, restockType: string, net: string, tax: string])[],
  paid: string | null,
  note: string | null = null,
): WebRefund {
  const money = (amount: string): { shop_money: WebMoney } => ({
    shop_money: { amount, currency_code: order.currency },
  });
  const id = order.id + BigInt(100 + number);
  return {
    id,
    order_id: order.id,
    created_at: refundedAt,
    note,
    refund_line_items: lines.map(([at, quantity, restockType, net, tax]) => ({
      line_item_id: order.line_items[at]!.id,
      quantity,
      restock_type: restockType,
      line_item: order.line_items[at]!,
      subtotal_set: money(net),
      total_tax_set: money(tax),
    })),
    transactions: [
      {
        id: id + 500n,
        kind: 'refund',
        status: paid === null ? 'pending' : 'success',
        amount: paid ?? '0.00',
        currency: order.currency,
      },
    ],
  };
}

/** A line whose variant nobody gave a number. */
export const unnumbered = (line: WebLine): WebLine => ({ ...line, sku: null });
export const UNNUMBERED = 'is a line without SKU';

/** JSON as the shop writes it: ids are numbers, however long. */
export const webText = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `#id${one}` : one)).replaceAll(
    /"#id(\d+)"/g,
    '$1',
  );

let sent = 0;

/** A webhook of the shop. */
export function webhook(topic: string, body: unknown, system = 'web'): Told {
  const text = typeof body === 'string' ? body : webText(body);
  return {
    system,
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': topic,
      'x-shopify-webhook-id': `webhook-${++sent}`,
      'x-shopify-hmac-sha256': createHmac('sha256', WEB_SECRET).update(text).digest('base64'),
    },
    body: text,
  };
}

export interface WebShop {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** What the admin API shows, by order number. */
  readonly orders: Map<number, WebOrder>;
  /** What was published, by order id. */
  readonly published: Map<string, unknown>;
}

/** Opens the shop's admin API; it is closed when the test file ends. */
export async function openWebShop(): Promise<WebShop> {
  const orders = new Map<number, WebOrder>();
  const published = new Map<string, unknown>();
  const server = await scriptedServer((asked) => {
    if (asked.headers['x-shopify-access-token'] !== WEB_TOKEN) return { status: 401, body: {} };
    const path = asked.path.replace('/admin/api/2022-10', '');
    if (path === '/orders.json') return listOf([...orders.values()], asked);
    const [, id] = /^\/orders\/(\d+)\/metafields\.json$/.exec(path) ?? [];
    if (id === undefined || ![...orders.values()].some((order) => String(order.id) === id)) {
      return { status: 404, body: { errors: 'Not Found' } };
    }
    if (asked.method === 'POST') {
      const { metafield } = JSON.parse(asked.body) as { metafield: { value: string } };
      published.set(id, metafield);
      return { status: 201, body: { metafield } };
    }
    return { body: { metafields: published.has(id) ? [published.get(id)] : [] } };
  });
  return { ...server, orders, published };
}

function listOf(orders: readonly WebOrder[], { query }: Asked): Answer {
  const [name, from, to] = ['name', 'updated_at_min', 'updated_at_max'].map((one) => query.get(one));
  const offset = Number(query.get('page_info') ?? 0);
  const found = orders.filter((order) => {
    if (name !== null) return order.name === name;
    const changed = Date.parse(order.updated_at);
    return changed >= Date.parse(from ?? '') && changed <= Date.parse(to ?? '');
  });
  const page = found.slice(offset, offset + PAGE_SIZE);
  const next = new URLSearchParams(query);
  next.set('page_info', String(offset + PAGE_SIZE));
  const link = `</admin/api/2022-10/orders.json?${next.toString()}>; rel="next"`;
  return {
    headers: offset + PAGE_SIZE < found.length ? { link } : {},
    body: webText({ orders: page }),
  };
}

/** The stage's configuration with this shop as its channel `shop`, by the example's declaration. */
export const withWebShop =
  (url: string, sites: Readonly<Record<string, string>>) =>
  ({ systems, ownership, orderToCash, ...rest }: ConfigInput): ConfigInput => ({
    ...rest,
    systems: {
      ...systems,
      web: {
        connector: 'http',
        url,
        secretFrom: 'WEB_TOKEN',
        secretsFrom: { webhook: 'WEB_WEBHOOK' },
        sweepEvery: '2 h',
        settings: { ...shopify, codes: { site: sites, item: { '501': 'VALVE' } } },
      },
    },
    ownership: {
      ...ownership,
      'sales-order.stated.v1': ['shop', 'web'],
      'sales-order.cancellation-requested.v1': ['shop', 'web'],
      'shipment.confirmed.v1': ['wms', 'web'],
      'movement.recorded.v1': ['wms', 'web'],
      'channel-refund.stated.v1': ['web'],
    },
    orderToCash: {
      ...orderToCash,
      systems: { ...orderToCash.systems, channels: { shop: 'web' } },
    },
  });

/** Environment of the stage for {@link withWebShop}. */
export const WEB_ENVIRONMENT = { WEB_TOKEN, WEB_WEBHOOK: WEB_SECRET };
