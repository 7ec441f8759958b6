/** The web shop's JSON: the only place that knows its member names. */
import { z } from 'zod';
import {
  currencyCode,
  dateText,
  identifier,
  instantText,
  note,
  positiveQuantityText,
  quantityText,
  unitPriceText,
} from '../../canonical/codec.ts';

const shopId = z.int().min(1).describe('64-bit number; the shop stays below 2^53');
const position = z.int().min(1).describe('Number of the line in the order');

/** Counted in whole units: the shop sells nothing by the half. */
const wholeQuantity = z
  .int()
  .min(1)
  .transform((units) => String(units))
  .pipe(positiveQuantityText('Ordered units'));

const money = z.strictObject({
  amount: unitPriceText('Price of one unit'),
  currency_code: currencyCode,
});

const lineItem = z.strictObject({
  id: shopId,
  position,
  sku: identifier('Item'),
  quantity: wholeQuantity,
  price: z.string(),
  price_set: z.strictObject({ shop_money: money }),
});

const cancellation = z.strictObject({
  id: shopId,
  name: identifier('Number of the request'),
  requested_at: instantText('When the customer asked'),
  reason: note('Why'),
  positions: z.array(position).describe('Lines; empty means all'),
});

export const REFUND_REASONS = ['unwanted', 'wrong_item', 'damaged', 'defective'] as const;

const refund = z.strictObject({
  id: shopId,
  name: identifier('Number of the return'),
  revision: z.int().min(1),
  requested_at: instantText('When the customer asked'),
  note: note('What the customer says'),
  refund_line_items: z
    .array(
      z.strictObject({
        position,
        sku: identifier('Item'),
        quantity: wholeQuantity,
        reason: z.enum(REFUND_REASONS),
        opened: z.boolean(),
      }),
    )
    .min(1),
});

/** What we last told the shop about an order. */
export const fulfillmentStatus = z.strictObject({
  state: z.string(),
  lines: z.array(
    z.strictObject({
      position,
      ordered: quantityText('Ordered and not cancelled'),
      shipped: quantityText('Shipped'),
    }),
  ),
});

/** An order, as webhooks and the admin API carry it. */
export const order = z
  .strictObject({
    id: shopId,
    name: identifier('Order number'),
    company_code: z.string().min(1),
    revision: z.int().min(1),
    created_at: instantText('When the customer placed it'),
    revised_at: instantText('When the customer last changed it'),
    updated_at: instantText('When anything of it last changed'),
    cancelled_at: instantText('When a cancellation was last asked for').nullable(),
    currency: currencyCode,
    customer: z.strictObject({ code: identifier('Customer') }),
    po_number: identifier('Purchase order number of the customer').nullable(),
    requested_ship_date: dateText('Not before').nullable(),
    shipping_address: z.strictObject({
      country_code: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code'),
      zip: identifier('Postal code').nullable(),
    }),
    line_items: z.array(lineItem).min(1),
    cancellations: z.array(cancellation),
    refunds: z.array(refund).optional(),
    fulfillment_status: fulfillmentStatus.nullable(),
  })
  .superRefine((value, context) => {
    value.line_items.forEach((line, index) => {
      if (line.price_set.shop_money.currency_code === value.currency) return;
      const path = ['line_items', index, 'price_set', 'shop_money', 'currency_code'];
      const message = 'must be the currency of the order';
      context.addIssue({ code: 'custom', path, message, input: value.currency });
    });
  });

export type ShopOrder = z.output<typeof order>;

/** `GET /admin/orders/:name.json` and the answer to a changed status. */
export const orderAnswer = z.strictObject({ order });

/** `GET /admin/orders.json`: a page of a statement. */
export const ordersPage = z.strictObject({
  orders: z.array(order),
  next_page_info: z.string().nullable(),
});

/** `GET /admin/open_orders.json`: a page of what is open, with what a list needs. */
export const openOrdersPage = z.strictObject({
  orders: z.array(
    z.strictObject({
      name: identifier('Order number'),
      company_code: z.string(),
      revision: z.int().min(1),
      revised_at: instantText('When the customer last changed it'),
      currency: currencyCode,
      lines: z.int().min(1),
      units: z.int().min(1),
    }),
  ),
  more: z.boolean(),
});

const master = {
  id: shopId,
  company_code: z.string().min(1),
  revision: z.int().min(1),
  client_mark: z.string().nullable(),
  updated_at: z.string(),
} as const;

/** A customer, as webhooks and the admin API carry her. */
export const customer = z.strictObject({
  ...master,
  code: identifier('Customer'),
  display_name: z.string().nullable(),
  address1: z.string().nullable(),
  city: z.string().nullable(),
  zip: z.string().nullable(),
  country_code: z.string().nullable(),
  vat_number: z.string().nullable(),
  email: z.string().nullable(),
});

/** A product, as webhooks and the admin API carry it. */
export const product = z.strictObject({
  ...master,
  sku: identifier('Item'),
  title: z.string().nullable(),
  barcode: z.string().nullable(),
  vendor: z.string().nullable(),
  vendor_sku: z.string().nullable(),
});

/** `GET /admin/customers.json`: a page of a statement. */
export const customersPage = z.strictObject({
  customers: z.array(customer),
  next_page_info: z.string().nullable(),
});

/** `GET /admin/products.json`: a page of a statement. */
export const productsPage = z.strictObject({
  products: z.array(product),
  next_page_info: z.string().nullable(),
});

/** Topics that the shop sends about orders. */
export const ORDER_TOPICS: ReadonlySet<string> = new Set([
  'orders/create',
  'orders/updated',
  'orders/cancelled',
  'refunds/create',
]);
