/**
 * A Shopify shop, by declaration alone: Admin REST API and its webhooks, version 2022-10. Put it into
 * `crossdock.config.ts` as the settings of a system of kind `http`; docs/how-to/http-connector.md tells
 * how, and what becomes of each topic.
 *
 * To be filled in: `COMPANY`, and under `codes` each location that ships.
 */
import { defineConnector, type HttpSettingsInput } from '../src/connectors/http-mapped/settings.ts';

/** The company that sells here, by the code that the configuration gives the entity. */
const COMPANY = '"10"';

const API = '"/admin/api/2022-10';

/** Orders that changed in the window of a statement, the first to change first. */
const CHANGED_ORDERS = {
  status: '"any"',
  updated_at_min: '$from',
  updated_at_max: '$to',
  order: '"updated_at asc"',
  limit: '250',
};

/** Seconds from the object's making to its last change: Shopify counts no versions of its own. */
const AGE = '$floor(($toMillis(updated_at) - $toMillis(created_at)) / 1000)';

/**
 * The line's number is the end of its id: an order and its fulfillments both have the id, and only the
 * order has a sequence. The fact refuses an order in which two lines would get the same number.
 */
const lineOf = (id: string): string => `$number($substring($string(${id}), -6))`;
const LINE = lineOf('id');

const ITEM = 'sku ?: $error("is a line without SKU: give its variant one in the shop")';

/**
 * How much is ordered: `current_quantity` is less what was taken off before it left, and also less what came
 * back. The latter is ordered all the same, and never less than what has left.
 */
const ORDERED = `(
  $line := id;
  $back := $sum([$refunded[line_item_id = $line].quantity]);
  $left := $sum([$fulfilled[id = $line].quantity]);
  $max([(current_quantity ?? quantity) + $back, $left])
)`;

/** What a person wrote into the refund, as a reason, where the words leave no doubt. To be made your own. */
const REASON = `(
  $said := $lowercase(note ?: "");
  $contains($said, "recall") ? "recalled"
    : $contains($said, "damage") or $contains($said, "broke") ? "damaged"
    : $contains($said, "defect") or $contains($said, "faulty") ? "defective"
    : $contains($said, "wrong item") ? "wrong-item"
    : "not-wanted"
)`;

/** Answered, read back from the metafield. */
const STATUS = `{
  "lifecycle": $command.content.lifecycle,
  "lines": [$command.content.lines.{"line": line, "ordered": ordered, "shipped": shipped}]
}`;

/**
 * The levels of locations whose stock the shop itself keeps: Shopify lists them location by location. Add it
 * to `statement` with the ids of these locations.
 */
export const levelsOf = (locations: readonly string[]): NonNullable<HttpSettingsInput['statement']>[number] => ({
  path: `${API}/inventory_levels.json"`,
  forEach: [...locations],
  query: { location_ids: '$each', updated_at_min: '$from', limit: '250' },
  overlapSeconds: 60,
  paging: { by: 'link' },
  items: 'inventory_levels',
  mapping: 'level',
});

export const shopify = defineConnector({
  authentication: { header: 'X-Shopify-Access-Token' },
  // Shopify signs with the client secret of the app, which is not the access token.
  signature: { scheme: 'shopify', secrets: ['webhook'] },
  messages: {
    id: '$headers."x-shopify-webhook-id"',
    kind: '$headers."x-shopify-topic"',
    kinds: {
      'orders/create': { mapping: 'order' },
      'orders/updated': { mapping: 'order' },
      'orders/edited': { ignore: 'orders/updated says what the order is now' },
      'orders/cancelled': { mapping: 'order' },
      'fulfillments/create': { mapping: 'fulfillment' },
      'fulfillments/update': { mapping: 'fulfillment' },
      'inventory_levels/update': { mapping: 'level' },
      'refunds/create': { mapping: 'refund' },
    },
  },
  mappings: {
    order: [
      {
        type: 'sales-order.stated.v1',
        content: `(
          $not(test) ? true : $error("is a test order");
          $not(taxes_included) ? true : $error("has prices that include tax, and a price is net here");
          $refunded := [(refunds ?? []).refund_line_items[restock_type = "return"]];
          $fulfilled := [(fulfillments ?? [])[status = "success"].line_items];
          {
            "salesOrder": "WEB-" & order_number,
            "channelReference": $string(id),
            /* Time counts in seconds, so two states can share one: the later state is the larger. */
            "revision": 1 + 4 * ${AGE} + (
              cancelled_at != null ? 3 : fulfillment_status = "fulfilled" ? 2 : financial_status = "paid" ? 1 : 0
            ),
            "channel": "shop",
            "customer": "C" & customer.id,
            "customerReference": (po_number ?? ()) ?: (),
            "currency": currency,
            "orderedAt": created_at,
            "shipTo": {
              "country": shipping_address.country_code,
              "postalCode": shipping_address.zip ?: ()
            },
            "lines": [line_items.(
              $discount := $sum([discount_allocations.$number(amount)]);
              $ordered := ${ORDERED};
              $ordered = 0 ? () : {
                "line": ${LINE},
                "item": ${ITEM},
                "quantity": $string($ordered),
                "unitPrice": $string($divide($number(price) * quantity - $discount, quantity, 6))
              }
            )]
          }
        )`,
        // Two contents of one second are two ids: a dispute that people see, and no repetition.
        id: '"order/" & id & "/revision/" & $content.revision & "/" & $digest($content)',
        company: COMPANY,
        occurredAt: 'updated_at',
      },
      {
        type: 'sales-order.cancellation-requested.v1',
        when: 'cancelled_at != null',
        content: `{
          "salesOrder": "WEB-" & order_number,
          "request": "WEB-" & order_number & "-cancelled",
          "lines": [],
          "reason": cancel_reason ?: "cancelled in the shop"
        }`,
        id: '"order/" & id & "/cancellation"',
        company: COMPANY,
        occurredAt: 'cancelled_at',
      },
    ],
    fulfillment: [
      {
        // Pending and open fulfillments have not left; one that failed or was cancelled is void: no lines.
        type: 'shipment.confirmed.v1',
        when: 'status in ["success", "cancelled", "error", "failure"]',
        content: `{
          "salesOrder": "WEB-" & $substringAfter($substringBefore(name, "."), "#"),
          "shipment": "SHOP-" & id,
          "version": 1 + 2 * ${AGE} + (status = "success" ? 0 : 1),
          "site": $meaning("site", location_id),
          "shippedAt": created_at,
          "lines": [status = "success" ? line_items.{
            "line": ${LINE},
            "item": ${ITEM},
            "quantity": $string(quantity)
          } : ()]
        }`,
        id: '"fulfillment/" & id & "/version/" & $content.version & "/" & $digest($content)',
        company: COMPANY,
        occurredAt: 'updated_at',
      },
    ],
    refund: [
      {
        // Goods that never left are taken off the order by what `orders/updated` says.
        type: 'channel-refund.stated.v1',
        content: `(
          $reason := ${REASON};
          $paid := [transactions[kind = "refund" and status = "success"]];
          {
            "channel": "shop",
            "order": $string(order_id),
            "refund": "WEB-R" & id,
            /* A payment that was still pending comes with a later word. */
            "version": 1 + $count($paid),
            "refundedAt": created_at,
            "lines": [refund_line_items.{
              "line": ${lineOf('line_item_id')},
              "item": line_item.(${ITEM}),
              "quantity": $string(quantity),
              "goods": restock_type in ["return", "legacy_restock"] ? "back"
                : restock_type = "no_restock" ? "kept"
                : restock_type = "cancel" ? "not-shipped"
                : $error("has a restock type that nobody knows: " & restock_type),
              "reason": $reason,
              "amount": {
                "amount": $string(
                  $number(subtotal_set.shop_money.amount) + $number(total_tax_set.shop_money.amount)
                ),
                "currency": subtotal_set.shop_money.currency_code
              }
            }],
            "payments": [$paid.{
              "payment": "WEB-P" & id,
              "amount": { "amount": amount, "currency": currency }
            }]
          }
        )`,
        id: '"refund/" & id & "/version/" & $content.version & "/" & $digest($content)',
        company: COMPANY,
        occurredAt: 'created_at',
      },
    ],
    level: [
      {
        // Only for locations whose stock the shop itself keeps: the level as one movement into the
        // location, restated whenever it changes. An empty location is one that nothing was moved to.
        type: 'movement.recorded.v1',
        content: `{
          "movement": "LEVEL-" & location_id & "-" & inventory_item_id,
          "version": $floor(($toMillis(updated_at) - $toMillis("2020-01-01T00:00:00Z")) / 1000),
          "kind": "adjustment",
          "item": $meaning("item", inventory_item_id),
          "quantity": available > 0 ? $string(available) : "1",
          "from": { "location": "adjustment", "disposition": "sellable_accessible" },
          "to": available > 0
            ? { "location": $meaning("site", location_id), "disposition": "sellable_accessible" }
            : { "location": "adjustment", "disposition": "non_sellable_other" },
          "reason": "level of " & $meaning("site", location_id) & " in the shop"
        }`,
        id: `"level/" & location_id & "/" & inventory_item_id & "/" & $content.version & "/"
          & $digest($content)`,
        company: COMPANY,
        occurredAt: 'updated_at',
      },
    ],
  },
  statement: [
    {
      path: `${API}/orders.json"`,
      query: CHANGED_ORDERS,
      overlapSeconds: 60,
      paging: { by: 'link' },
      items: 'orders',
      mapping: 'order',
    },
    {
      // The same orders again for what was shipped of them, so that a location that nobody has mapped
      // holds its shipment, and not its order.
      path: `${API}/orders.json"`,
      query: {
        ...CHANGED_ORDERS,
        fields: '"id,fulfillments"',
      },
      overlapSeconds: 60,
      paging: { by: 'link' },
      items: 'orders.fulfillments',
      mapping: 'fulfillment',
    },
    {
      path: `${API}/orders.json"`,
      query: {
        ...CHANGED_ORDERS,
        fields: '"id,refunds"',
      },
      overlapSeconds: 60,
      paging: { by: 'link' },
      items: 'orders.refunds',
      mapping: 'refund',
    },
  ],
  commands: {
    // A metafield of the order: writing it again changes it, so it says "set to this".
    'order-status.publish.v1': {
      find: {
        path: `${API}/orders.json"`,
        query: { name: '"#" & $substringAfter(salesOrder, "WEB-")', status: '"any"', fields: '"id,name"' },
        value: 'orders[0].id',
      },
      method: 'POST',
      path: `${API}/orders/" & $found & "/metafields.json"`,
      body: `{
        "metafield": { "namespace": "crossdock", "key": "status", "type": "json", "value": $string(${STATUS}) }
      }`,
      answers: [
        { status: [200, 201], means: 'done' },
        { status: [404], means: 'refused', code: '"unknown-order"', reason: '"The shop has no such order."' },
        { status: [422], means: 'refused', code: '"unprocessable"', reason: '$string(errors)' },
      ],
      probe: {
        path: `${API}/orders/" & $found & "/metafields.json"`,
        query: { namespace: '"crossdock"', key: '"status"' },
        answers: [
          { status: [200], when: `metafields[0].value = $string(${STATUS})`, means: 'applied' },
          { status: [200, 404], means: 'absent' },
        ],
      },
    },
  },
  codes: {
    // Each location that ships, by its id. One that is not here is a fault, never a default.
    site: {},
  },
  proof: { honoursKey: false, settleAfterSeconds: 30 },
});
