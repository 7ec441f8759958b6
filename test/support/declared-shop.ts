/** The simulated shop, reached by declaration alone: what its own connector does, as configuration. */
import { defineConnector, type HttpSettingsInput } from '../../src/connectors/http-mapped/settings.ts';

const order = '"/admin/orders/" & $encodeUrlComponent(salesOrder)';

/** Path of a customer or a product. */
const recordPath = (plural: string, ours: string): string =>
  `"/admin/${plural}/" & $command.company & "/" & $encodeUrlComponent(number ?? ${ours}) & ".json"`;

/** A command that a record shall hold these values from now on; the record repeats the mark that came with it. */
const update = (
  plural: string,
  ours: string,
  mapping: string,
  members: string,
): NonNullable<HttpSettingsInput['commands']>[string] => ({
  method: 'PUT',
  path: recordPath(plural, ours),
  body: `{ "client_mark": of, ${members} }`,
  answers: [{ status: [200], means: 'done' }],
  probe: {
    path: recordPath(plural, ours),
    answers: [
      { status: [200], when: 'client_mark = $command.content.of', means: 'applied' },
      { status: [200, 404], means: 'absent' },
    ],
    mapping,
  },
});

const records = (plural: string, mapping: string): NonNullable<HttpSettingsInput['statement']>[number] => ({
  path: `"/admin/${plural}.json"`,
  query: { updated_at_min: '$from', updated_at_max: '$to', limit: '200', page_info: '$cursor ?: "0"' },
  paging: { by: 'cursor', next: 'next_page_info' },
  items: plural,
  mapping,
});

const status = `{
  "state": lifecycle,
  "lines": [lines.{"position": line, "ordered": ordered, "shipped": shipped}]
}`;

/** Settings of the kind `http`. */
export const declaredShop: HttpSettingsInput = defineConnector({
  authentication: { header: 'X-Shop-Access-Token' },
  signature: { scheme: 'hmac', header: 'X-Shop-Hmac-Sha256', encoding: 'base64' },
  messages: {
    id: '$headers."x-shop-webhook-id"',
    kind: '$headers."x-shop-topic"',
    kinds: {
      'orders/create': { mapping: 'order' },
      'orders/updated': { mapping: 'order' },
      'orders/cancelled': { mapping: 'order' },
      'customers/update': { mapping: 'customer' },
      'products/update': { mapping: 'product' },
    },
  },
  mappings: {
    order: [
      {
        type: 'sales-order.stated.v1',
        content: `{
          "salesOrder": name,
          "revision": revision,
          "channel": "shop",
          "customer": customer.code,
          "customerReference": po_number ?: (),
          "currency": currency,
          "orderedAt": created_at,
          "requestedShipDate": requested_ship_date ?: (),
          "shipTo": { "country": shipping_address.country_code, "postalCode": shipping_address.zip ?: () },
          "lines": [line_items.{
            "line": position,
            "item": sku,
            "quantity": $string(quantity),
            "unitPrice": price_set.shop_money.amount
          }]
        }`,
        id: '"order/" & id & "/revision/" & revision',
        company: 'company_code',
        occurredAt: 'revised_at',
      },
      {
        type: 'sales-order.cancellation-requested.v1',
        each: 'cancellations',
        content: '{"salesOrder": $record.name, "request": name, "lines": [positions], "reason": reason}',
        id: '"order/" & $record.id & "/cancellation/" & id',
        company: '$record.company_code',
        occurredAt: 'requested_at',
      },
    ],
    customer: [
      {
        type: 'customer.stated.v1',
        content: `{
          "customer": code, "system": "shop", "number": code, "version": revision, "of": client_mark ?: (),
          "name": display_name ?: (), "street": address1 ?: (), "city": city ?: (), "postalCode": zip ?: (),
          "country": country_code ?: (), "taxId": vat_number ?: (), "email": email ?: ()
        }`,
        id: '"customer/" & company_code & "/" & code & "/" & revision',
        company: 'company_code',
        occurredAt: 'updated_at',
      },
    ],
    product: [
      {
        type: 'item.stated.v1',
        content: `{
          "item": sku, "system": "shop", "number": sku, "version": revision, "of": client_mark ?: (),
          "name": title ?: (), "gtin": barcode ?: (), "manufacturer": vendor ?: (),
          "manufacturerNumber": vendor_sku ?: ()
        }`,
        id: '"item/" & company_code & "/" & sku & "/" & revision',
        company: 'company_code',
        occurredAt: 'updated_at',
      },
    ],
  },
  statement: [
    {
      path: '"/admin/orders.json"',
      query: { updated_at_min: '$from', updated_at_max: '$to', limit: '200', page_info: '$cursor' },
      paging: { by: 'cursor', next: 'next_page_info' },
      items: 'orders',
      mapping: 'order',
    },
    records('customers', 'customer'),
    records('products', 'product'),
  ],
  inventories: {
    'sales-orders': {
      path: '"/admin/open_orders.json"',
      query: { after: '$cursor ?: ""', limit: '500' },
      paging: { by: 'cursor', next: 'more ? orders[-1].name : ()' },
      items: 'orders',
      company: 'company_code',
      number: 'name',
      sorted: true,
      figures: ['$string(revision)', '$string(lines)', '$string(units)'],
      changedAt: 'revised_at',
      detail: {
        path: '"/admin/orders/" & $encodeUrlComponent($number) & ".json"',
        record: 'order',
        figures: ['$string(revision)', '$string($count(line_items))', '$string($sum(line_items.quantity))'],
        mapping: 'order',
      },
    },
  },
  commands: {
    'order-status.publish.v1': {
      method: 'PUT',
      path: `${order} & "/fulfillment_status.json"`,
      body: `{"fulfillment_status": ${status}}`,
      answers: [
        { status: [200], means: 'done' },
        {
          status: [404],
          means: 'refused',
          code: '"unknown-order"',
          reason: '"The shop has no such order."',
        },
      ],
      probe: {
        path: `${order} & ".json"`,
        answers: [
          {
            status: [200],
            when: `order.fulfillment_status = $command.content.${status}`,
            means: 'applied',
          },
          { status: [200, 404], means: 'absent' },
        ],
      },
    },
    'customer.update.v1': update('customers', 'customer', 'customer', `
      "display_name": fields.name ?? (), "address1": fields.street ?? (), "city": fields.city ?? (),
      "zip": fields.postalCode ?? (), "country_code": fields.country ?? (),
      "vat_number": fields.taxId ?? (), "email": fields.email ?? ()`),
    'item.update.v1': update('products', 'item', 'product', `
      "title": fields.name ?? (), "barcode": fields.gtin ?? (), "vendor": fields.manufacturer ?? (),
      "vendor_sku": fields.manufacturerNumber ?? ()`),
  },
  trial: {
    type: 'order-status.publish.v1',
    id: '"publish-order-status"',
    content: `{
      "salesOrder": $sample,
      "lifecycle": "released",
      "lines": [{ "line": 1, "ordered": "3", "shipped": $string($change) }]
    }`,
    prepare: [
      {
        method: 'POST',
        path: '"/storefront/checkouts"',
        body: `{
          "name": $sample, "company_code": $company, "customer_code": $sample, "currency": "GBP",
          "shipping_address": { "country_code": "GB" },
          "line_items": [{ "sku": $sample & "-item", "quantity": 3, "price": "1.25" }]
        }`,
      },
    ],
    effects: {
      path: '"/sandbox/books"',
      count: '$count(orders[name = $sample and fulfillment_status = $command.content.' + status + '])',
    },
    // Nobody placed this order, so the shop knows none of that name.
    refused: {
      content: `{
        "salesOrder": $sample, "lifecycle": "released",
        "lines": [{ "line": 1, "ordered": "3", "shipped": "1" }]
      }`,
    },
    messages: {
      path: '"/sandbox/books"',
      items: 'orders[name = $sample]',
      headers: { 'X-Shop-Topic': '"orders/updated"', 'X-Shop-Webhook-Id': '$sample' },
    },
  },
  // The shop does not know idempotency keys; its gateway gives up on a request after 20 s.
  proof: { honoursKey: false, settleAfterSeconds: 20 },
});
